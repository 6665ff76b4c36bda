"""The columns of the template, and the names people give them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from symbiograph.search.folding import words
from symbiograph.spreadsheets import Place, Problem

# The sheet that the template fills.
SHEET: Final = "Curriculum"


@dataclass(frozen=True)
class Column:
    """A column of the template: its name, what to write in it, an example, other names for it.

    ``of_unit`` tells that it says something of the unit, and need stand in one of its rows only.
    """

    name: str
    note: str
    other_names: tuple[str, ...] = ()
    of_unit: bool = True


COLUMNS: Final = (
    Column(
        "unit",
        "A number or short name of your own for the unit. All rows with it are about the same "
        "unit; a row without it goes on with the unit above.",
        ("unit id", "unit number", "no", "id", "code", "module", "einheit", "modul", "unité"),
    ),
    Column(
        "title",
        "The name of the unit. Without it the column unit names it.",
        ("unit title", "name", "titel", "bezeichnung", "titre", "título", "titolo"),
    ),
    Column(
        "part of",
        "The larger unit that this one is a part of, as it stands in the column unit. Leave it "
        "empty for a part of the whole curriculum.",
        ("is part of", "parent", "programme", "teil von", "partie de", "parte de", "parte di"),
    ),
    Column(
        "type",
        "What sort of unit it is.",
        ("unit type", "kind", "art", "typ", "type d'unité", "tipo"),
    ),
    Column(
        "provider",
        "Who offers the unit.",
        ("provided by", "organisation", "organization", "anbieter", "prestataire", "fournitore"),
    ),
    Column(
        "hours",
        "Hours of learning, self-study included. Leave it empty where they are not known.",
        ("workload", "duration", "hours of learning", "stunden", "heures", "horas", "ore"),
    ),
    Column(
        "credits",
        "Credit points. Say their scheme, too.",
        ("credit points", "points", "leistungspunkte", "crédits", "créditos", "crediti"),
    ),
    Column(
        "credit scheme",
        "The scheme of the credit points.",
        ("credit system", "scheme", "punktesystem", "système de crédits"),
    ),
    Column(
        "EQF level",
        "Levels of the European Qualifications Framework, from 1 to 8: 5, or 5-6, or 4; 6.",
        ("eqf", "level", "eqr", "eqr niveau", "niveau", "niveau cec", "cec", "nivel", "livello"),
    ),
    Column(
        "language",
        "The languages of teaching, by code or English name: en; de.",
        ("languages", "sprache", "langue", "idioma", "lingua"),
    ),
    Column(
        "mode",
        "How it is taught.",
        ("delivery mode", "delivery", "form", "modalité", "modalidad", "modalità"),
    ),
    Column(
        "prerequisites",
        "Units that have to be completed before, as they stand in the column unit: 1; 2.",
        ("prerequisite", "requires", "voraussetzung", "voraussetzungen", "prérequis"),
    ),
    Column(
        "outcome",
        "What a learner can do afterwards. Rows of a unit with the same outcome belong together.",
        ("learning outcome", "outcomes", "lernergebnis", "acquis", "resultado", "risultato"),
        of_unit=False,
    ),
    Column(
        "skill",
        "One skill for each row: its name in any language, its identifier such as ISK-085, its IRI "
        "or that of an ESCO skill.",
        ("skills", "competence", "esco skill", "kompetenz", "fähigkeit", "compétence"),
        of_unit=False,
    ),
)

_BY_KEY: Final = {
    " ".join(words(name)): column.name
    for column in reversed(COLUMNS)
    for name in (*column.other_names, column.name)
}
_LIKE: Final = 0.75


def column_of(header: str) -> str | None:
    """Return the name of the column that ``header`` means, without regard to case and spaces."""
    return _BY_KEY.get(" ".join(words(header)))


def is_column(header: str) -> bool:
    """Tell whether ``header`` means a column of the template."""
    return column_of(header) is not None


def read_header(cells: Sequence[str], row: int) -> tuple[dict[str, int], list[Problem]]:
    """Return the place of each column that was found, and what is wrong with the others.

    Without a column for units and one for skills the problems include an error.
    """
    places: dict[str, int] = {}
    problems = []
    for place, cell in enumerate(cells):
        header = " ".join(cell.split())
        name = column_of(header)
        if not header:
            continue
        if name is None:
            problems.append(_unknown(header, row))
        elif name in places:
            message = f"This is a second column {name!r}; it is not read. Remove or rename one."
            problems.append(Problem(Place(row, header), message, "warning"))
        else:
            places[name] = place
    if "skill" not in places or not {"unit", "title"} & places.keys():
        message = (
            "There is no column 'skill', or neither 'unit' nor 'title'. The first row names the "
            "columns: " + ", ".join(column.name for column in COLUMNS) + "."
        )
        problems.append(Problem(Place(row), message))
    return places, problems


def _unknown(header: str, row: int) -> Problem:
    near = difflib.get_close_matches(" ".join(words(header)), _BY_KEY, n=1, cutoff=_LIKE)
    meant = f" Is it {_BY_KEY[near[0]]!r}?" if near else ""
    message = f"The template has no column {header!r}; it is not read.{meant}"
    return Problem(Place(row, header), message, "warning")
