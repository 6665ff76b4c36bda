"""``/context.jsonld``: short names for JSON-LD, made of the ontology that is served."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, Response
from pyoxigraph import NamedNode

from symbiograph.description import select
from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES, SG, shorten
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import image

blueprint = Blueprint("context", __name__)
keep_fresh(blueprint)
_TERMS: Final = f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX rdfs: <{PREFIXES["rdfs"]}>
SELECT ?term ?kind ?range {{
  VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
  ?term a ?kind
  OPTIONAL {{ ?term rdfs:range ?range FILTER(isIRI(?range)) }}
  FILTER(STRSTARTS(STR(?term), "{SG}"))
}} ORDER BY STR(?term)"""
_LINKS: Final = PREFIXES["owl"] + "ObjectProperty"
_TYPED: Final = PREFIXES["owl"] + "DatatypeProperty"
_LANGUAGES: Final = ("altLabel", "definition", "hiddenLabel", "prefLabel", "scopeNote")
_CONCEPTS: Final = (
    "broadMatch",
    "broader",
    "closeMatch",
    "exactMatch",
    "inScheme",
    "narrowMatch",
    "narrower",
    "related",
    "relatedMatch",
)


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Answer with the context: every prefix of the project, and every term of its ontology."""
    body = json.dumps({"@context": context_of(image())}, ensure_ascii=False, indent=1) + "\n"
    return Response(body, mimetype="application/ld+json")


@lru_cache(maxsize=2)
def context_of(found: Image) -> dict[str, Any]:
    """Return the context for what ``found`` holds."""
    names: dict[str, Any] = {"id": "@id", "type": "@type", **PREFIXES}
    names |= {name: {"@id": f"skos:{name}", "@container": "@language"} for name in _LANGUAGES}
    names |= {name: {"@id": f"skos:{name}", "@type": "@id"} for name in _CONCEPTS}
    for term, kind, range_ in select(found.store, _TERMS):
        if not (isinstance(term, NamedNode) and isinstance(kind, NamedNode)):
            continue
        name = term.value.removeprefix(SG)
        if kind.value == _LINKS:
            names[name] = {"@id": f"sg:{name}", "@type": "@id"}
        elif kind.value == _TYPED and isinstance(range_, NamedNode) and _is_datatype(range_):
            names[name] = {"@id": f"sg:{name}", "@type": shorten(range_.value)}
        else:
            names[name] = f"sg:{name}"
    return names


def _is_datatype(node: NamedNode) -> bool:
    return node.value.startswith(PREFIXES["xsd"])
