"""How many short jobs the web processes of a service run at a time, told in shared memory.

Each process writes a row of its own: when it last wrote, how many ran then, and when a short one
last ended. What was written
before the time in which a job is short says nothing any more, so the row of a process that was
killed soon counts for nothing. Rows are read while others write them. A wrong number costs a few
milliseconds of somebody's time at most, so nobody waits for a lock.
"""

from __future__ import annotations

import mmap
import struct
from typing import Final

_ROWS: Final = 16
_ROW: Final = struct.Struct("@3d")
_TABLE: Final = struct.Struct(f"@{3 * _ROWS}d")


class Neighbours:
    """The web processes that share the processors; made before they are forked."""

    def __init__(self) -> None:
        self._table = mmap.mmap(-1, _TABLE.size)
        self._row = 0

    def enter(self, process: int) -> None:
        """Write from now on as the web process with this number."""
        self._row = process % _ROWS

    def tell(self, now: float, number: int, last: float) -> None:
        """Let the others know that ``number`` short jobs run here, and when the ``last`` ended."""
        _ROW.pack_into(self._table, self._row * _ROW.size, now, number, last)

    def short_jobs(self, now: float, seconds: float) -> int:
        """Return how many short jobs the others run, who have written within ``seconds``."""
        table = _TABLE.unpack_from(self._table)
        return sum(
            int(table[3 * row + 1])
            for row in range(_ROWS)
            if row != self._row and now - table[3 * row] < seconds
        )

    def last_short_job(self) -> float:
        """Return when a short job ended last, of any process."""
        return float(max(_TABLE.unpack_from(self._table)[2::3]))
