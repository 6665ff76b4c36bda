"""How much of an uploaded file is read. A curriculum is far smaller; what is larger is refused."""

from __future__ import annotations

from typing import Final

from symbiograph.errors import PayloadTooLarge

# Bytes of a file, and of all that an Excel file holds once it is unpacked.
MOST_BYTES: Final = 5_000_000
MOST_UNPACKED: Final = 15_000_000
MOST_ENTRIES: Final = 1_000
# Cells of all sheets of an Excel file that hold something.
MOST_CELLS: Final = 150_000
# Rows below the names of the columns, columns, and characters of a cell.
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 50
MOST_CHARACTERS: Final = 2_000
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


def check_size(data: bytes, name: str) -> None:
    """Raise :class:`PayloadTooLarge` for a file that is larger than is read."""
    if len(data) > MOST_BYTES:
        raise PayloadTooLarge(
            f"{name} has {len(data):,} bytes; a curriculum may have {MOST_BYTES:,}. "
            "Leave out pictures and other sheets, or send the curriculum in parts."
        )


def check_rows(count: int, name: str) -> None:
    """Raise :class:`PayloadTooLarge` for a table with more rows than are read."""
    if count > MOST_ROWS:
        raise PayloadTooLarge(
            f"{name} has more than {MOST_ROWS:,} rows. Remove what is no part of the curriculum, "
            "or send it in parts."
        )
