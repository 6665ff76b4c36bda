"""What helps a person to choose: suggestions, what is shown beside them, and previews."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Response, render_template, request
from markupsafe import escape

from symbiograph.errors import NotFound
from symbiograph.reconciliation.identifiers import identified
from symbiograph.reconciliation.suggesting import (
    SUGGESTIONS,
    entities_like,
    properties_like,
    types_like,
)
from symbiograph.reconciliation.writing import (
    entity_described,
    property_described,
    type_described,
)
from symbiograph.web.reader import whole_number
from symbiograph.web.reconcile.addresses import answers, as_json
from symbiograph.web.reconcile.asked import Asked, index

_MOST_SUGGESTIONS: Final = 100


@answers("/suggest/entity")
def suggest_entity(of: Asked) -> Response:
    """Suggest entities for what is being typed."""
    found = entities_like(of.entities, index(), request.args.get("prefix", ""))
    return _page(found, partial(entity_described, of.entities), SUGGESTIONS)


@answers("/suggest/property")
def suggest_property(of: Asked) -> Response:
    """Suggest properties; all for an empty prefix."""
    found = properties_like(of.entities, request.args.get("prefix", ""))
    return _page(found, partial(property_described, of.entities))


@answers("/suggest/type")
def suggest_type(of: Asked) -> Response:
    """Suggest types; all for an empty prefix."""
    found = types_like(of.entities, request.args.get("prefix", ""))
    return _page(found, partial(type_described, of.entities))


@answers("/preview")
def preview(of: Asked) -> Response:
    """Show an entity in the small window of a client."""
    response = Response(_card("reconcile/preview.html", of), mimetype="text/html")
    response.vary.add("Accept-Language")
    return response


@answers("/flyout/entity")
def flyout_entity(of: Asked) -> Response:
    """Tell of an entity beside a suggestion."""
    return _flyout(_card("reconcile/card.html", of))


@answers("/flyout/property")
def flyout_property(of: Asked) -> Response:
    """Tell of a property beside a suggestion."""
    id_ = request.args.get("id", "")
    found = of.entities.service.property(id_)
    if found is None:
        known = [one.id for one in of.entities.service.properties]
        raise NotFound(f"{of.entities.service.name} has no property {id_!r}.", known)
    return _flyout(f"<p>{escape(found.description)}</p>")


@answers("/flyout/type")
def flyout_type(of: Asked) -> Response:
    """Tell of a type beside a suggestion."""
    id_ = request.args.get("id", "")
    found = of.entities.service.type(id_)
    if found is None:
        known = [one.id for one in of.entities.service.types]
        raise NotFound(f"{of.entities.service.name} has no type {id_!r}.", known)
    return _flyout(f"<p>{escape(of.entities.named_type(found).name)}</p>")


def _page(
    found: list[Any], write: Callable[[Any], dict[str, Any]], most: int = _MOST_SUGGESTIONS
) -> Response:
    """Return the part of ``found`` asked for; version 0.2 calls the offset a cursor."""
    offset = whole_number("offset", whole_number("cursor", 0))
    limit = min(whole_number("limit", most), _MOST_SUGGESTIONS)
    return as_json({"result": [*map(write, found[offset : offset + limit])]})


def _card(template: str, of: Asked) -> str:
    id_ = request.args.get("id", "")
    found = identified(of.entities, id_)
    if not found:
        raise NotFound(f"{id_!r} is no entity of {of.entities.service.name}.")
    [iri, *_] = found
    return render_template(
        template,
        iri=iri,
        name=of.entities.name(iri),
        described=of.entities.described(iri),
        codes=of.entities.codes(iri),
        types=[of.entities.named_type(type_).name for type_ in of.entities.types(iri)],
    )


def _flyout(html: str) -> Response:
    return as_json({"id": request.args.get("id", ""), "html": html})
