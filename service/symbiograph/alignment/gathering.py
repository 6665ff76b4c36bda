"""What an index is made of, read from N-Triples: concepts, what they are joined to, mappings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from symbiograph.alignment.model import Predicate
from symbiograph.esco import model
from symbiograph.prefixes import PREFIXES
from symbiograph.search.concepts import Concept, Part, gather

_SKOS: Final = PREFIXES["skos"]
_MATCHES: Final = {
    _SKOS + predicate.value.removeprefix("skos:"): predicate
    for predicate in Predicate
    if predicate != Predicate.NONE
}
INVERSE: Final = {
    **{predicate: predicate for predicate in Predicate},
    Predicate.BROAD: Predicate.NARROW,
    Predicate.NARROW: Predicate.BROAD,
}
# From a skill to who needs it, occupations and other skills; ESCO states the inverse as well.
_SKILL_FOR: Final = (model.ESSENTIAL[1], model.OPTIONAL[1])
# In the order of how widely skills can be used; where they differ was set by what people choose.
_REUSE: Final = {
    "transversal": 1.0,
    "cross-sector": 1 / 3,
    "sector-specific": 0.0,
    "occupation-specific": -1 / 3,
}
_OBSOLETE: Final = b'"obsolete"'


class Mapped(NamedTuple):
    """An accepted mapping of the thing ``subject`` to the concept ``object``."""

    subject: str
    predicate: Predicate
    object: str


@dataclass(frozen=True)
class Gathered:
    """Concepts by IRI; to each what is broader and what else it is joined to; mappings.

    ``reuse`` says from -1/3 to 1 how widely ESCO says that a skill can be used.
    """

    concepts: Mapping[str, Concept]
    broader: Mapping[str, Sequence[str]]
    joined: Mapping[str, Sequence[str]]
    mapped: Sequence[Mapped]
    reuse: Mapping[str, float] = field(default_factory=dict)
    obsolete: frozenset[str] = field(default=frozenset())


def gathered(parts: Sequence[Part]) -> Gathered:
    """Return what graphs in canonical N-Triples state."""
    broader: dict[str, list[str]] = defaultdict(list)
    joined: dict[str, list[str]] = defaultdict(list)
    mapped = []
    reuse: dict[str, float] = {}
    obsolete: set[str] = set()
    for part in parts:
        for subject, value in _stated(part.document, model.BROADER):
            broader[subject].append(value)
        for skill_for in _SKILL_FOR:
            for skill, user in _stated(part.document, skill_for):
                joined[skill].append(user)
                joined[user].append(skill)
        for iri, predicate in _MATCHES.items():
            mapped += [Mapped(s, predicate, o) for s, o in _stated(part.document, iri)]
        for skill, level in _stated(part.document, model.REUSE_LEVEL):
            reuse[skill] = _REUSE.get(level.rpartition("/")[2], 0.0)
        obsolete.update(_without_use(part.document))
    return Gathered(
        gather(parts),
        broader,
        joined,
        sorted(mapped),
        reuse,
        frozenset(obsolete),
    )


def _stated(document: bytes, predicate: str) -> Iterator[tuple[str, str]]:
    """Yield the subjects and objects, both IRIs, of a predicate; the rest is not looked at."""
    middle = f"> <{predicate}> <".encode()
    place = document.find(middle)
    while place >= 0:
        start = document.rfind(b"\n", 0, place) + len("\n<")
        value = place + len(middle)
        end = document.index(b">", value)
        yield document[start:place].decode(), document[value:end].decode()
        place = document.find(middle, end)


_STATUS: Final = re.compile(
    b"^<([^>]*)> <%s> %s" % (re.escape(model.STATUS.encode()), _OBSOLETE), re.MULTILINE
)


def _without_use(document: bytes) -> Iterator[str]:
    if _OBSOLETE in document:
        for match in _STATUS.finditer(document):
            yield match[1].decode()
