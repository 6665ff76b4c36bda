"""Rows that say the same twice, or what cannot hold together, within one set's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from symbiograph.mappings.checks.cycles import cycle_findings
from symbiograph.mappings.checks.finding import Change, Finding, Kind, finding
from symbiograph.mappings.row import Mapping, MappingSet
from symbiograph.mappings.slots import NO_TERM_FOUND, SKOS
from symbiograph.mappings.standing import STANDINGS, Standing, set_of, standing_of
from symbiograph.prefixes import shorten

_EXACT: Final = SKOS + "exactMatch"
_SAME: Final = (_EXACT, SKOS + "closeMatch")


@dataclass(frozen=True)
class Placed:
    """A row, the file it stands in, and what it is by that."""

    source: str
    standing: Standing
    row: Mapping

    @property
    def pair(self) -> tuple[str, ...]:
        """Subject and object; of a row without a term also the scheme that was searched."""
        subject, _, target = self.row.key
        if NO_TERM_FOUND in (subject, target):
            return subject, target, self.row.text("subject_source"), self.row.text("object_source")
        return subject, target

    def __str__(self) -> str:
        return f"{self.source}:{self.row.line}"


def logic_findings(
    sets: Iterable[MappingSet], broader: Sequence[tuple[str, str]] = ()
) -> list[Finding]:
    """Return duplicates and contradictions among the rows of each set's files.

    ``broader`` are pairs of a concept and one above it, as the mapped vocabularies state them.
    """
    groups: dict[str, list[Placed]] = defaultdict(list)
    # Accepted rows come first: what others say is told of those others.
    for mappings in sorted(sets, key=lambda one: STANDINGS.index(standing_of(one.source))):
        standing = standing_of(mappings.source)
        groups[set_of(mappings.source)] += [
            Placed(mappings.source, standing, row) for row in mappings.mappings
        ]
    found: list[Finding] = []
    for placed in groups.values():
        accepted = [p for p in placed if p.standing == "accepted" and _affirmed(p.row)]
        found += _pairs(placed)
        found += _exact_twice(accepted)
        found += _no_match(accepted)
        found += cycle_findings([(p.source, p.row) for p in accepted], broader)
    return found


def _affirmed(row: Mapping) -> bool:
    return "predicate_modifier" not in row.values


def _pairs(placed: list[Placed]) -> Iterator[Finding]:
    by_pair: dict[tuple[str, ...], list[Placed]] = defaultdict(list)
    for one in placed:
        by_pair[one.pair].append(one)
    for same in by_pair.values():
        for place, later in enumerate(same):
            for earlier in same[:place]:
                clash = _clash(earlier, later)
                if clash is not None:
                    yield clash
                    break


def _clash(earlier: Placed, later: Placed) -> Finding | None:
    """Return what is wrong with two rows about the same subject and object, if anything is."""
    same = earlier.row.key[1] == later.row.key[1]
    standings = {earlier.standing, later.standing}
    where = str(earlier)
    if same and _affirmed(earlier.row) != _affirmed(later.row) and len(standings) == 1:
        fault = f"{where} says the contrary: one of both has predicate_modifier Not"
        return _found(later, "contradiction", fault, "keep the row that holds")
    if len(standings) == 1:
        if earlier.row.values == later.row.values:
            fault, todo = f"{where} states the same in every column", "remove one of both"
            return _found(later, "duplicate", fault, todo, Change(removes=True))
        if same:
            fault = f"{where} states the same mapping, with other details"
            return _found(later, "duplicate", fault, "keep one row with the details of both")
        fault = f"{where} gives the same pair as {shorten(earlier.row.key[1])}"
        kind: Kind = "contradiction" if later.standing == "accepted" else "duplicate"
        return _found(later, kind, fault, "keep the row whose predicate holds")
    if standings == {"accepted", "rejected"}:
        if not same:
            return None
        fault = f"accepted and rejected: {where} has the same mapping"
        return _found(later, "contradiction", fault, "keep it in the one file where it belongs")
    candidate, decided = (later, earlier) if later.standing == "candidate" else (earlier, later)
    if decided.standing == "rejected" and not same:
        return None
    fault = f"{decided} decided about this pair already: {decided.standing}"
    return _found(candidate, "duplicate", fault, "remove the candidate")


def _exact_twice(accepted: list[Placed]) -> Iterator[Finding]:
    exact = [
        one for one in accepted if one.row.key[1] == _EXACT and NO_TERM_FOUND not in one.row.key
    ]
    subjects: dict[tuple[str, str], Placed] = {}
    targets: dict[tuple[str, str], Placed] = {}
    for one in exact:
        subject, _, target = one.row.key
        first = subjects.setdefault((subject, _scheme(one.row, "object", target)), one)
        if first.row.key[2] != target:
            fault = f"exact to two concepts: {first} maps it to {_name(first.row, 'object')}"
            todo = "keep skos:exactMatch for the one with the same meaning; close, broad or narrow"
            yield _found(one, "contradiction", fault, f"{todo} for the other")
        first = targets.setdefault((target, _scheme(one.row, "subject", subject)), one)
        if first.row.key[0] != subject:
            name = _name(first.row, "subject")
            fault = f"{first} maps {name} to the same concept as exact, so both would be the same"
            todo = "merge the two subjects, or weaken the looser mapping"
            yield _found(one, "contradiction", fault, todo)


def _no_match(accepted: list[Placed]) -> Iterator[Finding]:
    none: dict[tuple[str, str, str], Placed] = {}
    for one in accepted:
        subject, _, target = one.row.key
        if target == NO_TERM_FOUND:
            none.setdefault(("object", subject, one.row.text("object_source")), one)
        elif subject == NO_TERM_FOUND:
            none.setdefault(("subject", target, one.row.text("subject_source")), one)
    for one in accepted:
        subject, predicate, target = one.row.key
        if predicate not in _SAME or NO_TERM_FOUND in (subject, target):
            continue
        for key in (
            ("object", subject, one.row.text("object_source")),
            ("subject", target, one.row.text("subject_source")),
        ):
            if key in none:
                fault = f"{none[key]} says that nothing fits, this row names what does"
                todo = "remove that row, or weaken this one to broad or related"
                yield _found(one, "no match", fault, todo)


def _scheme(row: Mapping, side: str, iri: str) -> str:
    """Return the vocabulary that a row says one side is of, else the namespace."""
    return row.text(f"{side}_source") or iri.rpartition("#" if "#" in iri else "/")[0]


def _name(row: Mapping, side: str) -> str:
    return row.text(f"{side}_label") or shorten(row.text(f"{side}_id"))


def _found(
    placed: Placed, kind: Kind, fault: str, todo: str, change: Change | None = None
) -> Finding:
    return finding(placed.source, placed.row, kind, fault, todo, change)
