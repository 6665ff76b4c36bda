"""Alignment: the concepts that a text may mean, each with a predicate, confidence and reasons."""

from symbiograph.alignment.aligner import (
    MOST_CANDIDATES,
    Aligner,
    aligner,
    targets,
    without_vectors,
)
from symbiograph.alignment.building import build_alignment
from symbiograph.alignment.document import as_document
from symbiograph.alignment.gathering import Gathered, gathered
from symbiograph.alignment.model import Asked, Candidate, Predicate, Reason, Suggestions
from symbiograph.alignment.nearest import meanings_of
from symbiograph.alignment.targets import TARGETS, Target

__all__ = [
    "MOST_CANDIDATES",
    "TARGETS",
    "Aligner",
    "Asked",
    "Candidate",
    "Gathered",
    "Predicate",
    "Reason",
    "Suggestions",
    "Target",
    "aligner",
    "as_document",
    "build_alignment",
    "gathered",
    "meanings_of",
    "targets",
    "without_vectors",
]
