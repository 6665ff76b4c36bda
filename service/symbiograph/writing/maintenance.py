"""What the command line does with the commits of a data folder: go back, and copy."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from symbiograph.engine.image import Image
from symbiograph.engine.release import Release, current_id
from symbiograph.errors import BadRequest, NotFound
from symbiograph.writing.base import Base
from symbiograph.writing.database import FILE, connect_existing
from symbiograph.writing.desk import Desk
from symbiograph.writing.ledger import Ledger
from symbiograph.writing.lock import LOCK_FILE, taken
from symbiograph.writing.messages import Done
from symbiograph.writing.writer import Commit, Writer


def restored(data_dir: Path, sequence: int, author: str, seconds: float) -> Done:
    """Bring the written graphs back to what they were after ``sequence``, and return the commit.

    The writer does it where one runs, so that readers see it; else it is done here, with the graph
    in memory. Raises :class:`NotFound` for a number that no commit has, and what the writer raises,
    :class:`ShapesViolated` among it.
    """
    Ledger(data_dir).back_to(sequence)
    with at_writer(data_dir, seconds) as hand_in:
        return hand_in("restore", author, sequence)


class Workplace:
    """A data folder seen from the command line: what is in it, and a way to write in it.

    The graph is read into memory when it is first needed. A request of the running writer may take
    ``seconds``.
    """

    def __init__(self, data_dir: Path, seconds: float) -> None:
        self._data_dir = data_dir
        self._seconds = seconds
        self._writer: Writer | None = None

    def writer(self) -> Writer:
        """Return one that holds all that is committed; it may write only where nobody else does."""
        if self._writer is None:
            self._writer = _writer(self._data_dir)
        self._writer.catch_up()
        return self._writer

    def done(self, kind: str, author: str, *values: Any) -> Done:
        """Have something written, by the writer where one runs, and return what became of it.

        Raises the errors of the writer.
        """
        with at_writer(self._data_dir, self._seconds, self.writer) as hand_in:
            return hand_in(kind, author, *values)


@contextmanager
def at_writer(
    data_dir: Path, seconds: float, made: Callable[[], Writer] | None = None
) -> Iterator[Callable[..., Done]]:
    """Give what hands in to the writer of a data folder: the kind, who writes, and the values.

    Where no service runs, that is a writer in this process, and no service begins to write until
    it is let go; ``made`` gives it. Raises what the writer raises.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK_FILE).open("a+", encoding="utf-8") as lock:
        if not taken(lock):
            yield Desk(data_dir, None, seconds).hand_in
            return
        # Nobody else writes while this holds the lock.
        writer = made() if made else _writer(data_dir)

        kinds: dict[str, Callable[..., Commit]] = {}
        kinds["restore"] = writer.restore
        kinds["exchange"] = writer.exchange
        kinds["change"] = writer.change

        def hand_in(kind: str, author: str, *values: Any) -> Done:
            commit = kinds[kind](author, secrets.token_hex(16), *values)
            return Done(commit.sequence, commit.added, commit.removed, commit.graphs, visible=False)

        yield hand_in


def _writer(data_dir: Path) -> Writer:
    ledger = Ledger(data_dir)
    base, image = _served(data_dir)
    image, present = base.with_written(image, ledger)
    return Writer(image, present, base, ledger)


def _served(data_dir: Path) -> tuple[Base, Image]:
    """Return what a service would have the written graphs stand beside."""
    if current_id(data_dir) is None:
        return Base.without_release(), Image.empty()
    release = Release.current(data_dir)
    return Base.of(release), release.image()


def back_up(data_dir: Path, folder: Path) -> int:
    """Copy the release in force and all commits to ``folder``; return the last commit in the copy.

    A release never changes, so its files are linked where that can be, and SQLite copies the
    commits as they stand at one moment. Raises :class:`BadRequest` unless ``folder`` is new or
    empty, :class:`NotFound` where there is nothing to copy.
    """
    name = current_id(data_dir)
    database = connect_existing(data_dir / FILE)
    if name is None and database is None:
        raise NotFound(f"There is nothing in {data_dir} to copy.")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadRequest(f"{folder} is not empty; name a new folder.")
    if database is not None:
        target = folder / FILE
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(database), closing(sqlite3.connect(target)) as copy:
            database.backup(copy)
    if name is not None:
        release = Path("releases") / name
        shutil.copytree(data_dir / release, folder / release, copy_function=_linked)
        (folder / "current").write_text(f"{name}\n", encoding="utf-8")
    return Ledger(folder).head()


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
