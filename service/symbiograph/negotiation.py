"""Content negotiation: which of the media types on offer a client wants (RFC 9110, section 12.5.1).

The quality of an offer is that of the most specific range that matches it. Between offers of equal
quality the range that names the type beats a wildcard, then the client's order decides, then ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from symbiograph.errors import NotAcceptable

# Lists are split where no quoted string is open; a lone quote stands for itself.
_MEMBERS: Final = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"|")+')
_PARAMETERS: Final = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"|")+')
_TYPE: Final = re.compile(r"(?:\*/\*|[!#$%&'+.^_`|~0-9a-z-]+/(?:\*|[!#$%&'+.^_`|~0-9a-z-]+))")
_QUALITY: Final = re.compile(r"(?:0?\.[0-9]+|[01](?:\.[0-9]*)?)")


@dataclass(frozen=True)
class _Range:
    type: str
    quality: float
    place: int

    def specificity(self, offer: str) -> int:
        """Return 0 where ``offer`` is outside this range, and more the closer the range is."""
        if self.type == offer:
            return 3
        if self.type == "*/*":
            return 1
        kind, _, subtype = self.type.partition("/")
        return 2 if subtype == "*" and offer.startswith(kind + "/") else 0


def choose(accept: str | None, offers: tuple[str, ...]) -> str:
    """Return the media type of ``offers``, given in our order of preference, that ``accept`` wants.

    Parameters other than ``q`` do not narrow a range, because every offer here comes in one shape
    only. Parts of ``accept`` that are malformed are passed over; with nothing left, or without
    the header, the first offer is chosen. Raises :class:`NotAcceptable` with the list of offers.
    """
    chosen = _best(accept or "", offers)
    if chosen is None:
        raise NotAcceptable(
            f"Nothing that this address offers matches 'Accept: {accept}'.", available=list(offers)
        )
    return chosen


@lru_cache(maxsize=512)
def _best(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    ranked: list[tuple[float, int, int, int, str]] = []
    for order, offer in enumerate(offers):
        matching = [(r.specificity(offer), -r.place, r) for r in ranges if r.specificity(offer)]
        if matching:
            specificity, place, closest = max(matching, key=lambda match: match[:2])
            ranked.append((closest.quality, specificity, place, -order, offer))
    best = max(ranked, default=None)
    return best[4] if best and best[0] > 0 else None


def _ranges(accept: str) -> list[_Range]:
    ranges = []
    for place, member in enumerate(_MEMBERS.findall(accept.lower())):
        name, _, parameters = member.partition(";")
        # Some old clients write the widest range as a single star.
        name = "*/*" if name.strip() == "*" else name.strip()
        quality = _quality(_PARAMETERS.findall(parameters))
        if _TYPE.fullmatch(name) and quality is not None:
            ranges.append(_Range(name, quality, place))
    return ranges


def _quality(parameters: list[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            value = value.strip()
            return min(float(value), 1.0) if _QUALITY.fullmatch(value) else None
    return 1.0
