"""A stand-in for a writer that cannot open its store, because the disk is full.

Queries go on being answered from the last content that was put there. Writes are told that there is
no room; once there is, the writer opens its store and takes its place.
"""

from __future__ import annotations

import select
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

from symbiograph.engine.disk import Shelf
from symbiograph.engine.pool import Closed, Doorkeeper
from symbiograph.engine.pool.channel import Channel
from symbiograph.errors import StorageFull
from symbiograph.writing.lock import LOCK_FILE, announce, taken
from symbiograph.writing.messages import packed_error

_SOCKET: Final = "stand-in"
# Room may be made without anybody writing; then readers still wait for what was committed.
_LOOK_EVERY: Final = 0.5
_PATIENCE: Final = 5.0


def wait_for_room(
    shelf: Shelf,
    doorkeeper: Doorkeeper,
    data_dir: Path,
    folder: Path,
    leash: socket.socket,
    more: int,
) -> bool:
    """Stand in until the disk of ``shelf`` has room, and ``more`` bytes to it; then return true.

    Return false once ``leash`` is let go. The socket is made in ``folder``. Where another service
    writes, nobody is answered.
    """
    if _lack(shelf, more) is None:
        return True
    path = folder / _SOCKET
    path.unlink(missing_ok=True)
    with (
        (data_dir / LOCK_FILE).open("a+", encoding="utf-8") as lock,
        socket.socket(socket.AF_UNIX) as listener,
        ExitStack() as followers,
    ):
        listener.bind(str(path))
        listener.listen()
        if taken(lock):
            announce(lock, path)
        waiting: list[Any] = [leash, doorkeeper, listener]
        while (lack := _lack(shelf, more)) is not None:
            ready, _, _ = select.select(waiting, [], [], _LOOK_EVERY)
            if leash in ready:
                return False
            if doorkeeper in ready:
                doorkeeper.attend()
            if listener in ready:
                _answer(listener, lack, followers)
    return True


def _lack(shelf: Shelf, more: int) -> StorageFull | None:
    try:
        shelf.require_room(more)
    except StorageFull as error:
        return error
    return None


def _answer(listener: socket.socket, error: StorageFull, followers: ExitStack) -> None:
    """Tell a client ``error``; keep one that is none, but a process that waits for commits."""
    connection, _ = listener.accept()
    connection.settimeout(_PATIENCE)
    visitor = Channel(connection)
    with suppress(Closed):
        kind, _ = visitor.receive()
        if kind == "follow":
            followers.callback(visitor.close)
            return
        visitor.send(("error", packed_error(error)))
    visitor.close()
