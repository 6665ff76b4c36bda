"""Tables as the commands print them: folded on a terminal, one line a row in a pipe."""

from __future__ import annotations

from typing import Final

import rich.box
from rich.console import Console
from rich.table import Table

# Wide enough for every cell: a program, not a person, reads what goes into a pipe.
_UNFOLDED: Final = 1_000_000


def console() -> Console:
    """Return the console on standard output, which prints text as it is."""
    found = Console(highlight=False, markup=False)
    if not found.is_terminal:
        found.width = _UNFOLDED
    return found


def plain_table(*headings: str, numbers: bool = False) -> Table:
    """Return an empty table; with ``numbers`` all columns but the first are numbers."""
    table = Table(box=rich.box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, heading in enumerate(headings):
        right = numbers and place > 0
        table.add_column(heading, overflow="fold", justify="right" if right else "left")
    return table
