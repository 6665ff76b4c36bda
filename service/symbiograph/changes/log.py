"""What the stream holds, read: its members by number, its commits, the latest version of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from symbiograph.changes.database import opened
from symbiograph.changes.recording import bring_up_to_date
from symbiograph.changes.terms import Description
from symbiograph.engine.release import Release
from symbiograph.errors import NotFound

_MEMBERS: Final = (
    "SELECT members.number, event, description, graph, subject, statements, part_of, time,"
    " members.number = last FROM members JOIN descriptions USING (description)"
    " JOIN commits ON commits.number = part_of"
)


class Member(NamedTuple):
    """A version of a description: all its statements, none where it is deleted.

    ``event`` is Create, Update or Delete; ``described`` is a number for graph and subject, which
    all versions have; ``is_last`` tells that it completes its commit.
    """

    number: int
    event: str
    described: int
    description: Description
    statements: tuple[str, ...]
    commit: int
    time: str
    is_last: bool


class Count(NamedTuple):
    """How many triples a commit added to a graph and removed from it; "" is the unnamed graph."""

    graph: str
    added: int
    removed: int


class Commit(NamedTuple):
    """What came into the stream at once: a commit of the writer, or what a release changed.

    ``source`` is the number of the commit as ``symbiograph history`` has it, or the release;
    ``author`` the name of a token. Its members are those from ``first`` to ``last``.
    """

    number: int
    kind: str
    time: str
    author: str
    source: str
    first: int
    last: int
    counts: tuple[Count, ...]


class ChangeLog:
    """The stream as it is at one moment: its name, its start, its release, its last numbers."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.name: str
        self.started: str
        self.base: str
        self.name, self.started, self.base = database.execute(
            "SELECT name, started, base FROM stream"
        ).fetchone()
        self.commits: int
        self.members: int
        self.commits, self.members = database.execute(
            "SELECT number, last FROM commits ORDER BY number DESC LIMIT 1"
        ).fetchone() or (0, 0)

    def merged(self) -> list[str]:
        """Return the graphs that the default graph is the merge of."""
        rows = self._database.execute("SELECT graph FROM graphs WHERE is_merged ORDER BY graph")
        return [graph for (graph,) in rows]

    def between(self, first: int, last: int) -> Iterator[Member]:
        """Yield the members with these numbers, in their order."""
        rows = self._database.execute(
            f"{_MEMBERS} WHERE members.number BETWEEN ? AND ? ORDER BY members.number",
            [first, min(last, self.members)],
        )
        return map(_member, rows)

    def member(self, number: int) -> Member:
        """Return one member; raises :class:`NotFound`."""
        found = next(self.between(number, number), None)
        if found is None:
            raise NotFound(f"The stream {self.name} has no member {number}.")
        return found

    def latest(self, described: int) -> Member:
        """Return the last version of a description; raises :class:`NotFound`."""
        row = self._database.execute(
            f"{_MEMBERS} WHERE description = ? AND members.number = member", [described]
        ).fetchone()
        if row is None:
            raise NotFound(f"The stream {self.name} has no description {described}.")
        return _member(row)

    def before(self, member: Member) -> Member:
        """Return the version of a description before ``member``; raises :class:`NotFound`."""
        row = self._database.execute(
            f"{_MEMBERS} WHERE description = ? AND members.number < ?"
            " ORDER BY members.number DESC LIMIT 1",
            [member.described, member.number],
        ).fetchone()
        if row is None:
            raise NotFound(f"The stream {self.name} has no version before {member.number}.")
        return _member(row)

    def times(self, numbers: list[int]) -> dict[int, str]:
        """Return when each of these members came into the stream."""
        return {
            number: self._database.execute(
                "SELECT time FROM commits WHERE last >= ? ORDER BY last LIMIT 1", [number]
            ).fetchone()[0]
            for number in numbers
        }

    def commit(self, number: int) -> Commit:
        """Return one commit; raises :class:`NotFound`."""
        found = self.latest_commits(1, number)
        if not found or found[0].number != number:
            raise NotFound(f"The stream {self.name} has no commit {number}.")
        return found[0]

    def latest_commits(self, limit: int, until: int | None = None) -> list[Commit]:
        """Return the last commits up to ``until``, the latest first, each with what it changed."""
        rows = self._database.execute(
            "SELECT * FROM commits WHERE number <= ? ORDER BY number DESC LIMIT ?",
            [self.commits if until is None else until, limit],
        ).fetchall()
        return [
            Commit(number, kind, time, author, source, first, last, self._counts(number))
            for number, kind, time, author, source, first, last in rows
        ]

    def _counts(self, number: int) -> tuple[Count, ...]:
        rows = self._database.execute(
            "SELECT graph, added, removed FROM counts WHERE number = ? ORDER BY graph", [number]
        )
        return tuple(Count(*row) for row in rows)


@contextmanager
def change_log(data_dir: Path, release: Release | None) -> Iterator[ChangeLog]:
    """Give the stream of a data folder, up to the last commit; ``release`` is the one served.

    All that is read of it is of one moment. Raises :class:`ChangesUnavailable`.
    """
    with opened(data_dir) as database:
        bring_up_to_date(database, data_dir, release)
        database.execute("BEGIN")
        yield ChangeLog(database)


def _member(row: tuple[int, str, int, str, str, str, int, str, int]) -> Member:
    number, event, described, graph, subject, statements, commit, time, is_last = row
    told = tuple(statements.split("\n")) if statements else ()
    key = Description(graph, subject)
    return Member(number, event, described, key, told, commit, time, bool(is_last))
