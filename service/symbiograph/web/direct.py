"""The short way of ``/sparql``: a worker of the pool writes its answer on the client's own socket.

This stands before Flask, because at a thousand queries a second most of the time went there; and a
request in its plainest form stands before the HTTP server's threads, too. What is no plain answer
to a query, pages, faults, the service description, goes on to Flask, and so does everything under
a server that lends us no socket.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from weakref import WeakKeyDictionary

from werkzeug import Request
from werkzeug.exceptions import HTTPException

from symbiograph.engine.pool import (
    Broken,
    Completed,
    Dispatcher,
    Failed,
    Gone,
    Http,
    Job,
    Outcome,
    Refused,
    header_lines,
)
from symbiograph.errors import SymbiographError
from symbiograph.settings import Settings
from symbiograph.web import headers, request_id
from symbiograph.web.counters import Counters
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.fair_use import Clients
from symbiograph.web.offers import choices, job
from symbiograph.web.paging import limited_lines, next_page
from symbiograph.web.plain_request import PlainRequest
from symbiograph.web.protocol import QueryRequest, read_query, read_request

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PATHS: Final = frozenset({"/sparql", "/sparql/"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_BEFORE: Final = "symbiograph.before"
_IDENTITY: Final = {
    b"x-request-id": "HTTP_X_REQUEST_ID",
    b"x-forwarded-for": "HTTP_X_FORWARDED_FOR",
}
_LINES: Final = header_lines(headers.COMMON.items())


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a request before Flask has it: the query asked, and what became of it.

    ``name`` is that of the request, where it has been given one.
    """

    asked: QueryRequest | None = None
    fault: SymbiographError | HTTPException | None = None
    name: str = ""


class End(Enum):
    """What is to be done with a connection when a query has come to its end."""

    KEPT = "it waits for another request"
    CLOSED = "it is closed once the client has read all"
    BROKEN_OFF = "it is closed at once"
    UNANSWERED = "the application is to answer"


def asked_before(environ: dict[str, Any]) -> Before:
    """Return what :class:`DirectAnswers` knows of a request; raise what it found in reading it."""
    found: Before = environ.get(_BEFORE, Before())
    if found.asked is None and found.fault:
        raise found.fault
    return found


class DirectAnswers:
    """A WSGI application that has queries answered by workers, and leaves the rest to ``app``.

    The workers are those of ``pool``, ``None`` where queries run in this process.
    """

    def __init__(
        self, app: Application, evaluator: Evaluator, settings: Settings, counters: Counters
    ) -> None:
        self._app = app
        self.pool = evaluator.pool
        self._evaluator = evaluator
        self._settings = settings
        self._counters = counters
        self._clients = Clients(settings.trusted_proxies)
        self._unanswered: WeakKeyDictionary[socket.socket, Before] = WeakKeyDictionary()

    def start(
        self,
        request: PlainRequest,
        address: str,
        client: socket.socket,
        dispatcher: Dispatcher,
        ended: Callable[[End], None],
    ) -> bool:
        """Have the query of ``request`` answered on ``client``; tell whether that was begun.

        Otherwise, and after :attr:`End.UNANSWERED`, this application answers the same request when
        it is called with it. ``address`` is that of the client.
        """
        if request.path not in _PATHS:
            return False
        environ = {"REMOTE_ADDR": address}
        for field, key in _IDENTITY.items():
            value = request.field(field)
            if value is not None:
                environ[key] = value
        name = request_id.begin(environ)
        self._clients.begin(environ)
        try:
            asked = read_query(
                request.method,
                request.query_string,
                request.field(b"content-type") or "",
                lambda: request.body,
            )
        except (SymbiographError, HTTPException):
            return False
        http = Http(request.method, lines=f"{_LINES}{request_id.HEADER}: {name}\r\n")
        accept = request.field(b"accept")
        asked_job = self._job(asked, accept, http, request.path, request.query_string)
        if asked_job is None:
            return False

        def end(outcome: Outcome) -> None:
            before = self._unanswered_by(outcome, asked)
            if before is not None:
                self._unanswered[client] = before
                ended(End.UNANSWERED)
                return
            self._counters.response(200)
            if not isinstance(outcome, Completed):
                ended(End.BROKEN_OFF)
            else:
                ended(End.KEPT if outcome.keep_alive else End.CLOSED)

        refused = self._evaluator.submit(dispatcher, asked_job, client, end)
        if refused is not None:
            self._unanswered[client] = Before(asked, refused.error, name)
        return refused is None

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request as PEP 3333 says, or leave the answer to a worker."""
        client = environ.get("gunicorn.socket")
        lent = client if type(client) is socket.socket else None
        before = self._unanswered.pop(lent, None) if lent else None
        request_id.begin(environ, before.name if before else "")
        self._clients.begin(environ)
        if before is not None:
            environ[_BEFORE] = before
        elif lent and self._answered(environ, start_response, lent):
            return ()
        return self._app(environ, start_response)

    def _answered(
        self, environ: dict[str, Any], start_response: Callable[..., Any], client: socket.socket
    ) -> bool:
        """Have the query of a request answered; return whether the connection is done with it."""
        if environ["PATH_INFO"] not in _PATHS or environ["REQUEST_METHOD"] not in _METHODS:
            return False
        request = Request(environ, populate_request=False)
        request.max_content_length = self._settings.max_body
        try:
            asked = read_request(request)
        except (SymbiographError, HTTPException) as error:
            environ[_BEFORE] = Before(None, error)
            return False
        environ[_BEFORE] = Before(asked)
        # Gunicorn's own response knows whether this connection may serve another request.
        response = start_response.__self__  # type: ignore[attr-defined]
        http = Http(
            request.method,
            response.req.version,
            not (response.must_close or response.req.should_close()),
            f"{_LINES}{request_id.HEADER}: {request_id.current()}\r\n",
        )
        accept = request.headers.get("Accept")
        asked_job = self._job(asked, accept, http, environ["PATH_INFO"], request.query_string)
        if asked_job is None:
            return False
        outcome = self._evaluator.run(asked_job, client)
        before = self._unanswered_by(outcome, asked)
        if before is not None:
            environ[_BEFORE] = before
            return False
        if isinstance(outcome, Broken):
            _close(client)
        self._counters.response(200)
        start_response("200 OK", [("Content-Length", "0")])
        # The worker has sent them; from here on gunicorn adds nothing.
        response.headers_sent = True
        if not (isinstance(outcome, Completed) and outcome.keep_alive):
            response.force_close()
        return True

    def _job(
        self, asked: QueryRequest, accept: str | None, http: Http, path: str, query_string: bytes
    ) -> Job | None:
        """Return the job of a query, ``None`` where it is not for a worker to answer."""
        if asked.query is None:
            return None
        chosen = choices(accept, asked.format)
        if chosen.with_page:
            return None
        task = job(asked, chosen, self._settings)
        if task.row_limit is not None:
            address = next_page(query_string, task) if http.method != "POST" else None
            http = http._replace(limited_lines=limited_lines(task, address))
            task = task._replace(limited_note=address or path)
        return task._replace(http=http)

    def _unanswered_by(self, outcome: Outcome, asked: QueryRequest) -> Before | None:
        """Return what the application is to answer, ``None`` where it has nothing to add."""
        match outcome:
            case Refused():
                return Before(asked, outcome.error, request_id.current())
            case Failed():
                return Before(asked, self._evaluator.fault(outcome), request_id.current())
            case Completed() | Broken() | Gone():
                return None


def _close(client: socket.socket) -> None:
    """Close the connection now, where the server would first say good-bye, as after a whole answer.

    The socket object stays open on something else, because the server goes on to use it.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(ours.fileno(), client.fileno(), inheritable=False)
