"""What is asked of the properties of an entity, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from symbiograph.description import select, term
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.services import Holds, Property, Service
from symbiograph.reconciliation.sought import Condition, Quantifier, Value
from symbiograph.search.folding import words

_TRUE: Final = frozenset({"true", "yes", "y", "1", "x", "*", "hazardous"})
_FALSE: Final = frozenset({"false", "no", "n", "0", "", "non-hazardous"})
_PUNCTUATION: Final = re.compile(r"[\W_]+")
# Of these only letters and digits count.
_CODES: Final = frozenset({"id", "code"})
_NAMES: Final = tuple(map(term, ("skos:prefLabel", "skos:altLabel", "rdfs:label", "skos:notation")))


class Qualifier(StrEnum):
    """How a value of a condition is compared."""

    EXACT = "ExactMatch"
    STARTS = "StartsWith"
    WITHIN = "Within"


QUALIFIERS: Final = {
    Qualifier.EXACT: "the very value",
    Qualifier.STARTS: "a text that begins like it",
    Qualifier.WITHIN: "the value, or what is below it at any depth",
}


def qualifiers(property_: Property) -> tuple[Qualifier, ...]:
    """Return how values of a property can be compared; the first is meant where none is said."""
    if property_.above:
        return (Qualifier.WITHIN, Qualifier.EXACT)
    if property_.holds is Holds.TEXT:
        return (Qualifier.EXACT, Qualifier.STARTS)
    return (Qualifier.EXACT,)


@dataclass(frozen=True)
class Test:
    """A condition whose property and values have been looked up in the graph."""

    condition: Condition
    of: Property
    qualifier: Qualifier
    nodes: tuple[tuple[NamedNode, ...], ...]

    def holds(self, entities: Entities, iri: str) -> bool:
        """Tell whether an entity meets it."""
        met = (self._is_met(entities, iri, place) for place in range(len(self.condition.values)))
        match self.condition.quantifier:
            case Quantifier.ALL:
                return all(met)
            case Quantifier.NONE:
                return not any(met)
        return any(met)

    @property
    def paths(self) -> tuple[str, ...]:
        """The properties of the graph whose values count."""
        above = self.of.above if self.qualifier is Qualifier.WITHIN else ""
        return (*self.of.properties, above) if above else self.of.properties

    def _is_met(self, entities: Entities, iri: str, place: int) -> bool:
        value = self.condition.values[place]
        if self.of.holds is Holds.THING:
            return any(
                entities.states(iri, path, node)
                for node in self.nodes[place]
                for path in self.paths
            )
        texts = [literal.value for literal in entities.texts(iri, self.of)]
        return any(self._compare(value.text, text) for text in texts)

    def _compare(self, asked: str, text: str) -> bool:
        if self.of.holds is Holds.FLAG:
            return truth(asked) is truth(text)
        if self.of.id in _CODES:
            asked, text = _PUNCTUATION.sub("", asked).lower(), _PUNCTUATION.sub("", text).lower()
        else:
            asked, text = " ".join(words(asked)), " ".join(words(text))
        if self.qualifier is Qualifier.STARTS:
            return text.startswith(asked)
        return text == asked


def prepared(image: Image, service: Service, condition: Condition) -> Test:
    """Return a condition with what it names looked up.

    Raises :class:`BadArgument` for an unknown property or qualifier.
    """
    property_ = service.property(condition.property)
    if property_ is None:
        known = [one.id for one in service.properties]
        message = (
            f"{service.name} has no property {condition.property!r}; it has {', '.join(known)}."
        )
        raise BadArgument(message, "properties", known)
    known = [*qualifiers(property_)]
    qualifier = condition.qualifier or known[0]
    if qualifier not in known:
        message = (
            f"{property_.id} cannot be compared by {qualifier!r}; it can by {', '.join(known)}."
        )
        raise BadArgument(message, "matchQualifier", known)
    nodes = tuple(_nodes(image, service, property_, value) for value in condition.values)
    return Test(condition, property_, Qualifier(qualifier), nodes)


def truth(text: str) -> bool | None:
    """Return what a text says where a flag is meant, ``None`` for neither."""
    text = text.strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _nodes(
    image: Image, service: Service, property_: Property, value: Value
) -> tuple[NamedNode, ...]:
    if property_.holds is not Holds.THING:
        return ()
    known = values_by_name(image, service, property_)
    named = known(value.id) if value.id else ()
    return named or known(value.text)


@lru_cache(maxsize=128)
def values_by_name(
    image: Image, service: Service, property_: Property
) -> Callable[[str], tuple[NamedNode, ...]]:
    """Return what finds the values of a property by IRI, by its last part, by label or code."""
    found: dict[str, dict[NamedNode, None]] = {}
    paths = [f"<{path}>" for path in (*property_.properties, property_.above) if path]
    for node in _distinct(image.store, service, paths):
        for name in (node.value, node.value.rpartition("/")[2], *_names(image.store, node)):
            found.setdefault(_key(name), {})[node] = None
    for type_ in service.types:
        # The words that ESCO's tables write for its types.
        if type_.property in property_.properties:
            found.setdefault(_key(type_.name), {})[NamedNode(type_.value)] = None
    nodes = {name: tuple(of_name) for name, of_name in found.items()}
    return lambda text: nodes.get(_key(text), ())


def _key(text: str) -> str:
    return " ".join(words(text))


def _distinct(store: Store, service: Service, paths: Sequence[str]) -> list[NamedNode]:
    path = "|".join(paths)
    rows = select(
        store, f"SELECT DISTINCT ?value {{ ?entity a <{service.schema_space}> ; {path} ?value }}"
    )
    values = (row["value"] for row in rows)
    return sorted((value for value in values if isinstance(value, NamedNode)), key=str)


def _names(store: Store, node: NamedNode) -> list[str]:
    return [
        quad.object.value
        for name in _NAMES
        for quad in store.quads_for_pattern(node, name, None, None)
        if isinstance(quad.object, Literal)
    ]
