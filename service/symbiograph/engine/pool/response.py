"""A worker's answer on the client's own socket, framed as HTTP while the engine writes it.

Results that fit in one piece leave with their length and their head in one call. Longer ones leave
in chunks, so that a client notices where they are broken off; a client of HTTP/1.0 gets them until
the connection ends.
"""

from __future__ import annotations

import os
import select
import signal
import time
from email.utils import formatdate
from typing import Final

from symbiograph.engine.pool.claim import Claim
from symbiograph.engine.pool.job import Http

_CHUNKED: Final = (1, 1)


class ClientGone(Exception):
    """The client has closed its connection."""


class ByteLimitReached(Exception):
    """The results are longer than the job allows."""


class HeadSent(Exception):
    """A HEAD request has its answer; the rest of the results is not wanted."""


class Response:
    """A file that the engine writes results to, and the HTTP response they become.

    Without ``http`` the results go to the descriptor as they are. Call :meth:`open` first and
    :meth:`finish` last; writing raises :class:`ClientGone`, :class:`ByteLimitReached` and
    :class:`HeadSent`.
    """

    def __init__(
        self, descriptor: int, claim: Claim, http: Http | None, byte_limit: int | None, piece: int
    ) -> None:
        self.size = 0
        self.begun = False
        self.keep_alive = http is not None and http.keep_alive
        self._descriptor = descriptor
        self._claim = claim
        self._http = http
        self._most = byte_limit
        self._piece = piece
        self._lines = ""
        self._held: list[bytes] = []
        self._holding = 0

    def open(self, lines: str) -> None:
        """Set the header lines that belong to the results; nothing is sent yet."""
        self._lines = lines

    def write(self, block: bytes) -> int:
        """Take a block of the results; send it once a piece is full."""
        self.size += len(block)
        if self._most is not None and self.size > self._most:
            raise ByteLimitReached
        self._held.append(block)
        self._holding += len(block)
        if self._holding > self._piece:
            self._send_piece()
        return len(block)

    def flush(self) -> None:
        """Do nothing: the engine flushes at its end, where :meth:`finish` follows."""

    def finish(self) -> None:
        """Send what is left, and the end of the response."""
        if self._http is None:
            self._send(*self._held)
        elif not self.begun:
            head = self._head(self._http, f"Content-Length: {self.size}\r\n")
            self._send(head, *(() if self._http.method == "HEAD" else self._held))
        elif self._http.version >= _CHUNKED:
            self._send(*self._as_chunk(), b"0\r\n\r\n")
        else:
            self._send(*self._held)

    def settle(self) -> None:
        """Take the right to answer, once; where it is taken, wait for the end of this process."""
        while not self.begun:
            self.begun = self._claim.take()
            if not self.begun:
                signal.pause()

    def _send_piece(self) -> None:
        http = self._http
        if http is None:
            self._send(*self._held)
        elif http.version >= _CHUNKED:
            head = () if self.begun else (self._head(http, "Transfer-Encoding: chunked\r\n"),)
            self._send(*head, *(() if http.method == "HEAD" else self._as_chunk()))
        else:
            self.keep_alive = self.keep_alive and http.method == "HEAD"
            self._send(*(() if self.begun else (self._head(http),)), *self._held)
        self._held.clear()
        self._holding = 0
        if http is not None and http.method == "HEAD":
            raise HeadSent

    def _as_chunk(self) -> tuple[bytes, ...]:
        if not self._held:
            return ()
        return b"%x\r\n" % self._holding, *self._held, b"\r\n"

    def _head(self, http: Http, framing: str = "") -> bytes:
        return (
            f"HTTP/1.1 200 OK\r\nDate: {_date(int(time.time()))}\r\n"
            f"Connection: {'keep-alive' if self.keep_alive else 'close'}\r\n"
            f"{http.lines}{self._lines}{framing}\r\n"
        ).encode("latin-1")

    def _send(self, *parts: bytes) -> None:
        self.settle()
        data = memoryview(b"".join(parts))
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                _wait_for_room(self._descriptor)
            except (ConnectionError, TimeoutError) as error:
                raise ClientGone from error


def _wait_for_room(descriptor: int) -> None:
    poller = select.poll()
    poller.register(descriptor, select.POLLOUT)
    poller.poll()


_last_date = (0, "")


def _date(second: int) -> str:
    global _last_date
    if _last_date[0] != second:
        _last_date = (second, formatdate(second, usegmt=True))
    return _last_date[1]
