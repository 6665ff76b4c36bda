"""The place of a literal among all literals, for those the engine's own functions cannot tell.

From within a query these functions are called for doubles, floats, numbers that the engine does not
hold (beyond 64 bits, or with more than 18 digits after the point), rare and ill-typed literals, and
triple terms. They agree with the expressions in :mod:`symbiograph.engine.ordering.keys`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.engine.ordering.numbers import XSD, Number, decimal, value

Term = NamedNode | BlankNode | Literal | Triple

RANK: Final = NamedNode("https://w3id.org/symbiograph/function/rank")
TIE: Final = NamedNode("https://w3id.org/symbiograph/function/tie")

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DIR_LANG_STRING: Final = _RDF + "dirLangString"
_LANG_STRING: Final = _RDF + "langString"
_GREATEST: Final = "\U0010ffff"

# How keys start, in the order of what they stand for. Decimals start with "-" or a digit.
_NEGATIVE_INFINITY: Final = "! "
_INFINITY: Final = ":~"
_NOT_A_NUMBER: Final = ";"
_BEFORE_DIRECTED: Final = "<"
_DIRECTED: Final = "="
_BEFORE_TEXT: Final = ">"
TEXT: Final = "?"
_BEFORE_XSD: Final = "@"
# XML Schema's datatypes come under their own names; only string is shortened.
STRING: Final = "st"
_AFTER_XSD: Final = _GREATEST
_TRIPLE: Final = _GREATEST + "~"


def rank(term: Term, *_: Term) -> Literal | None:
    """Return the first key of a literal or triple term, ``None`` for any other.

    It is a decimal for a number (the greatest one that is not above it), and for everything else,
    numbers outside the range of decimals included, a simple string.
    """
    if isinstance(term, Triple):
        return Literal(_triple(term))
    if not isinstance(term, Literal):
        return None
    number = value(term)
    if isinstance(number, Number) and number.floor is not None:
        return decimal(number.floor)
    return Literal(_place(term) if number is None else _number(number))


def tie(term: Term, *_: Term) -> Literal | None:
    """Return what orders a number among those of equal rank, ``None`` for any other term.

    These are the digits that the rank leaves out, the datatype, and of zeros the sign.
    """
    number = value(term) if isinstance(term, Literal) else None
    if number is None or not isinstance(term, Literal):
        return None
    name = term.datatype.value.removeprefix(XSD)
    if isinstance(number, Number) and number.floor is not None:
        if number.excess:
            return Literal(f"~{number.excess} {name}")
        if not number.whole and not number.fraction:
            return Literal(f"{name} {term.value}")
    return Literal(name)


FUNCTIONS: Final[dict[NamedNode, Callable[..., Term | None]]] = {RANK: rank, TIE: tie}


def _number(number: Number | float) -> str:
    if isinstance(number, Number):
        return number.sortable
    if isnan(number):
        return _NOT_A_NUMBER
    return _INFINITY if number > 0 else _NEGATIVE_INFINITY


def _place(literal: Literal) -> str:
    """Return the key of a literal that is no number: datatype, language, lexical form."""
    datatype = literal.datatype.value
    if datatype == _DIR_LANG_STRING:
        return f"{_DIRECTED}{literal.language} {literal.value}\0{literal.direction}"
    if datatype == _LANG_STRING:
        return f"{TEXT}{literal.language} {literal.value}"
    if datatype == XSD + "string":
        return STRING + literal.value
    if datatype < _DIR_LANG_STRING:
        return f"{_BEFORE_DIRECTED}{datatype} {literal.value}"
    if datatype < _LANG_STRING:
        return f"{_BEFORE_TEXT}{datatype} {literal.value}"
    name = datatype.removeprefix(XSD)
    if datatype < XSD + "A":
        return f"{_BEFORE_XSD}{datatype} {literal.value}"
    if name == datatype:
        return f"{_AFTER_XSD}{datatype} {literal.value}"
    if name.startswith(STRING):
        # Nobody knows such a datatype, yet it comes before or after all strings.
        before = "ss" if name < "string" else STRING
        return f"{before}{_GREATEST}{name} {literal.value}"
    return f"{name} {literal.value}"


def _triple(triple: Triple) -> str:
    terms = (triple.subject, triple.predicate, triple.object)
    return _TRIPLE + "\0".join(map(_total, terms))


def _total(term: Term) -> str:
    """Return text that compares with that of any other term as the terms do."""
    if isinstance(term, BlankNode):
        return f"0{term.value}"
    if isinstance(term, NamedNode):
        return f"1{term.value}"
    if isinstance(term, Triple):
        return f"4{_triple(term)}"
    number = value(term)
    if number is None:
        return f"3{_place(term)}"
    return f"2{_number(number)}\0{term.datatype.value}\0{term.value}"
