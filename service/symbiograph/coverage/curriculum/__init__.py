"""Curricula that people bring: read, checked, their skills recognised; and written as ELM."""

from __future__ import annotations

from symbiograph.coverage.curriculum.model import (
    Candidate,
    Curriculum,
    Outcome,
    Place,
    Problem,
    Provider,
    Uncertain,
    Unit,
)

__all__ = [
    "Candidate",
    "Curriculum",
    "Outcome",
    "Place",
    "Problem",
    "Provider",
    "Uncertain",
    "Unit",
]
