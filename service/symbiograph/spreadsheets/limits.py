"""How much of a file is read. Tables that people make are far smaller; larger ones are refused."""

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


def check_size(data: bytes, name: str) -> None:
    """Raise :class:`PayloadTooLarge` for a file that is larger than is read."""
    if len(data) > MOST_BYTES:
        raise PayloadTooLarge(
            f"{name} has {len(data):,} bytes; a file may have {MOST_BYTES:,}. "
            "Leave out pictures and other sheets, or send it in parts."
        )


def check_rows(count: int, name: str) -> None:
    """Raise :class:`PayloadTooLarge` for a table with more rows than are read."""
    if count > MOST_ROWS:
        raise PayloadTooLarge(
            f"{name} has more than {MOST_ROWS:,} rows. Remove what does not belong there, or send "
            "it in parts."
        )
