"""The questions of tests/competency, answered by other stores as by the embedded one.

Rows are compared as a multiset, and numbers by their value: the order among equal keys, and how a
computed number is written, are the store's. What still differs is named here and in
service/SCALE_OUT.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph
import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)
from starting import Pushed

from server import send
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE
from symbiograph.queries import find, read_arguments
from test_competency import QUESTIONS, asked
from writing import Service

_NUMBERS = ("integer", "decimal", "double", "float")
# With some of its plans Virtuoso 7.2.5 passes over what a path of any length leads to.
PATH = re.compile(r"^[^#]*[\w)][*+](?= )", re.MULTILINE)
# What it answers otherwise each time.
DIFFERENT = {
    *("animal-by-products", "leather-residues", "outcomes-of-a-module"),
    *("insight-matrix", "slag-uses", "what-runs", "whey-uses", "greencomp-view"),
    *("often-replaced-inputs", "managerial-and-operational-pairs", "matrix-as-a-graph"),
    *(
        "shares-three-ways",
        "shares-of-sector-and-profile",
        "gap-for-leather",
        "gap-in-facilitation",
    ),
}


def value(term: object) -> object:
    if isinstance(term, Literal):
        if term.datatype.value.rpartition("#")[2] in _NUMBERS:
            return round(float(term.value), 6)
        return term.value, term.language, term.datatype.value
    return None if term is None else str(term)


def multiset(found: QuerySolutions) -> Counter[tuple[object, ...]]:
    return Counter(tuple(value(term) for term in row) for row in found)


def canonical(triples: Iterable[Triple]) -> Dataset:
    """A graph whose blank nodes have the names that follow from what they stand in."""
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_question_has_the_same_answer(
    service: Service, pushed: Pushed, image: Image, question: Path
) -> None:
    name, arguments = asked(question)
    query = find(name)
    text = query.bound(read_arguments(query, arguments, image))
    form = urlencode({"query": text}).encode()
    reply = send(
        service.address,
        "/sparql",
        method="POST",
        body=form,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/sparql-results+json, application/n-triples",
        },
    )
    if pushed.store.name == "virtuoso" and (question.name in DIFFERENT or PATH.search(text)):
        assert reply.status in (200, 502), reply.text
        return
    assert reply.status == 200, reply.text
    expected = image.query(text, base_iri=BASE)
    if isinstance(expected, QueryTriples):
        triples = pyoxigraph.parse(reply.body, RdfFormat.N_TRIPLES)
        assert canonical(quad.triple for quad in triples) == canonical(expected)
        return
    found = pyoxigraph.parse_query_results(reply.body, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    assert isinstance(expected, QuerySolutions)
    assert multiset(found) == multiset(expected)


def test_page_of_documentation_names_what_differs() -> None:
    page = Path(__file__).parents[2] / "service" / "SCALE_OUT.md"
    _, _, listed = page.read_text(encoding="utf-8").partition("## What Virtuoso 7.2.5 answers")
    names = {path.name for path in QUESTIONS}
    assert {name for name in names if name in listed} == DIFFERENT
