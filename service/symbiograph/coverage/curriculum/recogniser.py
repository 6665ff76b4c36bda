"""Which skill a text means: certain, to be confirmed by somebody, or none that we know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.model import Candidate
from symbiograph.coverage.curriculum.names import Names, Vocabulary, folded, names_of
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import PREFIXES, expand, shorten
from symbiograph.results import table
from symbiograph.search import LabelIndex
from symbiograph.search.likeness import dice, trigrams

NONE: Final = "none"
_ESCO: Final = PREFIXES["esco-skill"]
_KIND: Final = "skill"
_MOST: Final = 5
# Below it a label has little more than some letters in common with the text.
_LIKE: Final = 0.3
_MAPPINGS: Final = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX sssom: <https://w3id.org/sssom/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
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
_HAS_ESCO: Final = "ASK { ?skill a <http://data.europa.eu/esco/model#Skill> }"
_REASONS: Final = {
    "closeMatch": "mapped to this ESCO skill as close in meaning",
    "broadMatch": "mapped to this ESCO skill as narrower in meaning",
    "narrowMatch": "mapped to this ESCO skill as broader in meaning",
    "relatedMatch": "mapped to this ESCO skill as related, with another meaning",
}


@dataclass(frozen=True)
class Recognised:
    """What a text means.

    ``skills`` and ``esco_skills`` are certain. With ``candidates`` somebody has to confirm; with
    neither nothing near is known. ``names`` are what the skill is called. ``is_refused`` tells
    that somebody has said that it is none. ``note`` says what is amiss with the text itself.
    ``is_searched`` tells that something near was looked for, which takes some milliseconds.
    """

    skills: tuple[str, ...] = ()
    esco_skills: tuple[str, ...] = ()
    names: tuple[Literal, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    is_refused: bool = False
    note: str = ""
    is_searched: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.is_refused or (bool(self.skills or self.esco_skills) and not self.candidates)


@dataclass(frozen=True)
class Recogniser:
    """The skills of a graph, and ESCO's where the graph has them.

    Made once for a graph and used for many files; ``choices`` belong to one of them.
    """

    image: Image
    index: LabelIndex | None
    skills: Names
    matches: Mapping[str, Mapping[str, tuple[str, ...]]]
    esco_labels: Mapping[str, str]
    esco_named: Mapping[str, tuple[str, ...]]
    has_esco: bool
    vocabulary: Vocabulary
    language: str = "en"
    choices: Mapping[str, str] | None = None

    @classmethod
    def of(cls, image: Image, index: LabelIndex | None = None) -> Recogniser:
        """Return the recogniser of a graph; ``index`` holds the labels of its release.

        Without an index only skills of the graph's own are found by name.
        """
        matches: dict[str, dict[str, list[str]]] = {}
        labels: dict[str, str] = {}
        for skill, relation, esco, label in table(image.query(_MAPPINGS)).rows:
            if not isinstance(skill, NamedNode) or not isinstance(esco, NamedNode):
                continue
            name = relation.value.rpartition("#")[2] if isinstance(relation, NamedNode) else ""
            matches.setdefault(esco.value, {}).setdefault(name, []).append(skill.value)
            if isinstance(label, Literal):
                labels[esco.value] = label.value
        fixed = {
            esco: {name: _unique(skills) for name, skills in by_relation.items()}
            for esco, by_relation in matches.items()
        }
        has_esco = bool(image.query(_HAS_ESCO))
        named: dict[str, tuple[str, ...]] = {}
        for iri, text in labels.items():
            named[folded(text)] = (*named.get(folded(text), ()), iri)
        skills = names_of(image, ["sg:Skill"])
        return cls(image, index, skills, fixed, labels, named, has_esco, Vocabulary.of(image))

    def with_choices(self, choices: Mapping[str, str], language: str = "en") -> Recogniser:
        """Return a recogniser that takes for each text of ``choices`` the skill chosen for it.

        A choice is an IRI, of ours or of ESCO, or ``none``. ``language`` is that of the reader.
        Raises :class:`BadArgument` for a choice that is no skill.
        """
        chosen = {}
        for text, choice in choices.items():
            iri = expand(choice) or choice
            if choice != NONE and not self._knows(iri):
                message = f"{choice!r}, chosen for {text!r}, is no skill of the graph or of ESCO."
                raise BadArgument(message, text)
            chosen[_key(text)] = iri
        return replace(self, choices=chosen, language=language)

    def recognise(self, text: str, *, search: bool = True) -> Recognised:
        """Return what ``text`` means.

        Without ``search`` nothing near is looked for where it is not known.
        """
        choice = (self.choices or {}).get(_key(text))
        if choice == NONE:
            return Recognised(is_refused=True)
        if choice is not None:
            return replace(self._of_iri(choice), candidates=())
        text = text.strip()
        iri = expand(text.strip("<>")) or text.strip("<>")
        if iri.startswith(_ESCO) or iri in self.skills.labels:
            return self._of_iri(iri)
        if iri.startswith(("http://", "https://")):
            note = "This IRI is neither a skill of the graph nor one of ESCO."
            return Recognised(note=note)
        return self._of_name(text, search=search)

    def _of_iri(self, iri: str) -> Recognised:
        if iri in self.skills.labels:
            return Recognised(skills=(iri,), names=self.skills.labels[iri])
        by_relation = self.matches.get(iri, {})
        exact = by_relation.get("exactMatch", ())
        if len(exact) == 1:
            return self._of_iri(exact[0])
        names = self._esco_names(iri)
        if self.has_esco and not names:
            return Recognised(note="The release of ESCO that is loaded has no such skill.")
        near = [(skill, "the same as this ESCO skill by our mappings") for skill in exact]
        near += [
            (skill, reason)
            for relation, reason in _REASONS.items()
            for skill in by_relation.get(relation, ())
        ]
        labels = names or (Literal(shorten(iri), language="en"),)
        candidates = [
            self._candidate(skill, reason, labels[0].value) for skill, reason in near[:_MOST]
        ]
        return Recognised(esco_skills=(iri,), names=labels, candidates=tuple(candidates))

    def _of_name(self, text: str, *, search: bool) -> Recognised:
        named = self._named(text)
        meant = dict.fromkeys(skill for iri in named for skill in self._ours(iri))
        if len(meant) == 1:
            return self._of_iri(next(iter(meant)))
        if meant:
            reason = "has this name; another skill has it with another meaning"
            return Recognised(candidates=tuple(self._candidate(iri, reason, text) for iri in meant))
        if not search:
            return Recognised()
        return Recognised(candidates=self._near(text), is_searched=True)

    def _named(self, text: str) -> list[str]:
        """Return the skills, ours and ESCO's, that are called so in any language."""
        also = filter(self._knows, self.esco_named.get(folded(text), ()))
        if self.index is None:
            return [*self.skills.find(text), *also]
        hits = self.index.named(text, [self.language], kinds=[_KIND])
        # A hidden label is a common mistake, and no name.
        by_label = [hit.iri for hit in hits if hit.matched.kind != "hidden"]
        return [*self.skills.find(text), *also, *by_label]

    def _ours(self, iri: str) -> tuple[str, ...]:
        """Return the skills of ours that a concept is exactly, else itself."""
        return self.matches.get(iri, {}).get("exactMatch", ()) or (iri,)

    def _near(self, text: str) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for score, name, kind, known in self._like(text):
            for iri in self._ours(known):
                if score >= _LIKE and score > (found[iri].score if iri in found else 0):
                    reason = f"its {kind} name “{name}” is near"
                    found[iri] = Candidate(iri, self._label(iri), reason, score)
        best = sorted(found.values(), key=lambda one: (-one.score, one.iri))
        return tuple(best[:_MOST])

    def _like(self, text: str) -> Iterator[tuple[float, str, str, str]]:
        """Yield likeness, name, kind of name and IRI of skills that are called nearly so."""
        if self.index is None:
            for score, name, iri in self.skills.near(text):
                yield round(score, 2), name, "own", iri
            return
        hits = self.index.search(text, [self.language], kinds=[_KIND], limit=2 * _MOST).hits
        for hit in hits:
            name = hit.matched.text
            yield _likeness(text, name), name, hit.matched.kind, hit.iri

    def _candidate(self, iri: str, reason: str, text: str) -> Candidate:
        label = self._label(iri)
        return Candidate(iri, label, reason, _likeness(text, label))

    def _label(self, iri: str) -> str:
        if iri in self.skills.labels:
            return self.skills.label(iri, self.language)
        names = {name.language: name.value for name in self._esco_names(iri)}
        return names.get(self.language) or names.get("en") or next(iter(names.values()), "")

    def _knows(self, iri: str) -> bool:
        if iri in self.skills.labels:
            return True
        return iri.startswith(_ESCO) and (not self.has_esco or bool(self._esco_names(iri)))

    def _esco_names(self, iri: str) -> tuple[Literal, ...]:
        """Return what ESCO calls a skill, English first; nothing where there is no such skill."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return ()
        asked = f"SELECT ?name {{ {node} <{PREFIXES['skos']}prefLabel> ?name }} ORDER BY ?name"
        found = [row[0] for row in table(self.image.query(asked)).rows]
        names = [name for name in found if isinstance(name, Literal) and name.language]
        if not names and not self.has_esco and iri in self.esco_labels:
            names = [Literal(self.esco_labels[iri], language="en")]
        return tuple(sorted(names, key=lambda name: name.language != "en"))


def _likeness(one: str, other: str) -> float:
    return round(dice(trigrams(folded(one)), trigrams(folded(other))), 2)


def _unique(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iris))


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
