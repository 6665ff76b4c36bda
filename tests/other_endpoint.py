"""Another endpoint: a real one over HTTP that tells what it was asked, or misbehaves as told."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

Reply = Callable[[BaseHTTPRequestHandler, str], None]


@dataclass
class Elsewhere:
    """Where an endpoint listens, and the queries it has had with their header fields."""

    port: int
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def iri(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


@contextmanager
def endpoint(reply: Reply, context: ssl.SSLContext | None = None) -> Iterator[Elsewhere]:
    """Listen, and have ``reply`` answer every POST of a query or an update to /sparql."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert self.path == "/sparql"
            [query] = form.get("query") or form["update"]
            elsewhere.asked.append(query)
            elsewhere.headers.append(dict(self.headers.items()))
            reply(self, query)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that hang up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        elsewhere = Elsewhere(server.server_address[1])
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield elsewhere
        finally:
            server.shutdown()


def answer(
    handler: BaseHTTPRequestHandler, body: bytes, media_type: str = "application/json", status=200
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def of_graph(turtle: str, form: QueryResultsFormat = QueryResultsFormat.JSON) -> Reply:
    """Return what answers from a graph, as an endpoint does."""
    store = Store()
    store.load(turtle.encode(), RdfFormat.TURTLE)

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        try:
            results = store.query(query)
        except (SyntaxError, RuntimeError) as error:
            answer(handler, str(error).encode(), "text/plain", 400)
            return
        assert not isinstance(results, QueryTriples)
        answer(handler, results.serialize(format=form) or b"", form.media_type)

    return reply
