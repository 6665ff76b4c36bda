"""How glibc hands out memory to the engine, which can be set only before a process starts.

With small blocks of any number kept per thread, a query takes half the processor time: point
queries fell from 0.75 to 0.41 ms, light ones from 1.45 to 0.72 ms. Other C libraries ignore it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_VARIABLE: Final = "GLIBC_TUNABLES"
_TUNABLE: Final = "glibc.malloc.tcache_count"
_MOST: Final = 65_535


def tune_allocator() -> None:
    """Start this program over with the tunable, unless it is set already, to whatever value."""
    tunables = os.environ.get(_VARIABLE, "")
    if not (_is_ours() and sys.platform == "linux" and _has_glibc()) or _TUNABLE in tunables:
        return
    setting = f"{_TUNABLE}={_MOST}"
    os.environ[_VARIABLE] = f"{tunables}:{setting}" if tunables else setting
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with our own arguments


def _is_ours() -> bool:
    """Tell whether this process is the command line, and not a program that calls it."""
    program = Path(sys.argv[0])
    return (program.parent if program.stem == "__main__" else program).stem == "symbiograph"


def _has_glibc() -> bool:
    return "CS_GNU_LIBC_VERSION" in os.confstr_names and bool(os.confstr("CS_GNU_LIBC_VERSION"))
