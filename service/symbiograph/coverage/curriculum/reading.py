"""An uploaded file becomes a curriculum. Nothing of it is kept or logged."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from symbiograph.coverage.curriculum.assembly import assemble
from symbiograph.coverage.curriculum.drafts import Draft, names_in
from symbiograph.coverage.curriculum.graphs.description import Description
from symbiograph.coverage.curriculum.graphs.learning_model import (
    learning_units,
    read_learning_model,
)
from symbiograph.coverage.curriculum.graphs.own import own_units, read_own
from symbiograph.coverage.curriculum.graphs.parsing import is_graph, parse_graph
from symbiograph.coverage.curriculum.limits import check_size
from symbiograph.coverage.curriculum.model import Curriculum
from symbiograph.coverage.curriculum.recogniser import Recogniser
from symbiograph.coverage.curriculum.tables.delimited import read_delimited
from symbiograph.coverage.curriculum.tables.table import read_table
from symbiograph.coverage.curriculum.tables.workbook import read_workbook
from symbiograph.errors import UnreadableInput, UnsupportedMediaType

BASE: Final = "https://w3id.org/symbiograph/coverage/curriculum"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ARCHIVES: Final = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ")
_OTHER_ENDINGS: Final = {
    ".ods": "Save it as .xlsx or as CSV UTF-8.",
    ".numbers": "Export it as .xlsx or as CSV UTF-8.",
    ".pdf": "Copy the curriculum into the template.",
    ".docx": "Copy the curriculum into the template.",
    ".doc": "Copy the curriculum into the template.",
    ".xlsb": "Save it as .xlsx.",
}


def read_curriculum(
    data: bytes, name: str, base: str, recogniser: Recogniser, language: str = "en"
) -> Curriculum:
    """Return the curriculum in an uploaded file, called ``name``; its things are under ``base``.

    ``language`` is the tag of the language that its texts are in, as far as it does not say so
    itself. What can be read is read, and the rest is among the problems. Raises
    :class:`UnreadableInput`, :class:`UnsupportedMediaType` and :class:`PayloadTooLarge`, where
    nothing can.
    """
    name = PurePath(name.replace("\\", "/")).name or "the file"
    check_size(data, name)
    draft = _draft(data, name, base, recogniser, language)
    title = names_in(language, [PurePath(name).stem.replace("_", " ")])
    return assemble(draft, base, title or names_in(language, [name]), recogniser)


def _draft(data: bytes, name: str, base: str, recogniser: Recogniser, language: str) -> Draft:
    ending = PurePath(name).suffix.lower()
    if not data.strip():
        raise UnreadableInput(name, "the file is empty")
    if data.startswith(_OLE):
        raise UnsupportedMediaType(
            f"{name} is an Excel file of the kind before 2007 (.xls), or one with a password. "
            "Save it as “Excel workbook (.xlsx)” without a password."
        )
    if ending in _OTHER_ENDINGS or data.startswith((b"%PDF", *_OTHER_ARCHIVES)):
        how = _OTHER_ENDINGS.get(ending, "Send the file itself.")
        raise UnsupportedMediaType(f"{name} is of a kind that is not read here. {how}")
    vocabulary = recogniser.vocabulary
    if is_graph(data, name):
        triples = parse_graph(data, name, base)
        description = Description(triples)
        if own_units(description) or not learning_units(description):
            return read_own(description, base, vocabulary, language)
        return read_learning_model(description, base, vocabulary, language)
    if data.startswith(_ZIP):
        return read_table(read_workbook(data, name), base, vocabulary, language)
    return read_table(read_delimited(data, name), base, vocabulary, language)
