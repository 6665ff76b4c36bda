"""What rows state, collected as triples: things with their names and their evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.contributing.forms import Value, decimal
from symbiograph.contributing.names import Contribution
from symbiograph.contributing.rows import Row
from symbiograph.prefixes import PREFIXES, SG

TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
LABEL: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
DCTERMS: Final = PREFIXES["dcterms"]
ENGLISH: Final = "en"
# The things of which each row describes one of its own.
_OF_A_ROW: Final = ("unit", "requirement", "exchange", "observation")


def sg(name: str) -> NamedNode:
    """Return a term of the ontology."""
    return NamedNode(SG + name)


@dataclass
class Statements:
    """Collects what rows state.

    ``subjects`` tells by IRI in which row a thing is described first, ``doubles`` by row which one
    before it describes the same thing.
    """

    of: Contribution
    day: str
    triples: dict[Triple, None] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    doubles: dict[int, int] = field(default_factory=dict)

    def say(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State values of a property."""
        for value in values:
            self.triples[Triple(subject, predicate, value)] = None

    def thing(
        self, kind: str, row: Row, class_: NamedNode, label: str, suffix: str = ""
    ) -> NamedNode:
        """Begin a thing of a row: its class, name, note and evidence."""
        name = (row.text("id") or label) + suffix
        node = self.of.thing(kind, name)
        first = self.subjects.setdefault(node.value, row.number)
        if first != row.number and kind in _OF_A_ROW:
            self.doubles[row.number] = first
        self.say(node, TYPE, class_)
        self.named(node, label, row)
        self.say(node, sg("hasEvidence"), self.evidence(row))
        return node

    def named(self, node: NamedNode, label: str, row: Row) -> None:
        """Name a thing in the row's language, and in English, in which every thing is found."""
        for language in dict.fromkeys((row.text("language") or ENGLISH, ENGLISH)):
            self.say(node, LABEL, Literal(label, language=language))

    def words(self, node: NamedNode, predicate: NamedNode, row: Row, column: str) -> None:
        """State the words of a column in the row's language."""
        text = row.text(column)
        if text:
            self.say(node, predicate, Literal(text, language=row.text("language") or ENGLISH))

    def links(self, node: NamedNode, predicate: NamedNode, values: Iterable[Value]) -> None:
        """State links to things that the graph knows."""
        self.say(node, predicate, *(value for value in values if isinstance(value, NamedNode)))

    def evidence(self, row: Row) -> NamedNode:
        """Return the evidence of a row: its source, or else this contribution itself."""
        source = row.one("source")
        address = source.value if isinstance(source, NamedNode) else ""
        bare = address.partition("://")[2]
        node = self.of.thing("evidence", bare or "contribution")
        label = f"Read at {bare}" if bare else f"Stated by {self.of.contributor} in a contribution"
        cited = self.of.thing("source", bare or "contribution")
        self.say(node, TYPE, sg("Evidence"))
        self.say(node, LABEL, Literal(label, language=ENGLISH))
        self.say(
            node,
            sg("hasEvidenceKind"),
            NamedNode(PREFIXES["evidence-kind"] + ("read" if bare else "dataset")),
        )
        self.say(node, sg("citesSource"), cited)
        self.say(
            node,
            NamedNode(DCTERMS + "created"),
            Literal(self.day, datatype=NamedNode(PREFIXES["xsd"] + "date")),
        )
        title = bare or f"Contribution {self.of.slug} of {self.of.contributor}"
        address = address or self.of.graph.value
        self.say(cited, TYPE, sg("Source"))
        self.say(cited, LABEL, Literal(title, language=ENGLISH))
        self.say(
            cited,
            sg("hasAddress"),
            Literal(address, datatype=NamedNode(PREFIXES["xsd"] + "anyURI")),
        )
        return node

    def number(self, node: NamedNode, predicate: NamedNode, value: Value | None) -> None:
        """State a number, where there is one."""
        if isinstance(value, Decimal):
            self.say(node, predicate, decimal(value))
