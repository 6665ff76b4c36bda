"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol; reading is open, writing takes a token.

A graph is named in the address, by ``?graph=IRI`` or ``?default``, or it is the address: the graph
``http://…/graphs/<name>`` is read and written there. One without triples does not exist.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final
from urllib.parse import quote

import pyoxigraph
from flask import Blueprint, Response, current_app, request
from pyoxigraph import DefaultGraph, Quad, RdfFormat
from werkzeug.datastructures import ETags

from symbiograph.engine.complexity import refuse_depth
from symbiograph.engine.image import named_node
from symbiograph.errors import (
    BadRequest,
    NotFound,
    SymbiographError,
    UnreadableInput,
    UnsupportedMediaType,
)
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE
from symbiograph.results import GRAPH_FORMATS, write_triples
from symbiograph.settings import Settings
from symbiograph.web import authority, tally
from symbiograph.web.protocol import UPDATE, read_body, read_media_type, read_text
from symbiograph.web.reader import image
from symbiograph.web.stored import read_from_store
from symbiograph.writing import ANY, Condition
from symbiograph.xml_entities import require_harmless_entities

blueprint = Blueprint("graph_store", __name__)
blueprint.before_request(authority.admit_uploads)
tally.register(blueprint)

_ROOT: Final = "/graphs"
_BELOW: Final = "/graphs/<path:name>"
_METHODS: Final = ["GET", "PUT", "POST", "DELETE", "PATCH"]
_FORMATS: Final = {name: form for form in GRAPH_FORMATS for name in form.media_types}
# A graph is sent as triples: what could name other graphs is not taken.
_READ: Final = {
    name: form.engine
    for name, form in _FORMATS.items()
    if isinstance(form.engine, RdfFormat) and not form.engine.supports_datasets
}
_READ_JSON_LD: Final = {"application/ld+json": RdfFormat.JSON_LD}
# In an ETag, before the media type.
_AFTER_GENERATION: Final = ";"
_FORM_DATA: Final = "multipart/form-data"
_SAFE: Final = "/:@!$&'()*+,;=~.-_"


@blueprint.route(_ROOT, methods=_METHODS, strict_slashes=False, provide_automatic_options=False)
def store() -> Response:
    """Read or write the graph that the parameters name; POST without one makes a new graph."""
    if request.method == "POST" and not request.args:
        return _create()
    return _graph(_named_by_parameters())


@blueprint.route(_BELOW, methods=_METHODS, provide_automatic_options=False)
def direct(name: str) -> Response:
    """Read or write the graph whose IRI is the address of the request."""
    return _graph(_below(name))


def _graph(graph: str | None) -> Response:
    if request.method in ("GET", "HEAD"):
        return _read(graph)
    authority.author()
    if request.method == "DELETE":
        return authority.answer(authority.hand_in("delete", graph, _condition()))
    if request.method == "PATCH":
        return _patch(graph)
    kind = "put" if request.method == "PUT" else "post"
    done = authority.hand_in(kind, graph, _payload(graph), _condition())
    return authority.answer(done, 201 if done.created else 200)


def _create() -> Response:
    authority.author()
    graph = _below(str(uuid.uuid4()))
    done = authority.hand_in("post", graph, _payload(graph), _condition())
    response = authority.answer(done, 201)
    response.headers["Location"] = graph
    return response


def _patch(graph: str | None) -> Response:
    if read_media_type(request) != UPDATE:
        raise UnsupportedMediaType(f"A change of a graph is sent as {UPDATE}.")
    update = read_text(read_body(request), "body")
    settings: Settings = current_app.extensions["symbiograph.settings"]
    refuse_depth(update, settings.max_query_depth)
    done = authority.hand_in("patch", graph, update, graph or BASE, _condition())
    return authority.answer(done)


def _condition() -> tuple[tuple[str | None, ...] | None, ...]:
    """Return the :class:`Condition` that the header states, by the generations of its tags.

    Weak tags match for ``If-None-Match`` only (RFC 9110, sections 13.1.1 and 13.1.2).
    """
    match = none_match = None
    if "If-Match" in request.headers:
        match = _generations(request.if_match, request.if_match.as_set())
    if "If-None-Match" in request.headers:
        tags = request.if_none_match
        none_match = _generations(tags, tags.as_set(include_weak=True))
    return tuple(Condition(match, none_match))


def _generations(tags: ETags, opaque: set[str]) -> tuple[str | None, ...]:
    found = [tag.partition(_AFTER_GENERATION)[0] for tag in opaque]
    return (*found, ANY) if tags.star_tag else tuple(found)


def _read(graph: str | None) -> Response:
    media_type = choose(request.headers.get("Accept"), tuple(_FORMATS))
    if current_app.extensions["symbiograph.endpoint"]:
        return read_from_store(graph, media_type, _FORMATS[media_type])
    served = image()
    name = DefaultGraph() if graph is None else named_node(graph)
    quads = served.store.quads_for_pattern(None, None, None, name)
    first = next(quads, None)
    if first is None and graph is not None:
        raise NotFound(f"There is no graph <{graph}>.")
    response = Response(mimetype=media_type)
    response.set_etag(f"{served.generation}{_AFTER_GENERATION}{media_type}")
    response.make_conditional(request)
    if response.status_code == 200:
        body = BytesIO()
        triples = (quad.triple for part in ([first] if first else [], quads) for quad in part)
        write_triples(triples, _FORMATS[media_type], body)
        response.set_data(body.getvalue())
    return response


def _payload(graph: str | None) -> bytes:
    """Return what is sent as N-Triples; its blank nodes get labels nobody else uses."""
    base = graph or request.base_url
    media_type = read_media_type(request)
    if media_type == _FORM_DATA:
        files = [file for _, file in request.files.items(multi=True)]
        parts = [(file.stream, file.mimetype, file.filename or "the file") for file in files]
    else:
        parts = [(BytesIO(read_body(request)), media_type, "the body")]
    quads = (quad for part in parts for quad in _parsed(*part, base))
    return pyoxigraph.serialize((q.triple for q in quads), format=RdfFormat.N_TRIPLES) or b""


def _parsed(stream: IO[bytes], media_type: str, name: str, base: str) -> Iterator[Quad]:
    form = {**_READ, **_READ_JSON_LD}.get(media_type)
    if form is None:
        raise UnsupportedMediaType(
            f"A graph is sent as {', '.join({**_READ, **_READ_JSON_LD})}; "
            f"not as {media_type or 'an unnamed type'}."
        )
    source: IO[bytes] | bytes = stream
    try:
        if form == RdfFormat.RDF_XML:
            source = content = stream.read()
            require_harmless_entities(lambda: BytesIO(content), name)
        yield from pyoxigraph.parse(
            source, form, base_iri=base, rename_blank_nodes=True, without_named_graphs=True
        )
    except SyntaxError as error:
        place = f", line {error.lineno}, column {error.offset}" if error.lineno else ""
        raise BadRequest(f"{name}{place}: {error.msg}") from error
    except UnreadableInput as error:
        raise BadRequest(error.message) from error


def _named_by_parameters() -> str | None:
    """Return the IRI of the graph named by the parameters, ``None`` for the default graph."""
    graphs = request.args.getlist("graph")
    if len(graphs) + ("default" in request.args) != 1:
        raise BadRequest("Name one graph: ?graph=IRI, or ?default for the default graph.")
    return named_node(graphs[0]).value if graphs else None


def _below(name: str) -> str:
    return named_node(f"{request.host_url}graphs/{quote(name, safe=_SAFE)}").value


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Answer an error, and say what can be sent."""
    response = authority.fault(error)
    if isinstance(error, UnsupportedMediaType):
        field = "Accept-Patch" if request.method == "PATCH" else "Accept-Post"
        response.headers[field] = UPDATE if request.method == "PATCH" else ", ".join(_READ)
    return response


for _rule in (_ROOT, _BELOW):
    authority.register_options(blueprint, _rule, ", ".join(["HEAD", *_METHODS]))
