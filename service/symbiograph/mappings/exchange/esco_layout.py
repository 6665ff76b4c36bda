"""How a table of the ESCO mapping platform is written: preamble, columns, quotes, line ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, get_args

from symbiograph.mappings.exchange.records import Dialect, Record, quoted

Quoting = Literal["needed", "filled", "always"]
_QUOTINGS: Final[tuple[Quoting, ...]] = get_args(Quoting)


@dataclass(frozen=True)
class Layout:
    """All of a table but its rows.

    ``preamble`` are the lines before ``header``, the one with the names of the ``columns``;
    ``quoting`` tells for each column which cells stand in quotes, ``repeats`` which columns with a
    page repeat the IRI of their concept. ``blank`` are lines without a row, by their place.
    ``inverse`` tells that broad and narrow say what the concept on the left is.
    """

    preamble: tuple[str, ...]
    header: str
    columns: tuple[str, ...]
    quoting: tuple[Quoting, ...] = ()
    delimiter: str = ","
    newline: str = "\r\n"
    ends: bool = True
    marked: bool = False
    repeats: tuple[str, ...] = ()
    inverse: bool = False
    blank: tuple[tuple[int, str], ...] = field(default=())

    @property
    def dialect(self) -> Dialect:
        """How it separates cells and ends lines."""
        return Dialect(self.delimiter, self.newline)

    def to_json(self) -> str:
        """Return the layout as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Return the layout that :meth:`to_json` wrote."""
        said = json.loads(text)
        for name in ("preamble", "columns", "quoting", "repeats"):
            said[name] = tuple(said[name])
        said["blank"] = tuple((place, line) for place, line in said["blank"])
        return cls(**said)

    def record(self, values: Sequence[str]) -> str:
        """Return one record as this table writes it, without the line's end."""
        pairs = zip(values, self.quoting, strict=True)
        return self.delimiter.join(
            quoted(value) if self._in_quotes(value, rule) else value for value, rule in pairs
        )

    def quoting_of(self, rows: Sequence[Record]) -> tuple[Quoting, ...]:
        """Return for each column the rule that tells best which cells of ``rows`` are in quotes."""
        full = [row.cells for row in rows if len(row.cells) == len(self.columns)]
        return tuple(self._rule([cells[n] for cells in full]) for n in range(len(self.columns)))

    def _rule(self, cells: Sequence[tuple[str, bool]]) -> Quoting:
        fitting = {
            rule: sum(self._in_quotes(value, rule) == quotes for value, quotes in cells)
            for rule in _QUOTINGS
        }
        return max(_QUOTINGS, key=lambda rule: fitting[rule])

    def write(self, rows: Sequence[str]) -> str:
        """Return the whole table, whose rows are texts."""
        body = list(rows)
        for place, line in self.blank:
            body.insert(place, line)
        text = self.newline.join((*self.preamble, self.header, *body))
        return ("\ufeff" if self.marked else "") + text + (self.newline if self.ends else "")

    def _in_quotes(self, value: str, rule: Quoting) -> bool:
        if rule == "always" or (rule == "filled" and value):
            return True
        return any(mark in value for mark in (self.delimiter, '"', "\n", "\r"))
