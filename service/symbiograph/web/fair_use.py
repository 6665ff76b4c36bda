"""What one client address may take of a service that many share.

The accounts of all addresses stand in memory that is shared by a fork, in as many columns as web
processes can live at a time; each process writes to its own, so no lock is held over processes. An
address is a number there, by a key that ends with the service; two addresses may share a number,
one pair in a thousand where 16 are at work.
"""

from __future__ import annotations

import ipaddress
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from threading import Lock
from time import monotonic, time
from typing import Any, Final

from symbiograph.errors import SettingError, TooManyRequests
from symbiograph.settings import Settings

_COLUMNS: Final = 64
_ROWS: Final = 131_072
_MINUTE: Final = 60
# The minute, the seconds spent in it, the queries that run.
_ACCOUNT: Final = struct.Struct("@IfI")
_PID: Final = struct.Struct("@I")
_HEAD: Final = _COLUMNS * _PID.size
_SIZE: Final = _HEAD + _ROWS * _COLUMNS * _ACCOUNT.size

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_client: ContextVar[str] = ContextVar("client", default="")


def current_client() -> str:
    """Return the address that :class:`Clients` has noted for the request this thread is at."""
    return _client.get()


class Clients:
    """Who asks: the address that a connection comes from, or what a trusted proxy says of it."""

    def __init__(self, proxies: str) -> None:
        try:
            self._proxies: tuple[Network, ...] = tuple(
                ipaddress.ip_network(proxy.strip()) for proxy in proxies.split(",") if proxy.strip()
            )
        except ValueError as error:
            raise SettingError(f"SYMBIOGRAPH_TRUSTED_PROXIES: {error}.") from error

    def begin(self, environ: Mapping[str, Any]) -> None:
        """Take note of who sent the request that begins."""
        address = environ.get("REMOTE_ADDR", "")
        if self._proxies:
            # The last address that no proxy of ours has written is the first we can believe.
            given = environ.get("HTTP_X_FORWARDED_FOR", "").replace(",", " ").split()
            while given and self._is_proxy(address):
                address = given.pop()
        _client.set(address)

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._proxies)


def account_of(address: str) -> str:
    """Return whom an address stands for: with IPv6 the network of its subscriber."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


class FairUse:
    """The accounts; made before web processes are forked."""

    def __init__(self, at_a_time: int, seconds: int) -> None:
        self._at_a_time = at_a_time
        self._seconds = seconds
        self._key = os.urandom(16)
        # Nothing of it takes memory before it is written to.
        self._memory = mmap.mmap(-1, _SIZE)
        self._column = 0
        self._lock = Lock()

    @classmethod
    def of(cls, settings: Settings) -> FairUse | None:
        """Return the accounts that ``settings`` ask for, or ``None`` where they set no limit."""
        limits = settings.fair_use_queries, settings.fair_use_seconds
        return cls(*limits) if any(limits) else None

    def enter(self, process: int) -> None:
        """Write from now on as the web process with this number."""
        self._column = process % _COLUMNS
        for row in range(_ROWS):
            place = self._place(row, self._column)
            if _ACCOUNT.unpack_from(self._memory, place)[2]:
                _ACCOUNT.pack_into(self._memory, place, 0, 0, 0)
        _PID.pack_into(self._memory, self._column * _PID.size, os.getpid())

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Count a query of the current client; raises :class:`TooManyRequests` beyond a limit."""
        name = account_of(current_client()).encode()
        row = int.from_bytes(blake2b(name, digest_size=8, key=self._key).digest()) % _ROWS
        with self._lock:
            # Counted first: two processes that look at once must not both find the last one free.
            self._add(row, 0, 1)
            try:
                self._check(row)
            except TooManyRequests:
                self._add(row, 0, -1)
                raise
        started = monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._add(row, monotonic() - started, -1)

    def _check(self, row: int) -> None:
        now = time()
        minute, spent, running = int(now) // _MINUTE, 0.0, 0
        for column in range(_COLUMNS):
            then, seconds, queries = _ACCOUNT.unpack_from(self._memory, self._place(row, column))
            spent += seconds if then == minute else 0
            running += queries if queries and self._is_alive(column) else 0
        if self._at_a_time and running > self._at_a_time:
            raise TooManyRequests(
                f"{running - 1} queries of your address are running; more than {self._at_a_time} "
                "at a time are not taken. Wait for one to end.",
                retry_after=1,
                limit="queries at a time",
            )
        if self._seconds and spent >= self._seconds:
            raise TooManyRequests(
                f"Queries of your address have taken {spent:.0f} seconds in this minute; "
                f"{self._seconds} are free. Go on in the next minute.",
                retry_after=_MINUTE - int(now) % _MINUTE,
                limit="seconds per minute",
            )

    def _add(self, row: int, seconds: float, queries: int) -> None:
        minute = int(time()) // _MINUTE
        place = self._place(row, self._column)
        then, spent, running = _ACCOUNT.unpack_from(self._memory, place)
        before = spent if then == minute else 0.0
        _ACCOUNT.pack_into(self._memory, place, minute, before + seconds, running + queries)

    def _is_alive(self, column: int) -> bool:
        """Tell whether the process of a column lives; what a dead one ran has ended."""
        (pid,) = _PID.unpack_from(self._memory, column * _PID.size)
        if column == self._column or pid == 0:
            return column == self._column
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    def _place(self, row: int, column: int) -> int:
        return _HEAD + (row * _COLUMNS + column) * _ACCOUNT.size
