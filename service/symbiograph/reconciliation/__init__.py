"""Reconciliation: entities of the graph for the names and identifiers in somebody's table."""

from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.matching import Match, Matching
from symbiograph.reconciliation.reading import draft_queries, queries
from symbiograph.reconciliation.services import SERVICES, Service

__all__ = [
    "SERVICES",
    "Entities",
    "Match",
    "Matching",
    "Service",
    "draft_queries",
    "queries",
]
