"""Harvesting from SPARQL endpoints: real ones, and ones that cut what they give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from harvesting_servers import Request, Web, added, run, small, web
from symbiograph.errors import BadRequest, PartnerFailed, UnreadableInput
from symbiograph.harvesting import Conversation, Limits, Partner, Reach
from symbiograph.harvesting.questions import Questions
from symbiograph.harvesting.sources import gather

PEOPLE = "\n".join(
    f"<http://e.org/{number:03}> <http://e.org/name> 'n{number}', {number} ;"
    f" <http://e.org/has> [ <http://e.org/size> {number} ; <http://e.org/of> [ <http://e.org/in>"
    f" ({number} 'b' 3 4 5 6 7 <http://e.org/{number:03}>) ] ] ."
    for number in range(25)
)


class Endpoint:
    """An endpoint that answers from a graph, with the faults that it is told to have."""

    def __init__(self, turtle: str = PEOPLE) -> None:
        self.store = Store()
        self.store.load(turtle.encode(), RdfFormat.TRIG)
        self.queries: list[str] = []
        self.methods: list[str] = []
        self.most_triples = 10**9
        self.most_rows = 10**9
        self.refused: tuple[str, ...] = ()
        self.longest = 10**9
        self.fields: dict[str, str] = {}
        self.broken_after = 10**9

    def __call__(self, request: Request) -> None:
        text = urlsplit(request.path).query if request.method == "GET" else request.body
        if request.method in self.refused:
            request.answer(b"", 405)
            return
        [query] = parse_qs(text)["query"]
        self.queries.append(query)
        self.methods.append(request.method)
        if len(self.queries) > self.broken_after:
            request.answer(b"out of order", 404)
        elif len(query) > self.longest:
            request.answer(b"too long", 413)
        else:
            self._answer(request, query)

    def _answer(self, request: Request, query: str) -> None:
        found = self.store.query(query)
        if isinstance(found, QueryTriples):
            triples = list(found)[: self.most_triples]
            body = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
            kind = "application/n-triples"
        else:
            body = found.serialize(format=QueryResultsFormat.JSON) or b""
            kind = "application/sparql-results+json"
        request.answer(body, fields={"Content-Type": kind, **self.fields})

    def canonical(self) -> set[str]:
        return canonical(quad.triple for quad in self.store)


def canonical(triples: object) -> set[str]:
    """What a graph says, whatever its blank nodes are called."""
    dataset = Dataset(Quad(*triple) for triple in triples)  # type: ignore[attr-defined]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.fixture
def there() -> Iterator[tuple[Endpoint, Web]]:
    endpoint = Endpoint()
    with web(endpoint) as server:
        yield endpoint, server


def read(server: Web, folder: Path, path: str = "/sparql", **more: object) -> set[str]:
    return read_with_notes(server, folder, path, **more)[1]


def read_with_notes(
    server: Web, folder: Path, path: str = "/sparql", **more: object
) -> tuple[list[str], set[str]]:
    partner = Partner("p", server.at(path), **{"page": 10, **more})  # type: ignore[arg-type]
    limits = Limits(silence=5, tries=2)
    conversation = Conversation(Reach(["127.0.0.1"]), limits, wait=lambda _: None)
    with closing(conversation):
        found = gather(partner, conversation, folder)
    return found.notes, canonical(quad.triple for quad in found.quads())


def test_all_is_read_in_pages_and_blank_nodes_stay_together(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    assert read(server, tmp_path) == endpoint.canonical()
    asked_for_pages = [query for query in endpoint.queries if "LIMIT 10" in query]
    assert len(asked_for_pages) == 4, "10, 10, 5, and the one that finds nothing"
    assert not any("OFFSET" in query for query in endpoint.queries)
    assert set(endpoint.methods) == {"POST"}


@pytest.mark.parametrize("most", [7, 40, 99])
def test_a_silent_limit_is_noticed_and_gone_below(
    there: tuple[Endpoint, Web], tmp_path: Path, most: int
) -> None:
    endpoint, server = there
    endpoint.store = Endpoint(
        re.sub(r" <http://e.org/has>.*(?= \.)", "", PEOPLE).replace(" ; .", " .")
    ).store
    endpoint.most_triples = most
    notes, triples = read_with_notes(server, tmp_path, page=25)
    assert triples == endpoint.canonical()
    assert bool(notes) == (most < 50)


def test_a_limit_below_what_is_said_of_one_thing_ends_the_harvest(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    endpoint.most_triples = 2
    with pytest.raises(
        PartnerFailed, match=r"does not give all statements about http://e\.org/000"
    ):
        read(server, tmp_path)


def test_a_limit_that_is_told_is_believed(there: tuple[Endpoint, Web], tmp_path: Path) -> None:
    endpoint, server = there
    endpoint.fields = {"X-SPARQL-MaxRows": "12"}
    notes, triples = read_with_notes(server, tmp_path)
    assert triples == endpoint.canonical()
    assert any("its limit is 12" in note for note in notes)


def test_what_is_refused_as_too_long_is_asked_in_parts(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    endpoint.longest = 6000
    assert read(server, tmp_path, page=25) == endpoint.canonical()


def test_an_endpoint_that_takes_no_post_is_asked_by_get(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    endpoint.refused = ("POST",)
    assert read(server, tmp_path) == endpoint.canonical()
    assert set(endpoint.methods) == {"GET"}
    assert [method for method, _, _ in server.asked].count("POST") == 1


def test_a_reading_that_was_ended_goes_on_after_the_last_page(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    endpoint.broken_after = 4
    with pytest.raises(PartnerFailed, match="status 404"):
        read(server, tmp_path)
    endpoint.broken_after = 10**9
    endpoint.queries.clear()
    notes, triples = read_with_notes(server, tmp_path)
    assert triples == endpoint.canonical()
    assert "e.org/009" in endpoint.queries[0]
    assert any("went on after page 1" in note for note in notes)
    # The next one is a new reading.
    endpoint.queries.clear()
    read(server, tmp_path)
    assert "STR(?s) >" not in endpoint.queries[0]


def test_an_endpoint_without_an_order_is_not_read_for_ever(tmp_path: Path) -> None:
    def reply(request: Request) -> None:
        query = re.sub(r" && STR\(\?s\) > \"[^\"]*\"", "", request.body)
        request.body = query.replace("+%26%26+STR%28%3Fs%29+%3E+", "+%26%26+true+%7C%7C+%22%22%3D")
        endpoint(request)

    endpoint = Endpoint()
    with web(reply) as server, pytest.raises(PartnerFailed, match="does not put IRIs in an order"):
        read(server, tmp_path)


def test_statements_that_nothing_leads_to_are_told(tmp_path: Path) -> None:
    endpoint = Endpoint("<http://e.org/a> <http://e.org/p> 1 . [] <http://e.org/p> 2 .")
    with web(endpoint) as server:
        notes, triples = read_with_notes(server, tmp_path)
    assert len(triples) == 1
    assert any("passed over 1 statements about blank nodes" in note for note in notes)


def test_named_graphs_are_read_and_kept_apart(tmp_path: Path) -> None:
    endpoint = Endpoint(
        "<http://e.org/d> <http://e.org/p> 0 ."
        "<http://e.org/g> { <http://e.org/a> <http://e.org/p> 1, [ <http://e.org/q> 2 ] . }"
        "<http://e.org/h> { <http://e.org/a> <http://e.org/p> 3 . }"
    )
    with web(endpoint) as server:
        data_dir = small(tmp_path / "data")
        added(
            data_dir,
            "p",
            server.at("/sparql"),
            "--graph",
            "http://e.org/g",
            "--graph",
            "http://e.org/h",
        )
        result = run(data_dir, "harvest")
    assert result.exit_code == 0, result.output
    assert "4 triples in 2 graphs" in result.stdout


def test_a_construct_of_the_partners_is_read_in_pages(
    there: tuple[Endpoint, Web], tmp_path: Path
) -> None:
    endpoint, server = there
    query = "PREFIX e: <http://e.org/> CONSTRUCT { ?s e:label ?name } WHERE { ?s e:name ?name }"
    wanted = canonical(endpoint.store.query(query))
    assert len(wanted) == 50
    assert read(server, tmp_path / "one", construct=query) == wanted
    endpoint.most_triples = 10
    assert read(server, tmp_path / "two", construct=query) != wanted, "nobody can count those"
    many = "\n".join(f"<http://e.org/{n}> <http://e.org/name> {n} ." for n in range(300))
    endpoint.store = Endpoint(many).store
    endpoint.most_triples = 100
    assert len(read(server, tmp_path / "three", construct=query, page=300)) == 300


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT * { ?s ?p ?o }", "begins with CONSTRUCT"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "begins with CONSTRUCT"),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://e.org/g> { ?s ?p ?o }", "--graph does that"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5", "nothing comes after"),
        ("CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }", "?s stands for the things"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o", "not valid SPARQL"),
    ],
)
def test_a_construct_that_cannot_be_read_in_pages_is_told(query: str, part: str) -> None:
    with pytest.raises(BadRequest, match=re.escape(part)):
        Questions.of(query)


def test_entities_that_grow_are_refused_of_an_endpoint_too(tmp_path: Path) -> None:
    endpoint = Endpoint()
    laughs = b"""<!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>
    <r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</r:RDF>"""

    def reply(request: Request) -> None:
        if "CONSTRUCT" in request.body:
            request.answer(laughs, fields={"Content-Type": "application/rdf+xml"})
        else:
            endpoint(request)

    with web(reply) as server, pytest.raises(UnreadableInput, match="the XML entity 'b'"):
        read(server, tmp_path)


@pytest.mark.parametrize("number", ["1.5", "many", "9" * 5_000])
def test_a_count_that_is_none_is_told(tmp_path: Path, number: str) -> None:
    thing = {"s": {"type": "uri", "value": "http://e.org/a"}}
    thing["n"] = {"type": "literal", "value": number}
    body = json.dumps({"head": {"vars": ["s", "n"]}, "results": {"bindings": [thing]}}).encode()
    fields = {"Content-Type": "application/sparql-results+json", "X-SPARQL-MaxRows": number}
    with (
        web(lambda request: request.answer(body, fields=fields)) as server,
        pytest.raises(PartnerFailed, match="which is no number"),
    ):
        read(server, tmp_path)


def test_what_is_no_endpoint_is_told(tmp_path: Path) -> None:
    with (
        web(
            lambda request: request.answer(b"<html>", fields={"Content-Type": "text/html"})
        ) as server,
        pytest.raises(PartnerFailed, match="is it the address of a SPARQL endpoint"),
    ):
        read(server, tmp_path)
