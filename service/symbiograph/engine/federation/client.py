"""Asking another endpoint: one query, one result, within limits of time and size.

The standard library's client does what is wanted and nothing beyond: it follows no redirect, reads
no proxy or password from the environment, and lets the address be looked at that a name has led to
before anything is said to it.
"""

from __future__ import annotations

import importlib.metadata
import socket
import ssl
from collections.abc import Sequence
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from time import monotonic
from typing import Final
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, Variable

from symbiograph.engine.federation.endpoints import Endpoint, is_public
from symbiograph.engine.federation.inline_data import Row

# CSV is not among them: it does not tell IRIs from texts.
_ACCEPT: Final = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.8"
)
_BLOCK: Final = 65_536
_MOST_TOLD: Final = 300


class NoAnswer(Exception):
    """An endpoint that gave no result; says why."""


class Client:
    """A conversation with one endpoint.

    A request may take ``seconds`` until the connection stands, and as long again for its result;
    all results together have at most ``most_bytes`` bytes.
    """

    def __init__(self, endpoint: Endpoint, seconds: float, most_bytes: int) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._most = self._left = most_bytes
        self._connection = _Connection(endpoint, seconds)

    def select(self, query: str, variables: Sequence[Variable]) -> list[Row]:
        """Return the values of ``variables`` in each solution; raises :class:`NoAnswer`."""
        try:
            body, form = self._result(query)
            return _rows(body, form, variables)
        except SyntaxError as error:
            # Not its frames: they hold the results, which may be let go of on this thread only.
            cause = error.with_traceback(None)
            raise NoAnswer(f"its result cannot be read: {error.msg}") from cause
        except TimeoutError as error:
            raise NoAnswer(f"it has not answered within {self._seconds:g} seconds") from error
        except ssl.SSLError as error:
            raise NoAnswer(f"no secure connection: {error.reason or error}") from error
        except OSError as error:
            raise NoAnswer(f"no connection: {error.strerror or error}") from error
        except IncompleteRead as error:
            raise NoAnswer("it broke off in the middle of its answer") from error
        except HTTPException as error:
            raise NoAnswer(f"its answer is not HTTP: {error!r}") from error

    def _result(self, query: str) -> tuple[bytes, QueryResultsFormat]:
        self._connection.request(
            "POST",
            self._endpoint.target,
            urlencode({"query": query}),
            {
                "Accept": _ACCEPT,
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": _user_agent(),
            },
        )
        late = monotonic() + self._seconds
        with self._connection.getresponse() as response:
            if response.status != 200:
                raise NoAnswer(_refusal(response))
            media_type = response.headers.get("Content-Type", "none")
            form = QueryResultsFormat.from_media_type(media_type)
            if form is None or form == QueryResultsFormat.CSV:
                raise NoAnswer(f"its answer is of the type {media_type}, which holds no solutions")
            return self._body(response, late), form

    def _body(self, response: HTTPResponse, late: float) -> bytes:
        blocks: list[bytes] = []
        size = 0
        while block := response.read1(_BLOCK):
            blocks.append(block)
            size += len(block)
            if size > self._left:
                raise NoAnswer(
                    f"its result is longer than {self._most} bytes, the most that is read here; "
                    "let patterns before SERVICE, or in it, say more precisely what is wanted"
                )
            if monotonic() > late:
                raise TimeoutError
        if response.length:
            raise IncompleteRead(b"", response.length)
        self._left -= size
        return b"".join(blocks)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _rows(body: bytes, form: QueryResultsFormat, variables: Sequence[Variable]) -> list[Row]:
    results = pyoxigraph.parse_query_results(body, form)
    if isinstance(results, QueryBoolean):
        raise NoAnswer("its result is true or false, where solutions were asked for")
    columns = [variable.value for variable in results.variables]
    places = [columns.index(v.value) if v.value in columns else None for v in variables]
    return [
        [None if place is None else solution[place] for place in places] for solution in results
    ]


class _Connection(HTTPConnection):
    """A connection to an endpoint, and to no address that its listing does not cover."""

    def __init__(self, endpoint: Endpoint, seconds: float) -> None:
        if endpoint.secure:
            # What the header Host leaves out.
            self.default_port = 443
        super().__init__(endpoint.host, endpoint.port, seconds)
        self._endpoint = endpoint

    def connect(self) -> None:
        """Connect, and look at the address reached before anything is sent to it."""
        reached = socket.create_connection((self.host, self.port), self.timeout)
        try:
            if not self._endpoint.may_be_private:
                _refuse_private(reached.getpeername()[0])
            reached.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._endpoint.secure:
                reached = _trust().wrap_socket(reached, server_hostname=self.host)
        except (NoAnswer, OSError):
            reached.close()
            raise
        self.sock = reached


def _refuse_private(address: str) -> None:
    if not is_public(address):
        raise NoAnswer(
            f"its name leads to {address}, an address that is not public; an endpoint there is "
            "allowed only where it is listed by this address"
        )


def _refusal(response: HTTPResponse) -> str:
    """Return what an answer says that is no result."""
    if 300 <= response.status < 400:
        location = response.headers.get("Location", "nowhere")
        return f"it redirects to {location}, which is not followed; ask that address if it is meant"
    said = ""
    if "html" not in response.headers.get("Content-Type", ""):
        text = response.read1(_MOST_TOLD * 4).decode("utf-8", "replace")
        said = " ".join(text.split())[:_MOST_TOLD]
    return f"it answered with status {response.status}" + (f": {said}" if said else "")


@cache
def _trust() -> ssl.SSLContext:
    """Return the rules of TLS: the system's authorities, host names checked."""
    return ssl.create_default_context()


@cache
def _user_agent() -> str:
    version = importlib.metadata.version("symbiograph")
    return f"symbiograph/{version} (+https://w3id.org/symbiograph/)"
