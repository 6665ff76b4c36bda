"""What a graph knows: names of things, members of classes, and what comes nearest to a term."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from symbiograph.prefixes import PREFIXES, SG, shorten
from symbiograph.search.folding import words
from symbiograph.search.likeness import Typed
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find

TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_SUB_CLASS_OF: Final = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_LABELS: Final = tuple(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (
        ("skos", "prefLabel"), ("rdfs", "label"), ("dcterms", "title"), ("foaf", "name"),
    )
)  # fmt: skip
_NAMES: Final = frozenset(
    (
        *_LABELS,
        *(NamedNode(PREFIXES["skos"] + name) for name in ("altLabel", "notation")),
        NamedNode(PREFIXES["dcterms"] + "identifier"),
    )
)
_CLASS: Final = NamedNode(PREFIXES["owl"] + "Class")
_PROPERTIES: Final = tuple(
    NamedNode(PREFIXES["owl"] + name)
    for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
# More than any vocabulary that a person chooses from, and less than what takes a second to compare.
_MOST_COMPARED: Final = 20_000
_SHORTEST: Final = 3
# One letter in so many may be wrong.
_LETTERS_PER_ERROR: Final = 4


def among(data: Iterable[Triple], find: Find | None = None) -> Find:
    """Return what looks into ``data`` and, where it is given, into the graph of ``find``, too."""
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in data)

    def found(
        subject: Node | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Triple]:
        seen = set()
        for quad in store.quads_for_pattern(subject, predicate, value, DefaultGraph()):
            seen.add(quad.triple)
            yield quad.triple
        for triple in find(subject, predicate, value) if find else ():
            if triple not in seen:
                yield triple

    return found


class Known:
    """Answers from a graph about names and vocabularies; ``languages`` are the reader's."""

    def __init__(self, find: Find, languages: Sequence[str] = ()) -> None:
        self.find = find
        self._languages = (*(language.lower() for language in languages), "en")
        self._members: dict[Node, tuple[NamedNode, ...]] = {}
        self._by_name: dict[tuple[NamedNode, ...], dict[str, set[NamedNode]]] = {}

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Return the values that a thing has for a property."""
        if isinstance(node, Literal):
            return []
        return [cast(Term, triple.object) for triple in self.find(node, predicate, None)]

    def label(self, node: Term) -> str | None:
        """Return the name of a thing in the reader's language, else in English, else any."""
        for predicate in _LABELS:
            literals = [v for v in self.values(node, predicate) if isinstance(v, Literal)]
            if literals:
                return self.best(literals).value
        return None

    def best(self, literals: Collection[Literal]) -> Literal:
        """Return the literal that the reader understands best."""
        return min(literals, key=lambda one: (self._rank(one.language or ""), one.value))

    def name(self, iri: str) -> str:
        """Return a thing's name, or else the short form of its IRI."""
        return self.label(NamedNode(iri)) or shorten(iri)

    def members(self, kind: Node) -> tuple[NamedNode, ...]:
        """Return the things of a class and of those below it, by IRI."""
        if kind not in self._members:
            found: set[object] = set()
            for each in self._below(kind):
                found.update(t.subject for t in self.find(None, TYPE, each))
            things = (thing for thing in found if isinstance(thing, NamedNode))
            self._members[kind] = tuple(sorted(things, key=lambda thing: thing.value))
        return self._members[kind]

    def classes(self) -> tuple[NamedNode, ...]:
        """Return the classes of the ontology."""
        return self._terms((_CLASS,))

    def properties(self) -> tuple[NamedNode, ...]:
        """Return the properties of the ontology."""
        return self._terms(_PROPERTIES)

    def nearest(self, term: Term, choices: tuple[NamedNode, ...]) -> list[NamedNode]:
        """Return which of ``choices`` may be meant, the likeliest ones only; none if unclear."""
        if not choices or len(choices) > _MOST_COMPARED:
            return []
        if isinstance(term, NamedNode):
            plain = _without_form(term.value)
            same = [one for one in choices if _without_form(one.value) == plain]
            if same:
                return same
        return self.named(term, choices) or _misspelt(_texts_of(term), self._names_of(choices))

    def named(self, term: Term, choices: tuple[NamedNode, ...]) -> list[NamedNode]:
        """Return which of ``choices`` have a name or code, or end their IRI, as ``term`` does."""
        names = self._names_of(choices)
        for text in _texts_of(term):
            if text in names:
                return sorted(names[text], key=str)
        return []

    def _names_of(self, choices: tuple[NamedNode, ...]) -> dict[str, set[NamedNode]]:
        if choices not in self._by_name:
            names: dict[str, set[NamedNode]] = {}
            for choice in choices:
                for text in _last_words(choice.value):
                    names.setdefault(text, set()).add(choice)
                for triple in self.find(choice, None, None):
                    if triple.predicate in _NAMES and isinstance(triple.object, Literal):
                        name = " ".join(words(triple.object.value))
                        names.setdefault(name, set()).add(choice)
            names.pop("", None)
            self._by_name[choices] = names
        return self._by_name[choices]

    def _terms(self, kinds: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        found = {t.subject for kind in kinds for t in self.find(None, TYPE, kind)}
        ours = (t for t in found if isinstance(t, NamedNode) and t.value.startswith(SG))
        return tuple(sorted(ours, key=lambda term: term.value))

    def _below(self, kind: Node) -> set[Node]:
        reached, todo = {kind}, [kind]
        while todo:
            below = (cast(Node, t.subject) for t in self.find(None, _SUB_CLASS_OF, todo.pop()))
            new = [each for each in below if each not in reached]
            reached.update(new)
            todo += new
        return reached

    def _rank(self, language: str) -> tuple[int, str]:
        bare = language.lower().partition("-")[0]
        for rank, wanted in enumerate(self._languages):
            # A regional tag stands in for its language, and the other way round.
            if wanted in (language.lower(), bare) or wanted.partition("-")[0] == language.lower():
                return rank, ""
        return len(self._languages), language


def _without_form(iri: str) -> str:
    """Return an IRI without what is mixed up most: the scheme, ``www.``, case, the last slash."""
    bare = re.sub(r"^https?://(www\.)?", "", iri.strip().casefold())
    return bare.rstrip("/#").replace("#", "/")


def _last_words(iri: str) -> list[str]:
    bare = iri.rstrip("/#")
    last = re.split(r"[/#]", bare)[-1]
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", last)
    return [" ".join(words(apart))]


def _texts_of(term: Term) -> list[str]:
    return _last_words(term.value) if isinstance(term, NamedNode) else _of_literal(term)


def _of_literal(term: Term) -> list[str]:
    if isinstance(term, BlankNode):
        return []
    texts = [" ".join(words(term.value))]
    if re.match(r"https?://|[\w.-]+:[\w-]+$", term.value):
        texts += _last_words(re.sub(r"^[\w.-]+:(?!//)", "", term.value))
    return texts


def _misspelt(texts: Iterable[str], names: dict[str, set[NamedNode]]) -> list[NamedNode]:
    best: list[tuple[int, str]] = []
    for text in texts:
        most = len(text) // _LETTERS_PER_ERROR
        if len(text) < _SHORTEST or most == 0:
            continue
        typed = Typed(text)
        near = [name for name in names if abs(len(name) - len(text)) <= most]
        compared = ((typed.errors(name), name) for name in near)
        best += [one for one in compared if one[0] <= most]
    if not best:
        return []
    fewest = min(errors for errors, _ in best)
    meant = {thing for errors, name in best if errors == fewest for thing in names[name]}
    return sorted(meant, key=str)
