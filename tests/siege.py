"""Clients of a service under siege: some send anything, one asks the same and wants its answer."""

from __future__ import annotations

import csv
import json
import select
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from threading import Event, Thread
from types import TracebackType
from typing import Final
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from pooled import LONG
from server import Reply
from sparql_grammar.graph import FOUND, POINT

SOLUTIONS: Final = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TRIPLES: Final = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/rdf+xml",
)
METHODS: Final = ("GET", "POST a form", "POST a query")
_FAULTS: Final = (400, 413, 503, 504)
# Longer addresses the server refuses before it has read them.
_LONGEST_LINE: Final = 8_000


@dataclass(frozen=True)
class Question:
    """A query and how it is sent; the client takes one kind of solutions and one of triples."""

    text: str
    method: str
    solutions: str
    triples: str


class Client:
    """A client that keeps its connection, and opens another where that has ended."""

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address).netloc
        self._connection: HTTPConnection | None = None

    def ask(self, question: Question) -> Reply | str:
        """The whole answer, or the name of the request whose answer was broken off."""
        if self._connection is not None and _has_ended(self._connection):
            self.close()
        is_fresh = self._connection is None
        try:
            return self._ask(question)
        except (RemoteDisconnected, ConnectionError):
            # The server may close a connection at rest just as the client uses it again.
            self.close()
            if is_fresh:
                raise
            return self._ask(question)

    def _ask(self, question: Question) -> Reply | str:
        if self._connection is None:
            self._connection = HTTPConnection(self._place, timeout=LONG)
        headers = {"Accept": f"{question.solutions}, {question.triples}"}
        path, body = "/sparql", None
        form = urlencode({"query": question.text})
        if question.method == "POST a query":
            headers["Content-Type"] = "application/sparql-query"
            body = question.text.encode()
        elif question.method == "POST a form" or len(form) > _LONGEST_LINE:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = form.encode()
        else:
            path += "?" + form
        method = "GET" if body is None else "POST"
        self._connection.request(method, path, body=body, headers=headers)
        response = self._connection.getresponse()
        try:
            return Reply(response.status, response.headers, response.read())
        except (IncompleteRead, ConnectionError):
            self.close()
            return response.headers["X-Request-ID"]

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _has_ended(connection: HTTPConnection) -> bool:
    # Between requests there is nothing to read but the end.
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])


class Bystander:
    """A client that asks the same again and again, and notes every answer that is not right."""

    def __init__(self, address: str) -> None:
        self.answered = 0
        self.faults: list[object] = []
        self._client = Client(address)
        self._done = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Bystander:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        question = Question(POINT, "GET", SOLUTIONS[0], TRIPLES[0])
        while not self._done.wait(0.02):
            try:
                reply = self._client.ask(question)
            except OSError as error:
                self.faults.append(error)
                continue
            if isinstance(reply, str) or not _is_right(reply):
                self.faults.append(reply)
            self.answered += 1


def _is_right(reply: Reply) -> bool:
    if reply.status != 200:
        return False
    rows = json.loads(reply.body)["results"]["bindings"]
    return [row["o"]["value"] for row in rows] == FOUND


def check(question: Question, reply: Reply) -> str:
    """Fail unless the reply is a whole answer or tells a fault; return which of them it is."""
    if reply.status == 200:
        assert reply.media_type in (question.solutions, question.triples)
        read_whole(reply.media_type, reply.body)
        return "answered"
    # XML has no place for some characters that a literal may have.
    is_xml = "xml" in question.solutions + question.triples
    assert reply.status in _FAULTS or (is_xml and reply.status == 406), (reply.status, reply.text)
    assert reply.media_type == "application/problem+json"
    problem = json.loads(reply.body)
    assert problem["status"] == reply.status
    assert problem["type"].startswith("https://w3id.org/symbiograph/problem/")
    assert problem["detail"]
    return str(problem["type"].rpartition("/")[2])


def read_whole(media_type: str, body: bytes) -> None:
    """Read a result to its end; raise the error of the reader where there is no end."""
    if media_type == "text/csv":
        lengths = Counter(len(row) for row in csv.reader(body.decode().splitlines(), strict=True))
        assert len(lengths) <= 1 or set(lengths) == {0, 1}
    elif media_type in TRIPLES:
        form = RdfFormat.from_media_type(media_type)
        assert form is not None
        for _ in pyoxigraph.parse(body, form, base_iri="http://example.org/"):
            pass
    else:
        if media_type.endswith("xml"):
            ElementTree.fromstring(body)  # noqa: S314 - our own service wrote it
        elif media_type.endswith("json"):
            assert {"head"} < json.loads(body).keys() <= {"head", "results", "boolean"}
        form_of_results = QueryResultsFormat.from_media_type(media_type)
        assert form_of_results is not None
        found = pyoxigraph.parse_query_results(body, form_of_results)
        with suppress(TypeError):
            # A boolean is whole as it is.
            for _ in found:  # type: ignore[union-attr]
                pass
