"""SSSOM as JSON, which is JSON-LD, too: identifiers are CURIEs under the document's context."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any, Final

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.row import Mapping, MappingSet, Value
from symbiograph.mappings.slots import BUILT_IN_PREFIXES, PROPAGATED, REQUIRED, SSSOM, Kind, Slot
from symbiograph.mappings.values import Values
from symbiograph.mappings.writing import (
    Contraction,
    condensed,
    propagated,
    sort_keys,
    written,
)
from symbiograph.prefixes import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_TYPES: Final[dict[Kind, str]] = {
    "entity": "@id",
    "uri": "@id",
    "number": _XSD + "double",
    "date": _XSD + "date",
}


def write_json(mappings: MappingSet) -> str:
    """Return ``mappings`` as one JSON object; what all rows state stands once, beside them.

    Raises :class:`PrefixMissing` for an identifier that no prefix fits.
    """
    rows = propagated(mappings)
    head = condensed(mappings, rows)
    used = Contraction(mappings.prefixes, mappings.source)
    keys = sort_keys(mappings)
    ordered = [rows[n] for n in sorted(range(len(rows)), key=lambda n: keys[n])]
    document: dict[str, Any] = {
        name: _json(used, slot, head[name])
        for name, slot in mappings.set_slots.items()
        if name in head
    }
    document["mappings"] = [
        {
            name: _json(used, slot, row[name])
            for name, slot in mappings.slots.items()
            if name in row and not (name in PROPAGATED and name in head)
        }
        for row in ordered
    ]
    stated = {*document, *(name for row in document["mappings"] for name in row)}
    defined = [
        {
            "slot_name": name,
            "property": used.curie(slot.iri),
            **({"type_hint": used.curie(slot.hint)} if slot.hint else {}),
        }
        for name, slot in mappings.extensions.items()
        if name in stated
    ]
    if defined:
        document["extension_definitions"] = defined
    slots = {**mappings.set_slots, **mappings.slots}
    terms = {name: _term(slots[name]) for name in slots if name in stated}
    # The set is the resource that the document describes.
    terms["mapping_set_id"] = {"@id": "@id"}
    terms["mappings"] = {"@id": SSSOM + "mappings"}
    document["@context"] = {**BUILT_IN_PREFIXES, **used.used, **terms}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_json(text: str, source: str) -> tuple[MappingSet, list[UnreadableInput]]:
    """Return the mapping set of a JSON document, and a fault for each mapping that is none.

    Raises :class:`UnreadableInput` where the document is no mapping set at all.
    """
    try:
        document = json.loads(text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        raise UnreadableInput(source, f"this is not JSON: {error.msg}", position) from error
    if not isinstance(document, dict) or not isinstance(document.get("mappings"), list):
        raise UnreadableInput(source, "a mapping set is an object with a list of 'mappings'")
    values = Values(source, _prefixes(document), document.pop("extension_definitions", None) or [])
    listed = document.pop("mappings")
    head = {
        name: values.said(name, said, None)
        for name, said in document.items()
        if not name.startswith("@") and name != "curie_map" and said not in (None, [])
    }
    inherited = {name: said for name, said in head.items() if name in PROPAGATED}
    mappings = []
    faults = []
    for number, entry in enumerate(listed, 1):
        try:
            mappings.append(Mapping({**inherited, **_row(entry, values, source)}, number))
        except UnreadableInput as fault:
            faults.append(UnreadableInput(source, f"mapping {number}: {fault.reason}"))
    return MappingSet(source, head, mappings, values.prefixes, values.extensions), faults


def _json(used: Contraction, slot: Slot, values: tuple[Value, ...]) -> Any:
    found = [_plain(used, slot, value) for value in values]
    return found if slot.many else found[0]


def _plain(used: Contraction, slot: Slot, value: Value) -> str | float:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, datetime.date) else written(used, slot, value)


def _term(slot: Slot) -> dict[str, str]:
    kind = _TYPES.get(slot.kind)
    return {"@id": slot.iri} | ({"@type": kind} if kind else {})


def _prefixes(document: dict[str, Any]) -> dict[str, str]:
    """Return the prefixes that ``curie_map`` or the JSON-LD context declare."""
    found: dict[str, str] = {}
    contexts = document.get("@context") or {}
    for context in contexts if isinstance(contexts, list) else [contexts]:
        if isinstance(context, dict):
            for name, said in context.items():
                if isinstance(said, dict) and said.get("@prefix") is True:
                    found[name] = str(said["@id"])
                elif isinstance(said, str) and not name.startswith("@") and said[-1:] in _ENDS:
                    found[name] = said
    curie_map = document.get("curie_map") or {}
    for name, said in curie_map.items():
        found[name] = str(said["prefix_url"]) if isinstance(said, dict) else str(said)
    return found


# What a namespace ends with, so that terms of a context are told from prefixes.
_ENDS: Final = ("/", "#", "_", ":", "=", "-", "?")


def _row(entry: Any, values: Values, source: str) -> dict[str, tuple[Value, ...]]:
    if not isinstance(entry, dict):
        raise UnreadableInput(source, "it is no object")
    row: dict[str, tuple[Value, ...]] = {}
    for name, said in entry.items():
        slot = values.slots.get(name)
        if said in (None, "", []) or name.startswith("@"):
            continue
        if slot is None:
            raise UnreadableInput(source, f"SSSOM has no slot {name!r}")
        texts = said if isinstance(said, list) else [said]
        if not all(isinstance(text, str) for text in texts) or (len(texts) > 1 and not slot.many):
            many = "a list of texts" if slot.many else "one text or number"
            raise UnreadableInput(source, f"{name} must be {many}")
        row[name] = tuple(values.value(name, text, None) for text in texts)
    for name in REQUIRED:
        if name not in row:
            raise UnreadableInput(source, f"{name} is missing")
    return row
