"""Solutions as a pattern of a query: ``VALUES``, which the engine joins with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias
from uuid import uuid4

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from symbiograph.engine.foreign import BLANK_NODE, stand_in

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = Sequence[Term | None]

_STAND_IN: Final = "standIn"


def values(variables: Sequence[Variable], rows: Sequence[Row]) -> str:
    """Return ``VALUES`` that holds ``rows``, none of which has blank nodes."""
    head = " ".join(map(str, variables))
    data = "\n".join(f"({' '.join(map(_written, row))})" for row in rows)
    return f"VALUES ({head}) {{\n{data}\n}}"


def has_blank_nodes(rows: Sequence[Row]) -> bool:
    """Tell whether a blank node is in ``rows``, be it within a triple term."""
    return any(_is_blank(term) for row in rows for term in row)


def pattern(variables: Sequence[Variable], rows: Sequence[Row]) -> str:
    """Return the pattern whose solutions are ``rows``, which come from one result.

    ``NULL``s are unbound. Raises :class:`ValueError` for a triple term with a blank node in it.
    """
    result = uuid4().hex
    blank = [
        index
        for index, _ in enumerate(variables)
        if any(isinstance(row[index], BlankNode) for row in rows)
    ]
    if not blank:
        return values(variables, rows)
    inside = [*variables]
    binds = []
    for index in blank:
        # A name that the sub-query keeps to itself.
        inside[index] = Variable(f"{_STAND_IN}{index}{result}")
        binds.append(
            f"BIND(COALESCE({BLANK_NODE}({inside[index]}), {inside[index]}) AS {variables[index]})"
        )
    stand_ins = [
        [stand_in(result + term.value) if isinstance(term, BlankNode) else term for term in row]
        for row in rows
    ]
    chosen = " ".join(map(str, variables))
    return f"{{ SELECT {chosen} {{ {values(inside, stand_ins)} {' '.join(binds)} }} }}"


def _written(term: Term | None) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, Triple):
        if _is_blank(term):
            raise ValueError("it holds a triple term with a blank node, which no query can hold")
        return f"<<( {' '.join(_written(part) for part in term)} )>>"
    return str(term)


def _is_blank(term: Term | None) -> bool:
    if isinstance(term, Triple):
        return any(_is_blank(part) for part in term)
    return isinstance(term, BlankNode)
