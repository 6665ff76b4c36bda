"""Which of the candidates is meant: each compared with the query label by label.

The figures that are weighed here were set on queries that no published figure is measured on:
``benchmarks/search/ranking.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from operator import mul
from typing import Final, NamedTuple

from symbiograph.search.concepts import PREFERRED
from symbiograph.search.expansion import COMPLETED, Meaning
from symbiograph.search.folding import placed_words, words
from symbiograph.search.likeness import dice, trigrams

# What exact labels have before all others: more than any sum of the figures below.
EXACT_PREFERRED, EXACT_OTHER = 200.0, 100.0

_COVER: Final = 6.0
_TEXT: Final = 2.5
_LABELS: Final = 7.0
_LETTERS: Final = 6.0
_PREFERRED_LETTERS: Final = 3.5
_FEW_LABELS: Final = 6.5
_BEGINS: Final = 2.0
_NAMED_SO: Final = 0.4
_EXACTLY: Final = 3.0


class LabelRow(NamedTuple):
    """A label of a candidate: rank, weight of its words, text."""

    rank: int
    weight: float
    text: str


class Match(NamedTuple):
    """How well a concept fits: more ``score`` first; ``label`` is the one that fits best."""

    score: float
    label: LabelRow
    query: Query

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return the parts of the label that were found, as places of its characters."""
        return self.query.spans(self.label.text)


class _Meant(NamedTuple):
    """The typed words that a word of a label is like: the best place, its merit, all of them."""

    merit: float
    places: list[tuple[int, float]]
    best: int


class _Comparison(NamedTuple):
    """What the words of a candidate's labels tell: a score, and the likeness of each label."""

    score: float
    number: int
    labels: Sequence[LabelRow]
    folded: list[list[str]]
    alike: list[float]


class _Known(dict[str, _Meant | None]):
    """By word of a label which typed words it is like, reckoned when it is first asked for."""

    def __init__(self, meanings: Sequence[Meaning]) -> None:
        super().__init__()
        self._meanings = meanings

    def __missing__(self, word: str) -> _Meant | None:
        places = []
        for place, meaning in enumerate(self._meanings):
            likeness = meaning.likeness.get(word, 0.0)
            if meaning.is_start and not likeness and word.startswith(meaning.typed):
                likeness = COMPLETED
            if likeness:
                places.append((place, likeness))
        meant = None
        if places:
            best, likeness = max(places, key=lambda found: found[1])
            meant = _Meant(likeness * self._meanings[best].weight, places, best)
        self[word] = meant
        return meant


class Query:
    """A query in one language, to which concepts are compared."""

    def __init__(self, meanings: Sequence[Meaning]) -> None:
        self._meanings = meanings
        self._typed = " ".join(meaning.typed for meaning in meanings)
        self._letters = trigrams(self._typed)
        self._weights = [meaning.weight for meaning in meanings]
        self._whole = sum(self._weights) or 1.0
        self._known = _Known(meanings)

    def matches(
        self, labels: Mapping[int, Sequence[LabelRow]], in_text: Mapping[int, float], most: int
    ) -> Iterator[tuple[int, Match]]:
        """Yield the ``most`` concepts that fit best, each by its number with how it fits.

        ``labels`` gives those of each candidate, ``in_text`` the share of the query that its
        definition has.
        """
        compared = (self._compare(n, mine, in_text.get(n, 0.0)) for n, mine in labels.items())
        for comparison in nlargest(most, compared):
            yield comparison.number, self._match(comparison)

    def _compare(self, number: int, labels: Sequence[LabelRow], in_text: float) -> _Comparison:
        covered = [0.0] * len(self._weights)
        folded = [words(row.text) for row in labels]
        alike = [
            self._likeness(mine, row.weight, covered)
            for mine, row in zip(folded, labels, strict=True)
        ]
        cover = sum(map(mul, covered, self._weights)) / self._whole
        top = sum(nlargest(3, alike)) / 3
        score = _COVER * cover + _TEXT * in_text + _LABELS * top + _FEW_LABELS / (1 + len(labels))
        return _Comparison(score, number, labels, folded, alike)

    def _match(self, compared: _Comparison) -> Match:
        closest = 0.0
        best = (-1.0, compared.labels[0])
        exact = 0.0
        of_preferred = 0.0
        begins = 0.0
        for row, folded, alike in zip(
            compared.labels, compared.folded, compared.alike, strict=True
        ):
            written = " ".join(folded)
            close = dice(self._letters, trigrams(written)) if alike else 0.0
            closest = max(closest, close)
            is_preferred = row.rank == PREFERRED
            if is_preferred:
                of_preferred = max(of_preferred, close)
            merit = alike + close + _NAMED_SO * is_preferred
            if written == self._typed:
                exact = max(exact, EXACT_PREFERRED if is_preferred else EXACT_OTHER)
                merit += _EXACTLY
            elif self._meanings[-1].is_start and written.startswith(self._typed):
                begins = max(begins, _BEGINS * (1 + is_preferred))
                merit += _EXACTLY / 2
            if merit > best[0]:
                best = (merit, row)
        score = compared.score + _LETTERS * closest + _PREFERRED_LETTERS * of_preferred + begins
        return Match(round(exact + score, 6), best[1], self)

    def _likeness(self, folded: list[str], whole: float, covered: list[float]) -> float:
        """Return how alike query and label are; raise ``covered`` to what this label covers."""
        met = 0.0
        here: dict[int, float] = {}
        known = self._known
        for word in folded:
            meant = known[word]
            if meant is not None:
                met += meant.merit
                for place, likeness in meant.places:
                    if likeness > here.get(place, 0.0):
                        here[place] = likeness
        if not here:
            return 0.0
        got = 0.0
        for place, likeness in here.items():
            got += likeness * self._weights[place]
            covered[place] = max(covered[place], likeness)
        share, cover = min(met / (whole or 1.0), 1.0), got / self._whole
        return 2 * cover * share / (cover + share) if cover + share else 0.0

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the parts of ``text`` that were found, as places of its characters."""
        spans = []
        for word in placed_words(text):
            meant = self._known[word.folded]
            if meant is None:
                continue
            typed = self._meanings[meant.best]
            end = word.end
            starts = typed.is_start and word.folded.startswith(typed.typed)
            if starts and len(word.folded) == word.end - word.start:
                end = word.start + len(typed.typed)
            spans.append((word.start, end))
        return tuple(spans)
