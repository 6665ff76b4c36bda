"""The rows of a table as units: fields that are stated once, and a skill on each row."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from symbiograph.coverage.curriculum.drafts import (
    Draft,
    OutcomeDraft,
    SkillText,
    UnitDraft,
    names_in,
)
from symbiograph.coverage.curriculum.limits import (
    MOST_HINTS,
    MOST_MENTIONS,
    MOST_UNITS,
)
from symbiograph.coverage.curriculum.model import Provider
from symbiograph.coverage.curriculum.names import Vocabulary, folded
from symbiograph.coverage.curriculum.tables import fields
from symbiograph.coverage.curriculum.tables.columns import read_header
from symbiograph.errors import PayloadTooLarge
from symbiograph.queries.formats.separated import harmless
from symbiograph.spreadsheets import Grid, Place, Problem
from symbiograph.spreadsheets.limits import MOST_CHARACTERS

_LIKE: Final = 0.6


def read_table(grid: Grid, base: str, vocabulary: Vocabulary, language: str) -> Draft:
    """Return what a table says; its texts are in ``language``.

    A cell that cannot be read is left out and told of with its row and column. Raises
    :class:`PayloadTooLarge` for too many units.
    """
    start = next((n for n, row in enumerate(grid.rows) if any(map(str.strip, row))), None)
    if start is None:
        message = "The table is empty. The first row names the columns; take the template."
        return Draft([], [*grid.problems, Problem(Place(1), message)])
    places, problems = read_header(grid.rows[start], start + 1)
    problems = [*grid.problems, *problems]
    if any(problem.severity == "error" and not problem.column for problem in problems):
        return Draft([], problems)
    header = [" ".join(cell.split()) for cell in grid.rows[start]]
    reading = _Reading(base, vocabulary, language, {n: header[p] for n, p in places.items()})
    for number, row in enumerate(grid.rows[start + 1 :], start + 2):
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        reading.take(number, cells)
    return Draft(reading.finished(), problems + reading.problems)


class _Reading:
    """The units so far, and what has been wrong with them."""

    def __init__(
        self, base: str, vocabulary: Vocabulary, language: str, headers: Mapping[str, str]
    ) -> None:
        self.problems: list[Problem] = []
        self._units: dict[str, UnitDraft] = {}
        self._current: UnitDraft | None = None
        # The row and the text of what is stated already, by unit and column.
        self._stated: dict[tuple[str, str], tuple[int, str]] = {}
        self._titled: dict[str, str] = {}
        self._outcomes: dict[tuple[str, str], OutcomeDraft] = {}
        self._mentions = 0
        self._hints = 0
        self._references: list[tuple[UnitDraft, str, str, Place]] = []
        self._providers: dict[str, str] = {}
        self._base = base
        self._vocabulary = vocabulary
        self._language = language
        self._headers = headers

    def take(self, number: int, row: Mapping[str, str]) -> None:
        """Take a row."""
        cells = {}
        for name, text in row.items():
            plain = _plain(text.strip())
            if len(plain) > MOST_CHARACTERS:
                message = f"The cell has more than {MOST_CHARACTERS:,} characters. Shorten it."
                self._tell(number, name, message)
            elif plain:
                cells[name] = plain
        if not cells:
            return
        unit = self._unit(number, cells)
        if unit is None:
            message = "This row belongs to no unit. Write its number or name."
            self._tell(number, "unit" if "unit" in self._headers else "title", message)
            return
        for name, text in cells.items():
            if name not in ("unit", "outcome", "skill") and fields.is_stated(text):
                self._field(unit, name, text, number)
        self._outcome(unit, cells, number)

    def _unit(self, number: int, cells: Mapping[str, str]) -> UnitDraft | None:
        """Return the unit that a row is about: its own, or the one of the row above."""
        name = cells.get("unit") or cells.get("title", "")
        key = folded(name) or name
        if not key:
            return self._current
        if "unit" not in cells:
            key = self._titled.setdefault(key, key)
        elif "title" in cells:
            self._titled.setdefault(folded(cells["title"]), key)
        if key not in self._units:
            if len(self._units) == MOST_UNITS:
                raise PayloadTooLarge(f"The table has more than {MOST_UNITS:,} units.")
            place = Place(number, self._headers.get("unit") or self._headers["title"])
            self._units[key] = UnitDraft(key, place, names_in(self._language, [name]))
        self._current = self._units[key]
        return self._current

    def _field(self, unit: UnitDraft, name: str, text: str, number: int) -> None:
        before = self._stated.setdefault((unit.key, name), (number, text))
        if before[0] != number:
            if folded(before[1]) != folded(text):
                message = f"Row {before[0]} says {before[1]!r} of the same unit; that counts."
                self._tell(number, name, message, "warning")
            return
        if name in ("part of", "prerequisites"):
            texts = [text] if name == "part of" else fields.parts(text.replace(",", ";"))
            self._count(len(texts))
            place = Place(number, self._headers[name])
            self._references += [(unit, name, one, place) for one in texts]
            return
        attribute, read = self._reader(name)
        try:
            setattr(unit, attribute, read(text))
        except fields.Misread as fault:
            self._tell(number, name, str(fault))

    def _reader(self, name: str) -> tuple[str, Callable[[str], Any]]:
        """Return which field a column is for, and how it is read."""
        known = self._vocabulary
        readers: dict[str, tuple[str, Callable[[str], Any]]] = {
            "title": ("names", lambda text: names_in(self._language, [text])),
            "type": ("type", lambda text: fields.concept(known.types, "type of unit", text)),
            "provider": ("provider", self._provider),
            "hours": ("hours", fields.hours),
            "credits": ("credits", fields.positive),
            "credit scheme": (
                "credit_scheme",
                lambda text: fields.concept(known.schemes, "credit scheme", text),
            ),
            "EQF level": ("levels", fields.levels),
            "language": ("languages", fields.languages),
            "mode": ("modes", fields.concepts(known.modes, "mode")),
        }
        return readers[name]

    def _provider(self, text: str) -> Provider:
        def own(key: str) -> str:
            number = len(self._providers) + 1
            return self._providers.setdefault(key, f"{self._base}#provider-{number}")

        return fields.provider(self._vocabulary.providers, text, self._language, own)

    def _outcome(self, unit: UnitDraft, cells: Mapping[str, str], number: int) -> None:
        name, skill = cells.get("outcome", ""), cells.get("skill", "")
        if not fields.is_stated(name):
            name = ""
        if not fields.is_stated(skill):
            skill = ""
        if not (name or skill):
            return
        key = unit.key, folded(name) or name
        outcome = self._outcomes.get(key)
        if outcome is None:
            place = Place(number, self._headers.get("outcome"))
            outcome = OutcomeDraft(names_in(self._language, [name]), place=place)
            self._outcomes[key] = outcome
            unit.outcomes.append(outcome)
        place = Place(number, self._headers["skill"])
        texts = fields.parts(skill)
        self._count(len(texts))
        outcome.skills += [SkillText(text, place) for text in texts]

    def _count(self, mentions: int) -> None:
        self._mentions += mentions
        if self._mentions > MOST_MENTIONS:
            raise PayloadTooLarge(
                f"The table names more than {MOST_MENTIONS:,} skills and prerequisites."
            )

    def finished(self) -> list[UnitDraft]:
        """Return the units, each with the units it refers to."""
        by_name: dict[str, list[str]] = {}
        for unit in self._units.values():
            for name in {unit.key, *(folded(name.value) for name in unit.names)}:
                by_name.setdefault(name, []).append(unit.key)
        for unit, column, text, place in self._references:
            key = folded(text)
            found = [key] if key in self._units else by_name.get(key, [])
            if len(found) != 1:
                self.problems.append(Problem(place, self._no_unit(text, found, by_name)))
            elif column == "part of":
                unit.part_of = found[0]
            else:
                unit.prerequisites.append(found[0])
        for unit in self._units.values():
            self._check_credits(unit)
        return list(self._units.values())

    def _no_unit(self, text: str, found: Sequence[str], by_name: Mapping[str, object]) -> str:
        if found:
            return f"Several units are called {text!r}. Write what stands in the column unit."
        self._hints += 1
        may_look = self._hints <= MOST_HINTS
        near = may_look and difflib.get_close_matches(folded(text), by_name, n=1, cutoff=_LIKE)
        meant = f" Is it {near[0]!r}?" if near else ""
        return f"The table has no unit {text!r}.{meant} Write what stands in the column unit."

    def _check_credits(self, unit: UnitDraft) -> None:
        """Leave out points without a scheme: nobody could compare them."""
        stated = self._stated.get((unit.key, "credits"))
        if unit.credits is not None and unit.credit_scheme is None:
            unit.credits = None
            schemes = self._vocabulary.schemes
            known = ", ".join(schemes.short(iri) for iri in schemes)
            message = f"Points mean nothing without their scheme. Add a credit scheme: {known}."
            self._tell(stated[0] if stated else None, "credits", message)
        elif unit.credit_scheme is not None and unit.credits is None:
            unit.credit_scheme = None

    def _tell(self, row: int | None, name: str, message: str, severity: Any = "error") -> None:
        self.problems.append(Problem(Place(row, self._headers.get(name)), message, severity))


def _plain(text: str) -> str:
    """Return a text as it was before an apostrophe made it no formula."""
    rest = text.removeprefix("'")
    return rest if harmless(rest) == text else text
