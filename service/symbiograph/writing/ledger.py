"""The commits: each recorded whole before it is acknowledged, and the state they add up to.

What is kept of a commit are the quads it added and removed, as compressed N-Quads with the labels
of their blank nodes. The state is the sum of all commits: it does not hold the release. Reading it
starts from the last checkpoint; the writer makes a new one when it starts, if there is much to add.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, RdfFormat

from symbiograph.errors import NotFound, StorageFull
from symbiograph.writing.database import FILE, connect, connect_existing, transaction
from symbiograph.writing.tokens import now

_WORTH_A_CHECKPOINT: Final = 20_000
DEFAULT_GRAPH: Final = ""


class Change(NamedTuple):
    """Quads to add and to remove; none of them is in both."""

    added: frozenset[Quad]
    removed: frozenset[Quad]

    @property
    def size(self) -> int:
        """How many quads it changes."""
        return len(self.added) + len(self.removed)

    def by_graph(self) -> dict[str, tuple[int, int]]:
        """Return how many triples it adds and removes in each graph; "" is the unnamed one."""
        counts: dict[str, list[int]] = {}
        for index, quads in enumerate(self):
            for quad in quads:
                counts.setdefault(graph_of(quad), [0, 0])[index] += 1
        return {graph: (added, removed) for graph, (added, removed) in sorted(counts.items())}


class Entry(NamedTuple):
    """What a commit did in one graph."""

    sequence: int
    time: str
    author: str
    graph: str
    added: int
    removed: int


class Record(NamedTuple):
    """A commit as it was recorded; ``request`` is a name that no other commit anywhere has."""

    sequence: int
    time: str
    author: str
    request: str
    change: Change


@dataclass
class Written:
    """The sum of commits up to ``sequence``: quads they have put there, and quads they took away.

    ``absent`` matters where there is something beside the commits to take away from.
    """

    sequence: int = 0
    present: set[Quad] = field(default_factory=set)
    absent: set[Quad] = field(default_factory=set)

    def step(self, sequence: int, change: Change) -> None:
        """Go on by one commit."""
        self.present -= change.removed
        self.present |= change.added
        self.absent -= change.added
        self.absent |= change.removed
        self.sequence = sequence


class Ledger:
    """The commits of a data folder; the file is made by the first token or commit."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE

    def record(self, author: str, request: str, change: Change) -> int:
        """Put a commit on disk and return its sequence number.

        ``request`` is a name by which :meth:`outcome` finds it. Raises :class:`StorageFull`.
        """
        with closing(connect(self._path)) as database, transaction(database, self._path):
            (last,) = database.execute("SELECT COALESCE(MAX(sequence), 0) FROM commits").fetchone()
            sequence = int(last) + 1
            database.execute(
                "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?)",
                [sequence, now(), author, request, _packed(change.added), _packed(change.removed)],
            )
            counts = change.by_graph().items()
            database.executemany(
                "INSERT INTO changes VALUES (?, ?, ?, ?)",
                [(sequence, graph, added, removed) for graph, (added, removed) in counts],
            )
        return sequence

    def head(self) -> int:
        """Return the number of the last commit, 0 where there is none."""
        database = connect_existing(self._path)
        if database is None:
            return 0
        with closing(database):
            (last,) = database.execute("SELECT COALESCE(MAX(sequence), 0) FROM commits").fetchone()
            return int(last)

    def since(self, sequence: int, until: int | None = None) -> Iterator[tuple[int, Change]]:
        """Yield the commits after ``sequence``, up to and with ``until``."""
        return ((record.sequence, record.change) for record in self.records(sequence, until))

    def records(self, after: int, until: int | None = None) -> Iterator[Record]:
        """Yield the commits after ``after``, up to and with ``until``, as they were recorded."""
        database = connect_existing(self._path)
        if database is None:
            return
        with closing(database):
            rows = database.execute(
                "SELECT sequence, time, author, COALESCE(request, ''), added, removed FROM commits"
                " WHERE sequence > ? AND sequence <= COALESCE(?, sequence) ORDER BY sequence",
                [after, until],
            )
            for number, time, author, request, added, removed in rows:
                change = Change(frozenset(_unpacked(added)), frozenset(_unpacked(removed)))
                yield Record(number, time, author, request, change)

    def name_of(self, sequence: int | None = None) -> tuple[int, str]:
        """Return number and ``request`` of a commit, by default the last; 0 and "" for none."""
        database = connect_existing(self._path)
        if database is None:
            return 0, ""
        with closing(database):
            found: tuple[int, str] | None = database.execute(
                "SELECT sequence, COALESCE(request, '') FROM commits"
                " WHERE sequence = COALESCE(?, sequence) ORDER BY sequence DESC LIMIT 1",
                [sequence],
            ).fetchone()
            return found or (0, "")

    def state(self, sequence: int | None = None) -> Written:
        """Return what the commits up to ``sequence`` add up to, by default all.

        Raises :class:`NotFound` for a number that no commit has; 0 stands for none.
        """
        head = self.head()
        if sequence is not None and not 0 <= sequence <= head:
            raise NotFound(f"There is no commit {sequence}; the last one is {head}.")
        written = self._checkpoint(head if sequence is None else sequence)
        for number, change in self.since(written.sequence, sequence):
            written.step(number, change)
        return written

    def _checkpoint(self, sequence: int) -> Written:
        database = connect_existing(self._path)
        if database is None:
            return Written()
        with closing(database):
            row = database.execute(
                "SELECT sequence, present, absent FROM checkpoints WHERE sequence <= ?"
                " ORDER BY sequence DESC LIMIT 1",
                [sequence],
            ).fetchone()
        if row is None:
            return Written()
        return Written(row[0], set(_unpacked(row[1])), set(_unpacked(row[2])))

    def keep_checkpoint(self, written: Written) -> None:
        """Keep ``written`` to start from, if reading it again would take long."""
        database = connect_existing(self._path)
        if database is None:
            return
        with closing(database):
            (changed,) = database.execute(
                "SELECT COALESCE(SUM(added + removed), 0) FROM changes WHERE sequence <= ? AND"
                " sequence > (SELECT COALESCE(MAX(sequence), 0) FROM checkpoints)",
                [written.sequence],
            ).fetchone()
            if changed < _WORTH_A_CHECKPOINT:
                return
            values = [written.sequence, _packed(written.present), _packed(written.absent)]
            # What cannot be kept is read again; that is no reason not to start.
            with suppress(StorageFull), transaction(database, self._path):
                database.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", values)

    def back_to(self, sequence: int) -> Change:
        """Return what leads from the present state back to that after ``sequence``.

        Raises :class:`NotFound` for a number that no commit has; 0 is before the first.
        """
        head = self.head()
        if not 0 <= sequence <= head:
            raise NotFound(f"There is no commit {sequence}; the last one is {head}.")
        was: dict[Quad, bool] = {}
        is_: dict[Quad, bool] = {}
        for _, change in self.since(sequence):
            for quads, present in ((change.added, True), (change.removed, False)):
                for quad in quads:
                    # A commit adds only what was not there, and removes only what was.
                    was.setdefault(quad, not present)
                    is_[quad] = present
        differing = [quad for quad in was if was[quad] != is_[quad]]
        return Change(
            frozenset(quad for quad in differing if was[quad]),
            frozenset(quad for quad in differing if not was[quad]),
        )

    def outcome(self, request: str) -> tuple[int, int, int, int] | None:
        """Return number, triples added, triples removed, graphs changed of the commit ``request``.

        ``None`` where it has not been committed.
        """
        database = connect_existing(self._path)
        if database is None:
            return None
        with closing(database):
            found: tuple[int, int, int, int] | None = database.execute(
                "SELECT sequence, SUM(changes.added), SUM(changes.removed), COUNT(*) FROM commits"
                " JOIN changes USING (sequence) WHERE request = ? GROUP BY sequence",
                [request],
            ).fetchone()
            return found

    def history(self, graph: str | None = None, limit: int | None = None) -> list[Entry]:
        """Return what the last ``limit`` commits did, graph by graph, the latest first."""
        database = connect_existing(self._path)
        if database is None:
            return []
        with closing(database):
            rows = database.execute(
                "SELECT sequence, time, author, graph, changes.added, changes.removed"
                " FROM changes JOIN commits USING (sequence)"
                " WHERE graph = COALESCE(:graph, graph) AND sequence IN ("
                "  SELECT sequence FROM changes WHERE graph = COALESCE(:graph, graph)"
                "  GROUP BY sequence ORDER BY sequence DESC LIMIT :limit"
                " ) ORDER BY sequence DESC, graph",
                {"graph": graph, "limit": -1 if limit is None else limit},
            )
            return [Entry(*row) for row in rows]


def graph_of(quad: Quad) -> str:
    """Return the IRI of the graph a quad is in, "" for the unnamed graph."""
    return DEFAULT_GRAPH if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


def as_lines(quads: Iterable[Quad]) -> str:
    """Return ``quads`` as N-Quads."""
    return (pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()


def _packed(quads: Iterable[Quad]) -> bytes:
    return zlib.compress(as_lines(quads).encode())


def _unpacked(packed: bytes) -> Iterator[Quad]:
    return iter(pyoxigraph.parse(zlib.decompress(packed), RdfFormat.N_QUADS, lenient=True))
