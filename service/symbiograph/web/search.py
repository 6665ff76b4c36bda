"""``/search``: concepts by their labels; JSON for programs, a page for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request

from symbiograph.alignment import meanings_of
from symbiograph.engine.image import named_node
from symbiograph.errors import SearchUnavailable
from symbiograph.negotiation import choose
from symbiograph.search import Hit, LabelIndex, as_document
from symbiograph.web.reader import Link, image, languages, link_to, whole_number

blueprint = Blueprint("search", __name__)
_LIMIT = 10


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it: where it leads, and its label in marked and plain parts."""

    hit: Hit
    link: Link | None
    parts: tuple[tuple[str, bool], ...]


@blueprint.get("/search")
def search() -> Response:
    """Find concepts; raises :class:`BadArgument` for a value that a parameter does not take."""
    index = _index()
    text = request.args.get("q", "")
    kinds, schemes = (list(filter(None, request.args.getlist(n))) for n in ("kind", "scheme"))
    limit, offset = whole_number("limit", _LIMIT), whole_number("offset", 0)
    found = index.search(
        text,
        languages(),
        kinds=kinds,
        schemes=schemes,
        limit=limit,
        offset=offset,
        meanings=meanings_of(index.folder),
    )
    following = _address(offset + limit) if found.more else None
    if _wants_page():
        page = render_template(
            "search.html",
            text=text,
            found=found,
            shown=[_shown(hit) for hit in found.hits],
            kinds=list(index.kinds),
            chosen_kinds=kinds,
            schemes=list(index.schemes),
            chosen_schemes=schemes,
            offset=offset,
            following=following,
        )
        response = Response(page, mimetype="text/html")
    else:
        document = {"query": text, "limit": limit, "offset": offset, **as_document(found)}
        document["next"] = following
        body = json.dumps(document, ensure_ascii=False)
        response = Response(body, mimetype="application/json")
        if following:
            response.headers["Link"] = f'<{following}>; rel="next"'
    response.vary.update(["Accept", "Accept-Language"])
    return response


def _index() -> LabelIndex:
    index: LabelIndex | None = current_app.extensions["symbiograph.index"]
    if index is None:
        raise SearchUnavailable(
            "This server has no index of labels: it serves no release, or one that was built "
            "before labels were indexed. Build again and start anew: symbiograph build"
        )
    return index


def _wants_page() -> bool:
    return choose(request.headers.get("Accept"), ("application/json", "text/html")) == "text/html"


def _address(offset: int) -> str:
    """Return the address of this search from ``offset`` on."""
    parameters = [(n, v) for n, v in request.args.items(multi=True) if n != "offset"]
    return f"{request.script_root}/search?{urlencode([*parameters, ('offset', str(offset))])}"


def _shown(hit: Hit) -> Shown:
    text, parts, place = hit.matched.text, [], 0
    for start, end in hit.matched.spans:
        parts += [(text[place:start], False), (text[start:end], True)]
        place = end
    parts.append((text[place:], False))
    link = link_to(image().store, named_node(hit.iri))
    return Shown(hit, link, tuple((part, marked) for part, marked in parts if part))
