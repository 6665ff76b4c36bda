"""The addresses of the named queries, each described from the head and the examples of its file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symbiograph.prefixes import shorten
from symbiograph.queries import Column, NamedQuery, Parameter
from symbiograph.queries.body import constructs
from symbiograph.queries.head import ParameterType
from symbiograph.web.openapi.parts import (
    JSON,
    LANGUAGE,
    PAGE,
    RDF,
    TEXT,
    Object,
    Paths,
    get,
    listed,
    nullable,
    parameter,
    record,
    responses,
    schema,
    shared,
    written_in,
)
from symbiograph.web.queries.preferences import formats_of

_SCHEMAS: Final[dict[ParameterType, Object]] = {
    "date": {"type": "string", "format": "date"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "language": LANGUAGE,
}
_MEANT: Final[dict[ParameterType, str]] = {
    "iri": "Given by its IRI, as prefix:name, by the last part of its IRI, its identifier or name",
    "code": "Given by its code, its IRI or its name",
    "country": "Given by its code, its IRI or its name",
}


def paths(queries: Iterable[NamedQuery]) -> Paths:
    """Return a path item for each query."""
    return {f"/queries/{query.name}": _item(query) for query in queries}


def tag(group: str) -> str:
    """Return the tag of the queries of a group."""
    return f"queries: {group}"


def parameters(query: NamedQuery) -> list[Object]:
    """Return what can be set in a query."""
    return [_parameter(query, one) for one in query.head.parameters]


def of_answer(query: NamedQuery) -> list[Object]:
    """Return what can be said of the answer to a query: its part, its format and its language."""
    formats = [*(format_.extension for format_ in formats_of(query)), "html"]
    found = [
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, _LIMIT),
        parameter("cursor", TEXT, "Where to go on: from the link to the next part, as it is."),
        parameter("format", {"enum": formats}, "The format, before the header `Accept`."),
    ]
    own = any(one.name == "lang" for one in query.head.parameters)
    return found if own else [shared("lang"), *found]


def content(query: NamedQuery) -> Object:
    """Return the media types in which a query is answered, with their schemas."""
    types = (name for format_ in formats_of(query) for name in format_.media_types)
    found = written_in(types) | PAGE
    if not constructs(query.text):
        found[JSON] = {"schema": _rows(query)}
        found["application/sparql-results+json"] = {"schema": schema("SparqlResults")}
    return found


def _item(query: NamedQuery) -> Object:
    answers = responses(
        "The triples."
        if constructs(query.text)
        else "The rows; as RDF, the description of the query.",
        {**RDF, **content(query)},
        *(304, 400, 406, 410),
        headers=("ETag", "Link", "X-Total-Count"),
    )
    head = query.head
    operation = query.name.replace("/", "_").replace("-", "_")
    group = query.name.partition("/")[0]
    set_here = [*parameters(query), *of_answer(query)]
    return get(operation, tag(group), head.title, head.description, answers, set_here)


_LIMIT: Final = "The most rows of one part; without it all, and on a page 200."


def _parameter(query: NamedQuery, one: Parameter) -> Object:
    value: Object = dict(_SCHEMAS.get(one.type, TEXT))
    if one.values:
        value["enum"] = list(one.values)
    if one.default is not None and not one.many:
        value["default"] = _json(one.default, one)
    texts = [one.label, one.description, _MEANT.get(one.type, "")]
    if one.class_iri:
        texts.append(f"Class: {shorten(one.class_iri)}")
    if one.scheme:
        texts.append(f"Scheme: {shorten(one.scheme)}")
    if one.name in query.head.any_of:
        texts.append(f"At least one of {', '.join(query.head.any_of)} is given")
    examples = [_json(shorten(term.value), one) for term in query.examples.get(one.name, ())]
    return parameter(
        one.name,
        listed(value) if one.many else value,
        " ".join(text.rstrip(".") + "." for text in texts if text),
        required=query.head.requires(one),
        example=(examples if one.many else examples[0]) if examples else None,
    )


def _json(text: str, one: Parameter) -> str | int | float:
    """Return a value as a client writes it."""
    if one.type == "integer":
        return int(text)
    return float(text) if one.type == "decimal" else text


def _rows(query: NamedQuery) -> Object:
    """Return the schema of a query's JSON document."""
    row = record({column.name: _cell(column) for column in query.head.columns})
    column = record({"name": TEXT, "title": TEXT, "unit": nullable("string")})
    return record(
        {
            "query": {"const": query.name},
            "title": TEXT,
            "columns": listed(column),
            "rows": listed(row | {"additionalProperties": False}),
            "total": {"type": "integer", "minimum": 0},
            "generation": TEXT,
            "next": nullable("string"),
        }
    )


def _cell(column: Column) -> Object:
    unit = f" ({column.unit})" if column.unit else ""
    return {"title": column.title + unit, **schema("Cell")}
