"""A connection that has an end in time, and leads to no address that its endpoint does not cover.

The standard library's time-out is for each wait of a socket, so that a server that sends a byte now
and then is never late. Here every wait, of the search for the name's addresses, too, ends at one
moment.
"""

from __future__ import annotations

import queue
import socket
import ssl
from collections.abc import Callable, Sequence
from functools import cache
from http.client import HTTPConnection
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from symbiograph.engine.federation.endpoints import Endpoint, is_public

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

# What socket.getaddrinfo gives: family, type, protocol, canonical name, address.
_Found: TypeAlias = tuple[int, int, int, str, tuple[Any, ...]]
_Search: TypeAlias = Callable[[], Sequence[_Found]]


class PrivateAddress(Exception):
    """The endpoint's name leads to an address that is not public; says so."""


class Connection(HTTPConnection):
    """A connection to ``endpoint`` that may last for ``seconds`` from now on.

    Waiting raises :class:`TimeoutError` after that, connecting :class:`PrivateAddress`, too.
    """

    def __init__(self, endpoint: Endpoint, seconds: float) -> None:
        if endpoint.secure:
            # What the header Host leaves out.
            self.default_port = 443
        super().__init__(endpoint.host, endpoint.port)
        self._endpoint = endpoint
        self._deadline = monotonic() + seconds

    def connect(self) -> None:
        """Connect, and look at the address reached before anything is sent to it."""
        reached = self._reached()
        try:
            if not self._endpoint.may_be_private:
                _refuse_private(reached.getpeername()[0])
            reached.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._endpoint.secure:
                reached.settimeout(_left(self._deadline))
                reached = _trust().wrap_socket(reached, server_hostname=self.host)
                reached.deadline = self._deadline  # type: ignore[attr-defined]
        except (PrivateAddress, OSError):
            reached.close()
            raise
        self.sock = reached

    def _reached(self) -> socket.socket:
        """Return a socket connected to the first of the host's addresses that takes it.

        Each gets its part of the time, so that a dead one does not stand for all.
        """

        def search() -> Sequence[_Found]:
            return socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)

        addresses = found_in_time(search, _left(self._deadline))
        for remaining, found in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                return self._connected(found, _left(self._deadline) / remaining)
            except OSError:
                if remaining == 1:
                    raise
        raise OSError(f"{self.host} has no address")

    def _connected(self, found: _Found, seconds: float) -> _Socket:
        family, kind, protocol, _, address = found
        # Fails for a family that this machine does not have.
        reached = _Socket(family, kind, protocol)
        reached.deadline = self._deadline
        try:
            reached.settimeout(seconds)
            reached.connect(address)
        except OSError:
            reached.close()
            raise
        return reached


def found_in_time(search: _Search, seconds: float) -> Sequence[_Found]:
    """Return what ``search`` finds, or raise what it raises, :class:`TimeoutError` when it is late.

    Resolvers take no time-out; one that does not come back is left to itself.
    """
    results: queue.SimpleQueue[Sequence[_Found] | OSError] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put(search())
        except OSError as error:
            results.put(error)

    Thread(target=run, daemon=True).start()
    try:
        found = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    return found


class _Socket(socket.socket):
    """A socket whose waits all end at ``deadline``, a moment of the monotonic clock."""

    deadline: float

    # What an argument left out means differs with TLS.
    def recv_into(self, buffer: WriteableBuffer, *rest: Any, **named: Any) -> int:
        self.settimeout(_left(self.deadline))
        return super().recv_into(buffer, *rest, **named)

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        self.settimeout(_left(self.deadline))
        return super().send(data, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        self.settimeout(_left(self.deadline))
        super().sendall(data, flags)


class _SecureSocket(_Socket, ssl.SSLSocket):
    """The same with TLS."""


def _left(deadline: float) -> float:
    """Return the seconds up to ``deadline``; raises :class:`TimeoutError` where none is left."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _refuse_private(address: str) -> None:
    if not is_public(address):
        raise PrivateAddress(
            f"its name leads to {address}, an address that is not public; an endpoint there is "
            "allowed only where it is listed by this address"
        )


@cache
def _trust() -> ssl.SSLContext:
    """Return the rules of TLS: the system's authorities, host names checked."""
    context = ssl.create_default_context()
    context.sslsocket_class = _SecureSocket
    return context
