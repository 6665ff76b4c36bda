"""The parameters of a request, read as the Commission's service reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import request

from symbiograph.engine.image import named_node
from symbiograph.errors import BadArgument, BadRequest
from symbiograph.web.esco_api.classification import Kind
from symbiograph.web.reader import is_tag, whole_number

MOST: Final = 500
_LIMIT: Final = 20
_ENGLISH: Final = "en"
_TYPES: Final[tuple[Kind, ...]] = ("skill", "occupation", "concept")
_FACETS: Final = ("type", "isInScheme")

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Page:
    """A page of an answer: its number from zero, and how much a page holds."""

    offset: int
    limit: int

    def of(self, found: Sequence[Thing]) -> list[Thing]:
        """Return the part of ``found`` that is on this page."""
        start = self.offset * self.limit
        return list(found[start : start + self.limit])

    def last(self, total: int) -> int:
        """Return the number of the last page of ``total`` things."""
        return max(total - 1, 0) // self.limit


def language() -> str:
    """Return the language asked for: ``language``, else the best of Accept-Language, else English.

    Raises :class:`BadArgument` for what is no language tag.
    """
    asked = request.args.get("language", "")
    if asked:
        if not is_tag(asked):
            message = f"language={asked!r} is no language tag; write for example language=de."
            raise BadArgument(message, "language")
        return asked
    accepted = (tag for tag, quality in request.accept_languages if quality > 0 and tag != "*")
    return next(accepted, _ENGLISH)


def page() -> Page:
    """Return the page asked for; more than 500 things are on none.

    Raises :class:`BadArgument` for what is no number.
    """
    limit = min(whole_number("limit", _LIMIT), MOST)
    if limit < 1:
        raise BadArgument("limit=0 leaves nothing on a page.", "limit")
    return Page(whole_number("offset", 0), limit)


def flag(name: str) -> bool:
    """Return a parameter that is true or false; raises :class:`BadArgument` for anything else."""
    text = request.args.get(name, "").lower()
    if text not in ("", "true", "false"):
        raise BadArgument(f"{name}={text!r} is neither true nor false.", name, ["true", "false"])
    return text == "true"


def types() -> tuple[Kind, ...]:
    """Return the types asked for, all of them for none; raises :class:`BadArgument`."""
    asked = _list("type")
    unknown = [type_ for type_ in asked if type_ not in _TYPES]
    if unknown:
        message = f"Illegal/Unknown type parameter values: {_quoted(unknown)}"
        raise BadArgument(message, "type", list(_TYPES))
    return tuple(type_ for type_ in _TYPES if type_ in asked or not asked)


def facets() -> list[str]:
    """Return what results are to be counted by; raises :class:`BadArgument`."""
    asked = _list("facet")
    unknown = [facet for facet in asked if facet not in _FACETS]
    if unknown:
        message = f"Illegal/Unknown facet parameter values: {_quoted(unknown)}"
        raise BadArgument(message, "facet", list(_FACETS))
    return asked


def schemes() -> list[str]:
    """Return the IRIs of the schemes asked for; raises :class:`BadRequest` for what is no IRI."""
    return [named_node(scheme).value for scheme in _list("isInScheme")]


def uris() -> list[str]:
    """Return the IRIs of ``uri`` and ``uris``, those of ``uris`` below ``curie``, each once.

    Raises :class:`BadRequest` for what is no IRI.
    """
    below = request.args.get("curie", "")
    named = [*request.args.getlist("uri"), *(below + end for end in _list("uris"))]
    return list(dict.fromkeys(named_node(uri).value for uri in named if uri))


def required(name: str) -> str:
    """Return a parameter that must be there; raises :class:`BadRequest`."""
    value = request.args.get(name, "")
    if not value:
        raise BadRequest(f"The parameter {name} is required.")
    return value


def _list(name: str) -> list[str]:
    """Return the values of a parameter that may be repeated; commas part values, too."""
    values = (part.strip() for value in request.args.getlist(name) for part in value.split(","))
    return [value for value in dict.fromkeys(values) if value]


def _quoted(values: list[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
