"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and a page to write queries on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from flask import Blueprint, Response, g, request

from symbiograph.errors import SymbiographError, UnsupportedMediaType
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE
from symbiograph.results import (
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Format,
    Results,
    formats_of,
    table,
    write,
    write_triples,
)
from symbiograph.web import editor, errors, service_description
from symbiograph.web.protocol import FORM, QUERY, read_request
from symbiograph.web.reader import image

blueprint = Blueprint("sparql", __name__)

HTML: Final = "text/html"
ACCEPT_POST: Final = f"{QUERY}, {FORM}"
# Larger results go through a file: they cost disk, not memory.
_IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 65_536


def _by_media_type(formats: tuple[Format, ...]) -> dict[str, Format | None]:
    """Return what can be asked for; the page comes last, for those who name it."""
    own = {f.media_types[0]: f for f in formats}
    others = {name: f for f in formats for name in f.media_types[1:]}
    return {**own, **others, HTML: None}


_OFFERS: Final = {formats: _by_media_type(formats) for formats in (SOLUTION_FORMATS, GRAPH_FORMATS)}


@blueprint.route(
    "/sparql", methods=["GET", "POST"], strict_slashes=False, provide_automatic_options=False
)
def sparql() -> Response:
    """Answer a query; without one, describe the service or show the page to write one on."""
    asked = read_request(request)
    if asked.query is None:
        return _without_query()
    g.query = asked.query
    results = image().query(
        asked.query,
        base_iri=BASE,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )
    media_type, chosen = _wanted(formats_of(results), asked.format)
    if chosen is None:
        return editor.page(asked.query, found=table(results, editor.MOST_ROWS))
    response = _written(results, chosen, media_type)
    if asked.format == chosen.extension:
        response.headers["Content-Disposition"] = f"attachment; filename=results.{chosen.extension}"
    return response


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Show a person the fault beside the query; answer a program as everywhere."""
    if "query" in g and errors.wants_html():
        return editor.page(g.query, error=error, status=error.status)
    response = errors.answer(error)
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = ACCEPT_POST
    return response


def _without_query() -> Response:
    media_type, chosen = _wanted(GRAPH_FORMATS, None)
    if chosen is None:
        return editor.page(editor.example(request.args.get("example")))
    body = BytesIO()
    write_triples(service_description.describe(image(), request.base_url), chosen, body)
    return Response(body.getvalue(), mimetype=media_type)


def _wanted(formats: tuple[Format, ...], name: str | None) -> tuple[str, Format | None]:
    """Return the media type and format to answer in; no format stands for the page.

    ``name`` is the ending of a format. One that does not fit these results leaves the choice to
    the Accept header, because clients send such names with queries of every kind.
    """
    for named in formats:
        if named.extension == name:
            return named.media_types[0], named
    offers = _OFFERS[formats]
    media_type = choose(request.headers.get("Accept"), tuple(offers))
    return media_type, offers[media_type]


def _written(results: Results, chosen: Format, media_type: str) -> Response:
    """Write the whole result before its status line: a fault midway must not look like success."""
    with ExitStack() as stack:
        body = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        write(results, chosen, body)
        size = body.tell()
        body.seek(0)
        if size <= _IN_MEMORY:
            return Response(body.read(), mimetype=media_type)
        response = Response(_chunks(body), mimetype=media_type)
        response.content_length = size
        response.call_on_close(stack.pop_all().close)
    return response


def _chunks(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(_CHUNK):
        yield chunk


@blueprint.route("/sparql", methods=["OPTIONS"], strict_slashes=False)
def options() -> Response:
    """Tell browsers that pages of every site may query."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Accept-Post"] = ACCEPT_POST
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
