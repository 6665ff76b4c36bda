"""The pages that lead into the graph: home, about, and lists of what there is.

Who asks for data at the address of a list gets the list as data; at home, the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup
from pyoxigraph import NamedNode, Triple

from symbiograph.dcat import CATALOGUE
from symbiograph.description import describe
from symbiograph.errors import BadRequest, NotFound
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.web import data, inventory, listing, schema_org, signposts
from symbiograph.web.bridge import QUERY, bridge
from symbiograph.web.directory import directory_of
from symbiograph.web.downloads import files_of
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.openapi.routes import links
from symbiograph.web.reader import image, path_to
from symbiograph.web.reading.schema import schema_of
from symbiograph.web.reading.values import Values, values_for_reader
from symbiograph.web.record import of_all, record_of

blueprint = Blueprint("pages", __name__)
keep_fresh(blueprint)
_DEFAULT: Final = NamedNode(GRAPH + "default")
_CATALOGUE: Final = NamedNode(GRAPH + "catalog")
_SUFFIXES: Final = "<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>"
_PAGE_SIZE: Final = 100
_COUNTED: Final = ("exchange", "technology", "skill", "profile", "unit", "residue")


@blueprint.record
def _read_ahead(state: BlueprintSetupState) -> None:
    """Read what every page needs before the first request, and before processes fork.

    On disk it is read by every process for itself.
    """
    found = state.app.extensions["symbiograph.image"]
    if found.changes_in_place:
        directory_of(found)
        schema_of(found)


@blueprint.get("/")
def home() -> Response:
    """Say what this is, with counts and one example of the graph."""
    suffix = _suffix()
    response = _home_page() if suffix == data.HTML else _catalogue(suffix)
    of_home = signposts.of_home()
    response.headers["Link"] = f"{of_home}, {links(request.script_root)}"
    return response


def _home_page() -> Response:
    values = values_for_reader()
    directory = directory_of(image())
    found = set(directory.folders("id"))
    return _page(
        "home.html",
        counts=[listing.kind(values, directory, kind) for kind in _COUNTED if kind in found],
        bridge=bridge(image(), values),
        query=QUERY,
        searchable=current_app.extensions["symbiograph.index"] is not None,
        schema_org=_whole(values),
    )


def _whole(values: Values) -> Markup:
    """Return what a search engine reads of all published graphs as one dataset."""
    described = describe(image().store, _DEFAULT, 1)
    record = record_of(image(), _DEFAULT)
    return schema_org.data_block(described, values.labels, BASE, record, files_of(_DEFAULT))


@blueprint.get("/about")
def about() -> Response:
    """Say where the data come from, under which terms, and what the words for evidence mean."""
    return _page(
        "about.html", evidence=listing.evidence_kinds(values_for_reader(), directory_of(image()))
    )


@blueprint.get("/id")
@blueprint.get("/id" + _SUFFIXES)
def kinds(suffix: str = "") -> Response:
    """List the kinds of things."""
    suffix = suffix or _suffix()
    if suffix != data.HTML:
        store = image().store
        return _data(inventory.kinds(store, directory_of(image())), "/id", suffix)
    return _page("kinds.html", groups=listing.kinds(values_for_reader(), directory_of(image())))


@blueprint.get("/id/<kind>")
def things(kind: str) -> Response:
    """List the things of one kind, a page at a time; as data, all of them."""
    kind, suffix = data.split(kind)
    directory = directory_of(image())
    names = directory.names(f"id/{kind}")
    if not names:
        near = [path_to(f"/id/{name}") for name in directory.near("id", kind)]
        raise NotFound(f"There are no things of a kind {kind!r}.", near)
    suffix = suffix or _suffix()
    if suffix != data.HTML:
        return _data(inventory.members(image().store, directory, kind), f"/id/{kind}", suffix)
    last = -(-len(names) // _PAGE_SIZE)
    number = _page_number(last)
    start = (number - 1) * _PAGE_SIZE
    values = values_for_reader()
    shown = names[start : start + _PAGE_SIZE]
    return _page(
        "kind.html",
        kind=listing.kind(values, directory, kind),
        members=listing.members(values, kind, shown),
        start=start + 1,
        here=f"/id/{kind}",
        number=number,
        last=last,
    )


@blueprint.get("/vocabulary")
@blueprint.get("/vocabulary" + _SUFFIXES)
def vocabularies(suffix: str = "") -> Response:
    """List the vocabularies."""
    suffix = suffix or _suffix()
    if suffix != data.HTML:
        return _data(inventory.vocabularies(image().store), "/vocabulary", suffix)
    return _page("vocabularies.html", items=listing.vocabularies(values_for_reader()))


@blueprint.get("/graph")
@blueprint.get("/graph" + _SUFFIXES)
def graphs(suffix: str = "") -> Response:
    """List the named graphs of the release."""
    suffix = suffix or _suffix()
    if suffix != data.HTML:
        return _catalogue(suffix)
    values = values_for_reader()
    about = schema_org.catalogue_block(BASE + "graph", of_all(image()), values.labels)
    response = _page("graphs.html", datasets=listing.datasets(values), schema_org=about)
    response.headers["Link"] = signposts.of_page(
        CATALOGUE.value, "https://schema.org/DataCatalog", "/catalog"
    )
    return response


def _suffix() -> str:
    """Return the suffix of the format asked for; raises :class:`NotAcceptable`."""
    return data.wanted(request.headers.get("Accept"))


def _catalogue(suffix: str) -> Response:
    body = data.whole_graph(image().store, _CATALOGUE, suffix)
    return data.response(body, "/graph", suffix)


def _data(triples: Iterable[Triple], path: str, suffix: str) -> Response:
    return data.response(data.written(sorted(set(triples), key=str), suffix), path, suffix)


def _page_number(last: int) -> int:
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= last:
        raise BadRequest(f"page={text!r} is none of the pages 1 to {last}.")
    return number


def _page(template: str, **content: object) -> Response:
    return Response(render_template(template, **content), mimetype="text/html")
