"""An answer as a JSON document: titles and units of the columns, and cells as JSON has them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import IO, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from symbiograph.prefixes import PREFIXES
from symbiograph.queries.answer import Part
from symbiograph.results import Term

Plain = int | float | bool | str

_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = frozenset(
    _XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)


def write(part: Part, output: IO[bytes]) -> None:
    """Write rows as one JSON object; ``next`` is the address of the rows that follow, or null."""
    output.write(json.dumps(as_document(part), ensure_ascii=False).encode())


def as_document(part: Part) -> dict[str, Any]:
    """Return the JSON object of rows.

    A cell is a number or a boolean where the literal is one, a string for any other literal,
    ``{"iri": …, "label": …}`` for a thing, and null where nothing is bound.
    """
    answer = part.answer
    names = answer.table.columns
    return {
        "query": answer.query.name,
        "title": answer.query.head.title,
        "columns": [
            {"name": column.name, "title": column.title, "unit": column.unit or None}
            for column in answer.columns
        ],
        "rows": [
            {name: _cell(part, row, place) for place, name in enumerate(names)}
            for row in part.terms
        ],
        "total": answer.total,
        "generation": answer.generation,
        "next": part.following,
    }


def plain(literal: Literal) -> Plain:
    """Return a literal as Python and JSON have it: a number, a boolean, or else its text."""
    read = _READ.get(literal.datatype.value)
    value = None if read is None else read(literal.value)
    return literal.value if value is None else value


def number(literal: Literal) -> int | float | None:
    """Return the value of a numeric literal, ``None`` for any other and for what is not finite."""
    value = plain(literal)
    return None if isinstance(value, (bool, str)) else value


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        # The graph may hold a literal that is not of the type it states.
        return None


def _fraction(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


_READ: Final[dict[str, Callable[[str], Plain | None]]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    **dict.fromkeys((_XSD + "decimal", _XSD + "double", _XSD + "float"), _fraction),
    _XSD + "boolean": {"true": True, "1": True, "false": False, "0": False}.get,
}


def _cell(part: Part, row: Sequence[Term | None], place: int) -> object:
    term = row[place]
    if term is None:
        return None
    if isinstance(term, NamedNode):
        name = part.name(row, place)
        return {"iri": term.value} if name is None else {"iri": term.value, "label": name}
    if isinstance(term, Literal):
        return plain(term)
    return {"iri": str(term)} if isinstance(term, BlankNode) else str(term)
