"""The door to a keeper: how it is started, and where web processes ask it for workers."""

from __future__ import annotations

import gc
import os
import signal
import socket
from contextlib import suppress
from typing import NamedTuple

from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.clock import Clock
from symbiograph.engine.pool.forking import fork_companion
from symbiograph.engine.pool.keeper import Keeper
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.worker import Limits

# A keeper forks or changes the image meanwhile; more means that it hangs.
_PATIENCE = 30


class Door(NamedTuple):
    """What every process inherits that may ask for workers: the bell, and the keeper's number."""

    bell: socket.socket
    keeper: int

    def enter(self) -> tuple[Channel, Clock]:
        """Return a conversation with the keeper for this process alone, and the keeper's clock.

        Raises :class:`Closed` where the keeper is gone.
        """
        ours, theirs = socket.socketpair()
        ours.settimeout(_PATIENCE)
        channel = Channel(ours)
        try:
            with theirs:
                socket.send_fds(self.bell, [b"!"], [theirs.fileno()])
            _, descriptors = channel.receive_with_files()
        except (OSError, Closed) as error:
            channel.close()
            raise Closed(f"the keeper is gone: {error}") from error
        return channel, Clock.shared(descriptors[0])


def start_keeper(source: Source, limits: Limits | None = None, spares: int = 2) -> Door:
    """Fork a keeper of ``source`` and return its door; call it before there are threads.

    The keeper ends when every process that holds the door has ended or closed it.
    """
    limits = limits or Limits()
    return Door(*fork_companion(lambda bell: keep(source, bell, limits, spares)))


def keep(source: Source, bell: socket.socket, limits: Limits, spares: int) -> None:
    """Make this process the keeper of ``source`` until the last holder of the door is gone.

    It ignores the signals that end a service, so that requests can finish first. Every descriptor
    but ``bell`` and the standard streams is closed.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # What was made before is neither looked through, which would copy its memory, nor ever
    # finalised, which would close descriptors that are others by then.
    gc.collect()
    gc.freeze()
    for descriptor in map(int, os.listdir("/dev/fd")):
        if descriptor > 2 and descriptor != bell.fileno():
            # The one that read the folder is closed already.
            with suppress(OSError):
                os.close(descriptor)
    # A trace of an abort says nothing to us and takes memory where there is none.
    os.environ["RUST_BACKTRACE"] = "0"
    Keeper(source, bell, limits, spares).run()
