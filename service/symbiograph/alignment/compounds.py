"""Compounds taken apart into words that are known: ``teamwork``, ``Schiffsreinigung``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

# Shorter parts would be found in words that are no compounds.
_SHORTEST: Final = 4
# What Germanic languages put between the parts.
_JOINTS: Final = ("", "s", "es", "n", "en")


def parts(word: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return the two known words that make up ``word``, the longest end first; or ``None``."""
    for start in range(_SHORTEST, len(word) - _SHORTEST + 1):
        end = word[start:]
        if end in known:
            for joint in _JOINTS:
                first = word[:start].removesuffix(joint) if joint else word[:start]
                if word[:start].endswith(joint) and len(first) >= _SHORTEST and first in known:
                    return first, end
    return None
