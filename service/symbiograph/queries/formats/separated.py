"""An answer as CSV that a spreadsheet may open: no text in it is taken for a formula.

Beside that it is SPARQL's own CSV (SPARQL 1.1 Query Results CSV and TSV Formats): names of the
variables, values without type or language.
"""

from __future__ import annotations

import csv
from io import TextIOWrapper
from typing import IO, Final

from pyoxigraph import Literal, NamedNode

from symbiograph.queries.answer import Part
from symbiograph.queries.formats.document import number
from symbiograph.results import Term

# What OWASP's "CSV Injection" lists; the apostrophe makes a spreadsheet take the rest as text.
BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_TEXT: Final = "'"


def write(part: Part, output: IO[bytes]) -> None:
    """Write rows as CSV in UTF-8."""
    text = TextIOWrapper(output, encoding="utf-8", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(part.answer.table.columns)
    rows.writerows([_cell(term) for term in row] for row in part.terms)
    text.detach()


def harmless(text: str) -> str:
    """Return ``text`` with an apostrophe before what a spreadsheet would take for a formula."""
    return _TEXT + text if text.startswith(BEGINS_FORMULA) else text


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value if number(term) is not None else harmless(term.value)
    return harmless(term.value if isinstance(term, NamedNode) else str(term))
