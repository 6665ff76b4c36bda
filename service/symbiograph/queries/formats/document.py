"""An answer as a JSON document: titles and units of the columns, and cells as JSON has them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import IO, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from symbiograph.prefixes import PREFIXES
from symbiograph.queries.answer import Part
from symbiograph.results import Term

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
_FRACTIONS: Final = frozenset(_XSD + name for name in ("decimal", "double", "float"))
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


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


def number(literal: Literal) -> int | float | None:
    """Return the value of a numeric literal, ``None`` for any other and for what is not finite."""
    try:
        if literal.datatype.value in _INTEGERS:
            return int(literal.value)
        if literal.datatype.value in _FRACTIONS:
            value = float(literal.value)
            return value if math.isfinite(value) else None
    except ValueError:
        # The graph may hold a literal that is not of the type it states.
        return None
    return None


def boolean(literal: Literal) -> bool | None:
    """Return the value of a boolean literal, ``None`` for any other."""
    return _BOOLEANS.get(literal.value) if literal.datatype.value == _XSD + "boolean" else None


def _cell(part: Part, row: Sequence[Term | None], place: int) -> object:
    term = row[place]
    if term is None:
        return None
    if isinstance(term, NamedNode):
        name = part.name(row, place)
        return {"iri": term.value} if name is None else {"iri": term.value, "label": name}
    if isinstance(term, Literal):
        value = number(term)
        if value is None:
            value = boolean(term)
        return term.value if value is None else value
    return {"iri": str(term)} if isinstance(term, BlankNode) else str(term)
