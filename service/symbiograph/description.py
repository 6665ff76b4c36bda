"""What the graph says about one IRI, and under which name a reader meets it.

A bounded description holds the triples that start at the IRI, those of the blank nodes hanging
from it, and the links that arrive at it: at most a stated number per property, with the count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Store,
    Triple,
)

from symbiograph.prefixes import BASE, PREFIXES, shorten

Node = NamedNode | BlankNode | Triple
Term = Node | Literal


@cache
def term(name: str) -> NamedNode:
    """Return the node for ``prefix:local``; raises :class:`KeyError` for an unknown prefix."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


LABEL_PROPERTIES: Final = tuple(
    map(term, ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name"))
)
_DEFAULT: Final = DefaultGraph()
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SUBJECT_LABEL: Final = term("sssom:subject_label")
_OBJECT_LABEL: Final = term("sssom:object_label")
_TARGET: Final = term("owl:annotatedTarget")


def select(store: Store, text: str) -> QuerySolutions:
    """Return the solutions of a SELECT query; raises :class:`TypeError` for another form."""
    results = store.query(text)
    if not isinstance(results, QuerySolutions):
        raise TypeError(f"no SELECT query: {text}")
    return results


@dataclass(frozen=True)
class Text:
    """A piece of text with its language tag, empty where none is known."""

    value: str
    language: str = ""

    def __str__(self) -> str:
        return self.value


def choose(literals: Iterable[Literal], languages: Sequence[str]) -> Text | None:
    """Return the literal a reader of ``languages`` (best first) should see, ``None`` for none.

    After the reader's languages come English, text without a language, and the rest by tag; a
    regional tag stands in for its language and the other way round. Ties go to the first given
    property, then to the alphabet, so the choice is never random.
    """
    return _chosen(literals, _ranges(languages))


def _ranges(languages: Sequence[str]) -> tuple[str, ...]:
    wanted = [language.lower() for language in languages if language != "*"]
    return tuple(wanted if "en" in wanted else [*wanted, "en"])


def _chosen(literals: Iterable[Literal], ranges: Sequence[str]) -> Text | None:
    best = min(literals, key=lambda literal: _language_rank(literal, ranges), default=None)
    return None if best is None else Text(best.value, best.language or "")


def _language_rank(literal: Literal, ranges: Sequence[str]) -> tuple[int, int, str]:
    tag = (literal.language or "").lower()
    for index, wanted in enumerate(ranges):
        if tag == wanted:
            return index, 0, tag
        if tag and wanted.startswith(tag + "-"):
            return index, 1, tag
        if tag.startswith(wanted + "-"):
            return index, 2, tag
    return len(ranges), 1 if tag else 0, tag


class Labels:
    """The names of nodes for one reader; remembers what it has looked up."""

    def __init__(self, store: Store, languages: Sequence[str] = ()) -> None:
        self._store = store
        self._ranges = _ranges(languages)
        self._known: dict[Node, Text] = {}

    def of(self, node: Node) -> Text:
        """Return the label of ``node``; its short name or IRI where the graph has none."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self.stated(node) or Text(short_name(node))
        return known

    def stated(self, node: Node) -> Text | None:
        """Return a label that the graph itself holds, ``None`` where it holds none."""
        literals: list[Literal] = []
        for property_ in LABEL_PROPERTIES:
            literals += self.literals(node, property_)
            if any(_language_rank(value, self._ranges)[0] == 0 for value in literals):
                break
        return _chosen(literals, self._ranges) or self._mapping_label(node)

    def text(self, node: Node, property_: NamedNode) -> Text | None:
        """Return one text of ``property_``, in the reader's language where it exists."""
        return _chosen(self.literals(node, property_), self._ranges)

    def literals(self, node: Node, property_: NamedNode) -> list[Literal]:
        """Return the literals of ``property_``, sorted by value and language."""
        found = (q.object for q in self._store.quads_for_pattern(node, property_, None, _DEFAULT))
        literals = [value for value in found if isinstance(value, Literal)]
        return sorted(literals, key=lambda value: (value.value, value.language or ""))

    def _mapping_label(self, node: Node) -> Text | None:
        """Name a mapping by its two ends, and a foreign concept as the mappings to it do."""
        subject, target = self.literals(node, _SUBJECT_LABEL), self.literals(node, _OBJECT_LABEL)
        if subject:
            end = target[0].value if target else "no concept"
            return Text(f"{subject[0].value} → {end}")
        mappings = self._store.quads_for_pattern(None, _TARGET, node, _DEFAULT)
        names = {
            literal.value for q in mappings for literal in self.literals(q.subject, _OBJECT_LABEL)
        }
        return Text(min(names)) if names else None


def naming(labels: Labels) -> Callable[[NamedNode], str | None]:
    """Return what gives the name that the graph states for a thing, looked up once for each."""

    @cache
    def name_of(node: NamedNode) -> str | None:
        stated = labels.stated(node)
        return stated.value if stated else None

    return name_of


def short_name(node: Node) -> str:
    """Return a readable stand-in for a label: the words in the IRI's last part, or the IRI."""
    if not isinstance(node, NamedNode):
        return "(unnamed)"
    if node.value.startswith(BASE):
        return re.split("[/#]", node.value.rstrip("/"))[-1].replace("-", " ")
    prefix, colon, local = shorten(node.value).partition(":")
    if prefix in PREFIXES and local.isidentifier():
        return _CAMEL.sub(" ", local).replace("_", " ").lower()
    return prefix + colon + local


@dataclass(frozen=True)
class Fact:
    """One triple that starts at the described node, and the named graphs that hold it."""

    property: NamedNode
    value: Term
    graphs: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """Links that arrive by one property: how many, and the first of them by IRI."""

    property: NamedNode
    count: int
    subjects: tuple[NamedNode, ...]


@dataclass(frozen=True)
class Description:
    """A bounded description; ``nested`` holds the facts of blank nodes reached from the IRI."""

    iri: NamedNode
    facts: tuple[Fact, ...]
    incoming: tuple[Incoming, ...]
    nested: dict[BlankNode, tuple[Fact, ...]]

    def values(self, property_: NamedNode) -> list[Term]:
        """Return the values of one property, in the order of the facts."""
        return [fact.value for fact in self.facts if fact.property == property_]


def describe(
    store: Store, iri: NamedNode, cap: int, whole: Container[NamedNode] = ()
) -> Description:
    """Return what the default graph of ``store`` says about ``iri``, be it nothing.

    ``cap`` bounds the subjects listed for an incoming property, unless it is in ``whole``; their
    count is exact.
    """
    facts = _facts(store, iri)
    nested: dict[BlankNode, tuple[Fact, ...]] = {}
    waiting = [fact.value for fact in facts if isinstance(fact.value, BlankNode)]
    while waiting:
        node = waiting.pop()
        if node not in nested:
            nested[node] = _facts(store, node)
            waiting += [f.value for f in nested[node] if isinstance(f.value, BlankNode)]
    return Description(iri, facts, tuple(_incoming(store, iri, cap, whole)), nested)


def is_described(store: Store, iri: NamedNode) -> bool:
    """Tell whether the default graph says anything about ``iri``."""
    leaving = store.quads_for_pattern(iri, None, None, _DEFAULT)
    arriving = store.quads_for_pattern(None, None, iri, _DEFAULT)
    return next(leaving, None) is not None or next(arriving, None) is not None


def _facts(store: Store, node: Node) -> tuple[Fact, ...]:
    graphs: dict[tuple[NamedNode, Term], list[str]] = {}
    published: set[tuple[NamedNode, Term]] = set()
    for quad in store.quads_for_pattern(node, None, None, None):
        key = (quad.predicate, quad.object)
        if isinstance(quad.graph_name, NamedNode):
            graphs.setdefault(key, []).append(quad.graph_name.value)
        else:
            published.add(key)
    return tuple(
        Fact(*key, tuple(sorted(graphs.get(key, ()))))
        for key in sorted(published, key=lambda key: (key[0].value, str(key[1])))
    )


def _incoming(
    store: Store, iri: NamedNode, cap: int, whole: Container[NamedNode]
) -> Iterator[Incoming]:
    # The engine counts, sorts and cuts; Python only sees what will be shown.
    counts = select(store, f"SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p {iri} }} GROUP BY ?p")
    for property_, count in sorted(_counted(counts), key=str):
        limit = "" if property_ in whole else f" LIMIT {cap}"
        found = select(
            store,
            f"SELECT ?s {{ ?s {property_} {iri} FILTER(isIRI(?s)) }} ORDER BY STR(?s){limit}",
        )
        subjects = (solution["s"] for solution in found)
        yield Incoming(property_, count, tuple(s for s in subjects if isinstance(s, NamedNode)))


def _counted(counts: QuerySolutions) -> Iterator[tuple[NamedNode, int]]:
    for solution in counts:
        property_, count = solution["p"], solution["n"]
        if isinstance(property_, NamedNode) and isinstance(count, Literal):
            yield property_, int(count.value)


def triples(store: Store, description: Description) -> Iterator[Triple]:
    """Yield the triples of a description, each once, and the labels of its neighbours."""
    iri = description.iri
    neighbours: set[NamedNode] = set()
    described: list[tuple[Node, tuple[Fact, ...]]] = [(iri, description.facts)]
    described += description.nested.items()
    for node, facts in described:
        for fact in facts:
            yield Triple(node, fact.property, fact.value)
            if isinstance(fact.value, NamedNode):
                neighbours.add(fact.value)
    for incoming in description.incoming:
        neighbours.update(incoming.subjects)
        for subject in incoming.subjects:
            if subject != iri:
                yield Triple(subject, incoming.property, iri)
    for neighbour in sorted(neighbours - {iri}, key=str):
        for property_ in LABEL_PROPERTIES[:3]:
            quads: Iterable[Quad] = store.quads_for_pattern(neighbour, property_, None, _DEFAULT)
            yield from (quad.triple for quad in quads)
