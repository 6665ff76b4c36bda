"""The file that holds what is written: ``<data folder>/commits.db``, an SQLite database.

SQLite because a commit has to be atomic and on disk before it is acknowledged, and because the
web processes, the command line and the writer may open it at once. It keeps a rollback journal
(``DELETE``) and not a write-ahead log: readers then work on a full disk, where a log cannot be
opened, and one file alone is the whole state whenever nobody writes. ``synchronous=EXTRA`` syncs
the folder, too, when the journal goes; with less, a power cut could bring the journal back and
undo a commit that was acknowledged.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from symbiograph.errors import SettingError, StorageFull

FILE: Final = "commits.db"
_FORMAT: Final = 1
# A backup or another process may hold the file for as long.
_PATIENCE: Final = 30.0
_SCHEMA: Final = """
CREATE TABLE tokens (
    name TEXT PRIMARY KEY, hash BLOB NOT NULL, created TEXT NOT NULL, revoked TEXT
) STRICT;
CREATE TABLE commits (
    sequence INTEGER PRIMARY KEY, time TEXT NOT NULL, author TEXT NOT NULL, request TEXT UNIQUE,
    added BLOB NOT NULL, removed BLOB NOT NULL
) STRICT;
CREATE TABLE changes (
    sequence INTEGER NOT NULL REFERENCES commits, graph TEXT NOT NULL,
    added INTEGER NOT NULL, removed INTEGER NOT NULL, PRIMARY KEY (graph, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_of_commit ON changes (sequence);
CREATE TABLE checkpoints (
    sequence INTEGER PRIMARY KEY REFERENCES commits, present BLOB NOT NULL, absent BLOB NOT NULL
) STRICT;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database in ``path``, which is made where it is missing.

    A connection must not be carried over a fork. Raises :class:`StorageFull` where the disk does
    not take the file, :class:`SettingError` where a newer program has written it.
    """
    with _told(path):
        # Readable for its owner alone; the journal gets the same rights.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        database, format_ = _open(path)
        if format_ == 0:
            with transaction(database, path):
                if database.execute("PRAGMA user_version").fetchone() == (0,):
                    _lay_out(database)
    return database


def connect_existing(path: Path) -> sqlite3.Connection | None:
    """Open the database in ``path``, or return ``None`` where nothing has been written yet.

    It can be read even where the folder cannot be written. Raises :class:`SettingError`.
    """
    if not path.exists():
        return None
    with _told(path):
        database, format_ = _open(path)
    if format_ == 0:
        database.close()
        return None
    return database


def _open(path: Path) -> tuple[sqlite3.Connection, int]:
    # Where the file cannot be written, SQLite opens it for reading.
    address = f"{path.absolute().as_uri()}?mode=rw"
    database = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
    database.execute("PRAGMA synchronous = EXTRA")
    database.execute("PRAGMA foreign_keys = ON")
    (format_,) = database.execute("PRAGMA user_version").fetchone()
    if format_ not in (0, _FORMAT):
        database.close()
        raise SettingError(f"{path} has format {format_}; this program reads {_FORMAT}.")
    return database, format_


@contextmanager
def transaction(database: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Do all of the block or nothing; it is on disk once the block is left.

    Raises :class:`StorageFull` where the disk does not take it.
    """
    with _told(path):
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.execute("COMMIT")
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")


def _lay_out(database: sqlite3.Connection) -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {_FORMAT}")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error with a name."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode in (
            sqlite3.SQLITE_ERROR,
            sqlite3.SQLITE_BUSY,
        ):
            raise
        raise StorageFull(
            f"{path} cannot be written ({error}); nothing was stored. "
            "Make room on the disk and send the request again."
        ) from error
