"""A doorkeeper in a process of its own, for a service that has no writer to be it."""

from __future__ import annotations

import select
import signal
import socket
from collections.abc import Iterable
from functools import partial
from typing import Final

from symbiograph.engine.pool.door import start_keeper
from symbiograph.engine.pool.doorkeeper import Doorkeeper
from symbiograph.engine.pool.forking import fork_companion
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.worker import Limits

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start_doorkeeper(
    source: Source, limits: Limits, inherited: Iterable[socket.socket] = ()
) -> socket.socket:
    """Fork a doorkeeper of ``source`` and return the bell where web processes ring.

    It ends when every process that holds the bell has. Call it before there are threads. Of
    ``inherited`` sockets it lets go.
    """
    bell, _ = fork_companion(partial(_keep_door, source, limits), inherited)
    return bell


def _keep_door(source: Source, limits: Limits, bell: socket.socket) -> None:
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    # Of keepers that have ended nothing is to be kept.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    doorkeeper = Doorkeeper(bell, partial(start_keeper, limits=limits))
    doorkeeper.renew(source)
    poll = select.poll()
    poll.register(doorkeeper, select.POLLIN)
    # Rings are the doorkeeper's to hear; that nobody is left is told without being asked for.
    poll.register(bell, 0)
    while bell.fileno() not in [descriptor for descriptor, _ in poll.poll()]:
        doorkeeper.attend()
