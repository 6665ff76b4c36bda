"""Messages between the processes of the pool: JSON over a Unix socket, file descriptors beside it.

A stream socket with the length before each message, because it takes messages of any size where a
packet socket ends at its buffer, and because macOS has no packet sockets. Each side waits for the
other's answer before it sends again, so one message at a time is on its way.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any, Final

_LENGTH: Final = struct.Struct("<I")
_BLOCK: Final = 16_384
_MOST_DESCRIPTORS: Final = 8
# Otherwise a program that a web process starts would hold them open.
_CLOSE_ON_EXEC: Final = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


class Closed(Exception):
    """The process at the other end is gone, or does not answer in time."""


class Channel:
    """One end of a conversation."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        """Return the descriptor to wait on: readable where a message or the end has come."""
        return self._end.fileno()

    def send(self, message: object, descriptors: Sequence[int] = ()) -> None:
        """Send ``message``, anything that JSON can say, and lend open files to the other side.

        Raises :class:`Closed`.
        """
        text = json.dumps(message).encode()
        data = _LENGTH.pack(len(text)) + text
        try:
            if descriptors:
                sent = socket.send_fds(self._end, [data], descriptors)
            else:
                sent = self._end.send(data)
            if sent < len(data):
                self._end.sendall(data[sent:])
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self) -> tuple[Any, list[int]]:
        """Return the next message with the descriptors that came with it, now the caller's own.

        Raises :class:`Closed`.
        """
        try:
            data, descriptors, _, _ = socket.recv_fds(
                self._end, _BLOCK, _MOST_DESCRIPTORS, _CLOSE_ON_EXEC
            )
            return json.loads(self._whole(data)), descriptors
        except OSError as error:
            raise Closed(str(error)) from error

    def _whole(self, data: bytes) -> bytes:
        """Return the message that starts with ``data``, its length taken off."""
        while len(data) < _LENGTH.size:
            data += self._more(_LENGTH.size - len(data))
        (length,) = _LENGTH.unpack_from(data)
        missing = length + _LENGTH.size - len(data)
        if missing <= 0:
            return data[_LENGTH.size :]
        parts = [data[_LENGTH.size :]]
        while missing > 0:
            parts.append(self._more(missing))
            missing -= len(parts[-1])
        return b"".join(parts)

    def _more(self, most: int) -> bytes:
        data = self._end.recv(most)
        if not data:
            raise Closed("the other end was closed")
        return data

    def close(self) -> None:
        """Hang up."""
        self._end.close()
