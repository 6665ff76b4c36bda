"""Abbreviations such as ``R&D``, spelled out as labels spell them out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_ABBREVIATED: Final = re.compile(r"([^\W_])&([^\W_])")
# What stands between the two words has few letters, as "and", "und" and "et" have.
_BETWEEN: Final = r"\w{1,3}"


def spelled_out(words: Sequence[str], labels: str) -> list[str]:
    """Return ``words``, each that is an abbreviation replaced by the words it mostly stands for.

    ``labels`` are all labels, folded, one a line. What no label spells out stays as it is.
    """
    found: list[str] = []
    for word in words:
        match = _ABBREVIATED.fullmatch(word)
        pairs = Counter(_pairs(match, labels)) if match else Counter()
        found += pairs.most_common(1)[0][0] if pairs else [word]
    return found


def _pairs(match: re.Match[str], labels: str) -> list[tuple[str, str]]:
    first, second = map(re.escape, match.groups())
    return re.findall(rf"\b({first}\w{{3,}}) {_BETWEEN} ({second}\w{{3,}})", labels)
