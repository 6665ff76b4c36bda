"""The OpenAPI document of the service: every public address, from one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Final

from symbiograph.queries import NamedQuery
from symbiograph.web.esco_api import openapi as esco
from symbiograph.web.openapi import (
    align,
    changes,
    contributing,
    coverage,
    named_queries,
    review,
    service,
    sparql,
    things,
    validating,
)
from symbiograph.web.openapi.parts import COMPONENTS, TEXT, Object, Paths, nullable, record
from symbiograph.web.queries.groups import grouped, title
from symbiograph.web.reconcile import openapi as reconcile

# The words by which addresses are grouped, in the order in which a reader meets them.
_TAGS: Final = {
    "queries": "Questions that are kept as files; each has an address of its own.",
    "coverage": "What training covers of what profiles, sectors and skill groups need.",
    "review": "Candidates of mappings, and what curators decided of them.",
    "data in": "Data of others: checked, and sent to stay.",
    "search": "Concepts by their labels, and by what a text may mean.",
    "SPARQL": "The protocols of SPARQL 1.1 over the whole graph.",
    "things": "Every IRI of ours, as a page or as RDF.",
    "reconciliation": "Names in somebody's table matched with what is here.",
    "ESCO API": "What the European Commission's ESCO web-service answers, from imported releases.",
    "changes": "What has changed, as a Linked Data Event Stream and as a feed.",
    "service": "What operators and programs ask of the service itself.",
}
# Addresses that are not described, each with its reason.
LEFT_OUT: Final[Mapping[str, str]] = {
    "/about": "a page for people only",
    "/esco/api/<path:name>": "refuses what ESCO's API does not have",
    "/esco/api/resource/<name>": "refuses what ESCO's API does not have",
    "/robots.txt": "for search engines only",
    "/shapes/<name>": "leads to /shapes",
    "/sitemap-<int:number>.xml": "for search engines only",
    "/sitemap.xml": "for search engines only",
    "/static/<path:filename>": "the files of the pages",
}
_DESCRIPTION: Final = (
    "An open knowledge graph of industrial-symbiosis skills: which exchange of material, energy or "
    "water is possible, which technology and skills it takes, which job profile has them, which "
    "training unit teaches them, and which ESCO concept each of them is. Faults are problem "
    "documents (RFC 9457). This service uses the ESCO classification of the European Commission."
)


def document(queries: Iterable[NamedQuery], root: str) -> Object:
    """Return the OpenAPI 3.1 document of a service whose addresses begin with ``root``."""
    queries = list(queries)
    column = record({"name": TEXT, "title": TEXT, "unit": nullable("string")})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "symbiograph",
            "summary": "Industrial-symbiosis skills as linked data",
            "description": _DESCRIPTION,
            "version": version("symbiograph"),
            "license": {
                "name": "Data: CC BY 4.0. Program: Apache 2.0",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": root or "/"}],
        "tags": [{"name": name, "description": said} for name, said in _tags(queries)],
        "paths": {**service.PATHS, **named_queries.paths(queries), **_other_paths()},
        "components": {
            **COMPONENTS,
            "schemas": {**COMPONENTS["schemas"], "Column": column},
        },
    }


def _other_paths() -> Paths:
    others = {**align.PATHS, **changes.PATHS, **sparql.PATHS, **things.PATHS, **esco.PATHS}
    into = {**validating.PATHS, **contributing.PATHS}
    return {**coverage.paths(), **review.PATHS, **into, **reconcile.paths(), **others}


def _tags(queries: Iterable[NamedQuery]) -> Iterator[tuple[str, str]]:
    for name, said in _TAGS.items():
        yield name, said
        if name == "queries":
            for group in grouped({query.name: query for query in queries}):
                yield named_queries.tag(group), f"{title(group)}."
