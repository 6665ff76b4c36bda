"""The order of terms, written down independently of the code that has to keep it, and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ctypes import c_float
from fractions import Fraction
from math import inf
from typing import Any

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from symbiograph.engine.ordering import FUNCTIONS, ordered

Term = NamedNode | BlankNode | Literal | Triple

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = f"PREFIX xsd: <{XSD}> PREFIX rdf: <{RDF}> PREFIX : <urn:> "
HAS, VALUE = NamedNode("urn:has"), NamedNode("urn:value")

# The datatypes of integers that hold more than the engine does, with their least and greatest.
INTEGERS: dict[str, tuple[float, float]] = {
    "integer": (-inf, inf),
    "nonNegativeInteger": (0, inf),
    "positiveInteger": (1, inf),
    "nonPositiveInteger": (-inf, 0),
    "negativeInteger": (-inf, -1),
    "unsignedLong": (0, 2**64 - 1),
}


def number(literal: Literal) -> tuple[int, Fraction] | None:
    """Negative infinity, finite values, infinity and NaN in their order; None: no number."""
    name = literal.datatype.value.removeprefix(XSD)
    text = literal.value
    if name in ("double", "float"):
        if text in ("-INF", "INF", "+INF", "NaN"):
            return {"-INF": 0, "INF": 2, "+INF": 2, "NaN": 3}[text], Fraction(0)
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text, re.ASCII):
            return None
        exact = float(text) if name == "double" else c_float(float(text)).value
        return 1, Fraction(repr(exact))
    if name == "decimal":
        plain = re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.ASCII)
        return (1, Fraction(text.rstrip("."))) if plain else None
    if name in INTEGERS and re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        least, greatest = INTEGERS[name]
        return (1, Fraction(text)) if least <= int(text) <= greatest else None
    return None


def place(term: Term | None) -> tuple[Any, ...]:
    if term is None:
        return (0,)
    if isinstance(term, BlankNode):
        return (1, term.value)
    if isinstance(term, NamedNode):
        return (2, term.value)
    if isinstance(term, Triple):
        return (5, place(term.subject), place(term.predicate), place(term.object))
    size = number(term)
    if size is not None:
        return (3, size, term.datatype.value, term.value)
    direction = str(term.direction or "")
    return (4, term.datatype.value, term.language or "", term.value, direction)


def rows(store: Store, query: str) -> list[tuple[Term | None, ...]]:
    found = store.query(ordered(PREFIXES + query), custom_functions=FUNCTIONS)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found]


def column(store: Store, query: str) -> list[Term | None]:
    return [first for first, *_ in rows(store, query)]


def holding(terms: Sequence[Term | None]) -> Store:
    store = Store()
    for index, term in enumerate(terms):
        subject = NamedNode(f"urn:{index:05}")
        store.add(Quad(subject, HAS, Literal(index)))
        if term is not None:
            store.add(Quad(subject, VALUE, term))
    return store


def values(written: str) -> list[Term | None]:
    """Read terms that only SPARQL 1.2 can write."""
    return column(Store(), f"SELECT ?x {{ VALUES ?x {{ {written} }} }}")


EVERY = "?s :has ?n OPTIONAL { ?s :value ?x }"


def literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(datatype if ":" in datatype else XSD + datatype))


SPECIAL = [
    *(literal(text, name) for name in ("double", "float") for text in ("NaN", "INF", "-INF", "-0")),
    *(
        literal(text, name)
        for name in ("integer", "decimal", "double", "float")
        for text in ("0", "1", "-1", "10", "2", "9007199254740993", "9007199254740992", "16777217")
    ),
    *(literal(text, "integer") for text in ("9223372036854775807", "-9223372036854775808")),
    *(literal(text, "decimal") for text in ("0.1", "0.7", "-0.7", "0.3", "1.50", "1.5")),
    *(literal(text, "double") for text in ("0.1", "0.7", "1e21", "1e-19", "-1e-19", "1e308")),
    *(literal(text, "double") for text in ("0.0043859649122807015", "1.7014118346046923e20")),
    *(literal(text, "float") for text in ("0.1", "0.7", "1e-45", "3.4e38")),
    # Numbers that the engine does not hold.
    *(literal(sign + "9223372036854775808", "integer") for sign in ("", "-", "+")),
    *(literal(sign + "1" + "0" * 21, "integer") for sign in ("", "-", "+000")),
    *(literal("1" + "0" * zeros, "integer") for zeros in (30, 31, 400, 401)),
    *(literal("-1" + "0" * zeros, "integer") for zeros in (30, 31, 400, 401)),
    *(literal(sign + "0.1000000000000000000001", "decimal") for sign in ("", "-")),
    *(literal(sign + "0.0999999999999999999999", "decimal") for sign in ("", "-")),
    *(literal(sign + "0." + "0" * 30 + "1", "decimal") for sign in ("", "-")),
    *(literal(sign + "170141183460469231731.6873037158841057289", "decimal") for sign in ("", "-")),
    literal("0.0043859649122807015", "decimal"),
    literal("18446744073709551615", "unsignedLong"),
    literal("9223372036854775808", "nonNegativeInteger"),
    # Not numbers, whatever their datatype says.
    *(literal(text, "integer") for text in ("abc", "", "1.0", " 1 ", "1e5", "\u0661")),
    *(literal(text, "decimal") for text in ("1e5", ".", "INF")),
    *(literal(text, "double") for text in ("abc", "", "Infinity", "1e")),
    literal("18446744073709551616", "unsignedLong"),
    literal("-9223372036854775809", "nonNegativeInteger"),
    literal("99999999999999999999", "byte"),
    # Other literals.
    *(literal(text, "boolean") for text in ("true", "false", "maybe")),
    *(literal(text, "date") for text in ("2026-11-21", "2026-11-21Z", "-0044-03-15", "today")),
    *(literal(text, "dateTime") for text in ("2026-11-21T00:00:00Z", "2026-11-21T01:00:00+01:00")),
    *(literal(text, "dateTime") for text in ("2026-11-21T00:00:00", "2026-11-20T12:00:00-12:00")),
    *(literal(text, "gYear") for text in ("2026", "-0044")),
    *(literal(text, "duration") for text in ("P1M", "P30D")),
    *(literal("12:00:00", name) for name in ("time", "untypedAtomic")),
    # Datatypes around those that have places of their own.
    *(literal("x", XSD + name) for name in ("st", "strange", "stz", "ss", "su", "A", "_", "-", "")),
    *(literal("5", RDF + name) for name in ("HTML", "JSON", "XMLLiteral", "e", "la", "zzz")),
    *(literal("5", iri) for iri in ("urn:a", "A:b", "http://www.w3.org/2001/XMLSchema", "zz:b")),
    *(literal("5", iri) for iri in ("http://www.w3.org/2001/XMLSchemb#", "http://example.org/")),
    # Texts that look like keys or like numbers.
    *(Literal(text) for text in ("", "!", ":", "~", "9", "-1", "NaN", "INF", "st", "5 kg", "17")),
    *(Literal("abcdefghijklmnop"[:length]) for length in (12, 13, 14, 15, 16)),
    *(Literal("é" * length + end) for length in (6, 7) for end in ("", "a", "漢", "\U0001f600")),
    *(Literal(text, language=tag) for text in ("a", "a b") for tag in ("en", "en-us", "eng", "fr")),
    *(Literal("abcdefghijklmnop"[:length], language="en") for length in (9, 10, 11, 12)),
    *(NamedNode(iri) for iri in ("urn:a", "urn:b", "http://example.org/é")),
    *(BlankNode(label) for label in ("a", "b")),
    None,
]  # fmt: skip
DIRECTED = values('"a"@en--ltr "a"@en--rtl "a b"@en--ltr "b"@de--rtl "ab"@en--ltr')
STATEMENTS = values(
    '<<( :a :p 9 )>> <<( :a :p "17" )>> <<( :a :p "5 kg" )>> <<( :a :p 1e0 )>> <<( :b :p 9 )>>'
    '<<( :a :q 9 )>> <<( :a :p "a"@en--ltr )>> <<( :a :p <<( :a :p 9 )>> )>> <<( :a :p :a )>>'
)

characters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
texts = st.text(characters, max_size=20) | st.text("ab 1", max_size=18)
digits = st.text("0123456789", min_size=1, max_size=45)
plain_numbers = st.builds(
    lambda sign, whole, point, fraction: sign + whole + (point and point + fraction),
    st.sampled_from(["", "-", "+"]),
    digits,
    st.sampled_from(["", "."]),
    digits,
)
doubles = st.floats(allow_infinity=False, allow_nan=False)
terms = st.one_of(
    st.sampled_from(SPECIAL + DIRECTED + STATEMENTS),
    st.builds(Literal, texts),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "de"])),
    (st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 9)).map(Literal),
    st.builds(literal, plain_numbers, st.sampled_from(["integer", "decimal", "double", "float"])),
    doubles.map(lambda x: literal(repr(x), "double")),
    st.builds(literal, texts, st.sampled_from(["integer", "date", "urn:t", "hexBinary"])),
    st.dates().map(lambda day: literal(day.isoformat(), "date")),
)
