"""``/shapes``: what graphs are held to before they are published, as data or as a list to read.

Shapes are fragments of ``/shapes``, so the page holds an anchor for each constraint. They stand in
a graph of their own, outside the default graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import Literal, NamedNode
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.description import select
from symbiograph.engine.image import Image, named_node
from symbiograph.errors import NotFound
from symbiograph.prefixes import BASE, GRAPH, PREFIXES
from symbiograph.web import data
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import image, path_to

blueprint = Blueprint("shapes", __name__)
keep_fresh(blueprint)
_GRAPH: Final = NamedNode(GRAPH + "shapes")
_SHAPES: Final = f"""PREFIX sh: <{PREFIXES["sh"]}>
SELECT ?shape ?severity ?message ?member {{
  GRAPH {_GRAPH} {{
    VALUES ?type {{ sh:NodeShape sh:PropertyShape }}
    ?shape a ?type FILTER(isIRI(?shape))
    OPTIONAL {{ ?shape sh:severity ?severity ; sh:message ?message }}
    OPTIONAL {{ ?shape sh:property ?member FILTER(isIRI(?member)) }}
  }}
}}
ORDER BY STR(?shape) STR(?member)"""
_FILES: Final = f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
SELECT ?file ?title ?about {{
  GRAPH {_GRAPH} {{
    ?file a owl:Ontology .
    OPTIONAL {{ ?file dcterms:title ?title }}
    OPTIONAL {{ ?file dcterms:description ?about }}
  }}
}}
ORDER BY STR(?file)"""


@dataclass(frozen=True)
class Constraint:
    """One thing that a graph is held to."""

    name: str
    severity: str
    message: str


@dataclass
class Group:
    """The constraints on one class or property, and those that its shape gathers from others."""

    constraints: list[Constraint] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """A file of shapes, as its header tells."""

    name: str
    title: str
    about: str


@blueprint.get("/shapes")
@blueprint.get("/shapes<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def shapes(suffix: str = "") -> Response:
    """Answer with all shapes."""
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    if suffix == data.HTML:
        body: str | bytes = render_template(
            "shapes.html", groups=_groups(image()), files=_files(image()), formats=data.NAMES
        )
    else:
        body = data.whole_graph(image().store, _GRAPH, suffix)
    response = Response(body, mimetype=data.MEDIA_TYPES[suffix])
    response.headers["Content-Location"] = path_to("/shapes" + suffix)
    return response


@blueprint.get("/shapes/<name>")
def part(name: str) -> AnyResponse:
    """Lead from one file of shapes to the page on all of them."""
    bare, suffix = data.split(name)
    header = named_node(f"{BASE}shapes/{bare}")
    if not any(image().store.quads_for_pattern(header, None, None, _GRAPH)):
        raise NotFound(f"There are no shapes {header.value}.", ["/shapes"])
    return redirect(path_to("/shapes" + suffix + ("" if suffix else f"#{bare}")), 303)


@lru_cache(maxsize=2)
def _groups(found: Image) -> dict[str, Group]:
    """Return what is checked, by the class or property at the start of each shape's name."""
    groups: dict[str, Group] = {}
    for row in select(found.store, _SHAPES):
        name = _fragment(row["shape"])
        group = groups.setdefault(name.partition("-")[0], Group())
        if isinstance(row["message"], Literal):
            constraint = Constraint(name, _fragment(row["severity"]).lower(), row["message"].value)
            if constraint not in group.constraints:
                group.constraints.append(constraint)
        member = _fragment(row["member"])
        if member and not member.startswith(name + "-"):
            group.members.append(member)
    return groups


@lru_cache(maxsize=2)
def _files(found: Image) -> tuple[File, ...]:
    return tuple(
        File(row["file"].value.rpartition("/")[2], _words(row["title"]), _words(row["about"]))
        for row in select(found.store, _FILES)
        if isinstance(row["file"], NamedNode)
    )


def _fragment(node: object) -> str:
    return node.value.rpartition("#")[2] if isinstance(node, NamedNode) else ""


def _words(value: object) -> str:
    return value.value if isinstance(value, Literal) else ""
