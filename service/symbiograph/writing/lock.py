"""The lock of a data folder: one writer at a time has it, and writes in it where it can be reached.

The socket lies in a folder of its own that nobody else can enter, because a path in the data folder
may be longer than a socket's may be.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO, Final

LOCK_FILE: Final = "writer.lock"


def taken(lock: IO[str]) -> bool:
    """Take the lock of a data folder, until the file is closed; return whether it was free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(data_dir: Path) -> bool:
    """Tell whether no writer works in ``data_dir`` at the moment."""
    try:
        with (data_dir / LOCK_FILE).open("a+", encoding="utf-8") as lock:
            return taken(lock)
    except OSError:
        return True


def announce(lock: IO[str], path: Path) -> None:
    """Write down that this process, which has the lock, listens on the socket ``path``."""
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n{path}\n")
    lock.flush()


def address(data_dir: Path) -> str | None:
    """Return the path of the socket where the writer of ``data_dir`` was last to be reached."""
    try:
        lines = (data_dir / LOCK_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    return lines[1] if len(lines) == 2 else None
