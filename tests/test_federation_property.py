"""Whatever surrounds ``SERVICE``: its solutions are those of the same graph, were it here.

``SERVICE <endpoint> {…}`` of a service with one graph is ``GRAPH <graph> {…}`` where that graph is
among ours. The engine's answer to the latter is the oracle, which knows of no restriction, no
batches and no inline data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from server import running
from symbiograph.engine.federation import Endpoint, Federated, Federation
from symbiograph.engine.image import Image
from symbiograph.engine.parsing import parse_error

ELSEWHERE = "urn:elsewhere"
REMOTE = """
<urn:c0> <urn:p> <urn:c1> , "text" , "text"@en , 7 .
<urn:c1> <urn:p> <urn:c2> ; <urn:q> <urn:c0> , <urn:c3> .
<urn:c2> <urn:p> <urn:c2> , "7"^^<urn:type> ; <urn:r> "seven" .
<urn:c3> <urn:r> <urn:c0> .
"""
HERE = """
<urn:c0> <urn:q> <urn:c1> , <urn:c3> , "text" .
<urn:c1> <urn:p> <urn:c0> , 7 .
<urn:c2> <urn:q> <urn:c2> , _:y ; <urn:r> <urn:c9> .
<urn:c3> <urn:p> <urn:c1> .
"""
BESIDE = "<urn:c1> <urn:p> <urn:c1> . <urn:c0> <urn:q> <urn:c2> ."


class Author:
    """Writes queries at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._choose = Random(seed)  # noqa: S311 - nothing is secret here
        # There the engine puts in values that the endpoint would have to be told.
        self._within_exists = False

    def query(self) -> str:
        """Return a query that uses SERVICE <endpoint>."""
        while True:
            text = f"SELECT * {{ {self._group(3)} }}"
            if "SERVICE" in text and parse_error(text.replace("<endpoint>", "<urn:e>")) is None:
                return text

    def _variable(self) -> str:
        return self._choose.choice(["?a", "?b", "?c", "?d"])

    def _triple(self) -> str:
        subject, value = (
            self._choose.choice([self._variable(), self._variable(), "<urn:c0>", "<urn:c1>"])
            for _ in range(2)
        )
        return f"{subject} <urn:{self._choose.choice('pqr')}> {value} ."

    def _filter(self) -> str:
        one, other = self._variable(), self._variable()
        conditions = [f"{one} != {other}", f"BOUND({one})", f"!BOUND({one}) || isIRI({other})"]
        return f"FILTER({self._choose.choice(conditions)})"

    def _values(self) -> str:
        one, other = self._choose.sample(["?a", "?b", "?c", "?d"], 2)
        second = self._choose.choice(["UNDEF", "<urn:c1>"])
        return f"VALUES ({one} {other}) {{ (<urn:c0> <urn:c1>) (<urn:c2> {second}) (<urn:c1> 7) }}"

    def _call(self) -> str:
        """SERVICE, in which the graph must not be changed and nothing is asked elsewhere."""
        choose, triple = self._choose, self._triple
        elements = (
            [triple]
            if self._within_exists
            else [
                triple,
                triple,
                triple,
                self._filter,
                lambda: f"OPTIONAL {{ {triple()} }}",
                lambda: f"MINUS {{ {triple()} }}",
                lambda: f"{{ {triple()} }} UNION {{ {triple()} }}",
                lambda: f"{{ SELECT DISTINCT {self._variable()} {{ {triple()} {triple()} }} }}",
            ]
        )
        inside = " ".join(choose.choice(elements)() for _ in range(choose.randint(1, 3)))
        return f"SERVICE <endpoint> {{ {inside} }}"

    def _group(self, depth: int) -> str:
        elements = [self._triple] * 4 + [self._call] * 4 + [self._values, self._filter]
        if depth:
            elements += [lambda: self._around(depth)] * 5
        return " ".join(self._choose.choice(elements)() for _ in range(self._choose.randint(1, 4)))

    def _exists(self, depth: int) -> str:
        before, self._within_exists = self._within_exists, True
        group = self._group(depth - 1)
        self._within_exists = before
        return group

    def _around(self, depth: int) -> str:
        group = self._group(depth - 1)
        alone = self._call()
        return self._choose.choice(
            [
                f"OPTIONAL {{ {group} }}",
                f"OPTIONAL {{ {alone} }}",
                f"{{ {alone} }}",
                f"{{ {alone} }} UNION {{ {alone} }}",
                f"{{ {group} }} UNION {{ {self._group(depth - 1)} }}",
                f"MINUS {{ {group} }}",
                f"MINUS {{ {alone} }}",
                f"{{ {group} }}",
                # The engine gives ?d no value where the group has no triple pattern.
                f"GRAPH ?d {{ {self._triple()} {group} }}",
                f"GRAPH <urn:beside> {{ {group} }}",
                f"FILTER EXISTS {{ {self._exists(depth)} }}",
                f"FILTER NOT EXISTS {{ {self._exists(depth)} }}",
                f"{{ SELECT {self._variable()} {{ {group} }} }}",
            ]
        )


@pytest.fixture(scope="module")
def federated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Federated, str]]:
    path = tmp_path_factory.mktemp("remote") / "remote.ttl"
    path.write_text(REMOTE)
    with running("--empty", f"--load={path}={ELSEWHERE}", WORKERS="1") as url:
        federation = Federation((Endpoint.of(url + "/sparql"),))
        yield Federated(_image(), federation), f"<{url}/sparql>"


def _image(remote: bool = False) -> Image:
    store = Store()
    graphs = {DefaultGraph(): HERE, NamedNode("urn:beside"): BESIDE}
    if remote:
        graphs[NamedNode(ELSEWHERE)] = REMOTE
    for graph, text in graphs.items():
        for quad in pyoxigraph.parse(text, RdfFormat.TURTLE, rename_blank_nodes=True):
            store.add(Quad(*quad.triple, graph))
    return Image(store, "")


def _rows(results: object) -> Counter[frozenset[tuple[str, str]]]:
    """Return the solutions, with their number; a blank node is like any other."""
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    return Counter(
        frozenset(
            (name, "_:" if isinstance(term, BlankNode) else str(term))
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        for row in results
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_if_all_were_here(federated: tuple[Federated, str], seed: int) -> None:
    source, endpoint = federated
    oracle = _image(remote=True)
    author = Author(seed)
    for _ in range(40):
        query = author.query()
        there = query.replace("<endpoint>", endpoint)
        here = query.replace("SERVICE <endpoint>", f"GRAPH <{ELSEWHERE}>")
        # It must not reach the graph that stands for the endpoint.
        here = here.replace("GRAPH ?d {", "VALUES ?d { <urn:beside> } GRAPH ?d {")
        assert _rows(source.query(there)) == _rows(oracle.query(here)), query
