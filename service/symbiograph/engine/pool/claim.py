"""The right to answer: whoever takes the claim writes to the client, nobody else does.

A worker takes it before its first byte. A web process takes it when the time is up; once it has
it, it may answer in the worker's place, even before the kernel has ended that process.
"""

from __future__ import annotations

import os
from typing import Final

_MARK: Final = b"!"


class Claim:
    """A pipe that two processes hold; the one byte in it goes to one of them."""

    def __init__(self, reader: int, writer: int) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    def new(cls) -> Claim:
        """Return a claim that nobody has laid down yet."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        return cls(reader, writer)

    @property
    def descriptors(self) -> tuple[int, int]:
        """Return what another process needs to hold the same claim."""
        return self._reader, self._writer

    def lay(self) -> None:
        """Lay the claim down for a job."""
        os.write(self._writer, _MARK)

    def take(self) -> bool:
        """Return whether the claim was there, which it is for one taker only."""
        try:
            return os.read(self._reader, 1) == _MARK
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._reader)
        os.close(self._writer)
