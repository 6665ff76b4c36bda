"""Making millions of objects without looking for cycles among them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_left_alone() -> Iterator[None]:
    """Let Python not look for objects that hold each other; afterwards it does as before.

    For work that keeps all it makes to the end: reading a release of ESCO takes a seventh less
    processor time.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
