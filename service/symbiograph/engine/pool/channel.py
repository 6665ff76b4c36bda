"""Messages between the processes of the pool, over a Unix socket, with open files beside them.

A stream socket with the length before each message, because it takes messages of any size where a
packet socket ends at its buffer, and because macOS has no packet sockets. Each side waits for the
other's answer before it sends again, so one message at a time is on its way.
"""

from __future__ import annotations

import marshal
import socket
import struct
from array import array
from collections.abc import Sequence
from typing import Any, Final

_LENGTH: Final = struct.Struct("<I")
_BLOCK: Final = 8_192
_FILES: Final = socket.CMSG_SPACE(8 * array("i").itemsize)
# Otherwise a program that a web process starts would hold them open.
_CLOSE_ON_EXEC: Final = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


class Closed(Exception):
    """The process at the other end is gone, or does not answer in time."""


class Channel:
    """One end of a conversation.

    A message is what :mod:`marshal` takes: plain values, and tuples and lists of them. Both ends
    are processes of one program, and this is the encoding that costs least.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        """Return the descriptor to wait on: readable where a message or the end has come."""
        return self._end.fileno()

    def send(self, message: Any, descriptors: Sequence[int] = ()) -> None:
        """Send ``message``, and lend open files to the other side; raises :class:`Closed`."""
        body = marshal.dumps(message)
        data = _LENGTH.pack(len(body)) + body
        try:
            if descriptors:
                files = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", descriptors))
                sent = self._end.sendmsg([data], [files])
            else:
                sent = self._end.send(data)
            if sent < len(data):
                self._end.sendall(data[sent:])
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self) -> Any:
        """Return the next message; raises :class:`Closed`."""
        try:
            return self._message(self._end.recv(_BLOCK))
        except OSError as error:
            raise Closed(str(error)) from error

    def receive_with_files(self) -> tuple[Any, list[int]]:
        """Return the next message and the descriptors that came with it, now the caller's own.

        Raises :class:`Closed`.
        """
        try:
            data, files, _, _ = self._end.recvmsg(_BLOCK, _FILES, _CLOSE_ON_EXEC)
            descriptors = array("i")
            for _, _, numbers in files:
                descriptors.frombytes(numbers)
            return self._message(data), descriptors.tolist()
        except OSError as error:
            raise Closed(str(error)) from error

    def _message(self, data: bytes) -> Any:
        """Return the message that starts with ``data``."""
        while len(data) < _LENGTH.size:
            data += self._more(_LENGTH.size - len(data))
        (length,) = _LENGTH.unpack_from(data)
        missing = length + _LENGTH.size - len(data)
        if missing > 0:
            parts = [data]
            while missing > 0:
                parts.append(self._more(missing))
                missing -= len(parts[-1])
            data = b"".join(parts)
        # Written by a process of our own, of the same user and interpreter.
        return marshal.loads(data[_LENGTH.size :])  # noqa: S302

    def _more(self, most: int) -> bytes:
        data = self._end.recv(most)
        if not data:
            raise Closed("the other end was closed")
        return data

    def close(self) -> None:
        """Hang up."""
        self._end.close()
