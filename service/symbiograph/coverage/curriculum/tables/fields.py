"""The fields of a unit as people write them: numbers, levels, concepts of the graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal

from symbiograph.coverage.curriculum.model import Provider
from symbiograph.coverage.curriculum.names import Names, folded
from symbiograph.coverage.curriculum.tables.languages import LANGUAGES, language_iri
from symbiograph.prefixes import PREFIXES

# The levels of the European Qualifications Framework.
LEVELS: Final = frozenset(PREFIXES["eqf"] + str(level) for level in range(1, 9))
_LIST: Final = re.compile(r"[;|\n\r]+")
_NUMBER: Final = re.compile(r"(\d+)(?:[.,](\d+))?")
_EXACT: Final = re.compile(r"\+?\d+(\.\d*)?|\+?\.\d+")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[  '’]\d{3})+(?:[.,]\d+)?")
_GROUPED_BOTH: Final = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+")
_AMBIGUOUS: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_HOURS: Final = re.compile(r"\s*(h|hrs?|hours?|std\.?|stunden|heures?|horas?|ore)$", re.IGNORECASE)
_SPAN: Final = re.compile(r"([1-8])\s*(?:-|–|to|bis|à|/)\s*([1-8])")
_LEVEL_WORDS: Final = re.compile(r"(?i)\b(eqf|eqr|cec|mec|qeq|level|levels|niveau|nivel|livello)\b")
_LONGEST_NUMBER: Final = 15
_MOST_HOURS: Final = 6000
# What people write where they do not know.
_NOT_STATED: Final = frozenset(
    {"", "-", "–", "—", "?", "n/a", "na", "n.a.", "unknown", "not stated"}
)


class Misread(ValueError):
    """A cell that cannot be read; the message says what to write instead."""


def is_stated(text: str) -> bool:
    """Tell whether a cell says anything."""
    return text.strip().casefold() not in _NOT_STATED


def parts(text: str) -> list[str]:
    """Return the items of a list that semicolons, bars or line breaks separate."""
    return [part.strip() for part in _LIST.split(text) if part.strip()]


def hours(text: str) -> Decimal:
    """Return hours; raises :class:`Misread`."""
    return _plausible(positive(_HOURS.sub("", text.strip()), "hours"))


def exact_hours(text: str) -> Decimal:
    """Return hours that a program has written; raises :class:`Misread`."""
    return _plausible(exact(text))


def exact(text: str) -> Decimal:
    """Return a number above nought that a program has written; raises :class:`Misread`."""
    if len(text) > _LONGEST_NUMBER or not _EXACT.fullmatch(text):
        raise Misread(f"{text!r} is no number such as 30 or 37.5.")
    number = plain(Decimal(text))
    if not number:
        raise Misread("The number must be more than 0. Leave it out where it is unknown.")
    return number


def plain(number: Decimal) -> Decimal:
    """Return a number without noughts at its end, and without an exponent."""
    return Decimal(f"{number.normalize():f}")


def _plausible(number: Decimal) -> Decimal:
    if number > _MOST_HOURS:
        raise Misread(
            f"More than {_MOST_HOURS} hours are over three years of full-time work. Check the "
            "number, and that it is hours and not minutes."
        )
    return number


def positive(text: str, what: str = "points") -> Decimal:
    """Return a number above nought, with a point or a comma; raises :class:`Misread`."""
    text = text.strip()
    if _AMBIGUOUS.fullmatch(text):
        whole = re.sub("[.,]", "", text)
        raise Misread(
            f"{text!r} can be {whole} or {text.replace(',', '.').rstrip('0')}. Write {whole}, or "
            "the fraction with another number of digits."
        )
    if _GROUPED.fullmatch(text):
        text = re.sub("[  '’]", "", text)
    elif _GROUPED_BOTH.fullmatch(text):
        text = text.replace(text[re.search("[.,]", text).start()], "")  # type: ignore[union-attr]
    match = _NUMBER.fullmatch(text)
    if not match or len(text) > _LONGEST_NUMBER:
        raise Misread(f"{text!r} is no number. Write the {what} such as 30 or 37.5.")
    number = plain(Decimal(f"{match[1]}.{match[2] or 0}"))
    if not number:
        raise Misread(f"The {what} must be more than 0. Leave the cell empty where it is unknown.")
    return number


def levels(text: str) -> tuple[str, ...]:
    """Return the IRIs of EQF levels; a span gives each level in it. Raises :class:`Misread`."""
    found: set[int] = set()
    for part in re.split(r"[;|,\n&+]|\band\b", _LEVEL_WORDS.sub("", text)):
        part = part.strip(" .0") if part.strip().endswith(".0") else part.strip()
        span = _SPAN.fullmatch(part)
        if span and span[1] <= span[2]:
            found.update(range(int(span[1]), int(span[2]) + 1))
        elif re.fullmatch("[1-8]", part):
            found.add(int(part))
        elif part:
            raise Misread(f"{text!r} is no EQF level. Write a number from 1 to 8, or 5-6, or 4; 6.")
    return tuple(PREFIXES["eqf"] + str(level) for level in sorted(found))


def languages(text: str) -> tuple[str, ...]:
    """Return the IRIs of languages; raises :class:`Misread`."""
    return tuple(_each(re.split(r"[;|,/\n]", text), _language))


def _language(text: str) -> str:
    iri = language_iri(text)
    if iri is None:
        codes = ", ".join(LANGUAGES)
        raise Misread(f"{text!r} is no language. Write a code or an English name: {codes}.")
    return iri


def concepts(names: Names, what: str) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of one or several concepts, which raises :class:`Misread`."""
    return lambda text: tuple(_each(parts(text), lambda part: concept(names, what, part)))


def concept(names: Names, what: str, text: str) -> str:
    """Return the IRI of a concept; raises :class:`Misread` with those there are."""
    found = names.find(text)
    if len(found) == 1:
        return found[0]
    allowed = ", ".join(names.short(iri) for iri in names)
    near = names.near(text)
    meant = f" Is it {names.label(near[0][2])!r}?" if near else ""
    raise Misread(f"{text!r} is no {what} that is known.{meant} Write one of: {allowed}.")


def provider(names: Names, text: str, language: str, own: Callable[[str], str]) -> Provider:
    """Return the provider of this name, one of the graph or one of the file's own.

    ``own`` gives the IRI of one that only the file names.
    """
    found = names.find(text)
    if len(found) == 1:
        return Provider(found[0], names.labels[found[0]], is_known=True)
    name = " ".join(text.split())
    return Provider(own(folded(name)), (Literal(name, language=language),), is_known=False)


def named(text: str, language: str) -> tuple[Literal, ...]:
    """Return the last part of an IRI as a name, for what has no other."""
    return (Literal(re.split("[/#:]", text)[-1] or text, language=language),)


def _each(texts: list[str], read: Callable[[str], str]) -> dict[str, None]:
    return {read(text): None for text in texts if text.strip()}
