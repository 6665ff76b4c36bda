"""Text as a literal of a parameter's type."""

from __future__ import annotations

import datetime
import re
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.errors import BadArgument
from symbiograph.queries.head import Parameter, ParameterType

NODE_TYPES: Final[frozenset[ParameterType]] = frozenset({"iri", "code", "country"})

LANGUAGE_TAG: Final = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_FORMS: Final[dict[ParameterType, tuple[re.Pattern[str], str]]] = {
    "language": (re.compile(LANGUAGE_TAG), "a language tag such as 'en'"),
    "integer": (re.compile(r"[+-]?[0-9]+"), "a whole number"),
    "decimal": (re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), "a number such as 0.5"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date such as 2026-01-31"),
}


def literal(parameter: Parameter, text: str) -> Literal:
    """Return ``text`` as a literal of the parameter's type, which is none of ``NODE_TYPES``.

    Raises :class:`BadArgument` with what would be allowed.
    """
    text = text.strip()
    form, wanted = _FORMS.get(parameter.type, (None, ""))
    if form is not None and not form.fullmatch(text):
        raise _refused(parameter, text, wanted)
    if parameter.type == "enumeration" and text not in parameter.values:
        raise _refused(parameter, text, "one of " + ", ".join(parameter.values))
    if parameter.type == "language":
        return Literal(text.lower())
    if parameter.type == "date":
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise _refused(parameter, text, "a day of the calendar") from None
    if parameter.type in ("integer", "decimal", "date"):
        return Literal(text, datatype=NamedNode(_XSD + parameter.type))
    return Literal(text)


def _refused(parameter: Parameter, text: str, wanted: str) -> BadArgument:
    allowed = list(parameter.values)
    return BadArgument(f"{parameter.name} is {text!r}, not {wanted}.", parameter.name, allowed)
