"""Numbers as digits: exact whatever their size, and in forms that the engine compares rightly.

A double has the value that its shortest decimal form states, a float that of the double it equals.
So an order by value agrees with SPARQL's ``<``, which rounds to the less exact of two datatypes.
"""

from __future__ import annotations

import re
from ctypes import c_float
from decimal import Decimal
from math import isfinite
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode

XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# What the engine's decimals hold: 18 digits after the point, in 128 bits.
_PLACES: Final = 18
_LEAST: Final = -(2**127)
_GREATEST: Final = 2**127 - 1
_LONGEST: Final = 39
_DECIMAL_TYPE: Final = NamedNode(XSD + "decimal")

_INTEGER: Final = re.compile(r"([+-]?)([0-9]+)()")
_DECIMAL: Final = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?")
_FLOATING: Final = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN"
)
_COMPLEMENT: Final = str.maketrans("0123456789", "9876543210")


class Number(NamedTuple):
    """A number's sign and the digits before and after its point, without zeros at either end."""

    negative: bool
    whole: str
    fraction: str

    @property
    def floor(self) -> int | None:
        """The greatest engine decimal up to this number, in units of its last digit, if any."""
        if len(self.whole) + _PLACES > _LONGEST:
            return None
        units = int(self.whole + self.fraction[:_PLACES].ljust(_PLACES, "0"))
        if self.negative:
            units = -units - bool(self.fraction[_PLACES:])
        return units if _LEAST <= units <= _GREATEST else None

    @property
    def excess(self) -> str:
        """The digits by which this number exceeds its floor."""
        rest = self.fraction[_PLACES:]
        if self.negative and rest:
            return rest[:-1].translate(_COMPLEMENT) + str(10 - int(rest[-1]))
        return rest

    @property
    def sortable(self) -> str:
        """Text that compares with that of any other number as the numbers do."""
        digits = f"{len(self.whole):012}{self.whole}.{self.fraction}"
        return f"!{digits.translate(_COMPLEMENT)}~" if self.negative else f":{digits}"


def value(literal: Literal) -> Number | float | None:
    """Return the value of a number, which is a float if not finite; ``None`` for other literals.

    A literal whose form or sign its datatype does not allow is no number.
    """
    namespace, _, name = literal.datatype.value.rpartition("#")
    if namespace + "#" != XSD:
        return None
    text = literal.value
    if name in ("double", "float"):
        return _floating(text, single=name == "float")
    match = (_DECIMAL if name == "decimal" else _INTEGER).fullmatch(text)
    if match is None:
        return None
    whole, fraction = match[2].lstrip("0"), (match[3] or "").rstrip("0")
    number = Number(match[1] == "-" and bool(whole or fraction), whole, fraction)
    return number if _allows(name, number) else None


def decimal(units: int) -> Literal:
    """Return the decimal of so many units of the last digit."""
    whole, fraction = divmod(abs(units), 10**_PLACES)
    sign = "-" if units < 0 else ""
    return Literal(f"{sign}{whole}.{fraction:0{_PLACES}}", datatype=_DECIMAL_TYPE)


def _floating(text: str, *, single: bool) -> Number | float | None:
    if not _FLOATING.fullmatch(text):
        return None
    number = float(text)
    if single:
        number = c_float(number).value
    if not isfinite(number):
        return number
    whole, _, fraction = format(abs(Decimal(repr(number))), "f").partition(".")
    return Number(number < 0, whole.lstrip("0"), fraction.rstrip("0"))


def _allows(name: str, number: Number) -> bool:
    """Tell whether the datatype called ``name`` holds ``number``.

    Of the bounded datatypes one has room for numbers that the engine does not hold.
    """
    if name in ("integer", "decimal"):
        return True
    if name == "nonNegativeInteger":
        return not number.negative
    if name == "nonPositiveInteger":
        return number.negative or not number.whole
    if name == "positiveInteger":
        return not number.negative and bool(number.whole)
    if name == "negativeInteger":
        return number.negative
    if name == "unsignedLong":
        return not number.negative and number.whole.rjust(20, "0") <= str(2**64 - 1)
    return False
