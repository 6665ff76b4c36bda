"""How long a thread has a processor before others have their turn.

Linux gives turns of some milliseconds. Where a few processes go through large graphs at a time,
each finds the caches full of the others' data after that; with longer turns it does so less often.
Whoever has short turns and wakes up goes before one that has long turns, so short queries lose
nothing. Linux from 6.12 on does this (sched(7), the field ``sched_runtime`` of ``sched_setattr``);
elsewhere nothing changes.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from typing import Final

LONG: Final = 0.05
# Python has no function for it. All but the oldest architectures have one number.
_NUMBERS: Final = {"x86_64": 314, "aarch64": 274, "riscv64": 274}
_NUMBER: Final = _NUMBERS.get(platform.machine()) if sys.platform == "linux" else None
# Size, policy, flags, niceness, priority; runtime, deadline and period in nanoseconds.
_ATTRIBUTES: Final = struct.Struct("@IIQiIQQQ")
_KEEP_POLICY: Final = 0x08
_SYSTEM: Final = ctypes.CDLL(None) if _NUMBER else None


def take_turns(seconds: float, thread: int = 0) -> None:
    """Have ``thread``, by default this one, run for ``seconds`` in a turn; 0 is what is usual.

    Its policy and niceness stay. Where the system does not allow longer turns, they stay as well.
    """
    if _SYSTEM is None:
        return
    try:
        niceness = os.getpriority(os.PRIO_PROCESS, thread)
    except ProcessLookupError:
        return
    nanoseconds = int(seconds * 1e9)
    attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, 0, _KEEP_POLICY, niceness, 0, nanoseconds, 0, 0)
    _SYSTEM.syscall(_NUMBER, thread, attributes, 0)
