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
from symbiograph.coverage.curriculum.limits import MOST_TRIPLES
from symbiograph.coverage.curriculum.model import Curriculum
from symbiograph.coverage.curriculum.recogniser import Recogniser
from symbiograph.coverage.curriculum.tables.columns import SHEET, is_column
from symbiograph.coverage.curriculum.tables.table import read_table
from symbiograph.spreadsheets import check_size, read_spreadsheet, refuse_other_kinds
from symbiograph.vocabularies import is_graph, parse_graph

BASE: Final = "https://w3id.org/symbiograph/coverage/curriculum"


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
    refuse_other_kinds(data, name)
    vocabulary = recogniser.vocabulary
    if is_graph(data, name):
        triples = parse_graph(data, name, base, MOST_TRIPLES)
        description = Description(triples)
        if own_units(description) or not learning_units(description):
            return read_own(description, base, vocabulary, language)
        return read_learning_model(description, base, vocabulary, language)
    grid = read_spreadsheet(data, name, is_column, SHEET)
    return read_table(grid, base, vocabulary, language)
