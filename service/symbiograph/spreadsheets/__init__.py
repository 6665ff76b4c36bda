"""Tables that people bring: CSV and Excel files, read within limits and without trust."""

from symbiograph.spreadsheets.grid import Grid, Place, Problem, Severity
from symbiograph.spreadsheets.limits import MOST_BYTES, check_size
from symbiograph.spreadsheets.reading import read_spreadsheet, refuse_other_kinds

__all__ = [
    "MOST_BYTES",
    "Grid",
    "Place",
    "Problem",
    "Severity",
    "check_size",
    "read_spreadsheet",
    "refuse_other_kinds",
]
