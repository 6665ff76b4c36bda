"""What may stand in a cell: a text, a number, a year, a name from a vocabulary, and the like.

Each form reads a cell into a value, or says what is wrong, what is allowed and what is nearest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from symbiograph.contributing.vocabulary import Vocabulary
from symbiograph.prefixes import PREFIXES
from symbiograph.validation.findings.literals import XSD, address, in_form

Value: TypeAlias = str | Decimal | int | NamedNode

_MOST_LISTED: Final = 8
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


class NotAllowed(Exception):
    """A cell that cannot be read: what is wrong, what to do, and what to put there if known."""

    def __init__(self, what: str, how: str, instead: str | None = None, *, certain: bool = True):
        super().__init__(what)
        self.what = what
        self.how = how
        self.instead = instead
        self.certain = certain


@dataclass(frozen=True)
class Text:
    """Words, at most so many characters."""

    most: int = 500

    def read(self, cell: str, _: Vocabulary) -> Value:
        """Return the words with one space between them."""
        if len(cell) > self.most:
            raise NotAllowed(
                f"The text has {len(cell):,} characters; {self.most:,} fit here.",
                "Shorten it; what is more goes to the page that the column source names.",
            )
        return " ".join(cell.split())

    def allowed(self) -> str:
        """Say what may stand here."""
        return "words"


@dataclass(frozen=True)
class Name:
    """A short name of the sender's own, by which other rows refer to this one."""

    def read(self, cell: str, _: Vocabulary) -> Value:
        """Return it as it stands."""
        return " ".join(cell.split())[:100]

    def allowed(self) -> str:
        """Say what may stand here."""
        return "a number or short name of your own"


@dataclass(frozen=True)
class Number:
    """A number above nothing, unless it may be below."""

    signed: bool = False

    def read(self, cell: str, _: Vocabulary) -> Value:
        """Return the number; digits and a point only, since a comma may mean either."""
        plain = cell.strip()
        try:
            number = Decimal(plain) if re.fullmatch(r"[+-]?[\d.]+", plain) else None
        except InvalidOperation:
            number = None
        if number is None:
            raise self._no_number(plain)
        if number <= 0 and not self.signed:
            raise NotAllowed(
                f"{plain} is not more than nothing.",
                "Write a number above 0, or leave the cell empty where it is not known.",
            )
        return number

    def _no_number(self, cell: str) -> NotAllowed:
        read = in_form(cell, XSD + "decimal")
        what = f"“{cell}” is no number."
        how = "Write digits, with a point before the fraction and without unit: 12.5."
        return NotAllowed(what, how, read and read[0], certain=bool(read and read[1]))

    def allowed(self) -> str:
        """Say what may stand here."""
        return "a number such as 12.5"


@dataclass(frozen=True)
class Year:
    """A year of four digits."""

    def read(self, cell: str, _: Vocabulary) -> Value:
        """Return the year."""
        if re.fullmatch(r"\d{4}", cell) and _FIRST_YEAR <= int(cell) <= _LAST_YEAR:
            return int(cell)
        found = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", cell)
        raise NotAllowed(
            f"“{cell}” is no year between {_FIRST_YEAR} and {_LAST_YEAR}.",
            "Write four digits: 2026.",
            found[0] if len(found) == 1 else None,
        )

    def allowed(self) -> str:
        """Say what may stand here."""
        return "a year such as 2026"


@dataclass(frozen=True)
class Address:
    """The address of a page or document."""

    def read(self, cell: str, _: Vocabulary) -> Value:
        """Return the address."""
        found = address(cell)
        if found is not None:
            return found
        mended = re.sub(r"\s", "", cell)
        mended = re.sub(r"^(?!https?://)(?:\w+:/*)?", "https://", mended)
        has_host = re.match(r"https://[\w-]+(\.[\w-]+)+", mended)
        raise NotAllowed(
            f"“{cell}” is no address of a page.",
            "Copy the whole address from the browser; it begins with https:// or http://.",
            mended if has_host and address(mended) else None,
        )

    def allowed(self) -> str:
        """Say what may stand here."""
        return "an address such as https://www.example.org/course"


@dataclass(frozen=True)
class Language:
    """The language that the texts of a row are in, by its tag."""

    def read(self, cell: str, vocabulary: Vocabulary) -> Value:
        """Return the tag."""
        if _LANGUAGE.fullmatch(cell):
            return cell
        raise NotAllowed(
            f"“{cell}” is no tag of a language.",
            "Write its two letters: en, de, fr, it, es, pl, pt …",
            vocabulary.language_tag(cell),
        )

    def allowed(self) -> str:
        """Say what may stand here."""
        return "two letters such as en"


@dataclass(frozen=True)
class Term:
    """A thing that the graph knows, by its name, its code or its IRI.

    ``classes`` are names such as ``sg:Skill``. With ``or_new`` a name that nobody knows is one of
    the sender's own. Where a name is that of several, one whose IRI starts with ``preferred`` is
    meant.
    """

    classes: tuple[str, ...]
    noun: str
    or_new: bool = False
    few: bool = False
    preferred: str = ""

    def read(self, cell: str, vocabulary: Vocabulary) -> Value:
        """Return the thing, or a new name where that is allowed."""
        found = vocabulary.named(cell, self.classes)
        preferred = [iri for iri in found if iri.value.startswith(self.preferred)]
        if len(preferred) == 1:
            return preferred[0]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            iris = ", ".join(iri.value for iri in found[:_MOST_LISTED])
            raise NotAllowed(
                f"“{cell}” can mean more than one {self.noun}.",
                f"Write the IRI of the one that is meant: {iris}.",
                found[0].value,
                certain=False,
            )
        if self.or_new and not cell.startswith(("https://", "http://")):
            return " ".join(cell.split())
        near = vocabulary.nearest(cell, self.classes)
        names = [vocabulary.name(one) for one in near]
        instead = names[0] if near else None
        what = f"“{cell}” is no {self.noun} that this graph knows."
        raise NotAllowed(what, self._how(vocabulary, names), instead, certain=len(names) == 1)

    def doubt(self, value: Value, vocabulary: Vocabulary) -> NotAllowed | None:
        """Return what to tell of a new name that is nearly that of a thing that is known."""
        near = vocabulary.nearest(value, self.classes) if isinstance(value, str) else []
        if not near:
            return None
        return NotAllowed(
            f"“{value}” is taken for a new {self.noun}; the graph knows one that is spelt alike.",
            "Correct the name if that one is meant; else leave it.",
            vocabulary.name(near[0]),
            certain=False,
        )

    def _how(self, vocabulary: Vocabulary, near: list[str]) -> str:
        if len(near) > 1:
            return f"Write one of these: {', '.join(near[:_MOST_LISTED])}."
        if self.few:
            return f"Write one of these: {', '.join(vocabulary.names(self.classes))}."
        return (
            "Look it up by the search on the first page, and write its name, its code or its IRI; "
            "the sheet “Allowed values” of the Excel template lists them all."
        )

    def allowed(self) -> str:
        """Say what may stand here."""
        new = ", or a new name" if self.or_new else ""
        return f"a {self.noun} by its name, code or IRI{new}"


Form: TypeAlias = Text | Name | Number | Year | Address | Language | Term


def decimal(number: Decimal) -> Literal:
    """Return a number as xsd:decimal."""
    return Literal(f"{number:f}", datatype=NamedNode(PREFIXES["xsd"] + "decimal"))
