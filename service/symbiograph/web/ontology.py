"""``/ontology`` and ``/ontology/<module>``: the ontology as data, or as its documentation.

Terms are fragments of ``/ontology``, so the page holds an anchor for each. A version has the same
below its number, and at ``/ontology/<version>/changes`` what it changed.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode, Store

from symbiograph.description import describe, select, term
from symbiograph.engine.image import Image, named_node
from symbiograph.errors import NotFound
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.versions import number_of
from symbiograph.web import data, schema_org, signposts
from symbiograph.web.documentation.classes import class_diagram
from symbiograph.web.documentation.drawing import Diagram
from symbiograph.web.documentation.extract import module_triples
from symbiograph.web.documentation.meeting import meeting_diagram, meetings
from symbiograph.web.documentation.terms import ONTOLOGY, Module, Terms
from symbiograph.web.downloads import documents
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import Links, image, languages, links, path_to
from symbiograph.web.reading.schema import schema_of
from symbiograph.web.reading.values import Values
from symbiograph.web.record import record_of
from symbiograph.web.versions import changes, current_number, former, frozen, numbers

blueprint = Blueprint("ontology", __name__)
keep_fresh(blueprint)
_GRAPH = NamedNode(GRAPH + "ontology")


@blueprint.get("/ontology")
@blueprint.get("/ontology<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def whole(suffix: str = "") -> Response:
    """Answer with the whole ontology."""
    return _whole(image(), "/ontology", suffix)


@blueprint.get("/ontology/<path:name>")
def part(name: str) -> Response:
    """Answer with one module, with the ontology or a module of a version, or with its changes."""
    bare, suffix = data.split(name)
    number, _, rest = bare.partition("/")
    if number_of(number) and rest == "changes":
        return changes(number, suffix)
    if number in numbers() and not rest:
        suffix = suffix or data.wanted(request.headers.get("Accept"))
        if suffix != data.HTML:
            # As it was frozen: the engine writes some numbers otherwise.
            triples = frozen(number)
            return data.response(data.written(triples, suffix), f"/ontology/{number}", suffix)
    found, start = image(), "/ontology"
    if number_of(number) and number != current_number(found.store):
        found, start = former(number), f"/ontology/{number}"
    iri = _module(found.store, named_node(f"{BASE}ontology/{bare}"))
    if iri == ONTOLOGY:
        return _whole(found, start, suffix)
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    path = start + iri.value.removeprefix(ONTOLOGY.value)
    if suffix == data.HTML:
        return _page(found, path, iri)
    stated = sorted(module_triples(found.store, _GRAPH, iri), key=str)
    return data.response(data.written(stated, suffix), path, suffix)


def _whole(found: Image, path: str, suffix: str) -> Response:
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    if suffix != data.HTML:
        return data.response(data.whole_graph(found.store, _GRAPH, suffix), path, suffix)
    return _page(found, path, None)


def _module(store: Store, iri: NamedNode) -> NamedNode:
    """Return the ontology or module that ``iri`` names, be it by the IRI of its version."""
    found = select(
        store,
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
        f"SELECT ?o {{ ?o a owl:Ontology ; owl:versionIRI? {iri} }} LIMIT 1",
    )
    for solution in found:
        node = solution["o"]
        if isinstance(node, NamedNode):
            return node
    modules = select(store, f"SELECT ?m {{ {ONTOLOGY} {term('owl:imports')} ?m }} ORDER BY ?m")
    names = [row["m"] for row in modules]
    raise NotFound(
        f"The ontology has no module {iri.value}.",
        ["/" + node.value[len(BASE) :] for node in names if isinstance(node, NamedNode)],
    )


def _page(found: Image, path: str, module: NamedNode | None) -> Response:
    html = _rendered(found, path, module, languages(), links())
    response = Response(html, mimetype="text/html")
    response.headers["Content-Location"] = path_to(path + data.HTML)
    response.headers["Link"] = signposts.of_ontology_page((module or ONTOLOGY).value, path)
    return response


# All readers of the same languages whose links are the same get the same page.
@lru_cache(maxsize=8)
def _read(found: Image, tags: tuple[str, ...], to: Links) -> tuple[Values, Terms, list[Module]]:
    values = Values(found.store, schema_of(found), tags, to)
    terms = Terms(values)
    return values, terms, terms.modules()


@lru_cache(maxsize=64)
def _rendered(
    found: Image, path: str, only: NamedNode | None, tags: tuple[str, ...], to: Links
) -> str:
    values, terms, modules = _read(found, tags, to)
    shown = [module for module in modules if only in (None, module.iri)]
    by_iri = {module.iri: module for module in modules}
    joined = meetings(modules, terms.home)
    return render_template(
        "ontology.html",
        title=values.labels.of(only or ONTOLOGY),
        description=values.labels.text(only or ONTOLOGY, term("dcterms:description")),
        version=values.labels.text(ONTOLOGY, term("owl:versionInfo")),
        iri=(only or ONTOLOGY).value,
        numbers=numbers(),
        whole=only is None,
        schema_org=schema_org.data_block(
            describe(found.store, only or ONTOLOGY, 1),
            values.labels,
            BASE + path.removeprefix("/") + data.HTML,
            record_of(found, only or ONTOLOGY),
            documents(path),
        ),
        modules=shown,
        overview=None if only else meeting_diagram(_own(modules), joined),
        joined=[
            (by_iri[one], by_iri[other], entries)
            for (one, other), entries in joined.items()
            if only in (None, one, other)
        ],
        diagrams={module.name: _diagram(module, values, terms) for module in _own(shown)},
        formats={
            name: (to.path(path + suffix), data.MEDIA_TYPES[suffix])
            for suffix, name in data.NAMES.items()
        },
    )


def _own(modules: list[Module]) -> list[Module]:
    """Return the modules that define terms of ours, and so have something to draw."""
    return [m for m in modules if any(entry.iri.value.startswith(BASE) for entry in m.entries)]


def _diagram(module: Module, values: Values, terms: Terms) -> Diagram:
    return class_diagram(module, lambda node: values.labels.of(node).value, terms.home)
