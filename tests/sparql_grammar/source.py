"""Choices between productions, read from bytes.

Hypothesis draws all bytes of a query at once, which takes a twentieth of the time of drawing each
choice, and makes a failing query simpler by making them less: the first choice is the simplest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

# What most queries need; those that need more end on the simplest choices.
_BYTES: Final = 400
_LETTERS: Final = "ab é漢\U0001f600\"'\\\n\t{}()<>#?;\x01\x0b\ufffe%&"


class Source:
    """What to choose in one query, and names that the query has not used yet.

    ``steady`` leaves out what gives another result each time or depends on the order of rows.
    """

    def __init__(self, choices: bytes, *, steady: bool = False) -> None:
        self._choices = iter(choices)
        self._names = 0
        self.steady = steady

    def number(self, least: int, most: int) -> int:
        return least + next(self._choices, 0) % (most - least + 1)

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def chance(self, of: int) -> bool:
        """True in about one of so many cases."""
        return self.number(1, of) == of

    def some(self, make: Callable[[], str], least: int, most: int, between: str = " ") -> str:
        return between.join(make() for _ in range(self.number(least, most)))

    def maybe(self, make: Callable[[], str], of: int = 2) -> str:
        return make() if self.chance(of) else ""

    def new_variable(self) -> str:
        self._names += 1
        return f"?new{self._names}"

    def text(self) -> str:
        return self.some(lambda: self.one_of(_LETTERS), 0, 6, "")


def made(make: Callable[[Source], str], *, steady: bool = False) -> st.SearchStrategy[str]:
    """Return the strategy of what ``make`` makes of a source."""
    choices = st.binary(min_size=_BYTES, max_size=_BYTES)
    return choices.map(lambda found: make(Source(found, steady=steady)))
