"""Words of the index that a mistyped word may be.

One error is found by deletions: a word and the same word with a letter left out, added, changed or
swapped have a form in common once each has lost at most one letter. The forms of the words' first
letters are in the index by a checksum. The method is SymSpell's, by Wolf Garbe,
https://github.com/wolfgarbe/SymSpell. For more errors the words that share runs of three letters
are looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final
from zlib import crc32

from symbiograph.search.likeness import Typed

# Errors behind these letters are found by the letters before them.
_FIRST: Final = 8
# A shorter word is like too many.
_SHORTEST: Final = 3
_MOST_COMPARED: Final = 60


def write_spelling(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    """Write the words by length, so that words of about one length lie together."""
    spelt = list(enumerate(sorted(words, key=lambda word: (len(word), word)), 1))
    connection.executemany("INSERT INTO spelt VALUES (?, ?)", spelt)
    connection.execute(
        "INSERT INTO spelt_length SELECT LENGTH(word), MIN(id), MAX(id) FROM spelt "
        "GROUP BY LENGTH(word) ORDER BY 1"
    )
    connection.executemany(
        "INSERT INTO spelling(rowid, word) VALUES (?, ?)",
        ((number, f"^{word}$") for number, word in spelt),
    )
    forms = sorted(
        (form, number) for number, word in spelt if len(word) >= _SHORTEST for form in _forms(word)
    )
    connection.executemany("INSERT INTO shortened VALUES (?, ?)", forms)


def corrections(connection: sqlite3.Connection, word: str, thorough: bool) -> list[tuple[int, str]]:
    """Return the words that ``word`` may be, with the number of errors, few errors first.

    Several errors in one word are found only by a ``thorough`` search, where none has one error.
    """
    if len(word) < _SHORTEST:
        return []
    most = 1 if len(word) < 6 else 2 if len(word) < 12 else 3
    typed = Typed(word)
    found = _within(typed, _by_deletion(connection, word), most)
    if not found and thorough:
        found = _within(typed, _by_runs(connection, word, most), most)
    return found


def _within(typed: Typed, words: Iterable[str], most: int) -> list[tuple[int, str]]:
    compared = ((typed.errors(word), word) for word in words)
    return sorted(pair for pair in compared if pair[0] <= most)


def _forms(word: str) -> set[int]:
    """Return checksums of the first letters of ``word`` and of those with a letter left out."""
    first = word[:_FIRST]
    forms = {first, *(first[:place] + first[place + 1 :] for place in range(len(first)))}
    return {crc32(form.encode()) for form in forms}


def _by_deletion(connection: sqlite3.Connection, word: str) -> list[str]:
    forms = sorted(_forms(word))
    rows = connection.execute(
        "SELECT DISTINCT word FROM shortened JOIN spelt USING (id) "  # noqa: S608
        f"WHERE form IN ({','.join('?' * len(forms))}) AND LENGTH(word) BETWEEN ? AND ?",
        (*forms, len(word) - 1, len(word) + 1),
    )
    return [other for (other,) in rows]


def _by_runs(connection: sqlite3.Connection, word: str, most: int) -> list[str]:
    """Return words that share runs of three letters with ``word``, of about its length."""
    runs = sorted({f"^{word}$"[i : i + 3] for i in range(len(word))})
    # Words are numbered by length, so that a span of numbers is a span of lengths.
    first, last = connection.execute(
        "SELECT MIN(first), MAX(last) FROM spelt_length WHERE letters BETWEEN ? AND ?",
        (len(word) - most, len(word) + most),
    ).fetchone()
    of_run = "SELECT rowid AS id FROM spelling WHERE spelling MATCH ? AND rowid BETWEEN ? AND ?"
    rows = connection.execute(
        "SELECT word FROM spelt JOIN (SELECT id, COUNT(*) AS shared FROM "  # noqa: S608
        f"({' UNION ALL '.join([of_run] * len(runs))}) GROUP BY id "
        f"HAVING shared >= ? ORDER BY shared DESC, id LIMIT {_MOST_COMPARED}) USING (id)",
        (
            *(value for run in runs for value in (f'"{run}"', first, last)),
            max(1, len(runs) - 3 * most),
        ),
    )
    return [other for (other,) in rows]
