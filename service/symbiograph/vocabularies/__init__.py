"""Vocabularies that others use, into ours and out of it, by the rules in ``mappings/vocabularies``.

What comes in keeps its IRIs. What a rule cannot take is told beside the result, never dropped
silently.
"""

from __future__ import annotations

from symbiograph.vocabularies.conversion import Converted, into_ours, out_of_ours
from symbiograph.vocabularies.known import Vocabulary, detect, vocabularies, vocabulary
from symbiograph.vocabularies.origin import Origin
from symbiograph.vocabularies.reading import is_graph, parse_graph

__all__ = [
    "Converted",
    "Origin",
    "Vocabulary",
    "detect",
    "into_ours",
    "is_graph",
    "out_of_ours",
    "parse_graph",
    "vocabularies",
    "vocabulary",
]
