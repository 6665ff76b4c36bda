"""The W3C's protocol tests, read from their manifests and sent over the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from server import Reply, send

SUITES = Path(__file__).parents[2] / "shared" / "w3c" / "sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")


@dataclass(frozen=True)
class Exchange:
    """One request of a test, and the node of the answer it expects."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    expected: rdflib.term.Node

    @property
    def media_type(self) -> str:
        fields = {name.lower(): value for name, value in self.headers.items()}
        return fields.get("content-type", "").partition(";")[0]


def manifest(file: str) -> rdflib.Graph:
    return rdflib.Graph().parse(SUITES / file)


def tests_of(file: str, kind: str) -> list[object]:
    """The tests of a manifest for ``parametrize``, each with its name: all there are in it."""
    if not SUITES.is_dir():
        skip = pytest.mark.skip(reason="reference material (../shared) is not here")
        return [pytest.param(None, marks=skip)]
    tests = sorted(manifest(file).subjects(rdflib.RDF.type, MF[kind]))
    return [pytest.param(test, id=str(test).rpartition("#")[2]) for test in tests]


def exchanges(suite: rdflib.Graph, test: rdflib.URIRef) -> Iterator[Exchange]:
    """The requests of a test, in order."""
    action = suite.value(test, MF.action)
    requests = list(Collection(suite, suite.value(action, HT.requests)))
    assert requests
    for request in requests:
        body = suite.value(request, HT.body)
        encoding = str(suite.value(body, CNT.characterEncoding)) if body else "UTF-8"
        yield Exchange(
            str(suite.value(request, HT.methodName)),
            str(suite.value(request, HT.absolutePath)),
            headers_of(suite, request),
            str(suite.value(body, CNT.chars)).encode(encoding) if body else None,
            suite.value(request, HT.resp),
        )


def headers_of(suite: rdflib.Graph, message: rdflib.term.Node) -> dict[str, str]:
    return {
        str(suite.value(header, HT.fieldName)): str(suite.value(header, HT.fieldValue))
        for header in Collection(suite, suite.value(message, HT.headers) or rdflib.RDF.nil)
    }


def run(
    suite: rdflib.Graph,
    test: rdflib.URIRef,
    address: str,
    adapted: Callable[[Exchange], Exchange] = lambda exchange: exchange,
) -> None:
    """Send the requests of a test, each ``adapted`` to this service, and check every answer."""
    variables: dict[str, str] = {}
    for exchange in map(adapted, exchanges(suite, test)):
        path = exchange.path
        for name, value in variables.items():
            path = path.replace(name, value)
        reply = send(
            address, path, method=exchange.method, headers=exchange.headers, body=exchange.body
        )
        check(suite, exchange.expected, reply)
        location = suite.value(exchange.expected, MF.expectedLocation)
        if location is not None:
            variables[str(location)] = reply.headers["Location"]


def check(suite: rdflib.Graph, expected: rdflib.term.Node, reply: Reply) -> None:
    """Hold an answer against the status, format, boolean, headers and graph that are expected."""
    statuses = [str(status) for status in suite.objects(expected, MF.expectedStatus)]
    assert any(fits(status, reply.status) for status in statuses), (statuses, reply.text)
    check_format(reply, str(suite.value(expected, MF.expectedFormat, default="")))
    answer = suite.value(expected, MF.expectedBoolean)
    if answer is not None:
        assert json.loads(reply.body)["boolean"] is answer.toPython()
    for name, value in headers_of(suite, expected).items():
        assert name == "content-type"
        assert reply.media_type == value.partition(";")[0]
    body = suite.value(expected, HT.body)
    if body is not None:
        wanted = rdflib.Graph().parse(data=str(suite.value(body, CNT.chars)), format="turtle")
        found = rdflib.Graph().parse(data=reply.text, format="turtle")
        assert isomorphic(found, wanted)


def fits(expected: str, status: int) -> bool:
    """Tell whether ``status`` is the class or the status that ``expected`` is the IRI of."""
    name = expected.rpartition("#")[2]
    named = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return status == named[name]


def check_format(reply: Reply, kind: str) -> None:
    if kind == "boolean":
        assert reply.media_type == "application/sparql-results+json"
        assert isinstance(json.loads(reply.body)["boolean"], bool)
    elif kind == "tabular":
        assert reply.media_type == "application/sparql-results+json"
        assert json.loads(reply.body)["results"]["bindings"]
    elif kind == "RDF":
        assert reply.media_type == "text/turtle"
        rdflib.Graph().parse(data=reply.text, format="turtle")
