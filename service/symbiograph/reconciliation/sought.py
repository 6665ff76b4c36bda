"""A reconciliation query, in whichever version of the API it was written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# As many as a person looks through beside a cell.
LIMIT: Final = 7
MOST: Final = 100


class Quantifier(StrEnum):
    """How many of the values of a condition must hold."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


class Strictness(StrEnum):
    """What the types of a query are to a candidate: a filter, or what raises it."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


@dataclass(frozen=True)
class Value:
    """A value that is looked for; ``id`` is that of the entity where it is one."""

    text: str
    id: str = ""


@dataclass(frozen=True)
class Condition:
    """What a candidate's property has to hold; where it is ``required`` no other is one."""

    property: str
    values: tuple[Value, ...]
    required: bool = False
    quantifier: Quantifier = Quantifier.ANY
    qualifier: str = ""


@dataclass(frozen=True)
class Sought:
    """One query: names and ids of which any will do, and what else is known of the entity."""

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strictness: Strictness = Strictness.ANY
    limit: int = LIMIT
    conditions: tuple[Condition, ...] = ()
    language: str = ""
