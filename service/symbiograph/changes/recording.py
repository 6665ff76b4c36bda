"""The stream grows: by what a release brings, and by each commit after that.

Nothing is recorded until somebody asks; then the stream catches up. A new release adds a version of
each description that differs from what the stream had, so who follows need not begin again.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from symbiograph.changes.database import transaction
from symbiograph.changes.entry import COMMIT, DELETE, RELEASE, Entry
from symbiograph.changes.terms import Description, description_of, statement_of
from symbiograph.engine.release import GRAPH_FILE, Release, current_id
from symbiograph.errors import ChangesUnavailable
from symbiograph.writing.base import Base
from symbiograph.writing.ledger import DEFAULT_GRAPH, Ledger, Record, graph_of
from symbiograph.writing.territory import Territory
from symbiograph.writing.tokens import now

# The service without a release, as it names its content.
EMPTY: Final = "empty"
# Whose labels blank nodes have.
_OF_RELEASE: Final = "r"
_OF_COMMITS: Final = "w"
_COMMITS_AT_ONCE: Final = 100

States = dict[Description, set[str]]


class _Place(NamedTuple):
    """How far the stream has got: the release, and the last commit with its name."""

    base: str
    sequence: int
    request: str


def bring_up_to_date(database: sqlite3.Connection, data_dir: Path, release: Release | None) -> None:
    """Add to the stream what has been committed, or what a new release has changed.

    Raises :class:`ChangesUnavailable` where the stream is one of another release than is served.
    """
    ledger = Ledger(data_dir)
    name = release.id if release else EMPTY
    if _place(database) == (name, *ledger.name_of()):
        return
    while True:
        with transaction(database):
            place = _place(database)
            if place is None or ledger.name_of(place.sequence) != place[1:]:
                place = _start(database)
            if place.base != name:
                _require_in_force(data_dir, name, place)
                _go_over(database, release, ledger, place)
            elif not _take_in(database, release, ledger, place):
                return


def _place(database: sqlite3.Connection) -> _Place | None:
    row = database.execute("SELECT base, sequence, request FROM stream").fetchone()
    return _Place(*row) if row else None


def _start(database: sqlite3.Connection) -> _Place:
    """Begin a stream, which forgets what there was: its commits are not those of this folder."""
    for table in (
        "stream",
        "base_graphs",
        "graphs",
        "counts",
        "commits",
        "descriptions",
        "members",
    ):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    place = _Place("", 0, "")
    database.execute(
        "INSERT INTO stream VALUES (?, ?, ?, ?, ?)", [secrets.token_hex(8), now(), *place]
    )
    return place


def _require_in_force(data_dir: Path, name: str, place: _Place) -> None:
    """Of two services on one folder, only that of the release in force goes on with the stream."""
    if place.base and name != (current_id(data_dir) or EMPTY):
        raise ChangesUnavailable(
            f"This service serves {name}, and the stream in {data_dir} is one of {place.base}. "
            "Restart the service."
        )


def _go_over(
    database: sqlite3.Connection, release: Release | None, ledger: Ledger, place: _Place
) -> None:
    """Go on to another release: its graphs come in, and those of the one before go."""
    graphs = set(release.manifest.graphs) if release else set()
    affected = graphs | {graph for (graph,) in database.execute("SELECT graph FROM base_graphs")}
    if (place.base == EMPTY) != (release is None):
        # The default graph is one of its own, or follows from the others.
        affected.add(DEFAULT_GRAPH)
    states = _released(release) if release else {}
    if place.sequence and affected != graphs:
        # What the release before held may have been written, too.
        written = (q for q in ledger.state(place.sequence).present if graph_of(q) in affected)
        states |= _grouped(_permitted(release, written), _OF_COMMITS)
    name, created = (release.id, release.manifest.created) if release else (EMPTY, now())
    entry = Entry(database, RELEASE, created, "", name)
    present = {
        Description(graph, subject)
        for graph in affected
        for (subject,) in database.execute(
            "SELECT subject FROM descriptions JOIN members ON number = member"
            " WHERE graph = ? AND event != ?",
            [graph, DELETE],
        )
    }
    for key in sorted(present | set(states)):
        entry.put(key, states.get(key, set()))
    entry.close()
    database.execute("DELETE FROM base_graphs")
    database.executemany("INSERT INTO base_graphs VALUES (?)", [(graph,) for graph in graphs])
    database.execute("UPDATE stream SET base = ?", [name])
    _tell_graphs(database, release)


def _take_in(
    database: sqlite3.Connection, release: Release | None, ledger: Ledger, place: _Place
) -> bool:
    """Take in the next commits; return whether there were any."""
    last: Record | None = None
    for number, record in enumerate(ledger.records(place.sequence), 1):
        _record(database, release, record)
        last = record
        if number == _COMMITS_AT_ONCE:
            break
    if last is None:
        return False
    database.execute("UPDATE stream SET sequence = ?, request = ?", [last.sequence, last.request])
    _tell_graphs(database, release)
    return True


def _record(database: sqlite3.Connection, release: Release | None, record: Record) -> None:
    added, removed = (_grouped(_permitted(release, quads), _OF_COMMITS) for quads in record.change)
    entry = Entry(database, COMMIT, record.time, record.author, str(record.sequence))
    for key in sorted({*added, *removed}):
        entry.change(key, removed.get(key, set()), added.get(key, set()))
    entry.close()


def _tell_graphs(database: sqlite3.Connection, release: Release | None) -> None:
    """Write down which graphs there have been, and which of them the default graph merges."""
    territory = _territory(release)
    names = [graph for (graph,) in database.execute("SELECT DISTINCT graph FROM counts")]
    database.executemany(
        "INSERT OR REPLACE INTO graphs VALUES (?, ?)",
        [(name, bool(name) and territory.publishes(NamedNode(name))) for name in names],
    )


def _territory(release: Release | None) -> Territory:
    return (Base.of(release) if release else Base.without_release()).territory


def _released(release: Release) -> States:
    """Return what the graphs of a release hold that are ours: not the merge, no imported ones."""
    quads: Iterator[Quad] = pyoxigraph.parse(
        release.read(GRAPH_FILE), RdfFormat.N_QUADS, lenient=True
    )
    return _grouped((q for q in quads if q.graph_name != DefaultGraph()), _OF_RELEASE)


def _permitted(release: Release | None, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the quads of graphs that can be written beside ``release``."""
    territory = _territory(release)
    return (quad for quad in quads if territory.refusal(quad.graph_name) is None)


def _grouped(quads: Iterable[Quad], scope: str) -> States:
    found: States = {}
    for quad in quads:
        found.setdefault(description_of(quad, scope), set()).add(statement_of(quad, scope))
    return found
