"""What things of the graph are called: skills, concepts and providers by their folded names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES, expand
from symbiograph.results import table
from symbiograph.search.folding import words
from symbiograph.search.likeness import dice, trigrams

_NAMES: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?property ?name WHERE {
  VALUES ?class { %s }
  VALUES ?property { skos:prefLabel skos:altLabel skos:notation dcterms:identifier }
  ?thing a ?class ; ?property ?name .
}
ORDER BY ?thing ?property ?name
"""
_PREFERRED: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
_LIKE: Final = 0.45
_FEW: Final = 5


def folded(text: str) -> str:
    """Return a name without case, accents and marks between words."""
    return " ".join(words(text))


@dataclass(frozen=True)
class Names:
    """Things of some classes: their preferred names by IRI, and IRIs by folded name.

    A name is a label in any language, a notation, an identifier or the last part of the IRI.
    ``codes`` are the notations and identifiers by IRI.
    """

    labels: Mapping[str, tuple[Literal, ...]]
    iris: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str]

    def find(self, text: str) -> tuple[str, ...]:
        """Return the IRIs of what ``text`` means: an IRI, ``prefix:name`` or a name."""
        text = text.strip().strip("<>")
        iri = expand(text) or text
        if iri in self.labels:
            return (iri,)
        return self.iris.get(folded(text), ())

    def label(self, iri: str, language: str = "en") -> str:
        """Return the name of a thing in a language, else in English, else the last part."""
        by_language = {label.language: label.value for label in self.labels.get(iri, ())}
        return by_language.get(language) or by_language.get("en") or _last(iri)

    def short(self, iri: str) -> str:
        """Return the code of a thing, or its English name where it has none."""
        return self.codes.get(iri) or self.label(iri)

    def near(self, text: str) -> list[tuple[float, str, str]]:
        """Return what is called like ``text``: likeness, name as it is folded, and IRI; best first.

        The likeness is the share of the runs of three letters that both have, from 0 to 1.
        """
        wanted = trigrams(folded(text))
        alike = ((dice(wanted, has), key) for key, has in self._trigrams.items())
        best = nlargest(_FEW, (one for one in alike if one[0] >= _LIKE))
        return [(likeness, key, iri) for likeness, key in best for iri in self.iris[key]]

    @cached_property
    def _trigrams(self) -> dict[str, set[str]]:
        return {key: trigrams(key) for key in self.iris}

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)


def names_of(image: Image, classes: Iterable[str]) -> Names:
    """Return the names of all things of ``classes``, each a ``prefix:name``."""
    labels: dict[str, list[Literal]] = {}
    iris: dict[str, dict[str, None]] = {}
    codes: dict[str, str] = {}
    asked = _NAMES % " ".join(f"<{expand(name)}>" for name in classes)
    for thing, kind, name in table(image.query(asked)).rows:
        if not isinstance(thing, NamedNode) or not isinstance(name, Literal):
            continue
        mine = labels.setdefault(thing.value, [])
        if kind == _PREFERRED:
            mine.append(name)
        elif not name.language:
            codes.setdefault(thing.value, name.value)
        for text in (name.value, _last(thing.value)):
            iris.setdefault(folded(text), {})[thing.value] = None
    return Names(
        {iri: tuple(mine) for iri, mine in labels.items()},
        {key: tuple(found) for key, found in iris.items() if key},
        codes,
    )


def _last(iri: str) -> str:
    return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True)
class Vocabulary:
    """The concepts and providers that the fields of a unit may name."""

    types: Names
    schemes: Names
    modes: Names
    providers: Names
    outcome_types: Names

    @classmethod
    def of(cls, image: Image) -> Vocabulary:
        """Return those of a graph."""
        return cls(
            names_of(image, ["sg:TrainingUnitType"]),
            names_of(image, ["sg:CreditScheme"]),
            names_of(image, ["sg:DeliveryMode"]),
            names_of(image, ["org:Organization", "sg:Project"]),
            names_of(image, ["sg:OutcomeType"]),
        )


UNIT_TYPE: Final = PREFIXES["training-unit-type"] + "unit"
PROGRAMME_TYPE: Final = PREFIXES["training-unit-type"] + "programme"
