"""How one term stands on a page: its words, their language, where it leads, what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from symbiograph.description import Labels, Node, Term, Text, short_name, term
from symbiograph.prefixes import PREFIXES
from symbiograph.web.reader import Link, Links, image, languages, links, web_address
from symbiograph.web.reading.evidence import Badge, Evidence
from symbiograph.web.reading.schema import Schema, schema_of

_NOTATION: Final = term("skos:notation")
_XSD: Final = PREFIXES["xsd"]
_NUMBERS: Final = {_XSD + name for name in ("decimal", "integer", "nonNegativeInteger", "double")}
# What the graph names but does not describe.
_NAMES: Final = {
    PREFIXES["sssom"] + "NoTermFound": "no concept found",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}
_THOUSANDS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+(?:\.|$))")


@dataclass(frozen=True)
class Value:
    """A term as shown; ``title`` is its IRI, for those who want to see it."""

    text: Text
    link: Link | None = None
    title: str = ""
    code: str = ""
    badges: tuple[Badge, ...] = ()
    nested: tuple[tuple[Value, Value], ...] = ()

    @property
    def order(self) -> tuple[str, str, str]:
        """Return the key that sorts values as a reader expects: by code, else by words."""
        return self.code, self.text.value.casefold(), self.title


class Values:
    """Turns terms into values for one reader and one request."""

    def __init__(
        self, store: Store, schema: Schema, languages: tuple[str, ...], links: Links
    ) -> None:
        self.store = store
        self.links = links
        self.schema = schema
        self.languages = languages
        self.labels = Labels(store, languages)
        self.evidence = Evidence(store, self.labels)
        self._shown: dict[Node, Value] = {}

    def of(self, value: Term) -> Value:
        """Return how ``value`` is shown."""
        if isinstance(value, Literal):
            return literal(value)
        shown = self._shown.get(value)
        if shown is None:
            shown = self._shown[value] = self._node(value)
        return shown

    def sorted(self, terms: Iterable[Term]) -> list[Value]:
        """Return the values of ``terms``, in reading order."""
        return sorted(map(self.of, terms), key=lambda value: value.order)

    def objects(self, node: Node, property_: NamedNode) -> list[NamedNode]:
        """Return the nodes that ``node`` points at by ``property_``, sorted by IRI."""
        quads = self.store.quads_for_pattern(node, property_, None, DefaultGraph())
        return sorted((q.object for q in quads if isinstance(q.object, NamedNode)), key=str)

    def marked(self, value: Term, badges: Iterable[Badge]) -> Value:
        """Return ``value`` with more badges."""
        shown = self.of(value)
        return replace(shown, badges=(*shown.badges, *badges))

    def called(self, node: NamedNode, name: Literal) -> Value:
        """Return how a thing is shown under a name that an answer gives it."""
        text = Text(name.value, name.language or "")
        return Value(text, self.links.to(self.store, node), node.value)

    def _node(self, node: Node) -> Value:
        if not isinstance(node, NamedNode):
            return self._nested(node)
        notation = self.labels.literals(node, _NOTATION)
        link = self.links.to(self.store, node)
        text = self.labels.of(node)
        if text.value in (node.value, short_name(node)):
            text = Text(_NAMES.get(node.value) or _without_scheme(text.value))
        code = notation[0].value if notation else ""
        same = code.casefold() == text.value.casefold()
        return Value(text, link, node.value, "" if same else code)

    def _nested(self, node: Node) -> Value:
        quads = self.store.quads_for_pattern(node, None, None, DefaultGraph())
        rows = [(self.of(quad.predicate), self.of(quad.object)) for quad in quads]
        rows.sort(key=lambda row: (row[0].order, row[1].order))
        return Value(Text(""), nested=tuple(rows))


def values_for_reader() -> Values:
    """Return what shows the current image to the reader of the current request."""
    return values_from(image().store)


def values_from(store: Store) -> Values:
    """Return what shows the terms of a store to the reader of the current request."""
    return Values(store, schema_of(image()), languages(), links())


def literal(value: Literal) -> Value:
    """Return how a literal is shown: addresses as links, long numbers with spaces, yes and no."""
    datatype = value.datatype.value
    if datatype == _XSD + "anyURI" and web_address(value.value):
        text = _without_scheme(value.value)
        return Value(Text(text), Link(value.value, external=True), value.value)
    if datatype == _XSD + "boolean":
        return Value(Text("yes" if value.value in {"true", "1"} else "no"))
    if datatype in _NUMBERS:
        return Value(Text(number(value.value)))
    if web_address(value.value) and " " not in value.value:
        return Value(Text(_without_scheme(value.value)), Link(value.value, external=True))
    return Value(Text(value.value, value.language or ""))


def number(text: str) -> str:
    """Return a number as people read it: ``25 000`` (no-break) for 25000, ``0.5`` for 0.50."""
    whole, point, decimals = text.partition(".")
    decimals = decimals.rstrip("0") if "e" not in decimals.lower() else decimals
    if len(whole.lstrip("-+")) > 4:
        whole = _THOUSANDS.sub("\N{NARROW NO-BREAK SPACE}", whole)
    return whole + (point + decimals if decimals else "")


def _without_scheme(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
