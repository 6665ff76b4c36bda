"""How many changes the image has had: a number in memory that the keeper and web processes share.

A web process looks at it before every job and learns of a change without asking anybody.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import tempfile
from typing import Final

_NUMBER: Final = struct.Struct("@Q")


class Clock:
    """The count of changes; one process ticks, all that hold the descriptor see it."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._page = mmap.mmap(descriptor, mmap.PAGESIZE)

    @classmethod
    def shared(cls, descriptor: int) -> Clock:
        """Return the clock of another process, whose descriptor is no longer needed then."""
        clock = cls(descriptor)
        os.close(descriptor)
        return clock

    @classmethod
    def new(cls) -> Clock:
        """Return a clock that stands at zero."""
        if sys.platform == "linux":
            descriptor = os.memfd_create("symbiograph-clock")
        else:
            with tempfile.TemporaryFile() as file:
                descriptor = os.dup(file.fileno())
        os.truncate(descriptor, mmap.PAGESIZE)
        return cls(descriptor)

    @property
    def now(self) -> int:
        """Return the number of changes so far."""
        number: int = _NUMBER.unpack_from(self._page)[0]
        return number

    def tick(self) -> None:
        """Count one change more."""
        _NUMBER.pack_into(self._page, 0, self.now + 1)
