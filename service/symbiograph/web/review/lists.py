"""A list of one's own that comes with a request: read in memory, and gone when it is answered."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePath
from typing import Final

from flask import request

from symbiograph.errors import BadRequest
from symbiograph.review.own_list import OwnList, is_column, lines, read_own_list
from symbiograph.spreadsheets import MOST_BYTES, check_size, read_spreadsheet, refuse_other_kinds

FILE: Final = "list"
TEXT: Final = "lines"
NAME: Final = "name"
_PASTED: Final = "pasted list"


def admit() -> None:
    """Let the body of this request hold a file as large as is read."""
    request.max_content_length = request.max_form_memory_size = 2 * MOST_BYTES


def own_list() -> dict[str, object]:
    """Return the items of the list in the request, a file or pasted lines, and its problems.

    Raises :class:`BadRequest` where there is none, and what reading a file raises.
    """
    found = _read()
    return {
        "name": found.name,
        "items": [asdict(item) for item in found.items],
        "problems": [{"row": p.row, "message": p.message} for p in found.problems],
    }


def _read() -> OwnList:
    file = request.files.get(FILE)
    if file is not None and file.filename:
        name = PurePath(file.filename.replace("\\", "/")).name
        data = file.read()
        check_size(data, name)
        refuse_other_kinds(data, name)
        return read_own_list(read_spreadsheet(data, name, is_column), PurePath(name).stem)
    text = request.form.get(TEXT, "")
    if not text.strip():
        raise BadRequest(f"Send a file as {FILE}, or lines of text as {TEXT}.")
    return read_own_list(lines(text), request.form.get(NAME, "").strip() or _PASTED)
