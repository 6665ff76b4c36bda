"""Reading batches of queries, as the API's version 0.2 and its draft of 1.0 write them.

Where the published JSON schema refuses a document it is refused here, too, and more: a limit is a
positive whole number by the text of both specifications.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from symbiograph.errors import BadRequest
from symbiograph.reconciliation.members import (
    array,
    boolean,
    object_,
    only,
    positive,
    string,
    word,
)
from symbiograph.reconciliation.sought import (
    LIMIT,
    MOST,
    Condition,
    Quantifier,
    Sought,
    Strictness,
    Value,
)

_OF_QUERY: Final = ("query", "type", "type_strict", "limit", "properties")
_OF_DRAFT: Final = ("conditions", "type", "limit", "lang", "dir")
# The properties that a name and an id which must not fit are compared with.
_COMPARED: Final = {"name": "label", "id": "id"}


def queries(batch: Any, language: str) -> dict[str, Sought]:
    """Return the queries of a batch of version 0.2, by their names; raises :class:`BadRequest`.

    ``language`` is that of their texts.
    """
    named = object_(batch, "queries")
    return {name: _query(value, f"queries.{name}", language) for name, value in named.items()}


def draft_queries(body: Any, language: str) -> list[Sought]:
    """Return the queries of a batch of the draft, in their order; raises :class:`BadRequest`.

    ``language`` is that of texts which state none.
    """
    whole = object_(body, "The body")
    if "queries" not in whole:
        hint = " Version 0.2 sends queries=… to the address without /match." if whole else ""
        raise BadRequest(f'The body has no "queries", an array of objects.{hint}')
    return [
        _draft_query(value, f"queries[{place}]", language)
        for place, value in enumerate(array(whole["queries"], "queries"))
    ]


def _query(value: Any, place: str, language: str) -> Sought:
    found = object_(value, place)
    only(found, _OF_QUERY, place)
    text = string(found.get("query", ""), f"{place}.query").strip()
    conditions = tuple(
        _property(one, f"{place}.properties[{number}]")
        for number, one in enumerate(array(found.get("properties", []), f"{place}.properties"))
    )
    if "query" not in found and not conditions:
        raise BadRequest(f'{place} needs "query", a text, or "properties" that are not empty.')
    types = found.get("type", [])
    types = [types] if isinstance(types, str) else array(types, f"{place}.type")
    return Sought(
        names=(text,) if text else (),
        types=tuple(string(one, f"{place}.type") for one in types if one),
        strictness=word(found.get("type_strict", "any"), Strictness, f"{place}.type_strict"),
        limit=_limit(found, place),
        conditions=conditions,
        language=language,
    )


def _property(value: Any, place: str) -> Condition:
    found = object_(value, place)
    for member in ("pid", "v"):
        if member not in found:
            raise BadRequest(f'{place} needs "{member}".')
    return Condition(string(found["pid"], f"{place}.pid"), _values(found["v"], f"{place}.v"))


def _draft_query(value: Any, place: str, language: str) -> Sought:
    found = object_(value, place)
    only(found, _OF_DRAFT, place)
    if "conditions" not in found:
        raise BadRequest(f'{place} needs "conditions", an array of at least one.')
    conditions = array(found["conditions"], f"{place}.conditions")
    if not conditions:
        raise BadRequest(f"{place}.conditions is empty; it needs at least one.")
    type_ = string(found.get("type", ""), f"{place}.type")
    sought = Sought(
        types=(type_,) if type_ else (),
        limit=_limit(found, place),
        language=string(found.get("lang", language), f"{place}.lang"),
    )
    for number, one in enumerate(conditions):
        sought = _with_condition(sought, one, f"{place}.conditions[{number}]")
    return sought


def _with_condition(sought: Sought, value: Any, place: str) -> Sought:
    found = object_(value, place)
    for member in ("matchType", "propertyValue"):
        if member not in found:
            raise BadRequest(f'{place} needs "{member}".')
    match_type = found["matchType"]
    values = _values(found["propertyValue"], f"{place}.propertyValue")
    quantifier = word(found.get("matchQuantifier", "any"), Quantifier, f"{place}.matchQuantifier")
    required = boolean(found.get("required", False), f"{place}.required")
    qualifier = string(found.get("matchQualifier", ""), f"{place}.matchQualifier")
    if match_type == "property":
        if "propertyId" not in found:
            raise BadRequest(f'{place} needs "propertyId", because its matchType is "property".')
        name = string(found["propertyId"], f"{place}.propertyId")
        condition = Condition(name, values, required, quantifier, qualifier)
        return replace(sought, conditions=(*sought.conditions, condition))
    if match_type not in _COMPARED:
        wrong = json.dumps(match_type)
        raise BadRequest(f'{place}.matchType is {wrong}; it may be "name", "id", "property".')
    texts = tuple(value.id or value.text for value in values)
    if quantifier == Quantifier.NONE:
        condition = Condition(_COMPARED[match_type], values, True, quantifier)
        return replace(sought, conditions=(*sought.conditions, condition))
    if match_type == "id":
        return replace(sought, ids=(*sought.ids, *texts))
    language = string(found.get("lang", sought.language), f"{place}.lang")
    names = tuple(name.strip() for name in texts if name.strip())
    return replace(sought, names=(*sought.names, *names), language=language)


def _limit(found: dict[str, Any], place: str) -> int:
    return min(positive(found.get("limit", LIMIT), f"{place}.limit"), MOST)


def _values(value: Any, place: str) -> tuple[Value, ...]:
    each = value if isinstance(value, list) else [value]
    return tuple(_value(one, place) for one in each)


def _value(value: Any, place: str) -> Value:
    if isinstance(value, dict):
        if not isinstance(value.get("id"), str):
            raise BadRequest(f'{place} is an object without "id", a string.')
        return Value(string(value.get("name", ""), f"{place}.name"), value["id"])
    if value is None or isinstance(value, list):
        raise BadRequest(f"{place} must be a text, a number, true, false, or an object with an id.")
    return Value(value if isinstance(value, str) else json.dumps(value))
