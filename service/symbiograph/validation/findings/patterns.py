"""A text in the form that a pattern asks for: only what writers mix up is tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, combinations
from typing import Final

_STEPS: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: " ".join(text.split()),
    lambda text: re.sub(r"\s", "", text),
    lambda text: re.sub(r"^https://", "http://", text),
    lambda text: re.sub(r"^http://", "https://", text),
    lambda text: text.rstrip("/"),
    lambda text: text.replace("://www.", "://"),
    lambda text: re.sub(r"[^/#]*$", lambda last: last[0].lower(), text),
    lambda text: re.sub(r"[^/#]*$", lambda last: last[0].upper(), text),
    lambda text: text.replace("_", "-"),
)
_MOST_AT_ONCE: Final = 2


def fitting(text: str, pattern: str) -> str | None:
    """Return ``text`` in the form of ``pattern``, by one or two small changes, or ``None``.

    ``pattern`` is one of SHACL without look-around, which Python reads alike.
    """
    wanted = re.compile(pattern)
    tries = chain.from_iterable(combinations(_STEPS, n) for n in range(1, _MOST_AT_ONCE + 1))
    for steps in tries:
        changed = text
        for step in steps:
            changed = step(changed)
        if changed != text and wanted.search(changed):
            return changed
    return None
