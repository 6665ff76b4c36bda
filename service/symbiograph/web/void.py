"""``/.well-known/void``: what the graph that is served holds, counted."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Triple

from symbiograph.engine.image import Image
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.void_description import describe
from symbiograph.web import data
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import image

blueprint = Blueprint("void", __name__)
keep_fresh(blueprint)
_PATH: Final = "/.well-known/void"
_SUFFIXES: Final = {data.MEDIA_TYPES[suffix]: suffix for suffix in data.NAMES}


@blueprint.get(_PATH)
@blueprint.get(_PATH + "<any('.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def void(suffix: str = "") -> Response:
    """Answer with the VoID description of the default graph; there is no page of it."""
    suffix = suffix or _SUFFIXES[choose(request.headers.get("Accept"), tuple(_SUFFIXES))]
    about = data.about(NamedNode(BASE + _PATH[1:] + suffix), NamedNode(GRAPH + "default"))
    return data.response(
        data.written([*about, *_said(image(), request.url_root)], suffix), _PATH, suffix
    )


@lru_cache(maxsize=2)
def _said(found: Image, root: str) -> tuple[Triple, ...]:
    return tuple(describe(found, root))
