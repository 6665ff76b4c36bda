"""Values as people write them, in the form that their datatype asks for."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.prefixes import PREFIXES

XSD: Final = PREFIXES["xsd"]
LANGUAGE_TAGGED: Final = PREFIXES["rdf"] + "langString"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})([-/. ])\s?(\d{1,2})[-/. ]\s?(\d{4})")
_IN_WORDS: Final = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})")
_MONTH_IN_FRONT: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NUMBER: Final = re.compile(
    r"([+-]?\d[\d.,'\s\u00a0\u202f]*)\s*((?![eE]\d)[^\d\s.,].*)?", re.DOTALL
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_LAST_MONTH: Final = 12
_BOOLEAN: Final = {
    "yes": "true",
    "y": "true",
    "1": "true",
    "no": "false",
    "n": "false",
    "0": "false",
}
_FORMS: Final = {
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "double": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"),
    "integer": re.compile(r"[+-]?\d+"),
    "nonNegativeInteger": re.compile(r"\+?\d+"),
    "positiveInteger": re.compile(r"\+?0*[1-9]\d*"),
    "gYear": re.compile(r"-?\d{4}"),
    "gYearMonth": re.compile(r"-?\d{4}-(0[1-9]|1[0-2])"),
    "boolean": re.compile(r"true|false|1|0"),
}


def in_form(value: str, datatype: str) -> tuple[str, bool] | None:
    """Return ``value`` as ``datatype`` spells it and whether that is the only reading.

    ``None`` means that it cannot be read as one. ``datatype`` is an IRI of XML Schema.
    """
    name = datatype.removeprefix(XSD)
    text = " ".join(value.split())
    if name == "date":
        return _day(text)
    if name in ("gYear", "gYearMonth"):
        return _part_of_date(text, name)
    if name == "boolean":
        spelt = _BOOLEAN.get(text.casefold(), text.casefold())
        return (spelt, True) if spelt in ("true", "false") else None
    if name in _FORMS:
        return _number(text, name)
    return (value, True) if name in ("string", "anyURI") else None


def typed(value: str, datatype: str) -> Literal:
    """Return a literal of ``datatype``."""
    return Literal(value, datatype=NamedNode(datatype))


def address(text: str) -> NamedNode | None:
    """Return the IRI that an address of the web is, ``None`` for what is none (RFC 3987)."""
    try:
        return NamedNode(text) if _ADDRESS.fullmatch(text) else None
    except ValueError:
        return None


def _part_of_date(text: str, name: str) -> tuple[str, bool] | None:
    if _FORMS[name].fullmatch(text):
        return text, True
    month = re.fullmatch(r"(\d{1,2})[./-](\d{4})", text)
    if name == "gYearMonth" and month and 1 <= int(month[1]) <= _LAST_MONTH:
        return f"{month[2]}-{int(month[1]):02}", True
    day = _day(text)
    return None if day is None else (day[0][: 4 if name == "gYear" else 7], day[1])


def _day(text: str) -> tuple[str, bool] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "/" and month <= _LAST_MONTH and day <= _LAST_MONTH and day != month:
            # Some put the month in front.
            read = _date(year, month, day)
            return read and (read[0], False)
        return _date(year, month, day) or _date(year, day, month)
    if match := _IN_WORDS.fullmatch(text):
        return _date(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_IN_FRONT.fullmatch(text):
        return _date(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(word: str) -> int:
    found = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(word.casefold())]
    return found[0] if len(found) == 1 else 0


def _date(year: int, month: int, day: int) -> tuple[str, bool] | None:
    try:
        return date(year, month, day).isoformat(), True
    except ValueError:
        return None


def _number(text: str, name: str) -> tuple[str, bool] | None:
    if _FORMS[name].fullmatch(text):
        return text, True
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits, behind = re.sub(r"[\s'\u00a0\u202f]", "", match[1]), match[2]
    certain = not behind
    if "," in digits and "." in digits:
        thousands = "," if digits.rindex(",") < digits.rindex(".") else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif digits.count(",") == 1:
        # 1,234 is more than a thousand to some and a little more than one to others.
        certain = certain and not re.search(r"^[+-]?[1-9]\d{0,2},\d{3}$", digits)
        digits = digits.replace(",", ".")
    elif digits.count(",") > 1 or digits.count(".") > 1:
        digits = digits.replace(",", "").replace(".", "")
    if name not in ("decimal", "double") and re.search(r"\.0*$", digits):
        digits = digits.partition(".")[0]
    return (digits, certain) if _FORMS[name].fullmatch(digits) else None
