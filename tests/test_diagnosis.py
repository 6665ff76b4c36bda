"""What a person reads of a query that does not parse."""

from __future__ import annotations

import pytest

from symbiograph.engine.image import Image
from symbiograph.errors import Position, QuerySyntaxError


@pytest.mark.parametrize(
    ("query", "place", "reason"),
    [
        ("SELECT * {\n  ?s ?p\n}", (3, 1), "} is not expected here"),
        ("SELECT * { ?s ?p ?o } LIMT 3", (1, 23), "LIMT is not expected here"),
        ("ASK {\n ?s ?p ?o\n\tOPTIONL { ?a ?b ?c } }", (3, 2), "OPTIONL is not expected here"),
        ("PREFIX a: <urn:a>\nASK { ?s a:b ?o\n ?s a:c ?p }", (3, 2), "?s is not expected here"),
        ("ASK { ?s ?p '''long\n\nstring''' ?o }", (3, 11), "?o is not expected here"),
        ("SELECT * {} ORDER BY", (1, 19), "the query ends after BY where more is expected"),
        ("SELECT ?x ?x { }", (1, 16), "Duplicated variable name in SELECT"),
        ("SELECT * {} GROUP BY ?x", (1, 22), "SELECT * is not authorized with GROUP BY"),
        ("ASK { ?s a b:c }", (1, 12), "the prefix b: is not declared"),
        (
            "ASK { ?s a skos:Concept }",
            (1, 12),
            "the prefix skos: is not declared; "
            "add PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
        ),
        ("ASK { ?s ?p <http://x/{y}> }", (1, 13), "the IRI that starts here is not valid"),
        ("ASK { { ?s ?p ?o }", (1, 5), "this { is never closed"),
        ("ASK { FILTER(1 = 1 }", (1, 20), "this } closes nothing"),
        ("ASK { ?s ?p 'x }", (1, 13), "the string that starts here does not end"),
        (
            "CLEAR ALL",
            (1, 1),
            "a query starts with SELECT, ASK, CONSTRUCT, DESCRIBE or PREFIX, not with CLEAR",
        ),
    ],
)
def test_place_and_reason(query: str, place: tuple[int, int], reason: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        Image.empty().query(query)
    assert caught.value.position == Position(*place)
    assert caught.value.message == f"{Position(*place)}: {reason}"
    assert caught.value.members == {"line": place[0], "column": place[1]}


@pytest.mark.parametrize("query", ["", " \n", "# nothing"])
def test_an_empty_query(query: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        Image.empty().query(query)
    assert caught.value.message == "The query is empty."


def test_a_very_long_query_keeps_the_place_of_the_parser() -> None:
    query = "SELECT * { VALUES ?x {" + " 1" * 60_000 + " } } LIMT"
    with pytest.raises(QuerySyntaxError) as caught:
        Image.empty().query(query)
    assert caught.value.position is not None
    assert caught.value.position.column >= len(query) - 4
