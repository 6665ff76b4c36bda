"""Reviewing candidates of mappings: what curators judge, and what follows from it."""

from symbiograph.review.decision import Decision, Verdict
from symbiograph.review.decision_graph import decisions_in, graph_name
from symbiograph.review.disagreement import Disagreement, disagreements

__all__ = [
    "Decision",
    "Disagreement",
    "Verdict",
    "decisions_in",
    "disagreements",
    "graph_name",
]
