"""The entities of a service as the graph describes them, for a reader of some languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from symbiograph.description import Labels, Text, choose
from symbiograph.esco import model
from symbiograph.reconciliation.services import EntityType, Property, Service

_DEFAULT: Final = DefaultGraph()
_TEXT: Final = NamedNode(model.NODE_TEXT)
_LANGUAGE: Final = NamedNode(model.LANGUAGE)
_ENGLISH: Final = "en"
# Of a description, so much tells namesakes apart.
_SHORT: Final = 200


class Named(NamedTuple):
    """A type or property and its name for the reader."""

    id: str
    name: str
    language: str


class Entities:
    """Reads one service's entities from the default graph of ``store``.

    ``languages`` are the reader's, best first. An entity is known by its IRI.
    """

    def __init__(self, store: Store, service: Service, languages: Sequence[str] = ()) -> None:
        self.service = service
        self.languages = tuple(languages)
        self._store = store
        self._labels = Labels(store, languages)

    def has(self, iri: str) -> bool:
        """Tell whether ``iri`` is that of an entity."""
        return iri.startswith(self.service.start) and self.is_of(iri, self.service.types[0])

    def is_of(self, iri: str, type_: EntityType) -> bool:
        """Tell whether an entity is of a type."""
        return self.states(iri, type_.property, NamedNode(type_.value))

    def types(self, iri: str) -> list[EntityType]:
        """Return the types of an entity, the widest first."""
        every, *others = self.service.types
        return [every, *(type_ for type_ in others if self.is_of(iri, type_))]

    def states(self, iri: str, property_: str, value: NamedNode | Literal) -> bool:
        """Tell whether the graph states just this."""
        found = self._store.quads_for_pattern(NamedNode(iri), NamedNode(property_), value, _DEFAULT)
        return next(found, None) is not None

    def name(self, iri: str) -> Text:
        """Return the label of anything that has an IRI; for one without, the end of that."""
        stated = self._labels.stated(NamedNode(iri))
        return stated or Text(iri.rpartition("/")[2].replace("-", " "))

    def described(self, iri: str) -> Text | None:
        """Return what an entity is, in full, ``None`` where the graph does not say."""
        description = self.service.property("description")
        return choose(self.texts(iri, description), self.languages) if description else None

    def description(self, iri: str) -> Text | None:
        """Return the beginning of what an entity is, to tell it from namesakes."""
        full = self.described(iri)
        if full is None or len(full.value) <= _SHORT:
            return full
        return Text(full.value[:_SHORT].rpartition(" ")[0] + " …", full.language)

    def codes(self, iri: str) -> list[str]:
        """Return the codes of an entity."""
        if not self.service.code:
            return []
        return sorted(value.value for value in self.values(iri, (self.service.code,)))

    def with_code(self, code: str) -> list[str]:
        """Return the entities that have a code."""
        if not self.service.code:
            return []
        found = self._store.quads_for_pattern(
            None, NamedNode(self.service.code), Literal(code), _DEFAULT
        )
        subjects = (quad.subject for quad in found)
        return sorted(s.value for s in subjects if isinstance(s, NamedNode) and self.has(s.value))

    def related_to(self, properties: Sequence[str], value: NamedNode | Literal) -> list[str]:
        """Return the entities that one of ``properties`` relates to ``value``."""
        found = {
            quad.subject.value
            for property_ in properties
            for quad in self._store.quads_for_pattern(None, NamedNode(property_), value, _DEFAULT)
            if isinstance(quad.subject, NamedNode)
        }
        return sorted(iri for iri in found if self.has(iri))

    def values(self, iri: str, properties: Sequence[str]) -> list[NamedNode | Literal]:
        """Return the values of ``properties``, sorted and each once."""
        node = NamedNode(iri)
        found = {
            quad.object
            for property_ in properties
            for quad in self._store.quads_for_pattern(node, NamedNode(property_), None, _DEFAULT)
            if isinstance(quad.object, NamedNode | Literal)
        }
        return sorted(found, key=str)

    def texts(self, iri: str, property_: Property) -> list[Literal]:
        """Return the texts of a property; ESCO keeps some as nodes of their own."""
        if not property_.properties:
            return [Literal(iri)]
        return [
            text for value in self.values(iri, property_.properties) for text in self._text(value)
        ]

    def named_type(self, type_: EntityType) -> Named:
        """Return a type with its name."""
        return self._named(type_.id, type_.name, type_.value)

    def named_property(self, property_: Property) -> Named:
        """Return a property with its name."""
        iri = property_.properties[0] if property_.properties else ""
        return self._named(property_.id, property_.name, iri)

    def _named(self, id_: str, name: str, iri: str) -> Named:
        """Return the graph's own name in a language of the reader that is not English."""
        wanted = next((tag.partition("-")[0].lower() for tag in self.languages), _ENGLISH)
        if iri and wanted != _ENGLISH:
            stated = self._labels.stated(NamedNode(iri))
            if stated and stated.language.partition("-")[0] == wanted:
                return Named(id_, stated.value, stated.language)
        return Named(id_, name, _ENGLISH)

    def _text(self, value: NamedNode | Literal) -> Iterator[Literal]:
        if isinstance(value, Literal):
            yield value
            return
        languages = [v.value for v in self.values(value.value, (_LANGUAGE.value,))]
        for text in self.values(value.value, (_TEXT.value,)):
            tag = languages[0] if languages else ""
            yield Literal(text.value, language=tag) if tag else Literal(text.value)
