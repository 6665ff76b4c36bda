"""What is asked of an aligner, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Predicate(StrEnum):
    """The mapping relations of SKOS as CURIEs, from what was asked to the candidate.

    ``broadMatch`` says that the candidate is broader.
    """

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    BROAD = "skos:broadMatch"
    NARROW = "skos:narrowMatch"
    RELATED = "skos:relatedMatch"
    NONE = "none"


@dataclass(frozen=True)
class Asked:
    """A text to find concepts for.

    ``definition`` is what the text means, ``context`` the sentence it stands in, ``language`` a
    BCP 47 tag. ``concept`` is its IRI where it is a thing of ours: what our mapping sets say of
    that very thing is then no reason.
    """

    text: str
    definition: str = ""
    context: str = ""
    language: str = "en"
    concept: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a candidate is one: the kind of evidence, the words it rests on, its share of all.

    ``kind`` is one of ``KINDS`` in :mod:`symbiograph.alignment.reasons`; shares of one candidate
    add up to 1.
    """

    kind: str
    text: str
    share: float


@dataclass(frozen=True)
class Candidate:
    """A concept of the target; ``confidence`` is the probability that it is a right answer.

    ``kind`` is the word for what kind of thing it is, such as ``skill``; ``label`` is in the
    language asked for where the concept has one there.
    """

    iri: str
    label: str
    kind: str
    predicate: Predicate
    confidence: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestions:
    """Candidates, the best first; ``none`` is the probability that no concept of the target fits.

    ``language`` is the one whose labels were compared; ``threshold`` is the probability from which
    on "none" is the answer.
    """

    candidates: tuple[Candidate, ...]
    none: float
    language: str
    threshold: float = 0.5

    @property
    def answer(self) -> Predicate:
        """What the best candidate is to the text; ``none`` where more likely nothing fits."""
        if not self.candidates or self.none >= self.threshold:
            return Predicate.NONE
        return self.candidates[0].predicate
