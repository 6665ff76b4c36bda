"""The versions of the ontology: what each one says, what it changed, and that none changes."""

from __future__ import annotations

from symbiograph.versions.difference import Change, Level, difference
from symbiograph.versions.keeping import faults, freeze, raise_to
from symbiograph.versions.snapshot import (
    FOLDER,
    Version,
    current,
    frozen_files,
    number_of,
    versions,
)
from symbiograph.versions.written import WHATS, as_lines, as_triples, changes_of

__all__ = [
    "FOLDER",
    "WHATS",
    "Change",
    "Level",
    "Version",
    "as_lines",
    "as_triples",
    "changes_of",
    "current",
    "difference",
    "faults",
    "freeze",
    "frozen_files",
    "number_of",
    "raise_to",
    "versions",
]
