"""A table of the ESCO mapping platform for a set that did not come as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from symbiograph.mappings.exchange.esco_head import LAYOUT, ROW, TEXT
from symbiograph.mappings.exchange.esco_layout import Layout, Quoting
from symbiograph.mappings.exchange.esco_rows import INVERSE
from symbiograph.mappings.row import Mapping, MappingSet
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.mappings.statements import language_of

_COLUMNS: Final = (
    "Classification 1 URI", "Classification 1 PrefLabel", "Classification 1 URL",
    "Classification 2 ID", "Classification 2 PrefLabel", "Classification 2 URL",
    "Mapping relation", "Editorial note",
)  # fmt: skip
_NEEDED: Final[Quoting] = "needed"
_ESCO: Final = "http://data.europa.eu/esco/"
# What such a table has a place for; of its own it has what EXTENSIONS name.
PLACED: Final = frozenset(
    (
        "subject_id", "subject_label", "subject_source", "subject_source_version", "predicate_id",
        "object_id", "object_label", "object_source", "object_source_version", "comment",
    )
)  # fmt: skip


def as_table(mappings: MappingSet) -> MappingSet:
    """Return ``mappings`` laid out as a new table: ESCO first, whichever side it was on."""
    rows = mappings.mappings
    of_esco = sum(row.key[2].startswith(_ESCO) for row in rows)
    swapped = of_esco > sum(row.key[0].startswith(_ESCO) for row in rows)
    if swapped:
        rows = [_swapped(row) for row in rows]
    codes = [row.key[2] for row in rows if row.key[2] != NO_TERM_FOUND]
    namespace = _namespace(codes)
    pages = [
        row if row.key[2] == NO_TERM_FOUND else row.but(table_object_page=row.key[2])
        for row in rows
    ]
    layout = Layout(
        _preamble(mappings, rows, swapped=swapped), ",".join(_COLUMNS), _COLUMNS,
        tuple(_NEEDED for _ in _COLUMNS), repeats=("subject",),
    )  # fmt: skip
    numbered = [row.but(**{ROW: str(n), TEXT: None}) for n, row in enumerate(pages, 1)]
    head = {**mappings.head, LAYOUT: (layout.to_json(),)}
    return replace(mappings, head=head, mappings=numbered, prefixes={"object_code": namespace})


def _namespace(iris: Sequence[str]) -> str:
    """Return the longest beginning of all IRIs that ends where a name may begin."""
    first, last = min(iris, default=""), max(iris, default="")
    length = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    shared = first[: length or len(first) - 1]
    return shared[: max(shared.rfind("/"), shared.rfind("#")) + 1]


def _swapped(row: Mapping) -> Mapping:
    """Return what a row says with its sides exchanged."""
    values = dict(row.values)
    for name in list(values):
        if name.startswith(("subject_", "object_")):
            values.pop(name)
    for name, value in row.values.items():
        side, _, rest = name.partition("_")
        if side in ("subject", "object"):
            values[f"{'object' if side == 'subject' else 'subject'}_{rest}"] = value
    predicate = row.key[1]
    values["predicate_id"] = (INVERSE.get(predicate, predicate),)
    return Mapping(values, row.line)


def _preamble(mappings: MappingSet, rows: list[Mapping], *, swapped: bool) -> tuple[str, ...]:
    first, second = ("object", "subject") if swapped else ("subject", "object")
    said = {
        "Mapping project name": mappings.one("mapping_set_title"),
        "Mapping project author": mappings.one("creator_label"),
        "Mapping project version": mappings.one("mapping_set_version"),
        "Mapping project version date": mappings.one("publication_date"),
    }
    for number, side, was in ((1, "subject", first), (2, "object", second)):
        source = next((row.text(f"{side}_source") for row in rows), "")
        kind = "occupation" if "occupation" in source or "profiles" in source else "skill"
        said |= {
            f"Classification {number} Name": "ESCO" if source.startswith(_ESCO) else source,
            f"Classification {number} Concept type": kind,
            f"Classification {number} Version": next(
                (row.text(f"{side}_source_version") for row in rows), ""
            ),
            f"Classification {number} Language": language_of(mappings, was),
            f"Classification {number} Landing page": source if source.startswith("http") else "",
        }
    cells = (f'"{v}"' if "," in str(v) else str(v or "") for v in said.values())
    return (*(f"{name},{cell}" for name, cell in zip(said, cells, strict=True)), "", "")
