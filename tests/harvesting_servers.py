"""Partners for tests: a web server that answers as told, and a data folder to harvest into."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from click.testing import CliRunner, Result

from symbiograph.cli import main
from symbiograph.engine.release import (
    GRAPH_FILE,
    GraphEntry,
    Manifest,
    Release,
    make_current,
    write_release,
)
from symbiograph.prefixes import GRAPH

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass
class Web:
    """A server on this machine, what it was asked, and what is to end with it."""

    port: int
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def fields(self, name: str) -> list[str | None]:
        """What each request had in one header field."""
        return [fields.get(name) for _, _, fields in self.asked]


Answer = Callable[["Request"], None]


class Request:
    """A request to answer."""

    def __init__(self, handler: BaseHTTPRequestHandler, web: Web) -> None:
        self.handler = handler
        self.web = web
        self.path = handler.path
        self.method = handler.command
        self.fields = {name.lower(): value for name, value in handler.headers.items()}
        length = int(self.fields.get("content-length", "0"))
        self.body = handler.rfile.read(length).decode()

    def answer(
        self,
        body: bytes = b"",
        status: int = 200,
        fields: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Answer; ``length`` is what the head says, if that is not the length of the body."""
        self.handler.send_response(status)
        for name, value in {"Content-Type": "text/turtle", **(fields or {})}.items():
            self.handler.send_header(name, value)
        if status not in (204, 304):
            said = len(body) if length is None else length
            self.handler.send_header("Content-Length", str(said))
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def redirect(self, target: str, status: int = 302) -> None:
        self.answer(status=status, fields={"Location": target})


@contextmanager
def web(reply: Answer, context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """Listen, behind TLS with a ``context``, and have ``reply`` answer every request."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            request = Request(self, found)
            found.asked.append((self.command, self.path, request.fields))
            reply(request)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that hang up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        found = Web(server.server_address[1])
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield found
        finally:
            found.over.set()
            server.shutdown()


def small(data_dir: Path) -> Path:
    """A data folder with a release of one statement."""
    graphs = {GRAPH + "facts": GraphEntry(1, "ontology/facts/facts.ttl", published=True)}
    said = f"<{GRAPH}a> <{GRAPH}b> <{GRAPH}c>"
    quads = f"{said} <{GRAPH}facts> .\n{said} .\n"
    manifest = Manifest("0.1.0", "2026-11-21T00:00:00Z", {"one": "0" * 64}, graphs)
    make_current(data_dir, write_release(data_dir, manifest, {GRAPH_FILE: quads.encode()}))
    return data_dir


def whole(release: Release, data_dir: Path) -> Path:
    """A data folder with the release of the project's own files."""
    (data_dir / "releases").mkdir(parents=True)
    (data_dir / "releases" / release.id).symlink_to(release.folder)
    (data_dir / "current").write_text(release.id + "\n")
    return data_dir


def run(data_dir: Path, *arguments: str) -> Result:
    """What a command of symbiograph does with a data folder."""
    return CliRunner().invoke(main, [*arguments, "--data-dir", str(data_dir)])


def added(data_dir: Path, name: str, source: str | Path, *options: str) -> None:
    """Note a partner, with a licence and this machine's own address allowed."""
    known = ("--licence", LICENCE, "--allow", "127.0.0.1")
    result = run(data_dir, "partner", "add", name, "--source", str(source), *known, *options)
    assert result.exit_code == 0, result.output
