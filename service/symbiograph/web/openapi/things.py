"""The addresses of things, concepts, graphs and terms: pages, and the same as RDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symbiograph.vocabularies import vocabularies
from symbiograph.web.openapi.parts import (
    JSON,
    PAGE,
    RDF,
    TEXT,
    Object,
    Paths,
    get,
    parameter,
    record,
    response,
    responses,
    shared,
)
from symbiograph.web.profiles import OURS

_TAG: Final = "things"
_CONTENT: Final = {**PAGE, **RDF}
_VALIDATORS: Final = ("ETag", "Last-Modified")
_SUFFIXED: Final = "A suffix (.html, .ttl, .jsonld, .nt, .rdf) asks for a format."
_ALL: Final = parameter(
    "all",
    TEXT,
    "A property, by IRI or prefix:name, whose links are not to be cut.",
    example="sg:developsSkill",
)


def _one(name: str, what: str, parameters: Sequence[Object]) -> Object:
    """Return the path item of a thing, which leads to a document about it."""
    answers: Object = {
        "303": {
            "description": "Leads to the page, or to data, by the header `Accept`.",
            "content": PAGE,
        },
        **responses("The document.", _CONTENT, 304, 400, 404, 406, headers=[*_VALIDATORS, "Link"]),
        "308": response(308),
    }
    more = [_ALL, shared("lang")]
    return get(name, _TAG, f"What is known of {what}", _SUFFIXED, answers, [*parameters, *more])


def _list(name: str, summary: str, parameters: Sequence[Object] = ()) -> Object:
    faults = (304, 400, 404, 406, 308) if parameters else (304, 400, 406)
    answers = responses("The list.", _CONTENT, *faults, headers=["Content-Location", *_VALIDATORS])
    return get(name, _TAG, summary, _SUFFIXED, answers, [*parameters, shared("lang")])


def _path(name: str, description: str, example: str) -> Object:
    return parameter(name, {**TEXT, "minLength": 1}, description, place="path", example=example)


_KIND: Final = _path("kind", "A kind of things, as /id lists them.", "skill")

PATHS: Final[Paths] = {
    "/": _list("home", "What this is; as RDF, the catalogue of graphs"),
    "/id": _list("kinds", "The kinds of things"),
    "/id/{kind}": _list(
        "things",
        "The things of a kind: a page of 100, as RDF all",
        [
            _KIND,
            parameter("page", {"type": "integer", "minimum": 1}, "The number of the page."),
        ],
    ),
    "/id/{kind}/{name}": _one(
        "thing",
        "a thing",
        [
            _KIND,
            _path("name", "The last part of its IRI.", "waste-heat-recovery"),
            parameter(
                "vocabulary",
                {"type": "string", "enum": [OURS, *(one.name for one in vocabularies())]},
                "The vocabulary of the data. The header `Accept-Profile` asks for one by its IRI.",
                example="schema-org",
            ),
        ],
    ),
    "/vocabulary": _list("vocabularies", "The vocabularies"),
    "/vocabulary/{name}": _one(
        "concept",
        "a vocabulary or one of its concepts",
        [_path("name", "The IRI after /vocabulary/.", "sector/chemicals")],
    ),
    "/graph": _list("graphs", "The named graphs, with licence, size and source"),
    "/graph/{name}": _one(
        "whole_graph",
        "a named graph; as RDF, all of it",
        [_path("name", "The name of the graph.", "skills")],
    ),
    "/ontology": _list("ontology", "The ontology"),
    "/ontology/{name}": _list(
        "module", "A module of the ontology", [_path("name", "The name of the module.", "skill")]
    ),
    "/shapes": _list("shapes", "The SHACL shapes that graphs are held to"),
    "/.well-known/void": get(
        "void",
        _TAG,
        "What the default graph holds, counted",
        "VoID: classes, properties, and the links to ESCO, NACE and others. " + _SUFFIXED,
        responses("The description.", RDF, 304, 406, headers=["Content-Location", *_VALIDATORS]),
    ),
    "/catalog": get(
        "catalog",
        _TAG,
        "Every graph with its files, in the words of DCAT-AP 3.0",
        "Who asks for a page is led to /graph. " + _SUFFIXED,
        {
            "303": {"description": "Leads to the list of graphs.", "content": PAGE},
            **responses("The catalogue.", _CONTENT, 406, headers=["Content-Location"]),
        },
    ),
    "/context.jsonld": get(
        "context",
        _TAG,
        "Short names for JSON-LD",
        "A JSON-LD context: the prefixes of the project and the terms of its ontology.",
        responses(
            "The context.",
            {"application/ld+json": {"schema": {"type": "object"}}},
            304,
            headers=_VALIDATORS,
        ),
    ),
    "/describe": _one(
        "foreign",
        "a thing whose IRI is another publisher's",
        [
            parameter(
                "iri",
                {**TEXT, "minLength": 1},
                "The IRI.",
                required=True,
                example="http://data.europa.eu/ux2/nace2/2410",
            )
        ],
    ),
    "/problem/{name}": get(
        "problem",
        _TAG,
        "What a type of problem means",
        "The type of every problem document leads here.",
        responses(
            "The meaning.",
            {
                JSON: {
                    "schema": record(
                        {"title": TEXT, "status": {"type": "integer"}, "description": TEXT}
                    )
                },
                **PAGE,
            },
            404,
            308,
        ),
        [_path("name", "The last part of the type.", "not-found")],
    ),
}
