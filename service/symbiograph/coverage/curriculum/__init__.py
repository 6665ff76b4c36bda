"""Curricula that people bring: read, checked, their skills recognised; and written as ELM."""

from __future__ import annotations

from symbiograph.coverage.curriculum.elm import elm
from symbiograph.coverage.curriculum.model import (
    Candidate,
    Curriculum,
    Outcome,
    Provider,
    Uncertain,
    Unit,
)
from symbiograph.coverage.curriculum.reading import BASE, read_curriculum
from symbiograph.coverage.curriculum.recogniser import NONE, Recogniser
from symbiograph.coverage.curriculum.template import template_csv, template_xlsx
from symbiograph.spreadsheets import Place, Problem

__all__ = [
    "BASE",
    "NONE",
    "Candidate",
    "Curriculum",
    "Outcome",
    "Place",
    "Problem",
    "Provider",
    "Recogniser",
    "Uncertain",
    "Unit",
    "elm",
    "read_curriculum",
    "template_csv",
    "template_xlsx",
]
