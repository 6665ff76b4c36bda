"""The way from a part of an answer to the next: a cursor that fits one answer alone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from flask import request

from symbiograph.errors import BadArgument, CursorExpired
from symbiograph.web.queries.preferences import Preferences

_CURSOR: Final = re.compile(r"([0-9]{1,9})-([0-9a-f]{12})")


@dataclass(frozen=True)
class Paging:
    """A part of the rows of one answer: from ``start`` on, ``limit`` of them at most."""

    seal: str
    start: int
    limit: int | None

    @property
    def rows(self) -> slice:
        """Return the part as a slice."""
        return slice(self.start, None if self.limit is None else self.start + self.limit)

    def links(self, total: int) -> dict[str, str]:
        """Return the addresses of the first, the previous and the next part, those there are.

        The rows of a form that was posted have no addresses.
        """
        if self.limit is None or request.method not in ("GET", "HEAD"):
            return {}
        links = {}
        if self.start:
            links["first"] = _address(None)
            before = self.start - self.limit
            links["prev"] = self._at(before) if before > 0 else links["first"]
        if self.start + self.limit < total:
            links["next"] = self._at(self.start + self.limit)
        return links

    def _at(self, start: int) -> str:
        return _address(f"{start}-{self.seal}")


def paging(wanted: Preferences, generation: str, text: str) -> Paging:
    """Return the part of the answer to ``text`` that the current request wants.

    Raises :class:`BadArgument` for a cursor that is none, :class:`CursorExpired` for that of
    another answer.
    """
    seal = hashlib.sha256(f"{generation}\n{text}".encode()).hexdigest()[:12]
    if wanted.cursor is None:
        return Paging(seal, 0, wanted.limit)
    found = _CURSOR.fullmatch(wanted.cursor)
    if found is None:
        reason = f"cursor={wanted.cursor!r} is none that this service gave."
        raise BadArgument(reason, "cursor")
    if found[2] != seal:
        raise CursorExpired(
            "The graph has changed since this cursor was given, or the arguments are others. "
            "Start again without the cursor."
        )
    return Paging(seal, int(found[1]), wanted.limit)


def address(**changed: str | None) -> str:
    """Return the address of the current request with some members changed, or gone if ``None``."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    members = urlencode([*kept, *((n, v) for n, v in changed.items() if v is not None)])
    path = request.script_root + quote(request.path)
    return f"{path}?{members}" if members else path


def _address(cursor: str | None) -> str:
    return address(cursor=cursor)
