"""Words as the index knows them: without case, accents and ligatures, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

# Letters, digits, and the marks over or under letters that some writers set apart.
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f])+")
# Letters that Unicode does not decompose.
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


class Word(NamedTuple):
    """A folded word and where it stands in the text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return ``text`` without case and accents: ``Überschuß`` becomes ``uberschuss``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_LETTERS)


def placed_words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` with their places, counted in its characters."""
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if folded:
            yield Word(folded, match.start(), match.end())


class _Folding(dict[int, str | None]):
    """What becomes of each character, once case and ligatures are gone: no word has a blank."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        folded: str | None = letter if letter.isalnum() else " "
        if unicodedata.combining(letter):
            folded = None
        self[code] = folded
        return folded


_FOLDING: Final = _Folding(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of ``text``."""
    if text.isascii():
        return text.lower().translate(_FOLDING).split()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_FOLDING).split()
