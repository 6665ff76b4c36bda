"""What one version of the ontology changed against another, term by term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

from pyoxigraph import BlankNode, NamedNode, Triple

from symbiograph.prefixes import PREFIXES, shorten

What = Literal["added", "removed", "deprecated", "redefined", "reworded"]
_RDF: Final = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (_RDF + name for name in ("first", "rest", "nil"))
_TYPE: Final = _RDF + "type"
# What is said to people: it can make no data invalid.
_WORDS: Final = (
    *(PREFIXES[prefix] for prefix in ("dcterms", "skos")),
    "http://purl.org/vocab/vann/",
    *(PREFIXES["rdfs"] + name for name in ("comment", "isDefinedBy", "label", "seeAlso")),
)
_DEPRECATED: Final = PREFIXES["owl"] + "deprecated"
# What a header says of its version differs by itself.
_OF_VERSION: Final = frozenset(
    PREFIXES["owl"] + name
    for name in (
        "backwardCompatibleWith",
        "incompatibleWith",
        "priorVersion",
        "versionIRI",
        "versionInfo",
    )
) | {PREFIXES["dcterms"] + "modified"}
_IMPORTS: Final = PREFIXES["owl"] + "imports"


class Level(IntEnum):
    """How much a change asks of those who use the ontology, and so which number must rise."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True)
class Change:
    """What happened to one term: the statements about it that came and that went.

    A general axiom, which is about no single term, has its own text as ``term``.
    """

    term: str
    what: What
    level: Level
    came: tuple[str, ...]
    went: tuple[str, ...]


def difference(old: Iterable[Triple], new: Iterable[Triple]) -> tuple[Change, ...]:
    """Return the changes from one version to another, by term.

    Statements are compared as a whole: a restriction that is written otherwise is another one.
    """
    before, after = _Statements(old).by_term, _Statements(new).by_term
    added = {shorten(term) for term in after.keys() - before.keys()}
    changes = []
    for term in sorted(before.keys() | after.keys()):
        came = after.get(term, {}).keys() - before.get(term, {}).keys()
        went = before.get(term, {}).keys() - after.get(term, {}).keys()
        if came or went:
            predicates = before.get(term, {}) | after.get(term, {})
            what, level = _judged(term, came, went, predicates, added, before, after)
            changes.append(Change(term, what, level, tuple(sorted(came)), tuple(sorted(went))))
    return tuple(changes)


def _judged(
    term: str,
    came: Iterable[str],
    went: Iterable[str],
    predicates: dict[str, str],
    added: set[str],
    before: dict[str, dict[str, str]],
    after: dict[str, dict[str, str]],
) -> tuple[What, Level]:
    if term not in before:
        # An axiom between terms that were there before may exclude what was allowed.
        named = term.startswith("http")
        return "added", Level.MINOR if named or any(name in term for name in added) else Level.MAJOR
    if term not in after:
        return "removed", Level.MAJOR if term.startswith("http") else Level.MINOR
    came_axioms = [text for text in came if not predicates[text].startswith(_WORDS)]
    went_axioms = [text for text in went if not predicates[text].startswith(_WORDS)]
    if any(predicates[text] == _DEPRECATED for text in came_axioms):
        return "deprecated", Level.MINOR
    if not came_axioms and not went_axioms:
        return "reworded", Level.PATCH
    narrowing = [
        text
        for text in came_axioms
        if predicates[text] != _IMPORTS and not any(name in text.split() for name in added)
    ]
    return "redefined", Level.MAJOR if narrowing else Level.MINOR


class _Statements:
    """The statements of an ontology by the term that they are about, each as a text.

    ``by_term`` maps a term to its statements, and each of these to its predicate.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._of: dict[object, list[Triple]] = {}
        hanging = set()
        for triple in triples:
            self._of.setdefault(triple.subject, []).append(triple)
            hanging.add(triple.object)
        self.by_term: dict[str, dict[str, str]] = {}
        for subject, about in self._of.items():
            if isinstance(subject, NamedNode):
                self.by_term[subject.value] = {
                    f"{_name(t.predicate)} {self._text(t.object)}": t.predicate.value
                    for t in about
                    if t.predicate.value not in _OF_VERSION
                }
            elif subject not in hanging:
                text = self._text(subject)
                self.by_term[text] = {text: ""}

    def _text(self, node: object) -> str:
        if isinstance(node, NamedNode):
            return "()" if node.value == _NIL else _name(node)
        if not isinstance(node, BlankNode):
            return str(node)
        about = {t.predicate.value: t.object for t in self._of.get(node, ())}
        if _FIRST in about:
            return f"( {' '.join(self._members(node))} )"
        parts = (f"{_name(t.predicate)} {self._text(t.object)}" for t in self._of.get(node, ()))
        return f"[ {' ; '.join(sorted(parts))} ]"

    def _members(self, node: object) -> list[str]:
        """Return the members of a list, in their order."""
        found = []
        while isinstance(node, BlankNode):
            about = {t.predicate.value: t.object for t in self._of[node]}
            found.append(self._text(about[_FIRST]))
            node = about[_REST]
        return found


def _name(node: NamedNode) -> str:
    return "a" if node.value == _TYPE else shorten(node.value)
