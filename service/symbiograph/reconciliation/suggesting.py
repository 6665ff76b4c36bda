"""What a text that is being typed may become: an entity, a property or a type of a service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.identifiers import identified
from symbiograph.reconciliation.services import EntityType, Property
from symbiograph.search import MOST_HITS, LabelIndex
from symbiograph.search.folding import fold

SUGGESTIONS: Final = 10


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_HasId)


def entities_like(entities: Entities, index: LabelIndex | None, prefix: str) -> list[str]:
    """Return the entities that ``prefix`` identifies, and those with a label like it.

    All of a service are too many: an empty prefix gives none.
    """
    found = dict.fromkeys(identified(entities, prefix))
    if index is not None and prefix.strip():
        found |= dict.fromkeys(_labelled(entities, index, prefix))
    return [*found]


def types_like(entities: Entities, prefix: str) -> list[EntityType]:
    """Return the types whose id or name has a word that begins like ``prefix``, or all."""
    service = entities.service
    return _like(service.types, prefix, {t.id: entities.named_type(t).name for t in service.types})


def properties_like(entities: Entities, prefix: str) -> list[Property]:
    """Return the properties whose id or name has a word that begins like ``prefix``, or all."""
    properties = entities.service.properties
    names = {one.id: entities.named_property(one).name for one in properties}
    return _like(properties, prefix, names)


def _labelled(entities: Entities, index: LabelIndex, prefix: str) -> Iterable[str]:
    service = entities.service
    kinds = [service.kind] if service.kind in index.kinds else []
    schemes = [service.scheme] if service.scheme in index.schemes else []
    page = index.search(prefix, entities.languages, kinds=kinds, schemes=schemes, limit=MOST_HITS)
    return (hit.iri for hit in page.hits if entities.has(hit.iri))


def _like(things: Iterable[Thing], prefix: str, names: dict[str, str]) -> list[Thing]:
    wanted = fold(prefix.strip())
    found = []
    for thing in things:
        texts = [fold(thing.id), fold(names[thing.id])]
        words = [word for text in texts for word in text.replace("-", " ").split()]
        if any(text.startswith(wanted) for text in (*texts, *words)):
            found.append(thing)
    # What begins so comes before what has a later word that does.
    return sorted(found, key=lambda one: not fold(names[one.id]).startswith(wanted))
