"""What candidates come from: the vocabulary behind each target of an aligner."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from symbiograph.esco import model
from symbiograph.prefixes import GRAPH, VOCABULARY

# SSSOM's object_source of what is mapped to a target.
SOURCE_OF: Final = {
    "esco-skills": model.DATA + "concept-scheme/skills",
    "esco-occupations": model.DATA + "concept-scheme/occupations",
    "skills": GRAPH + "skills",
    "profiles": GRAPH + "profiles",
    "waste-codes": VOCABULARY + "list-of-waste",
}
TARGET_OF: Final = {source: target for target, source in SOURCE_OF.items()}


def source_version(source: str, esco: str) -> str:
    """Return the version of a source, empty where it is not known.

    ``esco`` is the release of ESCO that is in force. Ours have the version of the program, with
    which they are published.
    """
    if source.startswith(model.DATA):
        return esco
    return version("symbiograph") if source in TARGET_OF else ""
