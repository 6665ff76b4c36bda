"""Answers that are kept in memory, so that a request that was made before costs no query."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final, NamedTuple

# What an answer takes beside its body: its key, and its place in the order.
_BESIDE: Final = 500


class Kept(NamedTuple):
    """Bytes that were written for an answer of ``total`` rows."""

    body: bytes
    total: int

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + _BESIDE


class Shelf:
    """Keeps what was asked for last, up to a number of bytes; threads share it.

    A key names the content of the graph it was answered from, so nothing kept is ever wrong.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Kept | None:
        """Return what was put under ``key``, ``None`` where it is not here any more."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, kept: Kept) -> None:
        """Keep something, and let go of what was not asked for longest.

        What would fill more than a quarter alone is not kept.
        """
        if kept.size > self._most // 4:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self._bytes > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size
