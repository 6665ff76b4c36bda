"""Decisions of curators as changes of a mapping set's three files."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from symbiograph.errors import UnreadableInput
from symbiograph.mappings import Mapping as Row
from symbiograph.mappings import (
    MappingSet,
    file_of,
    read_mapping_file,
    sister,
    write_mapping_set,
)
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.mappings.standing import STANDINGS, Standing
from symbiograph.review.decision import CLOSEST, PREDICATES, Decision, Verdict
from symbiograph.review.disagreement import Disagreement, disagreements
from symbiograph.review.download import mapping_of

# Subject and object, and of a statement that nothing fits the source that was searched.
Key = tuple[str, str, str]
# What a decision says of a row that is there already; the rest of the row stays.
_SAID: tuple[str, ...] = (
    "predicate_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "object_source_version",
    "mapping_date",
    "confidence",
    "comment",
)
_ORDER = (Verdict.REJECTED, Verdict.ACCEPTED, Verdict.NO_MATCH)


@dataclass(frozen=True)
class Refused:
    """Decisions that go into no file until a person does something, and what that is."""

    decisions: tuple[Decision, ...]
    reason: str


@dataclass(frozen=True)
class Revision:
    """What decisions make of a set's files: texts before and after by the files' names.

    A file that is not there yet has the text ``None`` before. ``done`` counts the decisions that
    changed anything.
    """

    texts: Mapping[str, tuple[str | None, str]]
    done: int
    refused: tuple[Refused, ...]


def revise(folder: Path, name: str, decisions: Sequence[Decision]) -> Revision:
    """Return what ``decisions`` make of the set ``name`` in ``folder``; nothing is written.

    Decisions that are in the files already change nothing, and so do those that are older than the
    row they are about. Raises :class:`UnreadableInput` for a set that is not there or cannot be
    read.
    """
    files = _Files(folder, name)
    differing = disagreements(decisions)
    refused = [Refused(one.decisions, _differing(one)) for one in differing]
    left_out = {decision for one in differing for decision in one.decisions}
    done = 0
    for verdict in _ORDER:
        for decision in decisions:
            if decision.verdict != verdict or decision in left_out:
                continue
            reason = files.objection(decision)
            if reason:
                refused.append(Refused((decision,), reason))
            else:
                done += files.take(decision)
    return Revision(files.texts(), done, tuple(refused))


def _differing(one: Disagreement) -> str:
    curators = sorted({decision.curator for decision in one.decisions})
    choices = " or ".join(f"--curator {name}" for name in curators)
    return f"judged differently; choose by {choices}, or agree on the page and apply again"


@dataclass
class _Table:
    """The rows of one file by what they are about."""

    mappings: MappingSet
    before: str | None
    rows: dict[Key, Row] = field(default_factory=dict)
    has_changed: bool = False


class _Files:
    """The three files of a set while decisions are taken into them."""

    def __init__(self, folder: Path, name: str) -> None:
        accepted = folder / file_of(name, "accepted")
        if not accepted.is_file():
            raise UnreadableInput(str(accepted), f"there is no such file: {name} is no set here")
        first = read_mapping_file(accepted)
        self._day = datetime.date.min
        self._tables: dict[Standing, _Table] = {}
        for standing in STANDINGS:
            path = folder / file_of(name, standing)
            there = path.is_file()
            held = read_mapping_file(path) if there else sister(first, standing, self._day)
            table = _Table(held, path.read_text(encoding="utf-8") if there else None)
            table.rows = {_key_of(row): row for row in held.mappings}
            self._tables[standing] = table

    def objection(self, decision: Decision) -> str:
        """Return why a decision contradicts the accepted rows, empty where it does not."""
        beside = [
            row
            for key, row in self._tables["accepted"].rows.items()
            if key[0] == decision.subject
            and key[1] not in (decision.object, NO_TERM_FOUND)
            and row.text("object_source") in ("", decision.object_source)
        ]
        if decision.verdict == Verdict.NO_MATCH:
            held = [row for row in beside if row.text("predicate_id") in CLOSEST]
        elif decision.verdict == Verdict.ACCEPTED and decision.predicate == PREDICATES[0]:
            held = [row for row in beside if row.text("predicate_id") == PREDICATES[0]]
        else:
            return ""
        labels = ", ".join(row.text("object_label") or row.text("object_id") for row in held)
        return f"the file maps it closely to {labels} already; judge that, too" if held else ""

    def take(self, decision: Decision) -> bool:
        """Take in a decision; tells whether that changed anything."""
        key = _key(decision)
        held = [table.rows[key] for table in self._tables.values() if key in table.rows]
        if any(_is_newer(row, decision) for row in held):
            return False
        rejected = decision.verdict == Verdict.REJECTED
        into: Standing = "rejected" if rejected else "accepted"
        row = mapping_of(decision).but(predicate_modifier=None)
        changed = self._put(into, key, row)
        for standing in STANDINGS:
            if standing != into:
                changed |= self._remove(standing, key)
        if decision.verdict == Verdict.ACCEPTED and decision.predicate in CLOSEST:
            nothing = (decision.subject, NO_TERM_FOUND, decision.object_source)
            changed |= self._remove("accepted", nothing)
        if decision.verdict == Verdict.NO_MATCH:
            waiting = [k for k in self._tables["candidate"].rows if k[0] == decision.subject]
            for one in waiting:
                changed |= self._remove("candidate", one)
        if changed:
            self._day = max(self._day, decision.date)
        return changed

    def texts(self) -> dict[str, tuple[str | None, str]]:
        """Return the texts of the files that have changed, before and after."""
        found = {}
        for table in self._tables.values():
            if not table.has_changed or (table.before is None and not table.rows):
                continue
            held = table.mappings
            day = held.one("publication_date")
            published = max(day, self._day) if isinstance(day, datetime.date) else self._day
            head = {**held.head, "publication_date": (published,)}
            after = dataclasses.replace(held, head=head, mappings=list(table.rows.values()))
            text = write_mapping_set(after)
            if text != table.before:
                found[held.source] = (table.before, text)
        return found

    def _put(self, standing: Standing, key: Key, row: Row) -> bool:
        table = self._tables[standing]
        held = table.rows.get(key)
        if held is not None:
            if _says_the_same(held, row):
                return False
            said = {slot: row.values.get(slot) for slot in _SAID if slot in row.values}
            row = held.but(**said)
        table.rows[key] = row
        table.has_changed = True
        return True

    def _remove(self, standing: Standing, key: Key) -> bool:
        table = self._tables[standing]
        if table.rows.pop(key, None) is None:
            return False
        table.has_changed = True
        return True


def _says_the_same(held: Row, new: Row) -> bool:
    same = all(held.one(slot) == new.one(slot) for slot in ("predicate_id", "confidence"))
    return same and new.text("comment") in ("", held.text("comment"))


def _is_newer(row: Row, decision: Decision) -> bool:
    day = row.one("mapping_date")
    return isinstance(day, datetime.date) and day > decision.date


def _key(decision: Decision) -> Key:
    nothing = decision.object == NO_TERM_FOUND
    return decision.subject, decision.object, decision.object_source if nothing else ""


def _key_of(row: Row) -> Key:
    subject, _, target = row.key
    return subject, target, row.text("object_source") if target == NO_TERM_FOUND else ""


def by_curator(decisions: Iterable[Decision], curator: str | None) -> list[Decision]:
    """Return the decisions of one curator, or of all where none is named."""
    return [one for one in decisions if curator is None or one.curator == curator]
