"""What the preamble of a table of the ESCO mapping platform says, as the head of a mapping set."""

from __future__ import annotations

import datetime
from typing import Final

from symbiograph.mappings.exchange.esco_layout import Layout
from symbiograph.mappings.exchange.esco_rows import SIDES, Columns
from symbiograph.mappings.exchange.records import records
from symbiograph.mappings.row import Value
from symbiograph.mappings.slots import SSSOM, Slot
from symbiograph.prefixes import GRAPH, PREFIXES, TABLE

LAYOUT, ROW, TEXT = "table_layout", "table_row", "table_text"
EXTENSIONS: Final = {
    LAYOUT: Slot(TABLE + "layout", "text"),
    ROW: Slot(TABLE + "row", "text", hint=PREFIXES["xsd"] + "integer"),
    TEXT: Slot(TABLE + "text", "text"),
    "table_relation": Slot(TABLE + "relation", "text"),
    "table_subject_page": Slot(TABLE + "subjectPage", "text"),
    "table_object_page": Slot(TABLE + "objectPage", "text"),
    "subject_language": Slot(TABLE + "subjectLanguage", "text"),
    "object_language": Slot(TABLE + "objectLanguage", "text"),
}
_ESCO: Final = "http://data.europa.eu/esco/"
_PREFIXES: Final = {
    "esco": _ESCO,
    "escooccupation": f"{_ESCO}occupation/",
    "escoscheme": f"{_ESCO}concept-scheme/",
    "escoskill": f"{_ESCO}skill/",
    "table": TABLE,
}
_SCHEMES: Final = {"occupation": f"{_ESCO}concept-scheme/occupations"}
_SKILLS: Final = f"{_ESCO}concept-scheme/skills"

Head = dict[str, tuple[Value, ...]]


def head_of_table(
    layout: Layout, columns: Columns, name: str, namespace: str
) -> tuple[Head, dict[str, str], dict[str, str]]:
    """Return head and prefixes of the set ``name``, and what each of its rows states.

    A licence is not among what such tables say; who publishes one must ask for it.
    """
    said = _said(layout)
    graph = GRAPH + name
    title = said.get("mapping project name") or name
    versions = [said.get(f"classification {number} version", "") for _, number in SIDES]
    names = [said.get(f"classification {number} name", "") for _, number in SIDES]
    described = " and ".join(
        " ".join(filter(None, pair)) for pair in zip(names, versions, strict=True)
    )
    texts = {
        "sssom_version": "1.1",
        "mapping_set_id": graph,
        "mapping_set_version": said.get("mapping project version"),
        "mapping_set_title": title,
        "mapping_set_description": f"{described}, from a table of ESCO's mapping platform.",
        "creator_label": said.get("mapping project author"),
        "license": SSSOM + "license/unspecified",
        LAYOUT: layout.to_json(),
    }
    head: Head = {slot: (text,) for slot, text in texts.items() if text}
    date = _date(said.get("mapping project version date", ""))
    if date is not None:
        head["publication_date"] = (date,)
    prefixes = dict(_PREFIXES)
    shared = {}
    for (side, number), version in zip(SIDES, versions, strict=True):
        language = said.get(f"classification {number} language")
        if language:
            head[f"{side}_language"] = (language,)
        if version:
            shared[f"{side}_source_version"] = version
        if columns.iri[side]:
            kind = said.get(f"classification {number} concept type", "").casefold()
            shared[f"{side}_source"] = _SCHEMES.get(kind, _SKILLS)
        else:
            own = f"{graph}#" if side == "object" else f"{graph}#1/"
            prefixes[f"{side}_code"] = namespace or own
    return head, prefixes, shared


def _said(layout: Layout) -> dict[str, str]:
    """Return what the preamble says, by what it calls it, without capitals."""
    said = {}
    for record in records(list(layout.preamble), 0, 0, layout.dialect):
        cells = record.values
        if len(cells) > 1 and cells[1].strip():
            said[" ".join(cells[0].split()).casefold()] = cells[1].strip()
    return said


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
