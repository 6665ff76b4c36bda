"""A list of one's own that is to be aligned: course skills, say, one a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from symbiograph.errors import PayloadTooLarge
from symbiograph.prefixes import BASE
from symbiograph.queries.formats.separated import harmless
from symbiograph.search.folding import words
from symbiograph.spreadsheets import Grid, Place, Problem
from symbiograph.spreadsheets.limits import MOST_CHARACTERS

MOST_ITEMS: Final = 2_000
# More of a text is not aligned.
_LONGEST_TEXT: Final = 1_000
OWN: Final = BASE + "review/own/"
_COLUMNS: Final = {
    "text": (
        "skill", "skills", "label", "text", "name", "title", "competence", "learning outcome",
        "outcome", "occupation", "job", "kompetenz", "fähigkeit", "bezeichnung", "compétence",
        "intitulé", "competenza", "competencia",
    ),
    "definition": ("definition", "description", "beschreibung", "définition", "descripción"),
    "context": ("context", "sentence", "course", "kurs", "satz", "contexte", "phrase"),
    "id": ("id", "iri", "uri", "code", "identifier", "no"),
}  # fmt: skip
_BY_KEY: Final = {
    " ".join(words(name)): column for column, names in _COLUMNS.items() for name in names
}
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+[^\s<>\"{}|^`\\/#]")
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Item:
    """A row: its text, what more it says, its IRI, and where it stands, from one."""

    iri: str
    text: str
    definition: str = ""
    context: str = ""
    row: int = 0


@dataclass(frozen=True)
class OwnList:
    """The different texts of a list, in its order, and what was wrong with rows."""

    name: str
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]


def is_column(header: str) -> bool:
    """Tell whether ``header`` may be the name of a column."""
    return " ".join(words(header)) in _BY_KEY


def lines(text: str) -> Grid:
    """Return what was pasted as a table: by tabs if its first line has any, else line by line."""
    rows = text.splitlines()
    has_tabs = "\t" in next((row for row in rows if row.strip()), "")
    return Grid([row.split("\t") if has_tabs else [row] for row in rows])


def read_own_list(grid: Grid, name: str) -> OwnList:
    """Return the items of a table called ``name``.

    Without a row that names columns the first column has the texts. A text that stands twice is one
    item. Raises :class:`PayloadTooLarge` for too many.
    """
    slug = slug_of(name) or "list"
    start = next((n for n, row in enumerate(grid.rows) if any(map(str.strip, row))), None)
    if start is None:
        problem = Problem(Place(1), "The list is empty. Write one text in each row.")
        return OwnList(slug, (), (*grid.problems, problem))
    places, problems = _header(grid.rows[start], start + 1)
    first = start + 1 if places else start
    reading = _Reading(f"{OWN}{slug}#", [*grid.problems, *problems])
    for number, row in enumerate(grid.rows[first:], first + 1):
        wanted = places or {"text": 0}
        cells = {column: row[at] if at < len(row) else "" for column, at in wanted.items()}
        reading.take(number, cells)
    return OwnList(slug, tuple(reading.items.values()), tuple(reading.problems))


class _Reading:
    """The items so far."""

    def __init__(self, base: str, problems: list[Problem]) -> None:
        self.items: dict[str, Item] = {}
        self.problems = problems
        self._base = base
        self._texts: dict[str, int] = {}

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Take a row."""
        plain = {name: _plain(" ".join(cell.split())) for name, cell in cells.items()}
        text = plain.pop("text", "")
        if not text:
            if any(plain.values()):
                self._tell(number, "This row has no text; it is left out.")
            return
        if len(text) > _LONGEST_TEXT:
            self._tell(number, f"The text is longer than {_LONGEST_TEXT:,} characters.")
            return
        if len(self.items) == MOST_ITEMS:
            raise PayloadTooLarge(f"The list has more than {MOST_ITEMS:,} texts. Take it in parts.")
        stated = plain.pop("id", "")
        key = f"{text.casefold()}\n{plain.get('definition', '')}"
        if key in self._texts and not stated:
            self._tell(number, f"Row {self._texts[key]} has the same text; it is taken once.")
            return
        self._texts.setdefault(key, number)
        definition, context = (
            plain.get(name, "")[:MOST_CHARACTERS] for name in ("definition", "context")
        )
        item = Item("", text, definition, context, number)
        iri = stated if _IRI.fullmatch(stated) else self._base + (slug_of(stated or text) or "item")
        if iri in self.items and stated:
            first = self.items[iri].row
            self._tell(number, f"Row {first} has the same identifier; this one is left out.")
            return
        while iri in self.items:
            iri += f"-{number}"
        self.items[iri] = replace(item, iri=iri)

    def _tell(self, number: int, message: str) -> None:
        self.problems.append(Problem(Place(number), message, "warning"))


def _header(cells: Sequence[str], row: int) -> tuple[dict[str, int], list[Problem]]:
    """Return the place of each column by its name; nothing where the row names none."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _BY_KEY.get(" ".join(words(cell)))
        if column:
            places.setdefault(column, place)
    if not places:
        return {}, []
    if "text" not in places:
        free = [place for place in range(len(cells)) if place not in places.values()]
        header = cells[free[0]].strip() if free else ""
        places["text"] = free[0] if free else places.pop(next(iter(places)))
        message = f"No column is called 'skill' or 'text'; the column {header!r} is taken for it."
        return places, [Problem(Place(row), message, "warning")]
    return places, []


def slug_of(text: str) -> str:
    """Return a text as the end of an IRI: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_NAME.sub("-", plain).strip("-").lower()[:80].rstrip("-")


def _plain(text: str) -> str:
    """Return a text as it was before an apostrophe made it no formula."""
    rest = text.removeprefix("'")
    return rest if harmless(rest) == text else text
