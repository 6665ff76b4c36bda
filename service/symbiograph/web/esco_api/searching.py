"""What ``search`` and ``suggest2`` find: concepts by a text, or all there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from symbiograph.engine.image import Image
from symbiograph.esco import model
from symbiograph.web.esco_api.classification import Classification, Kind
from symbiograph.web.esco_api.listing import in_schemes, listed
from symbiograph.web.esco_api.scan import scan

# A concept that was found, and the label by which it was; none where no text was looked for.
Found = tuple[str, str | None]


@dataclass(frozen=True)
class Sought:
    """What a client looks for; ``schemes`` empty for all."""

    text: str
    types: tuple[Kind, ...]
    schemes: tuple[str, ...]
    preferred_only: bool
    obsolete: bool


def find(image: Image, classification: Classification, sought: Sought) -> list[Found]:
    """Return what fits, the best first; without a text all by label."""
    release, language = classification.release, classification.language
    if not sought.text.strip():
        types, schemes = sought.types, sought.schemes
        every = listed(image, release, language, types, schemes, obsolete=sought.obsolete)
        return [(uri, None) for uri in every]
    found = scan(image, release, language, sought.text, preferred_only=sought.preferred_only)
    return [(uri, label) for uri, label in found if _fits(classification, sought, uri)]


def counted(
    image: Image, classification: Classification, found: list[Found], facets: list[str]
) -> dict[str, dict[str, int]]:
    """Return by facet how many of what was found there are of each value."""
    uris = tuple(uri for uri, _ in found)
    counts: dict[str, dict[str, int]] = {}
    for facet in facets:
        if facet == "type":
            counts[facet] = dict(Counter(classification.named(uri).kind for uri in uris))
        else:
            counts[facet] = in_schemes(image, classification.release, uris)
    return counts


def _fits(classification: Classification, sought: Sought, uri: str) -> bool:
    if classification.named(uri).kind not in sought.types:
        return False
    if sought.schemes and not set(sought.schemes) & set(classification.uris(uri, model.IN_SCHEME)):
        return False
    return sought.obsolete or not classification.is_obsolete(uri)
