"""How far a mirror has got: ``mirror.db`` in its data folder, written before and after each step.

What was fetched and not yet taken in is kept as well, so that a mirror that is ended goes on where
it was, in the middle of a commit of its source, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from symbiograph.changes.database import prepared, transaction
from symbiograph.changes.following.reading import Version
from symbiograph.errors import SettingError

FILE: Final = "mirror.db"
_FORMAT: Final = 1
_SCHEMA: Final = """
CREATE TABLE source (
    address TEXT NOT NULL, stream TEXT NOT NULL, tag TEXT NOT NULL, next INTEGER NOT NULL,
    merged TEXT NOT NULL, sequence INTEGER NOT NULL, request TEXT NOT NULL
) STRICT;
CREATE TABLE pages (
    address TEXT PRIMARY KEY, tag TEXT NOT NULL, is_done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE graphs (graph TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE waiting (
    number INTEGER PRIMARY KEY, graph TEXT NOT NULL, subject TEXT NOT NULL, quads TEXT NOT NULL,
    is_last INTEGER NOT NULL
) STRICT;
CREATE INDEX ends_of_commits ON waiting (number) WHERE is_last;
"""


class Position:
    """The place of a mirror in the stream it follows."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def follow(self, address: str) -> None:
        """Say which address is followed; raises :class:`SettingError` where it was another."""
        row = self._database.execute("SELECT address FROM source").fetchone()
        if row is None:
            self._database.execute("INSERT INTO source VALUES (?, '', '', 1, '', 0, '')", [address])
        elif row[0] != address:
            raise SettingError(
                f"This data folder mirrors {row[0]}. Name that address, or give a mirror of "
                f"{address} a data folder of its own."
            )

    @property
    def stream(self) -> str:
        """The IRI of the stream, "" before the first was seen."""
        return str(self._value("stream"))

    @property
    def tag(self) -> str:
        """The validator of the root, once all that it led to has been taken in."""
        return str(self._value("tag"))

    @tag.setter
    def tag(self, tag: str) -> None:
        self._database.execute("UPDATE source SET tag = ?", [tag])

    @property
    def next(self) -> int:
        """The number of the first member that has not been taken in."""
        found = self._value("next")
        if not isinstance(found, int):
            raise TypeError("a number was stored as text")
        return found

    @property
    def merged(self) -> list[str]:
        """The graphs whose merge the default graph is."""
        return str(self._value("merged")).split()

    @property
    def commit(self) -> tuple[int, str]:
        """Number and name of the last commit here that this place is of, as the ledger has them."""
        row: tuple[int, str] = self._database.execute(
            "SELECT sequence, request FROM source"
        ).fetchone()
        return row

    @commit.setter
    def commit(self, commit: tuple[int, str]) -> None:
        self._database.execute("UPDATE source SET sequence = ?, request = ?", commit)

    def begin(self, stream: str) -> None:
        """Go over to another stream, or to the same again, from its first member on."""
        with transaction(self._database):
            self._database.execute("DELETE FROM pages")
            self._database.execute("DELETE FROM waiting")
            self._database.execute(
                "UPDATE source SET stream = ?, tag = '', next = 1, merged = ''", [stream]
            )

    def is_done(self, address: str) -> bool:
        """Tell whether an address has nothing new any more."""
        return bool(self._page(address)[1])

    def tag_of(self, address: str) -> str:
        """Return the validator of a document that was read, "" for none."""
        return self._page(address)[0]

    def keep(self, versions: Iterable[Version]) -> None:
        """Keep the members of a page that are new."""
        first = self.next
        with transaction(self._database):
            self._database.executemany(
                "INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?, ?)",
                [version for version in versions if version.number >= first],
            )

    def pass_by(self, address: str, tag: str, *, lasts: bool) -> None:
        """Say that a document and all that it leads to have been read."""
        self._database.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", [address, tag, lasts]
        )

    def complete(self) -> list[Version]:
        """Return the next commit, all of whose members are there; an empty list for none."""
        row = self._database.execute(
            "SELECT MIN(number) FROM waiting WHERE is_last AND number >= ?", [self.next]
        ).fetchone()
        if row[0] is None:
            return []
        rows = self._database.execute(
            "SELECT * FROM waiting WHERE number BETWEEN ? AND ? ORDER BY number",
            [self.next, row[0]],
        ).fetchall()
        if len(rows) != row[0] - self.next + 1:
            return []
        return [Version(*values) for values in rows]

    def complete_but_for_gaps(self) -> bool:
        """Tell whether a later commit is complete, and members before it are not there."""
        row = self._database.execute("SELECT 1 FROM waiting WHERE is_last LIMIT 1").fetchone()
        return row is not None

    def waits(self) -> bool:
        """Tell whether members are there that cannot be taken in yet."""
        return self._database.execute("SELECT 1 FROM waiting LIMIT 1").fetchone() is not None

    def graphs(self) -> list[str]:
        """Return the graphs that this mirror has filled, "" for the unnamed one."""
        return [graph for (graph,) in self._database.execute("SELECT graph FROM graphs")]

    def add_graphs(self, graphs: Iterable[str]) -> None:
        """Say that this mirror fills these graphs, too."""
        self._database.executemany(
            "INSERT OR IGNORE INTO graphs VALUES (?)", [(graph,) for graph in graphs]
        )

    def pass_on(self, number: int) -> None:
        """Say that all members up to ``number`` have been taken in."""
        with transaction(self._database):
            self._database.execute("DELETE FROM waiting WHERE number <= ?", [number])
            self._database.execute("UPDATE source SET next = ?", [number + 1])

    def set_merged(self, merged: Iterable[str]) -> None:
        """Say whose merge the default graph is now."""
        self._database.execute("UPDATE source SET merged = ?", [" ".join(merged)])

    def _value(self, column: str) -> object:
        query = f"SELECT {column} FROM source"  # noqa: S608 - our own names
        return self._database.execute(query).fetchone()[0]

    def _page(self, address: str) -> tuple[str, int]:
        row: tuple[str, int] | None = self._database.execute(
            "SELECT tag, is_done FROM pages WHERE address = ?", [address]
        ).fetchone()
        return row or ("", 0)


def copy(data_dir: Path, folder: Path) -> None:
    """Copy the place of a mirror to another data folder, if this one is a mirror."""
    if (data_dir / FILE).exists():
        with (
            closing(sqlite3.connect(data_dir / FILE)) as database,
            closing(sqlite3.connect(folder / FILE)) as target,
        ):
            database.backup(target)


@contextmanager
def position(data_dir: Path) -> Iterator[Position]:
    """Give the place of the mirror in a data folder; raises :class:`SettingError`."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / FILE
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # To go on from an earlier place does what was done once more, and harms nothing.
        found = prepared(database, _SCHEMA, _FORMAT)
        if found != _FORMAT:
            raise SettingError(f"{path} has format {found}; this program reads {_FORMAT}.")
        yield Position(database)
