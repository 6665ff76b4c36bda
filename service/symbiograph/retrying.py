"""When to try again: after what a server asks for, or after twice as long each time."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_FIRST: Final = 1.0
_LONGEST: Final = 60.0
# Faults that pass, by what HTTP says of them (RFC 9110, section 15; RFC 6585, section 4).
PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


def retry_after(field: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a field ``Retry-After`` asks for; ``None`` without a usable one.

    It holds seconds or a date (RFC 9110, section 10.2.3).
    """
    text = (field or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max((when - (now or datetime.now(UTC))).total_seconds(), 0.0)


def pause(tried: int, asked: float | None) -> float:
    """Return how many seconds to wait after the try number ``tried``, counted from one.

    What the server has ``asked`` for is kept to, however long it is.
    """
    return float(min(_FIRST * 2 ** (tried - 1), _LONGEST)) if asked is None else asked
