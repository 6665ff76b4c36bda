"""Every thing, concept and graph of ours at its own address: ``/id``, ``/vocabulary``, ``/graph``.

The address of a thing redirects (303) to a page or to data, by the Accept header; the same address
with a suffix is that page or data. ``/describe`` does the same for the IRIs of other publishers.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, render_template, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.description import Description, describe, is_described
from symbiograph.engine.image import named_node
from symbiograph.errors import BadRequest, NotFound
from symbiograph.prefixes import BASE, GRAPH, expand, shorten
from symbiograph.web import data, profiles, schema_org, signposts
from symbiograph.web.directory import directory_of
from symbiograph.web.downloads import documents, files_of
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import (
    LANGUAGE_NAMES,
    Links,
    chosen_language,
    image,
    in_language,
    path_to,
    web_address,
)
from symbiograph.web.reading.concepts import tree
from symbiograph.web.reading.page import CAP, page
from symbiograph.web.reading.values import values_for_reader
from symbiograph.web.record import record_of

blueprint = Blueprint("things", __name__)
keep_fresh(blueprint)


@blueprint.app_context_processor
def for_every_page() -> dict[str, object]:
    """Return what each template may use: links that keep the language, and what they lead to."""
    known = directory_of(image()).languages
    return {
        "path_to": path_to,
        "in_language": in_language,
        "shorten": shorten,
        "language": chosen_language(),
        "tells_changes": current_app.extensions["symbiograph.endpoint"] is None,
        "label_languages": {tag: LANGUAGE_NAMES[tag] for tag in known if tag in LANGUAGE_NAMES},
    }


@blueprint.get("/id/<kind>/<path:name>")
def thing(kind: str, name: str) -> AnyResponse:
    """Answer for one thing, in the vocabulary that is asked for."""
    path = f"id/{kind}/{name}"
    bare, suffix = data.split(path)
    theirs = profiles.asked() if suffix != data.HTML else None
    if theirs is None:
        response = _answer(path)
    else:
        iri = named_node(BASE + bare)
        _require(iri)
        response = profiles.answer(theirs, f"/{bare}", iri, suffix)
    if not suffix:
        response.vary.add(profiles.HEADER)
    return response


@blueprint.get("/vocabulary/<path:name>")
def concept(name: str) -> AnyResponse:
    """Answer for a vocabulary or one of its concepts."""
    return _answer(f"vocabulary/{name}")


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> AnyResponse:
    """Answer for a named graph; its data are the whole graph."""
    return _answer(f"graph/{name}")


@blueprint.get("/describe", defaults={"suffix": ""})
@blueprint.get("/describe<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def foreign(suffix: str) -> AnyResponse:
    """Answer for an IRI that is not ours: what our graph says of it."""
    iri = request.args.get("iri", "")
    if not iri:
        raise BadRequest("Name the IRI to describe: /describe?iri=…")
    if iri.startswith(BASE):
        return redirect(path_to("/" + iri[len(BASE) :]), 303)
    if not suffix:
        _require(named_node(iri))
        return _see(iri, "/describe", data.wanted(request.headers.get("Accept")), iri=iri)
    address = f"{BASE}describe{suffix}?{urlencode({'iri': iri})}"
    return _document(named_node(iri), suffix, address, "/describe", iri=iri)


def _answer(path: str) -> AnyResponse:
    bare, suffix = data.split(path)
    iri = named_node(BASE + bare)
    if not suffix:
        _require(iri)
        return _see(iri.value, f"/{path}", data.wanted(request.headers.get("Accept")))
    return _document(iri, suffix, BASE + path, f"/{bare}")


def _require(iri: NamedNode) -> None:
    """Raise :class:`NotFound` with suggestions where the graph says nothing about ``iri``."""
    found = image()
    if not is_described(found.store, iri):
        ours = iri.value.startswith(BASE)
        near = directory_of(found).suggestions(iri.value[len(BASE) :]) if ours else []
        raise NotFound(f"The graph says nothing about {iri.value}.", near)


def _whole() -> frozenset[NamedNode]:
    """Return the properties whose links are not to be cut, from ``?all=prefix:name``."""
    names = request.args.getlist("all")
    return frozenset(named_node(expand(name) or name) for name in names)


def _see(node: str, path: str, suffix: str, **parameters: str) -> AnyResponse:
    """Return the redirect from a thing to a document about it."""
    response = redirect(path_to(path + suffix, **parameters), 303)
    response.headers["Link"] = signposts.of_thing(node, path, **parameters)
    return response


def _document(node: NamedNode, suffix: str, address: str, path: str, **parameters: str) -> Response:
    """Return the page or the data on ``node``; raises :class:`NotFound`."""
    _require(node)
    store = image().store
    if suffix == data.HTML:
        return _page(describe(store, node, CAP, _whole()), path, parameters)
    if node.value.startswith(GRAPH):
        body = data.whole_graph(store, node, suffix)
    else:
        body = data.document(store, describe(store, node, data.CAP, _whole()), address, suffix)
    response = Response(body, mimetype=data.MEDIA_TYPES[suffix])
    response.headers["Link"] = signposts.of_data(node.value, path, **parameters)
    return response


def _page(description: Description, path: str, parameters: dict[str, str]) -> Response:
    values = values_for_reader()
    iri = description.iri.value
    canonical = BASE + Links().path(path + data.HTML, **parameters).removeprefix("/")
    html = render_template(
        "thing.html",
        page=page(values, description, _whole()),
        tree=tree(values, description),
        formats={
            name: (path_to(path + suffix, **parameters), data.MEDIA_TYPES[suffix])
            for suffix, name in data.NAMES.items()
        },
        here=path + data.HTML,
        parameters=parameters,
        publisher=iri if not iri.startswith(BASE) and web_address(iri) else None,
        canonical=canonical,
        schema_org=schema_org.data_block(
            description,
            values.labels,
            canonical,
            record_of(image(), description.iri),
            documents(path, **parameters) + files_of(description.iri),
        ),
    )
    response = Response(html, mimetype="text/html")
    response.headers["Link"] = (
        signposts.of_graph_page(iri, path)
        if iri.startswith(GRAPH)
        else signposts.of_page(iri, schema_org.type_address(description), path, **parameters)
    )
    return response
