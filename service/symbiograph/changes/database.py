"""``changes.db`` in the data folder: the members of the stream, in SQLite.

It is made from the release and the commits, and can be made again, as another stream: nothing is
lost with it but the place of those who follow. So it is not synced as the commits are.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from symbiograph.errors import ChangesUnavailable

FILE: Final = "changes.db"
_FORMAT: Final = 1
_PATIENCE: Final = 60.0
# What is wrong with the file or the disk, and not with a statement.
_OF_THE_FILE: Final = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)
_SCHEMA: Final = """
CREATE TABLE stream (
    name TEXT NOT NULL, started TEXT NOT NULL, base TEXT NOT NULL,
    sequence INTEGER NOT NULL, request TEXT NOT NULL
) STRICT;
CREATE TABLE base_graphs (graph TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE graphs (
    graph TEXT PRIMARY KEY, is_merged INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE commits (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, time TEXT NOT NULL, author TEXT NOT NULL,
    source TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
) STRICT;
CREATE TABLE counts (
    number INTEGER NOT NULL REFERENCES commits, graph TEXT NOT NULL,
    added INTEGER NOT NULL, removed INTEGER NOT NULL, PRIMARY KEY (number, graph)
) STRICT, WITHOUT ROWID;
CREATE TABLE descriptions (
    description INTEGER PRIMARY KEY, graph TEXT NOT NULL, subject TEXT NOT NULL,
    member INTEGER NOT NULL, UNIQUE (graph, subject)
) STRICT;
CREATE TABLE members (
    number INTEGER PRIMARY KEY, event TEXT NOT NULL,
    description INTEGER NOT NULL REFERENCES descriptions, part_of INTEGER NOT NULL,
    statements TEXT NOT NULL
) STRICT;
CREATE INDEX versions ON members (description, number);
CREATE INDEX ends_of_commits ON commits (last);
"""


@contextmanager
def opened(data_dir: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, made where it is missing; raises :class:`ChangesUnavailable`.

    A connection must not be carried over a fork.
    """
    path = data_dir / FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        # Readable for its owner alone, like the commits.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as database:
            _require_format(path, prepared(database, _SCHEMA, _FORMAT))
            yield database
    except (sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.Error) and error.sqlite_errorcode not in _OF_THE_FILE:
            raise
        raise ChangesUnavailable(
            f"{path} cannot be used: {error}. Where that stays so, remove the file: the stream "
            "begins anew then."
        ) from error


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all of the block or nothing; others wait."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


def prepared(database: sqlite3.Connection, schema: str, format_: int) -> int:
    """Return the format of a file; a new one gets the tables of ``schema`` and this format.

    What is written last may be lost with the machine's power, and no more than that.
    """
    # Readers go on while others write.
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    (found,) = database.execute("PRAGMA user_version").fetchone()
    if found:
        return int(found)
    with transaction(database):
        if database.execute("PRAGMA user_version").fetchone() == (0,):
            for statement in filter(str.strip, schema.split(";")):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {format_}")
    return format_


def _require_format(path: Path, found: int) -> None:
    if found != _FORMAT:
        raise ChangesUnavailable(
            f"{path} has format {found}, this program reads {_FORMAT}; remove it, and the "
            "stream begins anew."
        )
