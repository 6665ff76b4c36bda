"""A page about one IRI: what the graph says of it, in the order in which a person reads.

What follows from a shown fact by a wider property, a wider class or an inverse is left to the data
formats; everything else is on the page, or counted with a link to the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.description import Description, Labels, Text, term
from symbiograph.prefixes import shorten
from symbiograph.web.reading.entries import Entry, Marked, entries
from symbiograph.web.reading.evidence import INFERRED, Badge
from symbiograph.web.reading.order import EVIDENCE, SECTIONS, rank, section_of
from symbiograph.web.reading.tables import COLUMNS, Table, table
from symbiograph.web.reading.values import Value, Values

CAP: Final = 30
_SPLIT_ABOVE: Final = 12
_CAP_OF_CLASS: Final = 12
_SORT_BY_LABEL_UP_TO: Final = 100
_DEFINITIONS: Final = tuple(map(term, ("skos:definition", "dcterms:description", "rdfs:comment")))
_LINKED: Final = "What links here"
_MAPPINGS: Final = Text("mappings", "en")


@dataclass(frozen=True)
class Part:
    """Values of one class, as a list or as a table; ``name`` is the class where it is needed."""

    name: Text | None
    values: tuple[Value, ...]
    table: Table | None


@dataclass(frozen=True)
class Group:
    """The values of one property, ``shown`` of ``count``; ``link`` asks for all of them."""

    name: Value
    link: str
    incoming: bool
    badges: tuple[Badge, ...]
    parts: tuple[Part, ...]
    shown: int
    count: int

    @property
    def wide(self) -> bool:
        """Tell whether the group needs the whole width."""
        return any(part.table for part in self.parts)


@dataclass(frozen=True)
class Section:
    """A heading and the groups under it."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Ground:
    """A record of evidence: what of the thing it is for, its kind, how obtained, what it cites."""

    of: Value | None
    badges: tuple[Badge, ...]
    note: Text | None
    sources: tuple[Value, ...]
    link: Value


@dataclass(frozen=True)
class Page:
    """What a page on one IRI shows."""

    iri: str
    title: Text
    code: str
    types: tuple[Value, ...]
    definition: Text | None
    names: tuple[Text, ...]
    grounds: tuple[Ground, ...]
    sections: tuple[Section, ...]
    graphs: tuple[Value, ...]

    @property
    def badges(self) -> tuple[Badge, ...]:
        """Return the kinds of evidence for the thing itself, each once."""
        own = (ground.badges for ground in self.grounds if ground.of is None)
        return tuple(dict.fromkeys(badge for badges in own for badge in badges))


def page(values: Values, description: Description, whole: frozenset[NamedNode]) -> Page:
    """Return the page of a description; the groups of the properties in ``whole`` are not cut."""
    iri = description.iri
    own = values.of(iri)
    definition = _definition(values.labels, description)
    groups: dict[str, list[tuple[Entry, Group]]] = {}
    for entry in entries(values, description):
        if entry.is_definition(definition):
            continue
        title = _section(entry)
        groups.setdefault(title, []).append((entry, _group(values, iri, entry, whole)))
    facts, *rest = SECTIONS
    *rest, last = rest
    sections = []
    for title in (facts, *rest, _LINKED, last):
        found = groups.get(title, [])
        found.sort(key=lambda pair: (rank(pair[0].property), pair[1].name.order))
        if found:
            sections.append(Section(title, tuple(group for _, group in found)))
    graphs = {graph for fact in description.facts for graph in fact.graphs}
    return Page(
        iri.value,
        own.text,
        own.code,
        tuple(values.sorted(values.schema.types(iri))),
        definition,
        _other_names(description, own.text),
        tuple(_grounds(values, description)),
        tuple(sections),
        tuple(values.sorted(map(NamedNode, graphs))),
    )


def _section(entry: Entry) -> str:
    if entry.mappings:
        return "Matches"
    return _LINKED if entry.incoming else section_of(entry.property)


def _definition(labels: Labels, description: Description) -> Text | None:
    for property_ in _DEFINITIONS:
        found = labels.text(description.iri, property_)
        if found:
            return found
    return None


def _other_names(description: Description, title: Text) -> tuple[Text, ...]:
    names = {
        value.language: value.value
        for value in description.values(term("skos:prefLabel"))
        if isinstance(value, Literal) and value.language and value.language != title.language
    }
    return tuple(Text(name, language) for language, name in sorted(names.items()))


def _grounds(values: Values, description: Description) -> list[Ground]:
    grounds = []
    for property_ in EVIDENCE:
        for node in values.sorted(description.values(property_)):
            evidence = NamedNode(node.title)
            kinds = values.objects(evidence, term("sg:hasEvidenceKind"))
            grounds.append(
                Ground(
                    None if property_ == EVIDENCE[0] else values.of(property_),
                    tuple(map(values.evidence.badge, kinds)),
                    values.labels.text(evidence, term("skos:note")),
                    tuple(values.sorted(values.objects(evidence, term("sg:citesSource")))),
                    node,
                )
            )
    return grounds


def _group(values: Values, iri: NamedNode, entry: Entry, whole: frozenset[NamedNode]) -> Group:
    by_class: dict[NamedNode | None, list[Marked]] = {}
    for value, badges in entry.terms:
        class_ = _class(values, value) if isinstance(value, NamedNode) else None
        if class_ not in COLUMNS and len(entry.terms) <= _SPLIT_ABOVE:
            class_ = None
        by_class.setdefault(class_, []).append((value, badges))
    if entry.link not in whole:
        cap = CAP if len(by_class) == 1 and not entry.incoming else _CAP_OF_CLASS
        by_class = {class_: _first(values, terms, cap) for class_, terms in by_class.items()}
    told = [marked for terms in by_class.values() for marked in terms]
    common = frozenset.intersection(*(frozenset(badges) for _, badges in entry.terms))
    parts = [
        _part(values, iri, class_, terms, common, named=len(by_class) > 1)
        for class_, terms in by_class.items()
    ]
    parts.sort(key=lambda part: part.name.value if part.name else "")
    # The rows of a table show the kinds of their evidence themselves.
    told_in_rows = all(part.table for part in parts)
    above = [badge for badge in common if badge == INFERRED or not told_in_rows]
    own_badges = tuple(sorted(above, key=lambda badge: badge.style))
    name = values.of(entry.property)
    return Group(
        replace(name, text=_MAPPINGS) if entry.mappings else name,
        shorten(entry.link.value),
        entry.incoming and not entry.mappings,
        own_badges,
        tuple(parts),
        len(told),
        entry.count,
    )


def _class(values: Values, node: NamedNode) -> NamedNode | None:
    types = values.schema.types(node)
    return next((t for t in types if t in COLUMNS), types[0] if types else None)


def _first(values: Values, terms: list[Marked], cap: int) -> list[Marked]:
    """Return the first values by label; by IRI where there are too many to look up each label."""
    if len(terms) > _SORT_BY_LABEL_UP_TO:
        return sorted(terms, key=lambda marked: str(marked[0]))[:cap]
    return sorted(terms, key=lambda marked: values.of(marked[0]).order)[:cap]


def _part(
    values: Values,
    iri: NamedNode,
    class_: NamedNode | None,
    terms: list[Marked],
    common: frozenset[Badge],
    *,
    named: bool,
) -> Part:
    name = values.labels.of(class_) if class_ is not None and named else None
    if class_ in COLUMNS:
        return Part(name, (), table(values, iri, class_, [value for value, _ in terms]))
    shown = [
        values.marked(value, (b for b in badges if b not in common)) for value, badges in terms
    ]
    return Part(name, tuple(sorted(shown, key=lambda value: value.order)), None)
