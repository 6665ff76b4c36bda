"""Mappings and sets of mappings as records; identifiers are IRIs, prefixes live in files only."""

from __future__ import annotations

import datetime
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from symbiograph.mappings.slots import MAPPING_SLOTS, REQUIRED, SET_SLOTS, Slot

Value = str | Decimal | datetime.date
# What a caller may give for a slot: a number becomes a decimal of three digits at most, which is
# what SSSOM's canonical form writes.
Given = Value | float | Sequence[Value] | None


@dataclass(frozen=True)
class Mapping:
    """One row: slot name to values (entities as IRIs), and the line it stands on, 0 for none."""

    values: dict[str, tuple[Value, ...]]
    line: int = 0

    @classmethod
    def of(cls, **slots: Given) -> Mapping:
        """Return a mapping that states ``slots``; those that are ``None`` or empty are left out."""
        return cls({name: values for name, value in slots.items() if (values := _values(value))})

    def one(self, slot: str) -> Value | None:
        """Return the only value of ``slot``, or ``None``."""
        return self.values[slot][0] if slot in self.values else None

    def text(self, slot: str) -> str:
        """Return the only value of ``slot`` as text, empty where there is none."""
        return str(self.values[slot][0]) if slot in self.values else ""

    def but(self, **slots: Given) -> Mapping:
        """Return this mapping with other values for ``slots``; ``None`` takes a slot's value."""
        values = {name: value for name, value in self.values.items() if name not in slots}
        return Mapping(values | Mapping.of(**slots).values, self.line)

    @property
    def key(self) -> tuple[str, str, str]:
        """Subject, predicate and object, as IRIs."""
        subject, predicate, target = (self.text(slot) for slot in REQUIRED[:3])
        return subject, predicate, target


@dataclass(frozen=True)
class MappingSet:
    """A table of mappings.

    ``source`` is how errors call the file, ``head`` what is said of the whole set, ``prefixes`` its
    ``curie_map``, ``extensions`` its slots beyond SSSOM's own. Each row states for itself what the
    head says for all.
    """

    source: str
    head: dict[str, tuple[Value, ...]]
    mappings: list[Mapping]
    prefixes: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, Slot] = field(default_factory=dict)

    def one(self, slot: str) -> Value | None:
        """Return the only value that the head gives ``slot``, or ``None``."""
        return self.head[slot][0] if slot in self.head else None

    @property
    def slots(self) -> Dictionary[str, Slot]:
        """The slots that a row may fill, in canonical order."""
        return {**MAPPING_SLOTS, **_by_property(self.extensions)}

    @property
    def set_slots(self) -> Dictionary[str, Slot]:
        """The slots that the head may fill, in canonical order."""
        return {**SET_SLOTS, **_by_property(self.extensions)}


def _by_property(extensions: dict[str, Slot]) -> dict[str, Slot]:
    return dict(sorted(extensions.items(), key=lambda item: (item[1].iri, item[0])))


def _values(given: Given) -> tuple[Value, ...]:
    if given is None or given == "":
        return ()
    if isinstance(given, float | int):
        return (Decimal(str(round(given, 3))),)
    if isinstance(given, str | Decimal | datetime.date):
        return (given,)
    return tuple(given)
