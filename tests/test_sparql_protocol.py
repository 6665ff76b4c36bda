"""The SPARQL 1.1 Protocol against a running server: the W3C's tests and odd requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDFS

import w3c
from server import Reply, running, send
from sparql import COUNT, DIRECT, EX, FORM, get, two_graphs

SUITE = "protocol/manifest.ttl"
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with two_graphs(tmp_path_factory.mktemp("data")) as url:
        yield url


# The W3C's tests, read from their manifest.


def query_tests() -> list[object]:
    """The tests of queries; those of updates need a service that takes updates."""
    tests = w3c.tests_of(SUITE, "ProtocolTest")
    return [test for test in tests if test.id is None or "update" not in test.id]


@pytest.fixture(scope="module")
def suite() -> rdflib.Graph:
    return w3c.manifest(SUITE)


@pytest.fixture(scope="module")
def w3c_address(suite: rdflib.Graph) -> Iterator[str]:
    loads = {
        f"--load={str(graph).removeprefix('file://')}={label}"
        for data in suite.objects(None, UT.graphData)
        for graph in suite.objects(data, UT.graph)
        for label in suite.objects(data, RDFS.label)
    }
    assert len(loads) == 3
    with running("--empty", *sorted(loads)) as url:
        yield url


@pytest.mark.parametrize("test", query_tests())
def test_w3c_query_protocol(test: rdflib.URIRef, suite: rdflib.Graph, w3c_address: str) -> None:
    w3c.run(suite, test, w3c_address)


# Formats and headers.


@pytest.mark.parametrize(
    ("accept", "media_type", "part"),
    [
        (None, "application/sparql-results+json", '"value":"een"'),
        ("*/*", "application/sparql-results+json", '"value":"een"'),
        ("application/json", "application/json", '"value":"een"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<literal xml:lang"),
        ("text/csv", "text/csv", "een\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", '"een"@nl\n'),
        (
            "text/csv;q=0.1, application/sparql-results+xml;q=0.2",
            "application/sparql-results+xml",
            "",
        ),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html", "een"),
        ("text/*", "text/csv", "een"),
    ],
)
def test_solutions_come_in_the_format_asked_for(
    address: str, accept: str | None, media_type: str, part: str
) -> None:
    reply = get(address, f'SELECT ?o {{ <{EX}a> ?p ?o FILTER(LANG(?o) = "nl") }}', accept)
    assert (reply.status, reply.media_type) == (200, media_type)
    assert part in reply.text
    assert int(reply.headers["Content-Length"]) == len(reply.body)


@pytest.mark.parametrize(
    "accept",
    [
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/rdf+xml",
        "application/ld+json",
    ],
)
def test_triples_come_in_the_format_asked_for(address: str, accept: str) -> None:
    reply = get(address, "CONSTRUCT WHERE { ?s ?p ?o }", accept)
    assert (reply.status, reply.media_type) == (200, accept)
    form = pyoxigraph.RdfFormat.from_media_type(accept)
    assert len(list(pyoxigraph.parse(reply.body, form))) == 6


def test_describe_gives_triples(address: str) -> None:
    reply = get(address, f"DESCRIBE <{EX}c>", "application/n-triples")
    assert reply.text == f'<{EX}c> <{EX}p> "three & <more>"@en .\n'


def test_a_large_result_comes_whole_and_in_chunks(address: str) -> None:
    digits = "VALUES ?{0} {{ 0 1 2 3 4 5 6 7 8 9 }}"
    values = " ".join(digits.format(name) for name in "abcde")
    reply = get(address, f"SELECT * {{ {values} }}", "text/csv")
    assert reply.headers["Transfer-Encoding"] == "chunked"
    assert len(reply.body) > 1_000_000
    assert len(set(reply.text.split())) == 100_001


def test_the_format_parameter_stands_above_the_header(address: str) -> None:
    reply = get(address, "SELECT (1 AS ?x) {}", "text/html", format="csv")
    assert reply.text == "x\r\n1\r\n"
    assert reply.headers["Content-Disposition"] == "attachment; filename=results.csv"


def test_a_format_parameter_that_does_not_fit_is_left_to_the_header(address: str) -> None:
    reply = get(address, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", format="csv")
    assert reply.media_type == "application/n-triples"
    assert "Content-Disposition" not in reply.headers


def test_an_unknown_format_is_not_acceptable_and_the_known_ones_are_listed(address: str) -> None:
    reply = get(address, "ASK {}", "image/png, application/json;q=0")
    problem = json.loads(reply.body)
    assert (reply.status, reply.media_type) == (406, "application/problem+json")
    assert "text/csv" in problem["available"]


def test_head_is_get_without_the_body(address: str) -> None:
    path = "/sparql?query=ASK%7B%7D"
    head, full = send(address, path, method="HEAD"), send(address, path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == full.headers["Content-Length"]
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_other_methods_are_told_which_are_allowed(address: str) -> None:
    reply = send(address, "/sparql?query=ASK%7B%7D", method="DELETE")
    assert reply.status == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_pages_of_other_sites_may_query(address: str) -> None:
    asked = {
        "Origin": "https://example.net",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = send(address, "/sparql", method="OPTIONS", headers=asked)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    for query in ("ASK {}", "ASK {"):
        assert get(address, query).headers["Access-Control-Allow-Origin"] == "*"


def test_answers_vary_by_the_accept_header(address: str) -> None:
    assert "Accept" in get(address, "ASK {}").headers.get_all("Vary")


def test_utf_8_goes_through_unharmed(address: str) -> None:
    query = 'SELECT ("naïve 🜁 Übung" AS ?x) {}'
    body = urlencode({"query": query}).encode()
    for reply in (
        get(address, query, "text/csv"),
        send(address, "/sparql", method="POST", headers={**FORM, "Accept": "text/csv"}, body=body),
        send(
            address,
            "/sparql",
            method="POST",
            headers={
                "Content-Type": "Application/SPARQL-Query; Charset=UTF-8",
                "Accept": "text/csv",
            },
            body=b"\xef\xbb\xbf" + query.encode(),
        ),
    ):
        assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert reply.text == "x\r\nnaïve 🜁 Übung\r\n"


# The dataset.


def count(reply: Reply) -> int:
    assert reply.status == 200, reply.text
    return int(reply.text.split()[1])


def test_several_from_give_each_triple_once(address: str) -> None:
    both = COUNT.format(f"FROM <{EX}one> FROM <{EX}two>")
    assert count(get(address, both, "text/csv")) == 6
    assert count(get(address, COUNT.format(f"FROM <{EX}one>"), "text/csv")) == 5
    assert count(get(address, COUNT.format(""), "text/csv")) == 6


def test_dataset_parameters_override_from(address: str) -> None:
    query = quote(COUNT.format(f"FROM <{EX}one>"))
    two = "default-graph-uri=" + quote(EX + "two")
    both = f"{two}&default-graph-uri={quote(EX + 'one')}"
    accept = {"Accept": "text/csv"}
    assert count(send(address, f"/sparql?query={query}&{two}", headers=accept)) == 2
    assert count(send(address, f"/sparql?query={query}&{both}", headers=accept)) == 6


def test_named_graph_parameters_bound_what_graph_reaches(address: str) -> None:
    query = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    reply = get(address, query, "text/csv", **{"named-graph-uri": EX + "two"})
    assert reply.text == f"g\r\n{EX}two\r\n"
    reply = get(address, query, "text/csv", **{"default-graph-uri": EX + "two"})
    assert reply.text == "g\r\n"


def test_relative_iris_are_resolved_against_the_project(address: str) -> None:
    reply = get(address, "CONSTRUCT { <id/skill/x> <p> <#f> } WHERE {}", "application/n-triples")
    base = "https://w3id.org/symbiograph/"
    assert reply.text == f"<{base}id/skill/x> <{base}p> <{base}#f> .\n"


# Refusals.


def test_a_syntax_error_says_where(address: str) -> None:
    reply = get(address, "SELECT * {\n  ?s ?p ?o\n  OPTIONL { ?s ?q ?r }\n}")
    problem = json.loads(reply.body)
    assert (reply.status, reply.media_type) == (400, "application/problem+json")
    assert (problem["line"], problem["column"]) == (3, 3)
    assert "OPTIONL" in problem["detail"]


def test_a_syntax_error_shows_a_person_the_line(address: str) -> None:
    reply = get(address, "SELECT * {\n  ?s ?p <b>\n  OPTIONL { ?s ?q ?r }\n}", "text/html")
    assert reply.status == 400
    assert '<span class="muted">3</span>   <mark>OPTIONL {' in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { service silent ?x { } } } } }",
    ],
)
def test_fetching_from_other_hosts_is_refused(address: str, query: str) -> None:
    reply = get(address, query)
    problem = json.loads(reply.body)
    assert reply.status == 400
    assert problem["type"] == "https://w3id.org/symbiograph/problem/remote-access-refused"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (FORM, b"update=CLEAR+ALL"),
        (FORM, b"query=ASK+%7B%7D&update=CLEAR+ALL"),
        ({"Content-Type": "application/sparql-update"}, b"CLEAR ALL"),
    ],
)
def test_updates_are_refused(address: str, headers: dict[str, str], body: bytes) -> None:
    reply = send(address, "/sparql", method="POST", headers=headers, body=body)
    assert reply.status == 403
    assert count(get(address, COUNT.format(""), "text/csv")) == 6


@pytest.mark.parametrize("type_", ["text/plain", "multipart/form-data", "application/json", ""])
def test_other_bodies_are_told_which_are_read(address: str, type_: str) -> None:
    headers = {"Content-Type": type_} if type_ else {}
    reply = send(address, "/sparql", method="POST", headers=headers, body=b"ASK {}")
    assert reply.status == 415
    assert reply.headers["Accept-Post"] == f"{DIRECT['Content-Type']}, {FORM['Content-Type']}"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_above_the_limit_is_refused_whole(address: str, chunked: bool) -> None:
    # What is left of it within the limit is a query.
    body = b"ASK {}" + b" " * 1_000_000
    sent = iter([body]) if chunked else body
    reply = send(address, "/sparql", method="POST", headers=DIRECT, body=sent)
    assert reply.status == 413


BIG = "SELECT * { VALUES ?x {" + " 1" * 100_000 + " } }"


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/sparql?query=%FF%FE", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&x=%C3", {}, None, 400),
        ("/sparql?query=%00", {}, None, 400),
        ("/sparql?query=ASK%7B%7D%00", {}, None, 400),
        ("/sparql?query=", {}, None, 400),
        ("/sparql?query", {}, None, 400),
        ("/sparql?query=%20%23only%20a%20comment", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=relative", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&named-graph-uri=a%20b:c", {}, None, 400),
        ("/sparql?query=ASK%7B%7D&named-graph-uri=urn:unknown", {}, None, 200),
        ("/sparql?query=ASK%7B%7D&x=1&x=2&=3&&&", {}, None, 200),
        ("/sparql?query=ASK%7B%7D&" + "&".join(["a=1"] * 1100), {}, None, 400),
        ("/sparql?query=" + "A" * 9000, {}, None, 414),
        ("/sparql/?query=ASK%7B%7D", {}, None, 200),
        ("/sparql?query=ASK%7B%7D", {"Accept": ";;;,,q=,=\"', */"}, None, 200),
        ("/sparql?query=ASK%7B%7D", {"Accept": "text/html;q=abc, */*;q=0.1"}, None, 200),
        ("/sparql?query=ASK%7B%7D", {"Accept": '"' * 5000}, None, 200),
        ("/sparql?query=ASK%20FROM%20%3Crel%3E%20%7B%7D", {}, None, 200),
        ("/sparql?query=ASK%20FROM%20%3Crel%3E%20FROM%20%3Curn:x%3E%20%7B%7D", {}, None, 200),
        ("/sparql?query=ASK%20FROM%20x:y%20FROM%20x:z%20%7B%7D", {}, None, 400),
        (
            "/sparql?query=BASE%20%3Curn:x%3E%20ASK%20FROM%20%3Ca%3E%20FROM%20%3Cb%3E%20%7B%7D",
            {},
            None,
            200,
        ),
        ("/sparql?query=SELECT%20(%3Curn:f%3E(1)%20AS%20?x)%20%7B%7D", {}, None, 400),
        ("/sparql?query=SELECT%20(1/0%20AS%20?x)%20%7B%7D", {}, None, 200),
        ("/sparql?query=ASK%7B%7D", {"Host": ".."}, None, 200),
        ("/sparql", {"Host": "..", "Accept": "text/html"}, None, 400),
        ("/sparql", {"Host": '<"x y">', "Accept": "text/turtle"}, None, 200),
        ("/sparql", FORM, b"", 400),
        ("/sparql", FORM, b"query=%FF", 400),
        ("/sparql", FORM, b"\xff\xfe=1", 400),
        ("/sparql", FORM, b"quer=ASK", 400),
        ("/sparql", FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D", FORM, b"query=ASK%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D", DIRECT, b"ASK {}", 400),
        ("/sparql", DIRECT, b"", 400),
        ("/sparql", DIRECT, b"\xff\xff", 400),
        ("/sparql", DIRECT, "ASK {}".encode("utf-16"), 400),
        ("/sparql", DIRECT, b"ASK { \x00 }", 400),
        ("/sparql", DIRECT, b'ASK { ?s ?p "\x00" }', 200),
        ("/sparql", DIRECT, b"ASK { ?s ?p 'a", 400),
        ("/sparql", DIRECT, b"CLEAR ALL", 400),
        ("/sparql", DIRECT, b"<" * 50_000, 400),
        ("/sparql", DIRECT, b"from " * 50_000, 400),
        ("/sparql", DIRECT, b"service " * 50_000, 400),
        ("/sparql", DIRECT, BIG.encode(), 200),
        ("/sparql", {"Content-Type": "application/sparql-query; charset=latin-1"}, b"ASK {}", 415),
        ("/sparql", {"Content-Type": "application/x-www-form-urlencoded; charset=x"}, b"a=b", 415),
        ("/sparql", {"Content-Type": ";;;=", "Accept": "text/html"}, b"ASK {}", 415),
        ("/sparql", {**FORM, "Content-Length": "7"}, b"query=A", 400),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, (str, bytes)) else None,
)
def test_odd_requests_are_answered_as_what_they_are(
    address: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    method = "GET" if body is None else "POST"
    reply = send(address, path, method=method, headers=headers, body=body)
    assert reply.status == status, reply.text
    # The server turns a request line too long away itself; all other faults are problem documents.
    if status >= 400 and len(path) < 8000 and "text/html" not in headers.get("Accept", ""):
        assert reply.media_type == "application/problem+json"
        assert json.loads(reply.body)["status"] == status


def test_a_problem_type_explains_itself(address: str) -> None:
    problem = json.loads(get(address, "ASK {").body)
    path = problem["type"].removeprefix("https://w3id.org/symbiograph")
    reply = send(address, path)
    assert reply.status == 200
    assert json.loads(reply.body)["title"] == problem["title"]
    assert send(address, "/problem/no-such").status == 404
