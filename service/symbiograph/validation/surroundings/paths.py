"""Property paths, of SHACL and of SPARQL, in the one form that they are followed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import NamedNode


class Untold(Exception):
    """It cannot be told beforehand which triples a shape comes upon."""


@dataclass(frozen=True)
class Step:
    """One property, from subject to object or back."""

    predicate: NamedNode
    back: bool = False


@dataclass(frozen=True)
class Sequence:
    """One path after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Choice:
    """Any of some paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """A path taken any number of times. What it may be taken less often for is reached as well."""

    part: Path


Path: TypeAlias = Step | Sequence | Choice | Repeated


def reverse(path: Path) -> Path:
    """Return the path that leads back."""
    if isinstance(path, Step):
        return Step(path.predicate, not path.back)
    if isinstance(path, Sequence):
        return Sequence(tuple(reverse(part) for part in reversed(path.parts)))
    if isinstance(path, Choice):
        return Choice(tuple(reverse(part) for part in path.parts))
    return Repeated(reverse(path.part))
