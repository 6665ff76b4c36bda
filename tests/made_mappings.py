"""Mapping sets and tables of ESCO's mapping platform, made up by Hypothesis."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from symbiograph.mappings import Mapping, MappingSet
from symbiograph.mappings.slots import MAPPING_SLOTS, PROPAGATED, REQUIRED, SET_SLOTS, Slot
from symbiograph.prefixes import GRAPH, ID, PREFIXES

SKOS, ESCO = PREFIXES["skos"], PREFIXES["esco-skill"]
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), min_size=1
).filter(lambda text: bool(text.strip()))
NAME = st.from_regex(r"(?:[A-Za-z0-9_./-]|%20)+", fullmatch=True)
IRI = st.builds(str.__add__, st.sampled_from([ESCO, GRAPH, SKOS, ID + "skill/"]), NAME)
KINDS = {
    "text": TEXT,
    "entity": IRI,
    "uri": IRI,
    "date": st.dates(),
    "number": st.decimals(0, 1, places=5).map(Decimal.normalize),
}
OWN = {
    "own_text": Slot(GRAPH + "own", "text"),
    "own_iri": Slot(GRAPH + "iri", "entity", hint="https://w3id.org/linkml/Uriorcurie"),
}
SLOTS = MAPPING_SLOTS | OWN
_MOST = 6


def filled(slots: dict[str, Slot]) -> st.SearchStrategy[dict[str, object]]:
    """Some of these slots with values of their kind."""
    names = st.lists(st.sampled_from(sorted(slots)), max_size=_MOST, unique=True)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {
                name: st.lists(
                    KINDS[slots[name].kind],
                    min_size=1,
                    max_size=3 if slots[name].many else 1,
                    unique=True,
                ).map(tuple)
                for name in chosen
            }
        )
    )


NEEDED = st.fixed_dictionaries({name: st.tuples(IRI) for name in REQUIRED})
ROWS = st.builds(dict.__or__, filled(SLOTS), NEEDED).map(Mapping)
HEADS = st.builds(
    dict.__or__,
    filled({name: slot for name, slot in SET_SLOTS.items() if name not in PROPAGATED}),
    st.fixed_dictionaries({"mapping_set_id": st.tuples(IRI)}),
)
MAPPING_SETS = st.builds(
    MappingSet,
    st.just("x"),
    HEADS,
    st.lists(ROWS, max_size=3),
    st.just({"linkml": "https://w3id.org/linkml/"}),
    st.just(OWN),
)

_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)
_CODE = _CELL.filter(lambda text: bool(text.strip()))
_HEADINGS = {
    "Classification 1 URI": NAME.map(lambda name: ESCO + name),
    "Classification 1 PrefLabel": _CELL,
    "Classification 1 URL": _CELL,
    "Classification 2 ID": _CODE,
    "Classification 2 PrefLabel": _CELL,
    "Classification 2 URL": _CELL,
    "Mapping relation": st.sampled_from(["skos:exactMatch", "skos:broadMatch", "skos:CloseMatch"]),
    "Editorial note": _CELL,
    "Reviewer": _CELL,
}
_NEEDED_HEADINGS = ("Classification 1 URI", "Classification 2 ID", "Mapping relation")


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, int]:
    """A table as bytes, and how many rows it has."""
    others = [name for name in _HEADINGS if name not in _NEEDED_HEADINGS]
    chosen = draw(st.lists(st.sampled_from(others), unique=True))
    columns = draw(st.permutations([*_NEEDED_HEADINGS, *chosen]))
    delimiter = draw(st.sampled_from(",;")) if len(columns) > 1 else ","
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    always = draw(st.sets(st.sampled_from(columns)))

    def written(column: str, text: str) -> str:
        needed = any(mark in text for mark in (delimiter, '"', "\n"))
        if not (needed or column in always or draw(st.integers(0, 9)) == 0):
            return text
        return '"' + text.replace('"', '""') + '"'

    number = draw(st.integers(0, 4))
    rows = []
    for _ in range(number):
        cells = {name: draw(_HEADINGS[name]) for name in columns}
        if draw(st.integers(0, 4)) == 0:
            # No concept of ESCO was found.
            cells["Classification 1 URI"] = cells["Mapping relation"] = ""
        rows.append(delimiter.join(written(name, cells[name]) for name in columns))
    preamble = ["Mapping project name" + delimiter + "Made up"] * draw(st.integers(0, 1))
    lines = [*preamble, *[""] * draw(st.integers(0, 2)), delimiter.join(columns), *rows]
    end = draw(st.sampled_from(["", newline, newline + delimiter * (len(columns) - 1) + newline]))
    # Breaks within cells are those of the file.
    text = newline.join(lines).replace("\r\n", "\n").replace("\n", newline) + end
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode(), number
