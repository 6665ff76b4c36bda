"""The tables that the benchmark prints, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from cases import Case, Cases
from measures import FIRST, r_precision, recall, reciprocal_rank

from symbiograph.alignment import Predicate, Suggestions

_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# So many candidates are looked at for how reliable their confidence is.
_JUDGED = 10
Answers = Sequence[Suggestions]


def ranking(asked: Cases, answers: Answers, milliseconds: float) -> str:
    """Return a row: how well the right concepts are ranked, where there are any."""
    ranked = [
        ([one.iri for one in found.candidates], case.right) for case, found in _some(asked, answers)
    ]
    figures = [fmean(reciprocal_rank(found, right) for found, right in ranked)]
    figures += [fmean(r_precision(f, right, first) for f, right in ranked) for first in FIRST]
    figures.append(fmean(recall(found, right) for found, right in ranked))
    shown = " | ".join(f"{figure:.3f}" for figure in figures)
    return f"| {asked.name} | {len(ranked)} | {shown} | {milliseconds:.1f} |"


def exact_first(asked: Cases, answers: Answers) -> tuple[int, int]:
    """Return for how many questions with an exact match it comes first, and how many there are."""
    found = [
        (next((one.iri for one in answer.candidates), ""), exact)
        for case, answer in zip(asked.cases, answers, strict=True)
        if (exact := {iri for iri, p in case.right.items() if p == Predicate.EXACT})
    ]
    return sum(first in exact for first, exact in found), len(found)


def nothing(asked: Cases, answers: Answers) -> str | None:
    """Return a row: how well it is said that nothing fits, where that is so for some questions."""
    true = [not case.right for case in asked.cases]
    if not any(true):
        return None
    said = [answer.answer == Predicate.NONE for answer in answers]
    both = sum(a and b for a, b in zip(said, true, strict=True))
    precision, found = both / max(sum(said), 1), both / sum(true)
    counts = f"{sum(true)} of {len(true)} | {sum(said)}"
    return f"| {asked.name} | {counts} | {precision:.2f} | {found:.2f} |"


def predicates(asked: Cases, answers: Answers) -> Iterator[str]:
    """Yield a row for each predicate: of right candidates, how often it is the stated one."""
    pairs = [
        (one.predicate, case.right[one.iri])
        for case, found in _some(asked, answers)
        for one in found.candidates
        if case.right.get(one.iri)
    ]
    said, true = Counter(s for s, _ in pairs), Counter(t for _, t in pairs)
    both = Counter(s for s, t in pairs if s == t)
    for name in Predicate:
        if true[name]:
            precision = f"{both[name] / said[name]:.2f}" if said[name] else "–"
            found = both[name] / true[name]
            counts = f"{true[name]} | {said[name]}"
            yield f"| {asked.name} | {name} | {counts} | {precision} | {found:.2f} |"


def reliability(asked: Cases, answers: Answers) -> Iterator[str]:
    """Yield a row for each range of confidence: what was said, and what was true."""
    judged = [
        (one.confidence, one.iri in case.right)
        for case, found in zip(asked.cases, answers, strict=True)
        for one in found.candidates[:_JUDGED]
    ]
    for low, high in zip((0.0, *_BUCKETS), (*_BUCKETS, 1.01), strict=True):
        inside = [(said, right) for said, right in judged if low <= said < high]
        if inside:
            said, right = (fmean(float(pair[n]) for pair in inside) for n in (0, 1))
            place = f"{low:.2f}–{min(high, 1):.2f} | {len(inside)}"
            yield f"| {asked.name} | {place} | {said:.2f} | {right:.2f} |"


def _some(asked: Cases, answers: Answers) -> Iterator[tuple[Case, Suggestions]]:
    return ((c, a) for c, a in zip(asked.cases, answers, strict=True) if c.right)
