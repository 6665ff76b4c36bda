"""The skills of ESCO: those the graph holds, and those our skills are mapped to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.names import folded
from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES, shorten
from symbiograph.results import table

NAMESPACE: Final = PREFIXES["esco-skill"]
_FORM: Final = re.compile(re.escape(NAMESPACE) + "[0-9a-f-]{36}")
_EXACT: Final = "exactMatch"
_REASONS: Final = {
    _EXACT: "the same as this ESCO skill by our mappings, and so is another",
    "closeMatch": "mapped to this ESCO skill as close in meaning",
    "broadMatch": "mapped to this ESCO skill as narrower in meaning",
    "narrowMatch": "mapped to this ESCO skill as broader in meaning",
    "relatedMatch": "mapped to this ESCO skill as related, with another meaning",
}
_MAPPINGS: Final = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
SELECT ?skill ?relation ?esco ?label WHERE {
  VALUES ?relation {
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
  }
  ?skill a sg:Skill ; ?relation ?esco .
  FILTER STRSTARTS(STR(?esco), "http://data.europa.eu/esco/skill/")
  OPTIONAL {
    ?mapping owl:annotatedSource ?skill ; owl:annotatedTarget ?esco ; sssom:object_label ?label
  }
}
ORDER BY ?skill ?relation ?esco ?label
"""
_HOLDS_ESCO: Final = "ASK { ?skill a <http://data.europa.eu/esco/model#Skill> }"


@dataclass(frozen=True)
class EscoSkills:
    """ESCO as a graph knows it. ``is_loaded`` tells whether it holds a release.

    ``matches`` are skills of ours by ESCO skill and relation; ``labels`` and ``named`` are what
    mappings call ESCO skills, by IRI and by folded name.
    """

    image: Image
    is_loaded: bool
    matches: Mapping[str, Mapping[str, tuple[str, ...]]]
    labels: Mapping[str, str]
    named: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, image: Image) -> EscoSkills:
        """Return ESCO as it is known in a graph."""
        matches: dict[str, dict[str, dict[str, None]]] = {}
        labels: dict[str, str] = {}
        for skill, relation, esco, label in table(image.query(_MAPPINGS)).rows:
            if not isinstance(skill, NamedNode) or not isinstance(esco, NamedNode):
                continue
            name = relation.value.rpartition("#")[2] if isinstance(relation, NamedNode) else ""
            matches.setdefault(esco.value, {}).setdefault(name, {})[skill.value] = None
            if isinstance(label, Literal):
                labels[esco.value] = label.value
        named: dict[str, tuple[str, ...]] = {}
        for iri, text in labels.items():
            named[folded(text)] = (*named.get(folded(text), ()), iri)
        fixed = {
            esco: {name: tuple(skills) for name, skills in by_relation.items()}
            for esco, by_relation in matches.items()
        }
        return cls(image, bool(image.query(_HOLDS_ESCO)), fixed, labels, named)

    def is_known(self, iri: str) -> bool:
        """Tell whether this is a skill of the release; without one its form has to do."""
        return bool(_FORM.fullmatch(iri)) and (not self.is_loaded or bool(self._stated(iri)))

    def exactly(self, iri: str) -> tuple[str, ...]:
        """Return the skills of ours that an ESCO skill is exactly."""
        return self.matches.get(iri, {}).get(_EXACT, ())

    def near(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield the skills of ours that an ESCO skill is mapped to, and what that says."""
        by_relation = self.matches.get(iri, {})
        for relation, reason in _REASONS.items():
            for skill in by_relation.get(relation, ()):
                yield skill, reason

    def called(self, name: str) -> Iterator[str]:
        """Yield the ESCO skills that mappings call so."""
        yield from filter(self.is_known, self.named.get(folded(name), ()))

    def names(self, iri: str, language: str) -> tuple[Literal, ...]:
        """Return what an ESCO skill is called in English and in a language, English first."""
        stated = self._stated(iri)
        names = [name for name in stated if name.language in ("en", language)] or stated[:1]
        text = self.labels.get(iri) or shorten(iri)
        return tuple(names) or (Literal(text, language="en"),)

    def _stated(self, iri: str) -> list[Literal]:
        asked = f"SELECT ?name {{ <{iri}> <{PREFIXES['skos']}prefLabel> ?name }} ORDER BY ?name"
        found = [row[0] for row in table(self.image.query(asked)).rows]
        names = [name for name in found if isinstance(name, Literal) and name.language]
        return sorted(names, key=lambda name: name.language != "en")
