"""Texts of slots turned into values, under the prefixes and extensions of one set."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.row import Value
from symbiograph.mappings.slots import BUILT_IN_PREFIXES, MAPPING_SLOTS, SET_SLOTS, Kind, Slot

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s<>\"{}|^`\\%]|%[0-9A-Fa-f]{2})+")
_EXTENSION_KINDS: Final[dict[str, Kind]] = {
    "http://www.w3.org/2001/XMLSchema#date": "date",
    "https://w3id.org/linkml/Uriorcurie": "entity",
}


class Values:
    """Reads texts; ``slots`` are those that a row may fill, ``source`` is what errors name."""

    def __init__(
        self, source: str, prefixes: Mapping[str, str], definitions: Sequence[Mapping[str, str]]
    ) -> None:
        self._source = source
        self.prefixes = dict(prefixes)
        self._prefixes = {**BUILT_IN_PREFIXES, **prefixes}
        self._known: dict[str, str] = {}
        self.extensions = dict(map(self._extension, definitions))
        self.slots = {**MAPPING_SLOTS, **self.extensions}
        self._set_slots = {**SET_SLOTS, **self.extensions}

    def _extension(self, entry: Mapping[str, str]) -> tuple[str, Slot]:
        if not {"slot_name", "property"} <= entry.keys():
            raise UnreadableInput(self._source, "an extension needs a slot_name and a property")
        hint = self.entity(entry["type_hint"], None) if entry.get("type_hint") else ""
        kind = _EXTENSION_KINDS.get(hint, "text")
        return entry["slot_name"], Slot(self.entity(entry["property"], None), kind, hint=hint)

    def said(self, name: str, value: Any, position: Position | None) -> tuple[Value, ...]:
        """Return what a head says for a slot: a text or a list of texts."""
        slot = self._set_slots.get(name)
        if slot is None:
            raise UnreadableInput(self._source, f"SSSOM has no set slot {name!r}", position)
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts):
            reason = f"{name} must be text or a list of texts"
            raise UnreadableInput(self._source, reason, position)
        if len(texts) > 1 and not slot.many:
            raise UnreadableInput(self._source, f"{name} takes one value", position)
        return tuple(self._value(name, slot.kind, text, position) for text in texts)

    def value(self, name: str, text: str, position: Position | None) -> Value:
        """Return one value of a slot of a row; raises :class:`UnreadableInput`."""
        return self._value(name, self.slots[name].kind, text, position)

    def typed(self, name: str, slot: Slot, text: str) -> Value:
        """Return one value of a slot of a row or a head; raises :class:`UnreadableInput`."""
        return self._value(name, slot.kind, text, None)

    def _value(self, name: str, kind: Kind, text: str, position: Position | None) -> Value:
        if kind == "text":
            return text
        text = text.strip()
        if kind in ("entity", "uri"):
            return self.entity(text, position)
        try:
            return _share(text) if kind == "number" else datetime.date.fromisoformat(text)
        except (ValueError, InvalidOperation):
            wanted = "a number from 0 to 1" if kind == "number" else "a date such as 2026-01-31"
            reason = f"{name} is {text!r}, not {wanted}"
            raise UnreadableInput(self._source, reason, position) from None

    def entity(self, text: str, position: Position | None) -> str:
        """Return the IRI that a CURIE or an IRI stands for; raises :class:`UnreadableInput`."""
        if text in self._known:
            return self._known[text]
        prefix, _, local = text.partition(":")
        namespace = self._prefixes.get(prefix)
        iri = text if namespace is None else namespace + local
        known = namespace is not None or local.startswith("//") or prefix == "urn"
        if not (known and _IRI.fullmatch(iri)):
            reason = f"{text!r} is neither an IRI nor a name under a prefix of the curie_map"
            raise UnreadableInput(self._source, reason, position)
        self._known[text] = iri
        return iri


def _share(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 <= number <= 1:
        raise ValueError
    # JSON has 0.0 for what is 0 in a table.
    return number.normalize()
