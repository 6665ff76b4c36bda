"""What speaks for each concept, as numbers that are comparable between texts: one row a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from symbiograph.alignment.index import Index, Likeness, Through
from symbiograph.alignment.model import Asked
from symbiograph.alignment.postings import Numbers
from symbiograph.alignment.tokens import tokens

# Longer texts are cut: no label has as many words.
MOST_WORDS: Final = 60
_SAME: Final = 0.999
# Texts of so many words are like labels, and like sentences.
_LABEL, _SENTENCE = 6, 14
# The kinds of evidence, in the order of the rows. All but the last few are between 0 and 1.
KINDS: Final = (
    "preferred",  # how like the preferred label is
    "likest",  # how like the likest of all labels is
    "labels",  # how like its labels are on average
    "literal",  # which share of a label the text is, where it stands in it as it is
    "phrase",  # how like the likest of all labels is to some words of a longer text
    "phrase-preferred",  # how like the preferred label is to some words of a longer text
    "within",  # how much of a label a longer text has, wherever its words stand
    "named",  # how well all labels together fit
    "described",  # how well the description fits
    "hierarchy",  # how well the names of what is broader fit
    "occupations",  # how well the names of the occupations, or of an occupation's skills, fit
    "context",  # how well all of this fits the sentence around
    "definition",  # how well all of this fits the definition
    "same-preferred",  # the preferred label is the same
    "same-other",  # another label is the same
    "mapped",  # an accepted mapping leads there
    "used",  # how widely it is used
    "reuse",  # how widely it can be used, as ESCO says
    "embedding",  # how like it is by a model of the language, where there is one
)
ROW: Final = {kind: row for row, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Evidence:
    """The evidence for every concept of an index; ``rows`` has a row for each of ``KINDS``."""

    rows: npt.NDArray[np.float32]
    likeness: Likeness
    through: dict[int, Through]
    words: list[str]

    @property
    def length(self) -> float:
        """Zero for a text of a label's length, one for a sentence, and between them."""
        return min(max((len(self.words) - _LABEL) / (_SENTENCE - _LABEL), 0.0), 1.0)


class Semantics(Protocol):
    """What the concepts of one index mean, by a model of its language."""

    def likeness(self, asked: Asked) -> Numbers:
        """Return how like in meaning each concept is to what is asked, from -1 to 1."""
        ...

    def nearness(self, text: str) -> Numbers:
        """Return how near in meaning each concept is to a text as a whole, from -1 to 1."""
        ...


def gather_evidence(index: Index, asked: Asked, semantics: Semantics | None = None) -> Evidence:
    """Return what speaks for each concept to be meant by what is asked."""
    text = index.read(asked.text)[:MOST_WORDS]
    said = dict.fromkeys(text)
    around = [w for w in dict.fromkeys(tokens(asked.context)[: 2 * MOST_WORDS]) if w not in said]
    meaning = tokens(asked.definition)[: 2 * MOST_WORDS]
    rows = np.zeros((len(KINDS), len(index)), np.float32)
    likeness = index.likeness(text)
    first = index.starts[:-1]
    rows[ROW["preferred"]] = likeness.cosine[first]
    best = index.best_of(likeness.cosine)
    rows[ROW["likest"]] = best
    rows[ROW["labels"]] = index.mean_of(likeness.cosine)
    rows[ROW["literal"]] = index.best_of(index.literal(text, likeness))
    if len(text) > _LABEL:
        phrases = index.phrases(text, likeness)
        rows[ROW["phrase"]] = index.best_of(phrases)
        rows[ROW["phrase-preferred"]] = phrases[first]
        rows[ROW["within"]] = index.best_of(likeness.within)
    rows[ROW["named"]] = index.about("named", text)
    rows[ROW["described"]] = index.about("described", text)
    rows[ROW["hierarchy"]] = index.about("broader", text)
    rows[ROW["occupations"]] = index.about("joined", text)
    rows[ROW["context"]] = _fit(index, around)
    rows[ROW["definition"]] = _fit(index, meaning)
    rows[ROW["same-preferred"]] = rows[ROW["preferred"]] > _SAME
    rows[ROW["same-other"]] = (best > _SAME) & (rows[ROW["preferred"]] <= _SAME)
    mapped = (one for one in index.through(asked.text) if one.subject != asked.concept)
    through = {one.concept: one for one in mapped}
    rows[ROW["mapped"], [*through]] = 1
    rows[ROW["used"]] = index.used / np.float32(5)
    rows[ROW["reuse"]] = index.reuse
    if semantics is not None:
        rows[ROW["embedding"]] = semantics.likeness(asked)
    return Evidence(rows, likeness, through, text)


def _fit(index: Index, text: list[str]) -> Numbers:
    if not text:
        return np.zeros(len(index), np.float32)
    total = index.about("described", text)
    for name in ("named", "broader", "joined"):
        total += index.about(name, text)
    return total
