"""A table as it stands in a file, before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symbiograph.coverage.curriculum.model import Problem


@dataclass(frozen=True)
class Grid:
    """Rows of texts, from the first of the file on; ``problems`` are what reading met."""

    rows: Sequence[Sequence[str]]
    problems: tuple[Problem, ...] = ()
