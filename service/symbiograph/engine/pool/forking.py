"""Processes that are forked: how they begin, how they end, and what they hold."""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Callable, Iterable
from typing import NoReturn


def fork_companion(
    life: Callable[[socket.socket], None], inherited: Iterable[socket.socket] = ()
) -> tuple[socket.socket, int]:
    """Fork a process that spends its life on one end of a pair of sockets.

    Return the other end and the number of the process. It notices when the last process that holds
    this end has let go. Of ``inherited`` sockets the new process lets go first.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        for end in (ours, *inherited):
            end.close()
        live(lambda: life(theirs))
    theirs.close()
    return ours, pid


def live(life: Callable[[], None]) -> NoReturn:
    """Spend the rest of a forked process on ``life``; nothing of its parent's stack runs in it."""
    status = 1
    try:
        life()
        status = 0
    finally:
        if status:
            os.write(2, traceback.format_exc().encode())
        os._exit(status)
