"""Which format a document is in, and the reader and the writer of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from symbiograph.errors import UnreadableInput
from symbiograph.mappings.exchange.esco_head import EXTENSIONS
from symbiograph.mappings.exchange.esco_new_table import PLACED, as_table
from symbiograph.mappings.exchange.esco_table import (
    has_table,
    is_esco_table,
    read_esco_table,
    write_esco_table,
)
from symbiograph.mappings.exchange.skos_turtle import read_skos, stands_in_skos, write_skos
from symbiograph.mappings.exchange.sssom_json import read_json, write_json
from symbiograph.mappings.exchange.sssom_rdf import read_rdf, write_rdf
from symbiograph.mappings.reading import decoded, survey
from symbiograph.mappings.row import MappingSet
from symbiograph.mappings.slots import REQUIRED, SSSOM
from symbiograph.mappings.writing import write_mapping_set

Format = Literal["sssom-tsv", "sssom-json", "sssom-rdf", "skos-turtle", "esco-table"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_UNSPECIFIED: Final = SSSOM + "license/unspecified"
_IN_SKOS: Final = frozenset((*REQUIRED[:3], "subject_label", "object_label"))


@dataclass(frozen=True)
class Foreign:
    """A document as read: its format, its rows, and a fault for each row that is none."""

    written: Format
    mappings: MappingSet
    faults: list[UnreadableInput]


def read_foreign(
    content: bytes,
    source: str,
    name: str,
    written: Format | None = None,
    namespace: str = "",
    *,
    inverse: bool = False,
    metadata: str | None = None,
) -> Foreign:
    """Return the mapping set of a document; by default its own look tells the format.

    ``name`` is the set's name here. Of ESCO's table, ``namespace`` goes before codes that are no
    IRIs, and with ``inverse`` broad and narrow say what the concept on the left is. ``metadata`` is
    the head of SSSOM/TSV, where that is a file of its own. Raises :class:`UnreadableInput` where
    the document is in none of the formats.
    """
    text = decoded(content, source)
    chosen = written or _format(text, source)
    if chosen == "esco-table":
        # The mark of the byte order, which decoding takes, is one of a table's bytes.
        mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
        read = read_esco_table(mark + text, source, name, namespace, inverse=inverse)
        return Foreign(chosen, *read)
    if chosen == "sssom-json":
        return Foreign(chosen, *read_json(text, source))
    if chosen == "sssom-rdf":
        return Foreign(chosen, *read_rdf(content, source))
    if chosen == "skos-turtle":
        return Foreign(chosen, read_skos(content, source), [])
    return Foreign(chosen, *survey(text, source, metadata))


def export(mappings: MappingSet, written: Format) -> str:
    """Return ``mappings`` in a format; a set that came as ESCO's table goes as the same table."""
    if written == "sssom-json":
        return write_json(mappings)
    if written == "sssom-rdf":
        return write_rdf(mappings)
    if written == "skos-turtle":
        return write_skos(mappings)
    if written == "esco-table":
        return write_esco_table(mappings if has_table(mappings) else as_table(mappings))
    return write_mapping_set(mappings)


def left_out(mappings: MappingSet, written: Format) -> list[str]:
    """Return what a format has no place for, in words: rows, and columns with how often."""
    if written not in ("skos-turtle", "esco-table"):
        return []
    placed = _IN_SKOS if written == "skos-turtle" else PLACED | EXTENSIONS.keys()
    rows = [row for row in mappings.mappings if written != "skos-turtle" or stands_in_skos(row)]
    lost = []
    if len(rows) < len(mappings.mappings):
        lost.append(f"{len(mappings.mappings) - len(rows):,} rows that are no SKOS mapping")
    columns = Counter(name for row in rows for name in row.values if name not in placed)
    if has_table(mappings):
        columns.pop("mapping_justification", None)
        columns = Counter({n: c for n, c in columns.items() if not n.startswith("table_")})
    return lost + [f"{name} of {number:,} rows" for name, number in sorted(columns.items())]


def _format(text: str, source: str) -> Format:
    start = text.lstrip()[:1]
    if is_esco_table(text):
        return "esco-table"
    if start == "{":
        return "sssom-json"
    if source.endswith((".ttl", ".turtle", ".nt", ".rdf")) or start in ("@", "<", "P"):
        return "sssom-rdf" if f"{SSSOM}" in text and "MappingSet" in text else "skos-turtle"
    if start == "#" or "subject_id\t" in text.split("\n", 1)[0]:
        return "sssom-tsv"
    reason = "this is none of the formats: " + ", ".join(FORMATS)
    raise UnreadableInput(source, reason)


def adopted(mappings: MappingSet, name: str, iri: str, licence: str | None = None) -> MappingSet:
    """Return a set of others under the name it has here; what it was called is its source.

    ``licence`` is taken where the set states none.
    """
    said = mappings.one("mapping_set_id")
    head = {**mappings.head, "mapping_set_id": (iri,)}
    if said not in (None, iri):
        head["mapping_set_source"] = (*mappings.head.get("mapping_set_source", ()), str(said))
    head.setdefault("mapping_set_title", (name,))
    if str(head.get("license", (_UNSPECIFIED,))[0]) == _UNSPECIFIED:
        head["license"] = (licence or _UNSPECIFIED,)
    return replace(mappings, head=head)
