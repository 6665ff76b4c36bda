"""The addresses of the named queries, each described from the head and the examples of its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.prefixes import shorten
from symbiograph.queries import Column, NamedQuery, Parameter
from symbiograph.queries.answer import constructs
from symbiograph.queries.binding import Argument
from symbiograph.queries.head import ParameterType
from symbiograph.web.openapi.parts import (
    HTML,
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


def _item(query: NamedQuery) -> Object:
    formats = [*(format_.extension for format_ in formats_of(query)), "html"]
    paging = [
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 999_999_999}, _LIMIT),
        parameter("cursor", TEXT, "Where to go on: from the link to the next part, as it is."),
        parameter("format", {"enum": formats}, "The format, before the header `Accept`."),
    ]
    own = [_parameter(query, one) for one in query.head.parameters]
    if not any(one.name == "lang" for one in query.head.parameters):
        own.append(shared("lang"))
    answers = responses(
        "The rows." if not constructs(query) else "The triples.",
        dict(_content(query)),
        *(304, 400, 406, 410),
        headers=("ETag", "Link", "X-Total-Count"),
    )
    head = query.head
    operation = query.name.replace("/", "_").replace("-", "_")
    group = query.name.partition("/")[0]
    return get(operation, tag(group), head.title, head.description, answers, [*own, *paging])


_LIMIT: Final = "The most rows of one part; without it all, and on a page 200."


def _parameter(query: NamedQuery, one: Parameter) -> Object:
    value: Object = dict(_SCHEMAS.get(one.type, TEXT))
    if one.values:
        value["enum"] = list(one.values)
    terms = query.examples[one.name]
    if one.default is not None and not one.many:
        value["default"] = _json(terms[0], one)
    texts = [one.label, one.description, _MEANT.get(one.type, "")]
    if one.class_iri:
        texts.append(f"Class: {shorten(one.class_iri)}")
    if one.scheme:
        texts.append(f"Scheme: {shorten(one.scheme)}")
    examples = [_json(term, one) for term in terms]
    return parameter(
        one.name,
        listed(value) if one.many else value,
        " ".join(text.rstrip(".") + "." for text in texts if text),
        required=not one.optional and one.default is None,
        example=examples if one.many else examples[0],
    )


def _json(term: Argument, one: Parameter) -> str | int | float:
    """Return a term as a client writes it."""
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if one.type == "integer":
        return int(term.value)
    return float(term.value) if one.type == "decimal" else term.value


def _content(query: NamedQuery) -> Iterator[tuple[str, Object]]:
    for format_ in formats_of(query):
        for media_type in format_.media_types:
            yield media_type, {"schema": TEXT}
    if not constructs(query):
        yield from RDF.items()
        yield JSON, {"schema": _rows(query)}
        yield "application/sparql-results+json", {"schema": schema("SparqlResults")}
    yield HTML, PAGE[HTML]


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
