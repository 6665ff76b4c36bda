"""Asking another endpoint: queries and their results, within limits of time and size.

The standard library's client does what is wanted and nothing beyond: it follows no redirect, reads
no proxy or password from the environment, and lets the address be looked at that a name has led to
before anything is said to it.
"""

from __future__ import annotations

import importlib.metadata
import ssl
from collections.abc import Sequence
from functools import cache
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Final
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, Variable

from symbiograph.engine.federation.connection import Connection, PrivateAddress
from symbiograph.engine.federation.consultation import Outcome
from symbiograph.engine.federation.endpoints import Endpoint, Federation
from symbiograph.engine.federation.inline_data import Row

# CSV is not among them: it does not tell IRIs from texts.
_ACCEPT: Final = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.8"
)
_BLOCK: Final = 65_536
_MOST_TOLD: Final = 300


class NoAnswer(Exception):
    """An endpoint that gave no result; says why, and how asking it ended."""

    def __init__(self, said: str, outcome: Outcome = Outcome.UNUSABLE) -> None:
        super().__init__(said)
        self.outcome = outcome


class Client:
    """A conversation with one endpoint, which may take ``seconds`` from now on.

    All results together have at most ``limits.most_bytes`` bytes. ``requests`` counts those begun.
    """

    def __init__(self, endpoint: Endpoint, seconds: float, limits: Federation) -> None:
        self.requests = 0
        self._endpoint = endpoint
        self._seconds = seconds
        self._most = self._left = limits.most_bytes
        self._connection = Connection(endpoint, seconds)

    def select(self, query: str, variables: Sequence[Variable]) -> list[Row]:
        """Return the values of ``variables`` in each solution; raises :class:`NoAnswer`."""
        if self._seconds <= 0:
            told = "the time that this query waits for it was used up before"
            raise NoAnswer(told, Outcome.TIMED_OUT)
        try:
            body, form = self._result(query)
            return _rows(body, form, variables)
        except SyntaxError as error:
            # Not its frames: they hold the results, which may be let go of on this thread only.
            cause = error.with_traceback(None)
            raise NoAnswer(f"its result cannot be read: {error.msg}") from cause
        except TimeoutError as error:
            told = f"it has not answered within {self._seconds:.3g} seconds"
            raise NoAnswer(told, Outcome.TIMED_OUT) from error
        except PrivateAddress as error:
            raise NoAnswer(str(error), Outcome.UNREACHABLE) from error
        except ssl.SSLError as error:
            told = f"no secure connection: {error.reason or error}"
            raise NoAnswer(told, Outcome.UNREACHABLE) from error
        except OSError as error:
            told = f"no connection: {error.strerror or error}"
            raise NoAnswer(told, Outcome.UNREACHABLE) from error
        except IncompleteRead as error:
            raise NoAnswer("it broke off in the middle of its answer") from error
        except HTTPException as error:
            raise NoAnswer(f"its answer is not HTTP: {error!r}") from error

    def _result(self, query: str) -> tuple[bytes, QueryResultsFormat]:
        self.requests += 1
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
        with self._connection.getresponse() as response:
            if response.status != 200:
                raise NoAnswer(_refusal(response), Outcome.REFUSED)
            media_type = response.headers.get("Content-Type", "none")
            form = QueryResultsFormat.from_media_type(media_type)
            if form is None or form == QueryResultsFormat.CSV:
                raise NoAnswer(f"its answer is of the type {media_type}, which holds no solutions")
            return self._body(response), form

    def _body(self, response: HTTPResponse) -> bytes:
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
        if response.length:
            raise IncompleteRead(b"", response.length)
        self._left -= size
        return b"".join(blocks)

    def start_again(self) -> None:
        """Let what has come so far not count: all of it is to be asked for once more."""
        self._left = self._most

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


def _refusal(response: HTTPResponse) -> str:
    """Return what an answer says that is no result."""
    if 300 <= response.status < 400:
        location = response.headers.get("Location", "nowhere")
        return f"it redirects to {location}, which is not followed; ask that address if it is meant"
    said = ""
    if "html" not in response.headers.get("Content-Type", ""):
        text = response.read1(_MOST_TOLD * 4).decode("utf-8", "replace")
        said = " ".join(text.split())[:_MOST_TOLD]
    told = f"it answered with status {response.status}"
    if wait := response.headers.get("Retry-After"):
        told += f", to be asked again after {wait}" + " seconds" * wait.isdigit()
    return f"{told}: {said}" if said else told


@cache
def _user_agent() -> str:
    version = importlib.metadata.version("symbiograph")
    return f"symbiograph/{version} (+https://w3id.org/symbiograph/)"
