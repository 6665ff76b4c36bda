"""What ``search`` and ``suggest2`` find: concepts by a text, or all there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from symbiograph.esco import model
from symbiograph.search import MOST_HITS, LabelIndex
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


def find(classification: Classification, sought: Sought, index: LabelIndex | None) -> list[Found]:
    """Return what fits, the best first; without a text all by label.

    ``index`` has the labels of the release, ``None`` where no index has: they are read one by one.
    """
    image, release = classification.image, classification.release
    language, text = classification.language, sought.text
    if not text.strip():
        types, schemes = sought.types, sought.schemes
        every = listed(image, release, language, types, schemes, obsolete=sought.obsolete)
        return [(uri, None) for uri in every]
    if index is not None:
        return _looked_up(index, classification, sought)
    found = scan(image, release, language, text, preferred_only=sought.preferred_only)
    return [(uri, label) for uri, label in found if _fits(classification, sought, uri)]


def counted(
    classification: Classification, found: list[Found], facets: list[str]
) -> dict[str, dict[str, int]]:
    """Return by facet how many of what was found there are of each value."""
    uris = tuple(uri for uri, _ in found)
    counts: dict[str, dict[str, int]] = {}
    for facet in facets:
        if facet == "type":
            counts[facet] = dict(Counter(classification.named(uri).kind for uri in uris))
        else:
            counts[facet] = in_schemes(classification.image, classification.release, uris)
    return counts


def _looked_up(index: LabelIndex, classification: Classification, sought: Sought) -> list[Found]:
    """Return the first hits, those by a label of the reader's language if there are any."""
    # The index has a word of its own for each kind of group and scheme.
    kinds = [] if "concept" in sought.types else [t for t in sought.types if t in index.kinds]
    indexed = {iri for _, iri in index.schemes.values()}
    schemes = [scheme for scheme in sought.schemes if scheme in indexed]
    if (sought.schemes and not schemes) or not (kinds or "concept" in sought.types):
        return []
    language = classification.language
    page = index.search(sought.text, [language], kinds=kinds, schemes=schemes, limit=MOST_HITS)
    hits = [
        hit
        for hit in page.hits
        if (hit.matched.kind == "preferred" or not sought.preferred_only)
        and _fits(classification, sought, hit.iri)
    ]
    base = language.lower().partition("-")[0]
    spoken = [hit for hit in hits if hit.matched.language.partition("-")[0] == base]
    return [(hit.iri, hit.matched.text) for hit in spoken or hits]


def _fits(classification: Classification, sought: Sought, uri: str) -> bool:
    if not classification.uris(uri, model.TYPE):
        return False
    if classification.named(uri).kind not in sought.types:
        return False
    if sought.schemes and not set(sought.schemes) & set(classification.uris(uri, model.IN_SCHEME)):
        return False
    return sought.obsolete or not classification.is_obsolete(uri)
