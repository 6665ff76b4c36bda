"""The addresses of the named queries: the list, one group of it, and each query."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.blueprints import BlueprintSetupState

from symbiograph.errors import BadArgument, NotFound, SymbiographError
from symbiograph.negotiation import choose
from symbiograph.queries import Arguments, NamedQuery, Parameter, catalogue, read_arguments
from symbiograph.web import errors
from symbiograph.web.queries import described, groups
from symbiograph.web.queries.answering import respond
from symbiograph.web.queries.form import controls
from symbiograph.web.queries.keeping import Shelf
from symbiograph.web.queries.page import Shown
from symbiograph.web.queries.preferences import HTML, MEMBERS, preferences
from symbiograph.web.reader import image, is_tag, language, path_to

blueprint = Blueprint("queries", __name__)
# What each web process keeps of answers, in bytes.
_KEPT = 32_000_000


@cache
def known() -> Mapping[str, NamedQuery]:
    """Return the named queries by name, read once."""
    return catalogue()


@blueprint.record
def _read_ahead(state: BlueprintSetupState) -> None:
    """Read the queries before the first request, and before processes fork."""
    known()
    state.app.extensions["symbiograph.answers"] = Shelf(_KEPT)


@blueprint.get("/queries", defaults={"group": None})
@blueprint.get("/queries/<group>")
def listed(group: str | None) -> Response:
    """List the queries, all or those of a group, as JSON or as a page; all of them as RDF, too."""
    suffix = described.wanted_of_all() if group is None else None
    if suffix:
        return described.of_all(known().values(), suffix)
    found = groups.grouped(known())
    if group is not None and group not in found:
        near = [path_to(f"/queries/{name}") for name in found]
        raise NotFound(f"There is no group of queries {group!r}.", near)
    chosen = {group: found[group]} if group else found
    if choose(request.headers.get("Accept"), ("application/json", HTML)) == HTML:
        body = render_template("queries/list.html", groups=chosen, group=group, title=groups.title)
        return Response(body, mimetype=HTML)
    entries = [_described(query) for queries in chosen.values() for query in queries]
    body = json.dumps({"queries": entries}, ensure_ascii=False)
    return Response(body, mimetype="application/json")


@blueprint.get("/queries/<group>/<name>")
def answered(group: str, name: str) -> Response:
    """Answer a query with the arguments of the request; as a page, below a form for them."""
    query = named(f"{group}/{name}")
    g.named_query = query
    suffix = described.wanted_of(query)
    if suffix:
        return described.of_query(query, suffix)
    wanted = preferences(query)
    texts = given(query)
    example = wanted.format is None and not texts and query.head.needs_arguments
    arguments = query.examples if example else _arguments(query, texts)

    def page(found: Shown) -> str:
        return _page(query, arguments, found=found, example=example)

    return respond(query, arguments, image(), wanted, page=page)


@blueprint.get("/queries" + described.SUFFIXES, defaults={"group": None, "name": None})
@blueprint.get(f"/queries/<group>/<name>{described.SUFFIXES}")
def description(group: str | None, name: str | None, suffix: str) -> Response:
    """Answer with the description of one query, or of all."""
    if name is None:
        return described.of_all(known().values(), suffix)
    return described.of_query(named(f"{group}/{name}"), suffix)


def named(name: str) -> NamedQuery:
    """Return the query of this name; raises :class:`NotFound` with similar ones."""
    query = known().get(name)
    if query is None:
        near = [path_to(f"/queries/{one}") for one in difflib.get_close_matches(name, known())]
        raise NotFound(f"There is no query {name!r}.", near)
    return query


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Show a person the fault above the form; answer a program as everywhere."""
    query: NamedQuery | None = g.get("named_query")
    is_page = errors.wants_html() and request.args.get("format", "html") == "html"
    # Without a language that can be read nobody can be shown a form.
    if query is None or not is_page or not is_tag(request.args.get("lang") or "en"):
        return errors.answer(error)
    texts = {parameter.name: _texts(parameter) for parameter in query.head.parameters}
    body = _page(query, {}, typed=texts, error=error)
    return Response(body, error.status, mimetype=HTML)


def given(query: NamedQuery) -> dict[str, list[str]]:
    """Return what the current request says for each parameter; an empty field says nothing.

    Raises :class:`BadArgument` for what is neither a parameter nor a member of such requests.
    """
    names = [parameter.name for parameter in query.head.parameters]
    for name in request.args:
        if name not in names and name not in MEMBERS:
            allowed = [*names, *sorted(MEMBERS - set(names))]
            reason = f"{query.name} has no parameter {name!r}; it takes {', '.join(allowed)}."
            raise BadArgument(reason, name, allowed)
    texts = {parameter.name: _texts(parameter) for parameter in query.head.parameters}
    return {name: values for name, values in texts.items() if values}


def _texts(parameter: Parameter) -> list[str]:
    """Return the values of a parameter; a form sends several as the lines of one field."""
    texts = request.args.getlist(parameter.name)
    if parameter.many:
        texts = [line for text in texts for line in text.splitlines()]
    return [text for text in texts if text.strip()]


def _arguments(query: NamedQuery, texts: dict[str, list[str]]) -> Arguments:
    """Return the terms for ``texts``; labels come in the reader's language unless told."""
    read = dict(texts)
    of_reader = language()
    for parameter in query.head.parameters:
        if parameter.type == "language" and parameter.name not in read:
            read[parameter.name] = [of_reader]
    return read_arguments(query, read, image())


def _page(
    query: NamedQuery,
    arguments: Arguments,
    *,
    found: Shown | None = None,
    typed: Mapping[str, list[str]] | None = None,
    error: SymbiographError | None = None,
    example: bool = False,
) -> str:
    return render_template(
        "queries/query.html",
        query=query,
        group=groups.title(query.name.partition("/")[0]),
        controls=controls(query, image(), arguments, typed or {}),
        found=found,
        error=error,
        example=example,
    )


def _described(query: NamedQuery) -> dict[str, Any]:
    """Return the line of the list for a query, as JSON."""
    head = query.head
    return {
        "query": query.name,
        "title": head.title,
        "description": head.description,
        "href": path_to(f"/queries/{query.name}"),
        "parameters": [_parameter(query, parameter) for parameter in head.parameters],
        "anyOf": list(head.any_of),
        "columns": [
            {"name": column.name, "title": column.title, "unit": column.unit or None}
            for column in head.columns
        ],
    }


def _parameter(query: NamedQuery, parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "type": parameter.type,
        "label": parameter.label,
        "required": query.head.requires(parameter),
        "many": parameter.many,
        "example": [term.value for term in query.examples[parameter.name]],
    }
    more = {
        "description": parameter.description,
        "class": parameter.class_iri,
        "scheme": parameter.scheme,
        "values": list(parameter.values),
        "default": parameter.default,
    }
    return described | {name: value for name, value in more.items() if value}
