"""The records of a CSV file with the text of each, also of those whose quotes are not doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MOST_LINES: Final = 100
_Cells = list[tuple[str, bool]]


@dataclass(frozen=True)
class Record:
    """A record: its first line, its text without the line's end, and its cells.

    ``cells`` come with whether they stood in quotes; there are none where the text cannot be taken
    apart.
    """

    line: int
    text: str
    cells: tuple[tuple[str, bool], ...]

    @property
    def values(self) -> list[str]:
        """The cells alone."""
        return [value for value, _ in self.cells]


@dataclass(frozen=True)
class Dialect:
    """How a file separates cells and ends lines."""

    delimiter: str = ","
    newline: str = "\r\n"


def records(lines: list[str], start: int, width: int, dialect: Dialect) -> Iterator[Record]:
    """Yield the records from ``lines[start]`` on; each should have ``width`` cells.

    A cell in quotes may go on over lines. What cannot be read so is read line by line, each quote
    that no delimiter follows as a part of its cell.
    """
    at = start
    while at < len(lines):
        number, text = at + 1, lines[at]
        at += 1
        cells = _strict(text, dialect)
        if cells is None:
            joined, taken = _joined(lines, at, text, width, dialect)
            if joined is None:
                cells = _lenient(text, width, dialect)
            else:
                text, cells = joined
                at += taken
        yield Record(number, text, tuple(cells))


def quoted(text: str) -> str:
    """Return a cell in quotes."""
    return '"' + text.replace('"', '""') + '"'


def _joined(
    lines: list[str], at: int, text: str, width: int, dialect: Dialect
) -> tuple[tuple[str, _Cells] | None, int]:
    """Return the text of a record that goes on over lines, its cells, and how many lines more."""
    for taken, line in enumerate(lines[at : at + _MOST_LINES], 1):
        text = f"{text}{dialect.newline}{line}"
        cells = _strict(text, dialect) if '"' in line else None
        if cells is not None:
            return ((text, cells) if len(cells) == width else None), taken
    return None, 0


def _strict(text: str, dialect: Dialect) -> _Cells | None:
    """Return the cells, or ``None`` unless all quotes open and close cells or are doubled."""
    if '"' not in text:
        return [(cell, False) for cell in text.split(dialect.delimiter)]
    if text.count('"') % 2:
        return None
    cells: _Cells = []
    at = 0
    for match in _cell_pattern(dialect.delimiter, strict=True).finditer(text):
        if match.start() != at:
            return None
        in_quotes = match[1] is not None
        cells.append((match[1].replace('""', '"') if in_quotes else match[2], in_quotes))
        at = match.end()
        if not match[3]:
            break
    return cells if at == len(text) else None


def _lenient(text: str, width: int, dialect: Dialect) -> _Cells:
    cells: _Cells = []
    for match in _cell_pattern(dialect.delimiter, strict=False).finditer(text):
        in_quotes = match[1] is not None
        cells.append((match[1].replace('""', '"') if in_quotes else match[2], in_quotes))
        if not match[3]:
            break
    return cells if len(cells) == width else []


@lru_cache
def _cell_pattern(delimiter: str, *, strict: bool) -> re.Pattern[str]:
    """Return a pattern for one cell and what follows it: in quotes, or else bare.

    Leniently, a cell in quotes ends where a delimiter or the line's end follows, whatever quotes
    stand before, and a bare cell may hold quotes.
    """
    mark = re.escape(delimiter)
    inside = '[^"]|""' if strict else f'[^"]|"(?!{mark}|$)'
    bare = f'[^"{mark}]*' if strict else f"[^{mark}]*"
    return re.compile(f'(?:"((?:{inside})*)"|({bare}))({mark}|$)', re.DOTALL)
