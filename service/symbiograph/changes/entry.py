"""One step of the stream: the versions that a commit or a release adds, and what they change."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Final

from symbiograph.changes.terms import Description

RELEASE: Final = "release"
COMMIT: Final = "commit"
CREATE: Final = "Create"
UPDATE: Final = "Update"
DELETE: Final = "Delete"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Entry:
    """What a commit or a release adds to the stream; one that changes nothing adds nothing.

    No two of them have the same time, and a later one has a later time, whatever the clock said.
    """

    def __init__(
        self, database: sqlite3.Connection, kind: str, time: str, author: str, source: str
    ) -> None:
        self._database = database
        number, latest, member = database.execute(
            "SELECT number, time, last FROM commits ORDER BY number DESC LIMIT 1"
        ).fetchone() or (0, "", 0)
        earliest = _time(latest) + timedelta(milliseconds=1) if latest else _EPOCH
        self._said = (kind, _written(max(_time(time), earliest)), author, source)
        self._number = number + 1
        self._first = self._last = member + 1
        self._counts: dict[str, list[int]] = {}

    def change(self, key: Description, removed: set[str], added: set[str]) -> None:
        """Add a version of a description, unless it is as it was."""
        before = self._present(key)
        self._put(key, before, (before - removed) | added)

    def put(self, key: Description, statements: set[str]) -> None:
        """Add a version of a description that has these statements, unless it is as it was."""
        self._put(key, self._present(key), statements)

    def _present(self, key: Description) -> set[str]:
        """Return what the stream has last said of a description."""
        row = self._database.execute(
            "SELECT statements FROM descriptions JOIN members ON number = member"
            " WHERE graph = ? AND subject = ?",
            key,
        ).fetchone()
        return set(row[0].split("\n")) if row and row[0] else set()

    def _put(self, key: Description, before: set[str], statements: set[str]) -> None:
        if statements == before:
            return
        event = (UPDATE if before else CREATE) if statements else DELETE
        number = self._last
        (description,) = self._database.execute(
            "INSERT INTO descriptions (graph, subject, member) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET member = excluded.member RETURNING description",
            [*key, number],
        ).fetchone()
        self._database.execute(
            "INSERT INTO members VALUES (?, ?, ?, ?, ?)",
            [number, event, description, self._number, "\n".join(sorted(statements))],
        )
        self._last += 1
        counts = self._counts.setdefault(key.graph, [0, 0])
        counts[0] += len(statements - before)
        counts[1] += len(before - statements)

    def close(self) -> None:
        """Write down what the versions belong to."""
        if self._last == self._first:
            return
        self._database.execute(
            "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)",
            [self._number, *self._said, self._first, self._last - 1],
        )
        self._database.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, ?)",
            [(self._number, graph, *counts) for graph, counts in self._counts.items()],
        )


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time(text: str) -> datetime:
    """Return a time as releases and commits write it, a day standing for its start."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
