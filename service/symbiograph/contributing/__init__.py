"""Contributions: what a partner sends of their own, as RDF or in a table, to stay in the graph."""

from __future__ import annotations

from symbiograph.contributing.kinds import KINDS, kind_of
from symbiograph.contributing.names import CONTRIBUTION_GRAPH, Contribution
from symbiograph.contributing.reading import Brought, read_contribution
from symbiograph.contributing.templates import template_csv, template_xlsx

__all__ = [
    "CONTRIBUTION_GRAPH",
    "KINDS",
    "Brought",
    "Contribution",
    "kind_of",
    "read_contribution",
    "template_csv",
    "template_xlsx",
]
