"""The facts of a page, one entry per property: what is told, and what is left to the data.

An incoming link is told under the name of its inverse where the ontology has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.description import Description, Fact, Term, Text, choose, term
from symbiograph.prefixes import GRAPH
from symbiograph.web.reading.evidence import INFERRED, Badge
from symbiograph.web.reading.order import FOLLOWS, LEAD, PROMOTED, TREE
from symbiograph.web.reading.tables import COLUMNS
from symbiograph.web.reading.values import Values

_INFERRED_GRAPH: Final = (GRAPH + "inferred",)
_SOURCE: Final = term("owl:annotatedSource")
_TARGET: Final = term("owl:annotatedTarget")
_RELATION: Final = term("owl:annotatedProperty")

Marked = tuple[Term, tuple[Badge, ...]]


@dataclass(frozen=True)
class Entry:
    """The values of one property, with what marks them.

    ``link`` is the property that the graph holds, ``property`` the one that names the entry;
    ``incoming`` where there is no inverse to name it, ``mappings`` where the values are mappings
    that have the described thing at one end. ``count`` tells how many values there are.
    """

    property: NamedNode
    link: NamedNode
    incoming: bool
    terms: list[Marked]
    count: int
    mappings: bool = False

    def is_definition(self, definition: Text | None) -> bool:
        """Tell whether the entry would only repeat the definition at the top of the page."""
        if definition is None or len(self.terms) != 1:
            return False
        value = self.terms[0][0]
        return isinstance(value, Literal) and value.value == definition.value


def entries(values: Values, description: Description) -> Iterator[Entry]:
    """Yield what a page on ``description`` tells, in no order."""
    arriving = list(_arriving(values, description))
    present = {entry.link for entry in arriving} | {fact.property for fact in description.facts}
    for property_, facts in _told(values, description).items():
        if property_ not in LEAD and FOLLOWS.get(property_) not in present:
            yield _leaving(values, description.iri, property_, facts)
    yield from arriving


def _told(values: Values, description: Description) -> dict[NamedNode, list[Fact]]:
    """Group the facts by property, without those that a narrower property tells as well."""
    wider = values.schema.wider_properties
    by_value: dict[Term, list[NamedNode]] = {}
    for fact in description.facts:
        by_value.setdefault(fact.value, []).append(fact.property)
    mapped = _mapped(values, description)
    told: dict[NamedNode, list[Fact]] = {}
    for fact in description.facts:
        narrowest = values.schema.most_specific(by_value[fact.value], wider)
        if fact.property in narrowest and (fact.property, fact.value) not in mapped:
            told.setdefault(fact.property, []).append(fact)
    return told


def _leaving(values: Values, iri: NamedNode, property_: NamedNode, facts: list[Fact]) -> Entry:
    on_property = values.evidence.cautions_on_property(iri, property_)
    inherited = values.evidence.inherited(iri, property_)
    kept = _in_one_language(values, facts)
    terms = []
    for fact in kept:
        badges = list(on_property)
        if fact.graphs == _INFERRED_GRAPH and not _stated_inversely(values, iri, fact):
            badges.append(INFERRED)
        if isinstance(fact.value, NamedNode):
            badges += inherited.get(fact.value, ())
        terms.append((fact.value, tuple(dict.fromkeys(badges))))
    return Entry(property_, property_, False, terms, len(terms))


def _stated_inversely(values: Values, iri: NamedNode, fact: Fact) -> bool:
    """Tell whether somebody stated the same from the other end."""
    if not isinstance(fact.value, NamedNode):
        return False
    return any(
        isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in _INFERRED_GRAPH
        for inverse in values.schema.inverses.get(fact.property, ())
        for quad in values.store.quads_for_pattern(fact.value, inverse, iri, None)
    )


def _in_one_language(values: Values, facts: list[Fact]) -> list[Fact]:
    """Keep the reader's language of texts that come in several; whatever has none stays."""
    tagged = [f.value for f in facts if isinstance(f.value, Literal) and f.value.language]
    chosen = choose(tagged, values.languages)
    if chosen is None:
        return facts
    return [
        fact
        for fact in facts
        if not (isinstance(fact.value, Literal) and fact.value.language)
        or fact.value.language == chosen.language
    ]


def _arriving(values: Values, description: Description) -> Iterator[Entry]:
    left = {fact.property for fact in description.facts}
    mapped = _mapped(values, description)
    incoming = {link.property: link for link in description.incoming}
    for link in description.incoming:
        inverses = values.schema.inverses.get(link.property, set())
        wider_of = (
            other.subjects == link.subjects
            and link.property in values.schema.wider_properties.get(other.property, ())
            for other in incoming.values()
            if other.property != link.property
        )
        if link.property in TREE or inverses & left or any(wider_of):
            continue
        subjects = [s for s in link.subjects if (link.property, s) not in mapped]
        name = PROMOTED.get(link.property) or min(inverses, default=None, key=str)
        terms: list[Marked] = [(subject, _cautions(values, subject)) for subject in subjects]
        if terms:
            count = link.count - (len(link.subjects) - len(subjects))
            mappings = link.property in {_SOURCE, _TARGET}
            yield Entry(name or link.property, link.property, not name, terms, count, mappings)


def _cautions(values: Values, subject: NamedNode) -> tuple[Badge, ...]:
    """Return the badges of a statement about this thing; other things answer for themselves."""
    is_statement = any(class_ in COLUMNS for class_ in values.schema.types(subject))
    return values.evidence.cautions(subject) if is_statement else ()


def _mapped(values: Values, description: Description) -> set[tuple[NamedNode, Term]]:
    """Return the matches that a mapping on this page tells with its confidence."""
    matches: set[tuple[NamedNode, Term]] = set()
    for link in description.incoming:
        if link.property not in {_SOURCE, _TARGET}:
            continue
        far_end = _TARGET if link.property == _SOURCE else _SOURCE
        for mapping in link.subjects:
            for relation in values.objects(mapping, _RELATION):
                for other in values.objects(mapping, far_end):
                    relations = {relation} | values.schema.inverses.get(relation, set())
                    matches |= {(one, other) for one in relations}
    return matches
