"""Data extension: the values of properties of entities, for new columns of a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from symbiograph.errors import BadArgument, BadRequest
from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.members import array, object_, string
from symbiograph.reconciliation.services import SERVICES, Holds, Property

Json = dict[str, Any]

CONTENTS: Final = {"name": "Names", "id": "IRIs"}


@dataclass(frozen=True)
class Wanted:
    """A property whose values are wanted, at most ``limit`` of each entity, nought for all."""

    property: Property
    limit: int = 0
    content: str = "name"
    language: str = ""


@dataclass(frozen=True)
class Extension:
    """Which values of which entities are wanted; ids are as the client writes them."""

    ids: tuple[str, ...]
    wanted: tuple[Wanted, ...]


def extension(query: Any, entities: Entities) -> Extension:
    """Return what a data extension query wants; raises :class:`BadRequest`."""
    found = object_(query, "extend")
    for member in ("ids", "properties"):
        if member not in found:
            raise BadRequest(f'extend needs "{member}", an array.')
    ids = tuple(string(one, "extend.ids") for one in array(found["ids"], "extend.ids"))
    properties = array(found["properties"], "extend.properties")
    wanted = tuple(
        _wanted(one, f"extend.properties[{place}]", entities)
        for place, one in enumerate(properties)
    )
    return Extension(ids, wanted)


def meta(wanted: Wanted, entities: Entities, address_of: Callable[[str], str]) -> Json:
    """Return the head of a column; ``address_of`` gives the address of a service by its name."""
    named = entities.named_property(wanted.property)
    found: Json = {"id": named.id, "name": named.name}
    if _leads_to_entities(wanted):
        service = SERVICES[wanted.property.service]
        found["type"] = {"id": service.types[0].id, "name": service.types[0].name}
        if service is not entities.service:
            found["service"] = address_of(service.name)
    return found


def cells(wanted: Wanted, entities: Entities, id_: str) -> list[Json]:
    """Return the values of an entity, none for an id that is no entity's."""
    if not _is_iri(id_) or not entities.has(id_):
        return []
    found = [*_cells(wanted, entities, id_)]
    return found[: wanted.limit] if wanted.limit else found


def _wanted(value: Any, place: str, entities: Entities) -> Wanted:
    found = object_(value, place)
    id_ = string(found.get("id"), f"{place}.id")
    property_ = entities.service.property(id_)
    if property_ is None:
        known = [one.id for one in entities.service.properties]
        message = f"{place}.id is {id_!r}; {entities.service.name} has {', '.join(known)}."
        raise BadArgument(message, "properties", known)
    settings = object_(found.get("settings") or {}, f"{place}.settings")
    content = settings.get("content") or "name"
    if content not in CONTENTS:
        known = [*CONTENTS]
        message = (
            f"{place}.settings.content is {json.dumps(content)}; it may be {', '.join(known)}."
        )
        raise BadArgument(message, "content", known)
    language = string(settings.get("language") or "", f"{place}.settings.language")
    return Wanted(property_, _limit(settings.get("limit"), place), content, language)


def _limit(value: Any, place: str) -> int:
    """Return a limit, which forms send as text."""
    text = str(value).strip() if value is not None and not isinstance(value, bool) else value
    if text in (None, "", "0"):
        return 0
    if not (isinstance(text, str) and text.isascii() and text.isdigit()):
        raise BadRequest(f"{place}.settings.limit is {json.dumps(value)}; write a whole number.")
    return int(text)


def _cells(wanted: Wanted, entities: Entities, iri: str) -> Iterable[Json]:
    property_ = wanted.property
    if property_.holds is Holds.THING:
        values = entities.values(iri, property_.properties)
        things = [value.value for value in values if isinstance(value, NamedNode)]
        return _things(wanted, entities, things)
    texts = entities.texts(iri, property_)
    if property_.holds is Holds.DATE:
        return [{"date": text.value} for text in texts]
    return [{"str": text.value} for text in _spoken(texts, wanted, entities)]


def _things(wanted: Wanted, entities: Entities, iris: Sequence[str]) -> Iterable[Json]:
    if wanted.content == "id":
        return [{"str": iri} for iri in iris]
    named = sorted((entities.name(iri).value, iri) for iri in iris)
    if not _leads_to_entities(wanted):
        return [{"str": name} for name, _ in named]
    start = SERVICES[wanted.property.service].start
    return [
        {"id": iri, "name": name} if iri.startswith(start) else {"str": name} for name, iri in named
    ]


def _leads_to_entities(wanted: Wanted) -> bool:
    return bool(wanted.property.service) and wanted.content == "name"


def _spoken(texts: Sequence[Literal], wanted: Wanted, entities: Entities) -> list[Literal]:
    """Return the texts in the first language that has any; texts of no language are for all."""
    asked = (wanted.language,) if wanted.language else (*entities.languages, "en")
    plain = [text for text in texts if not text.language]
    for tag in asked:
        base = tag.partition("-")[0].lower()
        spoken = [t for t in texts if (t.language or "").partition("-")[0].lower() == base]
        if spoken:
            return plain + spoken
    return plain


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
