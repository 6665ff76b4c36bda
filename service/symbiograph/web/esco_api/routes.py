"""The methods of the API, and the form of its answers and refusals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, current_app, request

from symbiograph.engine.image import named_node
from symbiograph.errors import BadArgument, BadRequest, NotFound, SymbiographError
from symbiograph.esco import NOTICE
from symbiograph.negotiation import choose
from symbiograph.web import errors
from symbiograph.web.esco_api import parameters
from symbiograph.web.esco_api.addresses import Addresses, page
from symbiograph.web.esco_api.classification import Classification, Kind
from symbiograph.web.esco_api.listing import listed
from symbiograph.web.esco_api.relations import TRANSITIVE, above, known, relations
from symbiograph.web.esco_api.releases import releases
from symbiograph.web.esco_api.representation import Json, Representation
from symbiograph.web.esco_api.searching import Sought, counted, find
from symbiograph.web.reader import image

blueprint = Blueprint("esco_api", __name__, url_prefix="/esco/api")

_JSON: Final = ("application/json", "application/hal+json")
_METHODS: Final = (
    "search",
    "suggest2",
    "resource/skill",
    "resource/occupation",
    "resource/concept",
    "resource/taxonomy",
    "resource/related",
)
_ALL: Final[tuple[Kind, ...]] = ("skill", "occupation", "concept")


@blueprint.get("", strict_slashes=False)
def methods() -> Response:
    """Answer which releases are here and which methods there are."""
    here = releases(image())
    root = _root()
    links = {name: {"href": f"{root}/{name}"} for name in _METHODS}
    document = {
        "notice": NOTICE,
        "currentVersion": "v" + here.current,
        "versions": here.versions,
        "_links": {"self": {"href": root}, **links},
    }
    return _answer(document, here.current)


@blueprint.get("/search", strict_slashes=False)
def search() -> Response:
    """Find concepts by a text, or list all; counted by facet if asked."""
    return _found(full=parameters.flag("full"), facets=parameters.facets(), preferred_only=False)


@blueprint.get("/suggest2", strict_slashes=False)
def suggest() -> Response:
    """Find concepts by a label as it is being typed."""
    return _found(full=False, facets=None, preferred_only=not parameters.flag("alt"))


@blueprint.get("/resource/<any(skill, occupation, concept, taxonomy):kind>", strict_slashes=False)
def resource(kind: Kind) -> Response:
    """Answer for one thing, for several, or for those of a concept scheme."""
    classification, representation = _selected()
    uris = parameters.uris()
    if request.args.get("uri") and not request.args.get("uris"):
        _require(classification, uris[0])
        return _answer(representation.whole(uris[0]), classification.release)
    if uris:
        here = [uri for uri in uris if classification.is_named(uri)]
        return _answer(_collection(classification, representation, here), classification.release)
    schemes = tuple(parameters.schemes())
    if not schemes or kind == "taxonomy":
        wanted = "uri or uris" if kind == "taxonomy" else "uri, uris or isInScheme"
        raise BadRequest(f"The parameter {wanted} is required.")
    types = _ALL if kind == "concept" else (kind,)
    every = listed(
        image(),
        classification.release,
        classification.language,
        types,
        schemes,
        obsolete=parameters.flag("viewObsolete"),
    )
    asked = parameters.page()
    document = _collection(classification, representation, asked.of(every))
    document |= {"offset": asked.offset, "limit": asked.limit, "total": len(every)}
    document["_links"] = _pages(asked, len(every), ends=True)
    return _answer(document, classification.release)


@blueprint.get("/resource/related", strict_slashes=False)
def related() -> Response:
    """Answer what one thing is related to by one relation."""
    classification, representation = _selected()
    uri = named_node(parameters.required("uri")).value
    relation = parameters.required("relation")
    _require(classification, uri)
    kind = classification.named(uri).kind
    if relation not in known(kind):
        message = f"A {kind} has no relation {relation!r}."
        raise BadArgument(message, "relation", list(known(kind)))
    statements = classification.statements(uri)
    if relation == TRANSITIVE:
        found = above(classification, statements)
    else:
        found = relations(classification, kind, statements).get(relation, [])
    uris = [named.uri for named in found]
    if not parameters.flag("viewObsolete"):
        uris = [target for target in uris if not classification.is_obsolete(target)]
    asked = parameters.page()
    write = representation.whole if parameters.flag("full") else representation.part
    document = {
        "total": len(uris),
        "offset": asked.offset,
        "limit": asked.limit,
        "language": classification.language,
        "uri": uri,
        "relation": relation,
        "_links": _pages(asked, len(uris)),
        "_embedded": {relation: [write(target) for target in asked.of(uris)]},
    }
    return _answer(document, classification.release)


@blueprint.get("/resource/<name>")
def unknown_type(name: str) -> Response:
    """Refuse a type of resource that there is not."""
    allowed = [method.removeprefix("resource/") for method in _METHODS[2:]]
    raise BadArgument(f"Illegal/Unknown type parameter values: ('{name}')", "type", allowed)


@blueprint.get("/<path:name>")
def unknown_method(name: str) -> Response:
    """Refuse a method that is not answered here."""
    known_here = [f"/esco/api/{method}" for method in _METHODS]
    raise NotFound(f"The method {name} of ESCO's API is not answered here.", known_here)


@blueprint.errorhandler(SymbiographError)
def refused(error: SymbiographError) -> Response:
    """Tell a fault as everywhere here, with the members that clients of ESCO's API look for."""
    error.members |= {"logref": type(error).__name__, "message": error.message, "_links": None}
    return errors.answer(error)


def _found(*, full: bool, facets: list[str] | None, preferred_only: bool) -> Response:
    classification, representation = _selected()
    types, schemes = parameters.types(), parameters.schemes()
    text, asked = request.args.get("text", ""), parameters.page()
    obsolete = parameters.flag("viewObsolete")
    sought = Sought(text, types, tuple(schemes), preferred_only, obsolete)
    is_current = classification.release == releases(image()).current
    index = current_app.extensions["symbiograph.index"] if is_current else None
    found = find(classification, sought, index)
    results = [
        representation.whole(uri) if full else representation.part(uri, matched)
        for uri, matched in asked.of(found)
    ]
    document: Json = {
        "total": len(found),
        "offset": asked.offset,
        "limit": asked.limit,
        "text": text,
        "language": classification.language,
        "type": list(types),
        "isInScheme": schemes,
    }
    if facets is not None:
        document["facet"] = facets
        document["facets"] = counted(classification, found, facets)
    document["_links"] = _pages(asked, len(found))
    document["_embedded"] = {"results": results}
    return _answer(document, classification.release)


def _selected() -> tuple[Classification, Representation]:
    """Return the release and language asked for, and what writes its concepts."""
    version, language = request.args.get("selectedVersion", ""), parameters.language()
    release = releases(image()).selected(version)
    classification = Classification(image(), release, language)
    addresses = Addresses(_root(), language, version)
    return classification, Representation(classification, addresses)


def _require(classification: Classification, uri: str) -> None:
    if not classification.is_named(uri):
        raise NotFound(f"ESCO v{classification.release} says nothing about {uri}.")


def _collection(
    classification: Classification, representation: Representation, uris: Sequence[str]
) -> dict[str, Any]:
    return {
        "count": len(uris),
        "language": classification.language,
        "concepts": [representation.entry(uri) for uri in uris],
        "_embedded": {uri: representation.whole(uri) for uri in uris},
    }


def _pages(asked: parameters.Page, total: int, *, ends: bool = False) -> dict[str, Json]:
    """Return the links between the pages of an answer, with those to its ends if asked."""
    last = asked.last(total)
    numbers = {"self": asked.offset}
    if ends:
        numbers["first"] = 0
    if asked.offset:
        numbers["prev"] = min(asked.offset - 1, last)
    if asked.offset < last:
        numbers["next"] = asked.offset + 1
    if ends:
        numbers["last"] = last
    given = list(request.args.items(multi=True))
    return {
        name: {"href": page(request.base_url, given, number, asked.limit)}
        for name, number in numbers.items()
    }


def _root() -> str:
    return request.url_root + "esco/api"


def _answer(document: Json, release: str) -> Response:
    media_type = choose(request.headers.get("Accept"), _JSON)
    response = Response(json.dumps(document, ensure_ascii=False), content_type=media_type)
    response.headers["ESCO-Notice"] = NOTICE
    response.headers["ESCO-Release"] = "v" + release
    response.vary.update(["Accept", "Accept-Language"])
    return response
