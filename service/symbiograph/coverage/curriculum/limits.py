"""How much of an uploaded curriculum is read, beside what holds for any file."""

from __future__ import annotations

from typing import Final

MOST_UNITS: Final = 2_000
# Skills and prerequisites that the cells of a table name, each time they do.
MOST_MENTIONS: Final = 50_000
MOST_TRIPLES: Final = 50_000
# Different texts, known to nobody, for which something near is looked for.
MOST_SEARCHES: Final = 100
# Units that are not there for which one of a similar name is looked for.
MOST_HINTS: Final = 20
# Problems that are told one by one.
MOST_PROBLEMS: Final = 500
