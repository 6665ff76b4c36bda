"""The requests of the SPARQL 1.1 Protocol, read strictly.

A query comes by GET, in a form, or as the body itself; an update in a form or as the body. The
dataset comes by parameters, which may stand in the address beside either kind of body. All of it
is UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import unquote_to_bytes

from werkzeug import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header

from symbiograph.errors import BadRequest, UnsupportedMediaType, UpdateRefused

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_UTF_8: Final = ("utf-8", "utf8", "us-ascii")
_DIGITS: Final = 16
_MOST_PARAMETERS: Final = 1000


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks; ``query`` is ``None`` where it asks for no query to be answered.

    ``default_graphs`` and ``named_graphs`` are both ``None`` where the request names no dataset.
    ``format`` is the name of a format that stands above the Accept header, ``offset`` the rows of
    the results that are passed over.
    """

    query: str | None
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    format: str | None
    offset: int = 0


@dataclass(frozen=True)
class UpdateRequest:
    """An update, and the dataset its parameters give to every ``WHERE``; ``None`` for none."""

    update: str
    using: list[str] | None
    using_named: list[str] | None


def read_request(request: Request) -> QueryRequest:
    """Return the query operation that ``request`` stands for.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType`, Werkzeug's RequestEntityTooLarge or
    :class:`UpdateRefused`.
    """
    content_type = request.content_type or ""
    return read_query(
        request.method, request.query_string, content_type, partial(read_body, request)
    )


def read_query(
    method: str, query_string: bytes, content_type: str, body: Callable[[], bytes]
) -> QueryRequest:
    """Return the query operation that the parts of a request stand for.

    Raises what ``body`` raises, :class:`BadRequest`, :class:`UnsupportedMediaType` or
    :class:`UpdateRefused`.
    """
    parameters = _parameters(query_string, "address")
    if method == "POST":
        media_type = _media_type(content_type)
        if media_type == FORM:
            parameters += _parameters(body(), "form")
        elif media_type == QUERY:
            parameters.append(("query", read_text(body(), "body")))
        elif media_type == UPDATE:
            parameters.append(("update", ""))
        else:
            raise UnsupportedMediaType(
                f"A query is sent as {QUERY} or {FORM}, not as {media_type or 'an unnamed type'}."
            )
    return _request(parameters, posted=method == "POST")


def read_update(request: Request) -> UpdateRequest:
    """Return the update operation that ``request``, a POST, stands for.

    Raises :class:`BadRequest`, :class:`UnsupportedMediaType` or Werkzeug's RequestEntityTooLarge.
    """
    parameters = _parameters(request.query_string, "address")
    media_type = read_media_type(request)
    if media_type == FORM:
        parameters += _parameters(read_body(request), "form")
    elif media_type == UPDATE:
        parameters.append(("update", read_text(read_body(request), "body")))
    else:
        raise UnsupportedMediaType(
            f"An update is sent as {UPDATE} or {FORM}, not as {media_type or 'an unnamed type'}."
        )
    values = _by_name(parameters)
    updates = values.get("update", [])
    if len(updates) != 1:
        raise BadRequest(f"One request is one parameter 'update'; this one has {len(updates)}.")
    return UpdateRequest(
        updates[0], values.get("using-graph-uri"), values.get("using-named-graph-uri")
    )


def _by_name(parameters: list[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    return values


def _request(parameters: list[tuple[str, str]], *, posted: bool) -> QueryRequest:
    values = _by_name(parameters)
    if "update" in values:
        raise UpdateRefused("This endpoint answers queries only; it takes no updates.")
    queries = values.get("query", [])
    if len(queries) > 1:
        raise BadRequest(f"One request is one query; this one has {len(queries)}.")
    if posted and not queries:
        raise BadRequest("The form has no parameter 'query'.")
    default, named = values.get("default-graph-uri"), values.get("named-graph-uri")
    stated = default is not None or named is not None
    return QueryRequest(
        query=queries[0] if queries else None,
        default_graphs=(default or []) if stated else None,
        named_graphs=(named or []) if stated else None,
        format=values.get("format", [None])[-1],
        offset=_offset(values.get("offset")),
    )


def _offset(values: list[str] | None) -> int:
    if values is None:
        return 0
    text = values[-1]
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        raise BadRequest(f"offset={text!r} is no number of rows.")
    return int(text)


def read_body(request: Request) -> bytes:
    """Return the body; raises Werkzeug's RequestEntityTooLarge, however the length is stated."""
    body = request.get_data()
    limit = request.max_content_length
    # A body of unknown length is cut at the limit without a word.
    if request.content_length is None and limit is not None and len(body) >= limit:
        raise RequestEntityTooLarge
    return body


def read_media_type(request: Request) -> str:
    """Return the media type; raises :class:`UnsupportedMediaType` for a text not in UTF-8."""
    return _media_type(request.content_type or "")


def _media_type(content_type: str) -> str:
    media_type, parameters = parse_options_header(content_type)
    charset = parameters.get("charset", "utf-8")
    if charset.lower() not in _UTF_8:
        raise UnsupportedMediaType(f"SPARQL is sent in UTF-8, not in {charset}.")
    return media_type.lower()


def _parameters(encoded: bytes, where: str) -> list[tuple[str, str]]:
    if not encoded.isascii():
        encoded = read_text(encoded, where).encode()
    if encoded.count(b"&") >= _MOST_PARAMETERS:
        raise BadRequest(f"The {where} has more than {_MOST_PARAMETERS} parameters.")
    pairs = (part.partition(b"=") for part in encoded.replace(b"+", b" ").split(b"&") if part)
    try:
        return [
            (unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode())
            for name, _, value in pairs
        ]
    except UnicodeDecodeError:
        raise BadRequest(f"The {where} has a parameter that is not UTF-8.") from None


def read_text(data: bytes, where: str) -> str:
    """Return ``data`` as text; raises :class:`BadRequest` where it is not UTF-8."""
    try:
        # Editors on Windows put a byte order mark before the text.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"Byte {error.start + 1} of the {where} is not UTF-8.") from None
