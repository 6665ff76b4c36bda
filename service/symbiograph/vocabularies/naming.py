"""Names for what has none: blank nodes get IRIs that stay as long as their place does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES
from symbiograph.vocabularies.origin import below

_TYPE: Final = PREFIXES["rdf"] + "type"
# How many links away a difference may lie that tells two blank nodes apart.
_ROUNDS: Final = 8
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def with_names(triples: Iterable[Triple], base: str, address: str | None) -> list[Triple]:
    """Return the triples without blank nodes, sorted.

    A blank node is named after the thing that leads to it and the property by which it does, such
    as ``…/course/1#provider``, with a number where that is taken. One that nothing leads to is
    named after its class and its address, the value of the property ``address``, or else below
    ``base``.
    """
    found = [*dict.fromkeys(triples)]
    marks = _marks(found)
    # Equal graphs get equal names, whatever their blank nodes were called.
    found.sort(key=lambda t: (*(marks.get(node, str(node)) for node in t), str(t)))
    names = _Names(found, base, address, marks).names
    named = [
        Triple(
            names.get(t.subject, t.subject) if isinstance(t.subject, BlankNode) else t.subject,
            t.predicate,
            names.get(t.object, t.object) if isinstance(t.object, BlankNode) else t.object,
        )
        for t in found
    ]
    return sorted(named, key=str)


def _marks(triples: list[Triple]) -> dict[object, str]:
    """Return a mark for each blank node, made of what is said of it and around it.

    Canonical labels (RDFC-1.0) would tell all apart, but a small graph can be made that keeps their
    computation busy for ever.
    """
    around: dict[BlankNode, list[tuple[str, str, object]]] = {}
    for triple in triples:
        subject, predicate, end = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, BlankNode):
            around.setdefault(subject, []).append(("to", predicate, end))
        if isinstance(end, BlankNode):
            around.setdefault(end, []).append(("from", predicate, subject))
    marks: dict[object, str] = dict.fromkeys(around, "")
    for _ in range(_ROUNDS):
        marks = {
            node: _digest(sorted((way, p, marks.get(end, str(end))) for way, p, end in links))
            for node, links in around.items()
        }
    return marks


def _digest(links: list[tuple[str, str, str]]) -> str:
    return blake2b(repr(links).encode(), digest_size=16).hexdigest()


class _Names:
    def __init__(
        self,
        triples: list[Triple],
        base: str,
        address: str | None,
        marks: dict[object, str],
    ) -> None:
        self._of: dict[object, list[Triple]] = {}
        for triple in triples:
            self._of.setdefault(triple.subject, []).append(triple)
        self._used: Counter[str] = Counter()
        # What has such an IRI already is another thing.
        self._taken = {n.value for t in triples for n in t if isinstance(n, NamedNode)}
        self.names: dict[BlankNode, NamedNode] = {}
        self._follow([node for node in self._of if isinstance(node, NamedNode)])
        led_to = {t.object for t in triples if isinstance(t.object, BlankNode)}
        blank = [node for node in self._of if isinstance(node, BlankNode)]
        # First what nothing leads to, then circles of blank nodes.
        for node in sorted(blank, key=lambda node: (node in led_to, marks[node], str(node))):
            if node not in self.names:
                self._name(node, self._root(node, base, address), self._class(node))
                self._follow([node])

    def _follow(self, nodes: list[NamedNode] | list[BlankNode]) -> None:
        waiting: list[NamedNode | BlankNode] = [*nodes]
        for node in waiting:
            owner = self.names[node] if isinstance(node, BlankNode) else node
            for triple in self._of.get(node, ()):
                end = triple.object
                if isinstance(end, BlankNode) and end not in self.names:
                    self._name(end, owner.value, _local(triple.predicate.value))
                    waiting.append(end)

    def _name(self, node: BlankNode, owner: str, part: str) -> None:
        start = name = below(owner, part)
        while not self._used[start] or name in self._taken:
            self._used[start] += 1
            number = self._used[start]
            name = start if number == 1 else f"{start}-{number}"
        self._taken.add(name)
        self.names[node] = NamedNode(name)

    def _class(self, node: BlankNode) -> str:
        classes = [
            t.object.value
            for t in self._of[node]
            if t.predicate.value == _TYPE and isinstance(t.object, NamedNode)
        ]
        return _local(min(classes)) if classes else "thing"

    def _root(self, node: BlankNode, base: str, address: str | None) -> str:
        ends = [t.object for t in self._of[node] if t.predicate.value == address]
        texts = [end.value for end in ends if isinstance(end, NamedNode | Literal)]
        return texts[0] if len(texts) == 1 and _ADDRESS.fullmatch(texts[0]) else base


def _local(iri: str) -> str:
    return re.split("[/#:]", iri.rstrip("/#"))[-1] or "part"
