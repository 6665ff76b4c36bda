"""Which skill a text means: certain, to be confirmed by somebody, or none that we know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal

from symbiograph.coverage.curriculum.esco_skills import NAMESPACE, EscoSkills
from symbiograph.coverage.curriculum.model import Candidate
from symbiograph.coverage.curriculum.names import Names, Vocabulary, folded, names_of
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import expand
from symbiograph.search import LabelIndex
from symbiograph.search.likeness import dice, trigrams

NONE: Final = "none"
_NO_SKILL: Final = "This IRI is neither a skill of the graph nor one of ESCO."
_NO_ESCO_SKILL: Final = (
    "ESCO has no such skill, or not in the release that is loaded. Its skills have IRIs such as "
    "http://data.europa.eu/esco/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d."
)
_KIND: Final = "skill"
_MOST: Final = 5
# Below it a label has little more than some letters in common with the text.
_LIKE: Final = 0.3


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

    index: LabelIndex | None
    skills: Names
    esco: EscoSkills
    vocabulary: Vocabulary
    language: str = "en"
    choices: Mapping[str, str] | None = None

    @classmethod
    def of(cls, image: Image, index: LabelIndex | None = None) -> Recogniser:
        """Return the recogniser of a graph; ``index`` holds the labels of its release.

        Without an index only skills of the graph's own are found by name.
        """
        skills = names_of(image, ["sg:Skill"])
        return cls(index, skills, EscoSkills.of(image), Vocabulary.of(image))

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
        if " " in text and not text.startswith(("<", "http")):
            return self._of_name(text, search=search)
        iri = expand(text.strip("<>")) or text.strip("<>")
        if self._knows(iri):
            return self._of_iri(iri)
        if iri.startswith(NAMESPACE):
            return Recognised(note=_NO_ESCO_SKILL)
        if iri.startswith(("http://", "https://")):
            return Recognised(note=_NO_SKILL)
        return self._of_name(text, search=search)

    def _of_iri(self, iri: str) -> Recognised:
        if iri in self.skills.labels:
            return Recognised(skills=(iri,), names=self.skills.labels[iri])
        exact = self.esco.exactly(iri)
        if len(exact) == 1:
            return self._of_iri(exact[0])
        names = self.esco.names(iri, self.language)
        near = [self._candidate(one, why, names[0].value) for one, why in self.esco.near(iri)]
        itself = Candidate(iri, self._label(iri), "this skill of ESCO itself", 1.0)
        candidates = (itself, *near[: _MOST - 1]) if near else ()
        return Recognised(esco_skills=(iri,), names=names, candidates=candidates)

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
        known = [*self.skills.find(text), *self.esco.called(text)]
        if self.index is None:
            return known
        hits = self.index.named(text, [self.language], kinds=[_KIND])
        # A hidden label is a common mistake, and no name.
        return [*known, *(hit.iri for hit in hits if hit.matched.kind != "hidden")]

    def _ours(self, iri: str) -> tuple[str, ...]:
        """Return the skills of ours that a concept is exactly, else itself."""
        return self.esco.exactly(iri) or (iri,)

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
        names = {n.language: n.value for n in self.esco.names(iri, self.language)}
        return names.get(self.language) or next(iter(names.values()))

    def _knows(self, iri: str) -> bool:
        return iri in self.skills.labels or self.esco.is_known(iri)


def _likeness(one: str, other: str) -> float:
    return round(dice(trigrams(folded(one)), trigrams(folded(other))), 2)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
