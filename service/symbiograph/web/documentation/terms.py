"""The ontology as its documentation tells it: modules, and the classes and properties of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.description import Term, Text, term
from symbiograph.prefixes import BASE, SG, shorten
from symbiograph.web.documentation.axioms import Axioms
from symbiograph.web.reader import Link
from symbiograph.web.reading.values import Value, Values

ONTOLOGY: Final = NamedNode(BASE + "ontology")
_TYPE: Final = term("rdf:type")
_DOMAIN: Final = term("rdfs:domain")
_RANGE: Final = term("rdfs:range")
_CLASS: Final = term("owl:Class")
_KINDS: Final = {
    _CLASS: "class",
    term("owl:ObjectProperty"): "object property",
    term("owl:DatatypeProperty"): "datatype property",
    term("owl:AnnotationProperty"): "annotation property",
}
_CHARACTERISTICS: Final = {
    term("owl:FunctionalProperty"): "at most one value",
    term("owl:InverseFunctionalProperty"): "each value belongs to at most one thing",
    term("owl:SymmetricProperty"): "symmetric",
    term("owl:TransitiveProperty"): "transitive",
    term("owl:AsymmetricProperty"): "asymmetric",
    term("owl:IrreflexiveProperty"): "irreflexive",
}


@dataclass(frozen=True)
class Row:
    """One line about a term: its heading and values, joined by ``joint``."""

    heading: str
    values: tuple[Value, ...]
    joint: str = ", "


@dataclass(frozen=True)
class Entry:
    """One class or property."""

    iri: NamedNode
    anchor: str
    short: str
    kind: str
    label: Text
    definition: Text | None
    notes: tuple[Text, ...]
    examples: tuple[Text, ...]
    names: tuple[Text, ...]
    rows: tuple[Row, ...]
    domain: tuple[NamedNode, ...] = ()
    range: tuple[NamedNode, ...] = ()
    parents: tuple[NamedNode, ...] = ()

    @property
    def is_class(self) -> bool:
        """Tell whether the term is a class."""
        return self.kind == "class"


@dataclass(frozen=True)
class Module:
    """One module: its own terms, or for the module of foreign terms those."""

    iri: NamedNode
    name: str
    title: Text
    description: Text | None
    entries: tuple[Entry, ...]

    @property
    def classes(self) -> tuple[Entry, ...]:
        """Return the classes, by label."""
        return tuple(entry for entry in self.entries if entry.is_class)

    @property
    def properties(self) -> tuple[Entry, ...]:
        """Return the properties, by label."""
        return tuple(entry for entry in self.entries if not entry.is_class)


class Terms:
    """Reads the ontology for one reader."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.axioms = Axioms(values.store)
        self._index: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = {}
        self._defined: dict[NamedNode, NamedNode] = {}
        for class_ in _KINDS:
            for one in self.axioms.subjects(_TYPE, class_):
                home = self.axioms.nodes(one, term("rdfs:isDefinedBy"))
                self._defined[one] = home[0] if home else ONTOLOGY

    def modules(self) -> list[Module]:
        """Return the modules that the ontology imports, those of foreign terms last."""
        imported = self.axioms.nodes(ONTOLOGY, term("owl:imports"))
        found = [self.module(iri) for iri in imported]
        return sorted(found, key=lambda module: (self._foreign(module), module.name))

    def module(self, iri: NamedNode) -> Module:
        """Return one module; its title goes without the name of the project."""
        labels = self._values.labels
        own = [one for one, home in self._defined.items() if home == iri]
        if not own:
            own = [one for one in self._defined if not one.value.startswith(BASE)]
        title = labels.of(iri)
        return Module(
            iri,
            iri.value.rsplit("/", 1)[-1],
            Text(title.value.removeprefix("symbiograph: "), title.language),
            labels.text(iri, term("dcterms:description")),
            tuple(sorted(map(self.entry, own), key=lambda entry: entry.label.value.casefold())),
        )

    def home(self, iri: NamedNode) -> NamedNode | None:
        """Return the module or vocabulary that defines a term."""
        return self._defined.get(iri)

    def entry(self, iri: NamedNode) -> Entry:
        """Return the documentation of one class or property."""
        labels = self._values.labels
        types = self.axioms.nodes(iri, _TYPE)
        kind = next((words for one, words in _KINDS.items() if one in types), "property")
        label = labels.of(iri)
        parents = self.axioms.nodes(iri, term("rdfs:subClassOf"))
        rows = self._class_rows(iri) if kind == "class" else self._property_rows(iri, types)
        return Entry(
            iri,
            anchor(iri),
            shorten(iri.value),
            kind,
            label,
            labels.text(iri, term("skos:definition")),
            self._texts(iri, "skos:scopeNote"),
            self._texts(iri, "skos:example"),
            self._names(iri, label),
            tuple(row for row in rows if row.values),
            tuple(self.axioms.classes(iri, _DOMAIN)),
            tuple(self.axioms.classes(iri, _RANGE)),
            tuple(parent for parent in parents if parent.value.startswith(BASE)),
        )

    def reference(self, node: Term) -> Value:
        """Return a value whose link stays on the documentation where the term is ours."""
        shown = self._values.of(node)
        if isinstance(node, NamedNode) and node in self._defined:
            return Value(shown.text, Link("#" + anchor(node)), node.value)
        return shown

    def _foreign(self, module: Module) -> bool:
        return not any(self._defined[entry.iri] == module.iri for entry in module.entries)

    def _texts(self, iri: NamedNode, property_: str) -> tuple[Text, ...]:
        literals = self._values.labels.literals(iri, term(property_))
        return tuple(Text(one.value, one.language or "") for one in literals)

    def _names(self, iri: NamedNode, label: Text) -> tuple[Text, ...]:
        literals = self._values.labels.literals(iri, term("rdfs:label"))
        names = [Text(one.value, one.language or "") for one in literals]
        return tuple(
            sorted((n for n in names if n.language != label.language), key=lambda n: n.language)
        )

    def _class_rows(self, iri: NamedNode) -> list[Row]:
        axioms = self.axioms
        restrictions = [
            Row(
                f"has {one.quantity}",
                (self.reference(one.property), *map(self.reference, one.among)),
                " → ",
            )
            for one in axioms.restrictions(iri)
        ]
        return [
            self._row("kind of", axioms.nodes(iri, term("rdfs:subClassOf"))),
            self._row("kinds", axioms.subjects(term("rdfs:subClassOf"), iri)),
            *restrictions,
            self._row("properties", self._with(iri, _DOMAIN)),
            self._row("values of", self._with(iri, _RANGE)),
            self._row("shares no member with", self._disjoint(iri)),
        ]

    def _property_rows(self, iri: NamedNode, types: list[NamedNode]) -> list[Row]:
        axioms = self.axioms
        marks = [words for one, words in _CHARACTERISTICS.items() if one in types]
        chains = [
            Row("follows from", tuple(map(self.reference, axioms.members(head))), " → ")
            for head in axioms.objects(iri, term("owl:propertyChainAxiom"))
        ]
        inverses = {
            *axioms.nodes(iri, term("owl:inverseOf")),
            *axioms.subjects(term("owl:inverseOf"), iri),
        }
        return [
            self._row("from", axioms.classes(iri, _DOMAIN), " or "),
            self._row("to", axioms.classes(iri, _RANGE), " or "),
            self._row("inverse", inverses),
            self._row("kind of", axioms.nodes(iri, term("rdfs:subPropertyOf"))),
            self._row("kinds", axioms.subjects(term("rdfs:subPropertyOf"), iri)),
            *chains,
            Row("holds", tuple(Value(Text(words)) for words in marks)),
        ]

    def _row(self, heading: str, nodes: Iterable[NamedNode], joint: str = ", ") -> Row:
        shown = sorted(map(self.reference, nodes), key=lambda value: value.order)
        return Row(heading, tuple(shown), joint)

    def _with(self, class_: NamedNode, property_: NamedNode) -> list[NamedNode]:
        """Return the properties of ours whose domain or range allows exactly this class."""
        return self._by_class(property_).get(class_, [])

    def _by_class(self, property_: NamedNode) -> dict[NamedNode, list[NamedNode]]:
        known = self._index.get(property_)
        if known is None:
            known = self._index[property_] = {}
            for one in self._defined:
                for class_ in self.axioms.classes(one, property_):
                    known.setdefault(class_, []).append(one)
        return known

    def _disjoint(self, iri: NamedNode) -> set[NamedNode]:
        disjoint = term("owl:disjointWith")
        return {*self.axioms.nodes(iri, disjoint), *self.axioms.subjects(disjoint, iri)}


def anchor(iri: NamedNode) -> str:
    """Return the fragment that stands for a term on the page: its local name where it is ours."""
    if iri.value.startswith(SG):
        return iri.value[len(SG) :]
    return shorten(iri.value)
