"""In which form a client wants an answer: the format, and which of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import request

from symbiograph.errors import BadArgument
from symbiograph.negotiation import choose
from symbiograph.queries import NamedQuery
from symbiograph.queries.body import constructs
from symbiograph.queries.formats import GRAPHS, ROWS, AnswerFormat

HTML: Final = "text/html"
# What a request may say beside the arguments of its query.
MEMBERS: Final = frozenset({"cursor", "format", "lang", "limit"})
# What a page shows at once; every other format holds all rows unless it is told a limit.
ROWS_OF_PAGE: Final = 200


@dataclass(frozen=True)
class Preferences:
    """A media type and the format it stands for, none for a page; and a part of the rows."""

    media_type: str
    format: AnswerFormat | None
    limit: int | None = None
    cursor: str | None = None

    @property
    def extension(self) -> str:
        """Return the name of the format as ``?format=`` has it."""
        return self.format.extension if self.format else "html"


def preferences(query: NamedQuery) -> Preferences:
    """Return what the current request wants of ``query``'s answer.

    ``format`` counts before the Accept header; members of a form that was posted count like those
    of the address. Raises :class:`BadArgument` for a format that is not offered and a limit that is
    no number, :class:`NotAcceptable` where the Accept header wants nothing of ours.
    """
    wanted = _format(formats_of(query))
    limit = _limit()
    if wanted.format is None and limit is None and request.method in ("GET", "HEAD"):
        limit = ROWS_OF_PAGE
    return replace(wanted, limit=limit, cursor=request.values.get("cursor") or None)


def formats_of(query: NamedQuery) -> tuple[AnswerFormat, ...]:
    """Return the formats in which a query is answered, ours by preference first."""
    return GRAPHS if constructs(query.text) else ROWS


def _format(formats: tuple[AnswerFormat, ...]) -> Preferences:
    name = request.values.get("format")
    if name:
        if name == "html":
            return Preferences(HTML, None)
        for known in formats:
            if known.extension == name:
                return Preferences(known.media_types[0], known)
        allowed = [*(known.extension for known in formats), "html"]
        raise BadArgument(f"format={name!r} is none of {', '.join(allowed)}.", "format", allowed)
    offers: dict[str, AnswerFormat | None] = {known.media_types[0]: known for known in formats}
    offers |= {other: known for known in formats for other in known.media_types[1:]}
    offers[HTML] = None
    media_type = choose(request.headers.get("Accept"), tuple(offers))
    return Preferences(media_type, offers[media_type])


def _limit() -> int | None:
    text = request.values.get("limit")
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not number:
        raise BadArgument(f"limit={text!r} is no whole number from 1 on.", "limit")
    return number
