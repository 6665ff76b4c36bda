"""How glibc hands out memory to the engine, which can be set only before a process starts.

With small blocks of any number kept per thread, a query takes half the processor time: point
queries fell from 0.75 to 0.41 ms, light ones from 1.45 to 0.72 ms. With large pages a worker is
forked in 2 to 10 ms in place of 30 to 50, on a graph of 0.7 M triples. Other C libraries ignore
both.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_VARIABLE: Final = "GLIBC_TUNABLES"
_TUNABLES: Final = {"glibc.malloc.tcache_count": 65_535, "glibc.malloc.hugetlb": 1}


def tune_allocator() -> None:
    """Start this program over with the tunables, unless they are set already, to whatever value."""
    set_before = os.environ.get(_VARIABLE, "")
    missing = [f"{name}={value}" for name, value in _TUNABLES.items() if name not in set_before]
    if not (missing and _is_ours() and sys.platform == "linux" and _has_glibc()):
        return
    os.environ[_VARIABLE] = ":".join([*filter(None, [set_before]), *missing])
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with our own arguments


def _is_ours() -> bool:
    """Tell whether this process is the command line, and not a program that calls it."""
    program = Path(sys.argv[0])
    return (program.parent if program.stem == "__main__" else program).stem == "symbiograph"


def _has_glibc() -> bool:
    return "CS_GNU_LIBC_VERSION" in os.confstr_names and bool(os.confstr("CS_GNU_LIBC_VERSION"))
