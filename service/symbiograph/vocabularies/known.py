"""The vocabularies that can be read and written, and which of them a graph is written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from symbiograph.errors import BadArgument
from symbiograph.prefixes import PREFIXES, SG
from symbiograph.resources import folder
from symbiograph.vocabularies.rules import Rule, read_rules

_TYPE: Final = PREFIXES["rdf"] + "type"
_ESCO_CONCEPTS: Final = "http://data.europa.eu/esco/"


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary that others use.

    ``namespaces`` begin the IRIs of its own terms. ``texts`` are its properties whose values are
    words, be they written without a language. ``address`` is the property by which a thing without
    IRI is known. ``query`` names the query that writes it where that is one of the catalogue.
    ``signs`` are the classes whose things show that data are in it, if not all of its own do.
    """

    name: str
    title: str
    namespaces: tuple[str, ...]
    texts: tuple[str, ...] = ()
    address: str | None = None
    query: str | None = None
    signs: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of its rules."""
        return folder("mappings") / "vocabularies" / self.name

    @cached_property
    def normal(self) -> tuple[Rule, ...]:
        """The updates that bring what can be written in several ways into one of them."""
        return read_rules(self.folder / "normal")

    @cached_property
    def into(self) -> tuple[Rule, ...]:
        """The rules into our vocabulary."""
        return read_rules(self.folder / "in")

    @cached_property
    def before(self) -> tuple[Rule, ...]:
        """The updates that bring ours into the form that the rules out of it read."""
        return read_rules(self.folder / "before")

    @cached_property
    def out(self) -> tuple[Rule, ...]:
        """The rules out of our vocabulary."""
        return read_rules(self.folder / "out")

    @cached_property
    def final(self) -> tuple[Rule, ...]:
        """The updates that give what was written its last form."""
        return read_rules(self.folder / "final")

    @cached_property
    def kept(self) -> frozenset[str]:
        """The terms of theirs that come in and go out again without loss."""
        return frozenset(iri for rule in self.into for iri in rule.keeps)

    @cached_property
    def kept_of_ours(self) -> frozenset[str]:
        """The terms of ours that go out and come in again without loss."""
        return frozenset(iri for rule in self.out for iri in rule.keeps)

    @cached_property
    def read(self) -> frozenset[str]:
        """The terms that the rules into our vocabulary speak of, and so do not come in as is."""
        return frozenset(iri for rule in (*self.into, *self.normal) for iri in rule.speaks_of)

    def is_shown_by(self, class_: str) -> bool:
        """Tell whether a thing of this class is a sign of data in this vocabulary."""
        return class_ in self.signs if self.signs else self.owns(class_)

    def owns(self, iri: str) -> bool:
        """Tell whether a term is one of this vocabulary's own."""
        return iri.startswith(self.namespaces)


_ELM: Final = PREFIXES["elm"]
_SCHEMA: Final = PREFIXES["schema"]
_KNOWN: Final = {
    one.name: one
    for one in (
        Vocabulary(
            "ceon",
            "Circular Economy Ontology Network",
            ("http://w3id.org/CEON/ontology/", "https://w3id.org/CEON/"),
            texts=(
                PREFIXES["rdfs"] + "label",
                PREFIXES["rdfs"] + "comment",
                "http://w3id.org/CEON/ontology/actor/hasOrganisationName",
            ),
        ),
        Vocabulary(
            "elm",
            "European Learning Model 3",
            (_ELM,),
            texts=(
                PREFIXES["dcterms"] + "title",
                PREFIXES["dcterms"] + "description",
                "http://www.w3.org/ns/regorg#legalName",
            ),
            query="coverage/elm",
            signs=tuple(
                _ELM + name
                for name in (
                    "LearningAchievementSpecification",
                    "LearningOpportunity",
                    "Qualification",
                )
            ),
        ),
        Vocabulary(
            "esco",
            "ESCO data model",
            (PREFIXES["esco"],),
            texts=(PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"),
        ),
        Vocabulary(
            "schema-org",
            "schema.org",
            (_SCHEMA, "http://schema.org/"),
            texts=(_SCHEMA + "name", _SCHEMA + "alternateName", _SCHEMA + "description"),
            address=_SCHEMA + "url",
        ),
    )
}


def vocabularies() -> tuple[Vocabulary, ...]:
    """Return the vocabularies that have rules, by name."""
    return tuple(_KNOWN.values())


def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary of this name; raises :class:`BadArgument` with those there are."""
    found = _KNOWN.get(name)
    if found is None:
        names = list(_KNOWN)
        raise BadArgument(
            f"No rules are known for {name!r}. There are: {', '.join(names)}.", "vocabulary", names
        )
    return found


def detect(triples: Iterable[Triple]) -> tuple[str, ...]:
    """Return the names of the vocabularies that a graph is written in, the most used first.

    What decides are the classes of its things, but for those that have a class of ours as well:
    they speak for themselves. ESCO's own concepts are no sign of data in ESCO's model, nor outcomes
    by themselves of data in ELM: ours have such, too.
    """
    classes: dict[object, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode):
            classes.setdefault(triple.subject, set()).add(triple.object.value)
    counted: Counter[str] = Counter()
    for thing, types in classes.items():
        of_esco = isinstance(thing, NamedNode) and thing.value.startswith(_ESCO_CONCEPTS)
        if of_esco or any(iri.startswith(SG) for iri in types):
            continue
        counted.update(one.name for one in _KNOWN.values() if any(map(one.is_shown_by, types)))
    return tuple(name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])))
