"""The short way of ``/sparql``: a worker of the pool writes its answer on the client's own socket.

This stands before Flask, because at a thousand queries a second most of the time went there. What
is no plain answer to a query, pages, faults, the service description, goes on to Flask, and so
does everything under a server that lends us no socket.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from werkzeug import Request
from werkzeug.exceptions import HTTPException

from symbiograph.engine.pool import Broken, Completed, Failed, Gone, Http, Refused, header_lines
from symbiograph.errors import SymbiographError
from symbiograph.settings import Settings
from symbiograph.web import headers, request_id
from symbiograph.web.counters import Counters
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.fair_use import Clients
from symbiograph.web.offers import choices, job
from symbiograph.web.paging import limited_lines, next_page
from symbiograph.web.protocol import QueryRequest, read_request

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PATHS: Final = frozenset({"/sparql", "/sparql/"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_BEFORE: Final = "symbiograph.before"
_LINES: Final = header_lines(headers.COMMON.items())


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a request before Flask has it: the query asked, and what became of it."""

    asked: QueryRequest | None = None
    fault: SymbiographError | HTTPException | None = None


def asked_before(environ: dict[str, Any]) -> Before:
    """Return what :class:`DirectAnswers` knows of a request; raise what it found in reading it."""
    found: Before = environ.get(_BEFORE, Before())
    if found.asked is None and found.fault:
        raise found.fault
    return found


class DirectAnswers:
    """A WSGI application that has queries answered by workers, and leaves the rest to ``app``."""

    def __init__(
        self, app: Application, evaluator: Evaluator, settings: Settings, counters: Counters
    ) -> None:
        self._app = app
        self._evaluator = evaluator
        self._settings = settings
        self._counters = counters
        self._clients = Clients(settings.trusted_proxies)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request as PEP 3333 says, or leave the answer to a worker."""
        request_id.begin(environ)
        self._clients.begin(environ)
        if environ["PATH_INFO"] in _PATHS and environ["REQUEST_METHOD"] in _METHODS:
            client = environ.get("gunicorn.socket")
            if type(client) is socket.socket and self._answered(environ, start_response, client):
                return ()
        return self._app(environ, start_response)

    def _answered(
        self, environ: dict[str, Any], start_response: Callable[..., Any], client: socket.socket
    ) -> bool:
        """Have the query of a request answered; return whether the connection is done with it."""
        request = Request(environ, populate_request=False)
        request.max_content_length = self._settings.max_body
        try:
            asked = read_request(request)
        except (SymbiographError, HTTPException) as error:
            environ[_BEFORE] = Before(None, error)
            return False
        environ[_BEFORE] = Before(asked)
        if asked.query is None:
            return False
        chosen = choices(request.headers.get("Accept"), asked.format)
        if chosen.with_page:
            return False
        # Gunicorn's own response knows whether this connection may serve another request.
        response = start_response.__self__  # type: ignore[attr-defined]
        http = Http(
            environ["REQUEST_METHOD"],
            response.req.version,
            not (response.must_close or response.req.should_close()),
            f"{_LINES}{request_id.HEADER}: {request_id.current()}\r\n",
        )
        task = job(asked, chosen, self._settings)
        if task.row_limit is not None:
            address = next_page(request.query_string, task) if request.method != "POST" else None
            http = http._replace(limited_lines=limited_lines(task, address))
            task = task._replace(limited_note=address or environ["PATH_INFO"])
        outcome = self._evaluator.run(task._replace(http=http), client)
        match outcome:
            case Completed():
                keep_alive = outcome.keep_alive
            case Refused():
                environ[_BEFORE] = Before(asked, outcome.error)
                return False
            case Failed():
                environ[_BEFORE] = Before(asked, self._evaluator.fault(outcome))
                return False
            case Broken():
                _close(client)
                keep_alive = False
            case Gone():
                keep_alive = False
        self._counters.response(200)
        start_response("200 OK", [("Content-Length", "0")])
        # The worker has sent them; from here on gunicorn adds nothing.
        response.headers_sent = True
        if not keep_alive:
            response.force_close()
        return True


def _close(client: socket.socket) -> None:
    """Close the connection now, where the server would first say good-bye, as after a whole answer.

    The socket object stays open on something else, because the server goes on to use it.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(ours.fileno(), client.fileno(), inheritable=False)
