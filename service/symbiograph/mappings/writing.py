"""Writing SSSOM/TSV: one canonical text for each mapping set.

Source: "Canonical SSSOM/TSV format" in https://mapping-commons.github.io/sssom/spec-formats-tsv/.
What all rows state stands once in the head; columns are in the schema's order; rows are sorted by
their cells; the ``curie_map`` holds the prefixes that are used and not built in. One rule is not
followed: numbers are not rounded to three digits, for nothing that was read may be lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import yaml

from symbiograph.errors import PrefixMissing
from symbiograph.mappings.row import MappingSet, Value
from symbiograph.mappings.slots import BUILT_IN_PREFIXES, PROPAGATED, REQUIRED, Slot
from symbiograph.prefixes import PREFIXES

_Values = tuple[Value, ...]


def write_mapping_set(mappings: MappingSet) -> str:
    """Return ``mappings`` as SSSOM/TSV in canonical form, equal for equal sets.

    Raises :class:`PrefixMissing` for an IRI that no prefix of the set, of SSSOM or of the project
    fits: the format takes no IRIs in full.
    """
    rows = propagated(mappings)
    head = condensed(mappings, rows)
    used = Contraction(mappings.prefixes, mappings.source)
    columns = _columns(mappings, rows, head)
    body = sorted(_cells(rows, columns, used))
    lines = list(_head_lines(mappings, head, columns, used))
    lines.append("\t".join(columns))
    lines += ("\t".join(map(_quoted, cells)) for cells in body)
    return "\n".join(lines) + "\n"


def sort_keys(mappings: MappingSet) -> list[tuple[str, ...]]:
    """Return what each row is sorted by, its cells; raises :class:`PrefixMissing`."""
    rows = propagated(mappings)
    columns = _columns(mappings, rows, {})
    return list(_cells(rows, columns, Contraction(mappings.prefixes, mappings.source)))


def propagated(mappings: MappingSet) -> list[dict[str, _Values]]:
    """Return what each row states, with what the head says for all rows."""
    inherited = {slot: values for slot, values in mappings.head.items() if slot in PROPAGATED}
    return [{**inherited, **mapping.values} for mapping in mappings.mappings]


def condensed(mappings: MappingSet, rows: list[dict[str, _Values]]) -> dict[str, _Values]:
    """Return the head with what all of ``rows`` state, and without what only some of them do."""
    if not rows:
        return dict(mappings.head)
    common = {
        slot: values
        for slot, values in rows[0].items()
        if slot in PROPAGATED and all(row.get(slot) == values for row in rows)
    }
    own = {slot: values for slot, values in mappings.head.items() if slot not in PROPAGATED}
    stated = {**own, **common}
    return {slot: stated[slot] for slot in mappings.set_slots if slot in stated}


class Contraction:
    """Turns IRIs into CURIEs, and remembers which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str], source: str) -> None:
        # Those of the set win over those of the project; the longest namespace wins over all.
        table = {**PREFIXES, **prefixes, **BUILT_IN_PREFIXES}
        own = {**BUILT_IN_PREFIXES, **prefixes}
        self._by_length = sorted(
            ((prefix, namespace) for prefix, namespace in table.items()),
            key=lambda item: (-len(item[1]), item[0] not in own, item[0]),
        )
        self._source = source
        self._known: dict[str, str] = {}
        self.used: dict[str, str] = {}

    def curie(self, iri: str) -> str:
        """Return ``iri`` as a CURIE; raises :class:`PrefixMissing`."""
        if iri not in self._known:
            self._known[iri] = self._contracted(iri)
        return self._known[iri]

    def _contracted(self, iri: str) -> str:
        for prefix, namespace in self._by_length:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                self.used[prefix] = namespace
                return f"{prefix}:{iri[len(namespace) :]}"
        raise PrefixMissing(self._source, iri)


def cell(used: Contraction, slot: Slot, values: Iterable[Value]) -> str:
    """Return the content of a cell, before quoting."""
    texts = (written(used, slot, value) for value in values)
    if slot.many:
        return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)
    return next(iter(texts), "")


def written(used: Contraction, slot: Slot, value: Value) -> str:
    """Return one value as text: a CURIE, a number without idle zeros, a date, or the text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return used.curie(value) if slot.kind == "entity" else value


def _columns(
    mappings: MappingSet, rows: list[dict[str, _Values]], head: dict[str, _Values]
) -> dict[str, Slot]:
    filled = {name for row in rows for name in row}
    return {
        name: slot
        for name, slot in mappings.slots.items()
        if name in REQUIRED or (name in filled and not (name in PROPAGATED and name in head))
    }


def _cells(
    rows: list[dict[str, _Values]], columns: Mapping[str, Slot], used: Contraction
) -> Iterable[tuple[str, ...]]:
    for row in rows:
        yield tuple(cell(used, slot, row.get(name, ())) for name, slot in columns.items())


_UNFOLDED: Final = 1 << 30
_QUOTED: Final = frozenset('\t\n\r"')


def _quoted(text: str) -> str:
    return text if _QUOTED.isdisjoint(text) else '"' + text.replace('"', '""') + '"'


def _head_lines(
    mappings: MappingSet,
    head: Mapping[str, _Values],
    columns: Mapping[str, Slot],
    used: Contraction,
) -> Iterable[str]:
    """Yield the lines of the head, the prefixes as second slot though they come of all others."""
    blocks = {
        name: list(_said(name, slot, [written(used, slot, value) for value in head[name]]))
        for name, slot in mappings.set_slots.items()
        if name in head
    }
    own = {name: blocks.pop(name) for name in list(blocks) if name in mappings.extensions}
    yield from blocks.pop("sssom_version", ())
    definitions = list(_definitions(mappings, {*own, *columns}, used))
    named = sorted(used.used.keys() - BUILT_IN_PREFIXES.keys())
    if named:
        yield "#curie_map:"
        yield from (f"#  {prefix}: {_scalar(used.used[prefix])}" for prefix in named)
    for lines in (*blocks.values(), definitions, *own.values()):
        yield from lines


def _said(name: str, slot: Slot, texts: list[str]) -> Iterable[str]:
    if not slot.many:
        yield f"#{name}: {_scalar(texts[0], date=slot.kind == 'date')}"
        return
    yield f"#{name}:"
    yield from (f"#  - {_scalar(text)}" for text in texts)


def _definitions(mappings: MappingSet, used_slots: set[str], used: Contraction) -> Iterable[str]:
    defined = [name for name in mappings.slots if name in mappings.extensions.keys() & used_slots]
    if defined:
        yield "#extension_definitions:"
    for name in defined:
        slot = mappings.extensions[name]
        yield f"#  - slot_name: {_scalar(name)}"
        yield f"#    property: {_scalar(used.curie(slot.iri))}"
        if slot.hint:
            yield f"#    type_hint: {_scalar(used.curie(slot.hint))}"


def _scalar(text: str, *, date: bool = False) -> str:
    """Return ``text`` in YAML's plain style where that means this text, else in double quotes."""
    try:
        plain = date or yaml.safe_load(f"- {text}") == [text]
    except yaml.YAMLError:
        plain = False
    if plain:
        return text
    quoted = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_UNFOLDED)
    return quoted.rstrip("\n")
