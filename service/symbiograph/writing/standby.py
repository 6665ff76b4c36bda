"""A writer that waits: another service writes in the data folder, and this one's readers follow it.

Web processes follow by themselves. The keeper of the query workers takes changes from one process
only, the writer of its own service, which hands on those of the other until its turn comes.
"""

from __future__ import annotations

import select
import socket
from typing import IO, Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool import Closed, Doorkeeper
from symbiograph.engine.pool.channel import Channel
from symbiograph.writing.desk import Desk
from symbiograph.writing.lock import taken
from symbiograph.writing.writer import Writer

_LOOK_EVERY: Final = 0.5
_PATIENCE: Final = 5.0


def stand_by(
    lock: IO[str], desk: Desk, writer: Writer, doorkeeper: Doorkeeper, leash: socket.socket
) -> bool:
    """Wait until ``lock`` is ours, which returns true, or until ``leash`` is let go."""
    channel: Channel | None = None
    try:
        while not taken(lock):
            channel = channel or _following(desk, writer.sequence)
            waiting: list[Any] = [leash, doorkeeper, *([channel] if channel else [])]
            ready, _, _ = select.select(waiting, [], [], _LOOK_EVERY)
            if leash in ready:
                return False
            if doorkeeper in ready:
                doorkeeper.attend()
            if channel is not None and channel in ready and not _heard(channel, writer, doorkeeper):
                channel.close()
                channel = None
    finally:
        if channel is not None:
            channel.close()
    return True


def _following(desk: Desk, sequence: int) -> Channel | None:
    """Begin to follow the writer at work, if it answers."""
    try:
        channel = desk.connect(_PATIENCE, 0)
    except Closed:
        return None
    try:
        channel.send(("follow", (desk.identity, sequence, False)))
    except Closed:
        channel.close()
        return None
    return channel


def _heard(channel: Channel, writer: Writer, doorkeeper: Doorkeeper) -> bool:
    """Take in what the writer at work says; return whether it is still there."""
    try:
        kind, content = channel.receive()
        if kind == "delta":
            sequence, *values = content
            delta = Delta(*values)
            writer.follow(sequence, delta)
            doorkeeper.step(writer.for_readers(), delta)
            channel.send(("seen", sequence))
    except Closed:
        return False
    return True
