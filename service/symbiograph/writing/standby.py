"""A writer that waits: another service writes in the data folder, and this one's readers follow it.

Web processes follow by themselves. The keeper of the query workers takes changes from one process
only, the writer of its own service, which hands on those of the other until its turn comes.
"""

from __future__ import annotations

import select
import socket
from typing import IO, Final

from symbiograph.engine.pool import Closed, Delta
from symbiograph.engine.pool.channel import Channel
from symbiograph.writing.desk import Desk
from symbiograph.writing.process import Apply, taken

_LOOK_EVERY: Final = 0.5
_PATIENCE: Final = 5.0


def stand_by(lock: IO[str], desk: Desk, sequence: int, leash: socket.socket, apply: Apply) -> bool:
    """Wait until ``lock`` is ours, which returns true, or until ``leash`` is let go.

    ``sequence`` is the commit that the readers have.
    """
    channel: Channel | None = None
    while not taken(lock):
        channel = channel or _following(desk, sequence)
        waiting: list[socket.socket | Channel] = [leash]
        if channel is not None:
            waiting.append(channel)
        ready, _, _ = select.select(waiting, [], [], _LOOK_EVERY)
        if leash in ready:
            return False
        if channel is not None and channel in ready:
            try:
                kind, content = channel.receive()
                if kind == "delta":
                    sequence, *delta = content
                    apply(Delta(*delta))
                    channel.send(("seen", sequence))
            except Closed:
                channel.close()
                channel = None
    if channel is not None:
        channel.close()
    return True


def _following(desk: Desk, sequence: int) -> Channel | None:
    """Begin to follow the writer at work, if it answers."""
    try:
        channel = desk.connect(_PATIENCE, 0)
        channel.send(("follow", (desk.identity, sequence)))
    except Closed:
        return None
    return channel
