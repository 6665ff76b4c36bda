"""Where two curators judged differently, so that somebody has to choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from symbiograph.review.decision import CLOSEST, PREDICATES, Decision, Verdict


@dataclass(frozen=True)
class Disagreement:
    """Decisions of different curators that cannot all go into a mapping set."""

    decisions: tuple[Decision, ...]

    @property
    def subject(self) -> str:
        """What they are about."""
        return self.decisions[0].subject


def disagreements(decisions: Iterable[Decision]) -> list[Disagreement]:
    """Return what curators judged differently, by subject and object.

    That is another verdict or predicate for the same two concepts, or one curator's "no match"
    beside another's exact or close one, or exact matches of one thing to different concepts. Other
    confidences and comments are no disagreement.
    """
    by_subject: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_subject.setdefault(decision.subject, []).append(decision)
    found = []
    for _, group in sorted(by_subject.items()):
        differing: dict[str, list[Decision]] = {}
        for one, other in combinations(sorted(group, key=_order), 2):
            if one.curator != other.curator and _differ(one, other):
                place = one.object if one.object == other.object else ""
                kept = differing.setdefault(place, [])
                kept += [decision for decision in (one, other) if decision not in kept]
        found += [Disagreement(tuple(kept)) for _, kept in sorted(differing.items())]
    return found


def _differ(one: Decision, other: Decision) -> bool:
    if one.object == other.object:
        if one.verdict != other.verdict:
            return True
        return one.verdict == Verdict.ACCEPTED and one.predicate != other.predicate
    verdicts = {one.verdict, other.verdict}
    if verdicts == {Verdict.NO_MATCH, Verdict.ACCEPTED}:
        accepted = one if one.verdict == Verdict.ACCEPTED else other
        return accepted.predicate in CLOSEST
    both_exact = one.predicate == other.predicate == PREDICATES[0]
    return verdicts == {Verdict.ACCEPTED} and both_exact


def _order(decision: Decision) -> tuple[str, str]:
    return decision.object, decision.curator
