"""How documents of the stream are answered: formats, validators, and how long they stay."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import pyoxigraph
from flask import Response, current_app, request
from pyoxigraph import RdfFormat

from symbiograph.changes.documents import Stream
from symbiograph.changes.log import change_log
from symbiograph.changes.recording import EMPTY
from symbiograph.changes.words import NAMESPACES, POLLING
from symbiograph.dumps import opened
from symbiograph.errors import ChangesUnavailable, NotFound
from symbiograph.negotiation import choose
from symbiograph.settings import Settings
from symbiograph.web.reader import image

# What may be asked for where a document has named graphs, and where it has none.
DATASET: Final = {
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/ld+json": RdfFormat.JSON_LD,
}
GRAPH: Final = {
    "text/turtle": RdfFormat.TURTLE,
    **DATASET,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
HTML: Final = "text/html"
FOR_EVER: Final = "public, max-age=31536000, immutable"
FOR_NOW: Final = f"public, max-age={POLLING}"
# A new version may write the same content otherwise.
_PROGRAM: Final = importlib.metadata.version("symbiograph")
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)


@contextmanager
def told(name: str | None = None) -> Iterator[Stream]:
    """Give the stream of what this service serves.

    Raises :class:`NotFound` where ``name`` is that of another one, :class:`ChangesUnavailable`.
    """
    settings: Settings = current_app.extensions["symbiograph.settings"]
    if settings.endpoint:
        raise ChangesUnavailable(
            "The store behind this service keeps what is written; its changes are not told here."
        )
    served = image().generation.partition("+")[0]
    release = None if served == EMPTY else opened(settings.data_dir, served)
    if release is None and served != EMPTY:
        raise ChangesUnavailable(
            f"The files of the release {served} are gone from the data folder."
        )
    with change_log(settings.data_dir, release) as log:
        stream = Stream(log, request.url_root)
        if name not in (None, log.name):
            raise NotFound(
                f"The stream {name} is not that of this service; what follows begins anew at "
                f"{stream.address}.",
                [stream.address],
            )
        yield stream


def document(
    lines: Callable[[], Iterable[str]],
    media_type: str,
    stream: Stream,
    *,
    lasts: bool,
    depends_on: tuple[object, ...] = (),
) -> Response:
    """Return a document of the stream, or 304 where the client has it.

    One that ``lasts`` never changes; else ``depends_on`` says with what it does.
    """
    named = (_PROGRAM, stream.log.name, request.full_path, stream.root, media_type, *depends_on)
    tag = hashlib.sha256("\0".join(map(str, named)).encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        body = written(lines(), media_type) if media_type in GRAPH else "".join(lines())
        response = Response(body, mimetype=media_type)
    response.set_etag(tag)
    response.vary.add("Accept")
    if media_type == HTML:
        response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = FOR_EVER if lasts else FOR_NOW
    return response


def wanted(*offers: str) -> str:
    """Return the media type of ``offers`` that the client wants; raises :class:`NotAcceptable`."""
    return choose(request.headers.get("Accept"), offers)


def written(lines: Iterable[str], media_type: str) -> bytes:
    """Return N-Quads in another format of RDF."""
    quads = "\n".join([*lines, ""]).encode()
    form = GRAPH[media_type]
    if form == RdfFormat.N_QUADS:
        return quads
    parsed = pyoxigraph.parse(quads, RdfFormat.N_QUADS, lenient=True)
    used = None
    if form in _WITH_PREFIXES:
        used = {name: iri for name, iri in NAMESPACES.items() if f"<{iri}".encode() in quads}
    if form.supports_datasets:
        return pyoxigraph.serialize(parsed, format=form, prefixes=used) or b""
    triples = (quad.triple for quad in parsed)
    return pyoxigraph.serialize(triples, format=form, prefixes=used) or b""
