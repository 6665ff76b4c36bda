"""Answers as JSON objects, as the API's version 0.2 and its draft of 1.0 write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from symbiograph.description import Text
from symbiograph.reconciliation.conditions import QUALIFIERS, qualifiers
from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.matching import Match
from symbiograph.reconciliation.services import EntityType, Property

Json = dict[str, Any]

_ENGLISH: Final = "en"


def candidate(entities: Entities, match: Match) -> Json:
    """Return a candidate of version 0.2."""
    name, description = entities.name(match.iri), entities.description(match.iri)
    found: Json = {"id": match.iri, "name": name.value}
    if description:
        found["description"] = description.value
    found |= {
        "score": match.score,
        "match": match.sure,
        "features": [{"id": one.id, "value": one.value} for one in match.features()],
        "type": [type_reference(entities, type_) for type_ in entities.types(match.iri)],
    }
    return found


def draft_candidate(entities: Entities, match: Match) -> Json:
    """Return a candidate of the draft, which names features and tells languages."""
    found = candidate(entities, match) | _language(entities.name(match.iri))
    found["features"] = [
        {"id": one.id, "name": one.name, "lang": _ENGLISH, "value": one.value}
        for one in match.features()
    ]
    return found


def type_reference(entities: Entities, type_: EntityType) -> Json:
    """Return a type by id and name."""
    named = entities.named_type(type_)
    return {"id": named.id, "name": named.name}


def type_described(entities: Entities, type_: EntityType) -> Json:
    """Return a type with the wider ones."""
    broader = [entities.service.type(id_) for id_ in type_.broader]
    found = type_reference(entities, type_)
    if broader:
        found["broader"] = [type_reference(entities, one) for one in broader if one]
    return found


def property_described(entities: Entities, property_: Property) -> Json:
    """Return a property with the ways in which its values can be compared."""
    named = entities.named_property(property_)
    return {
        "id": named.id,
        "name": named.name,
        "description": property_.description,
        "matchQualifiers": [
            {"id": one.value, "name": QUALIFIERS[one]} for one in qualifiers(property_)
        ],
    }


def entity_described(entities: Entities, iri: str) -> Json:
    """Return an entity as a suggestion shows it."""
    name, description = entities.name(iri), entities.description(iri)
    codes = entities.codes(iri)
    parts = [*codes, *([description.value] if description else [])]
    found: Json = {"id": iri, "name": name.value}
    if parts:
        found["description"] = " · ".join(parts)
    types: Sequence[EntityType] = entities.types(iri)
    return found | {"notable": [type_reference(entities, one) for one in types]} | _language(name)


def _language(text: Text) -> Json:
    return {"lang": text.language} if text.language else {}
