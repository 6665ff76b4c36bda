"""What can be aligned with: five sets of concepts, each known by a short name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from symbiograph.prefixes import ID, VOCABULARY
from symbiograph.search.concepts import Concept


@dataclass(frozen=True)
class Target:
    """A set of concepts: those whose IRIs begin alike, and that are of ESCO's class, if any."""

    name: str
    title: str
    kind: str
    start: str
    classed: bool = False

    def has(self, iri: str, concept: Concept) -> bool:
        """Tell whether a concept belongs to it."""
        return iri.startswith(self.start) and (not self.classed or self.kind in concept.kinds)


_ESCO: Final = "http://data.europa.eu/esco/"

TARGETS: Final[Mapping[str, Target]] = {
    target.name: target
    for target in (
        Target("esco-skills", "ESCO skills", "skill", _ESCO + "skill/", classed=True),
        Target(
            "esco-occupations",
            "ESCO occupations",
            "occupation",
            _ESCO + "occupation/",
            classed=True,
        ),
        Target("skills", "skills of symbiograph", "skill", ID + "skill/"),
        Target("profiles", "job profiles of symbiograph", "profile", ID + "profile/"),
        Target("waste-codes", "European List of Waste", "concept", VOCABULARY + "list-of-waste/"),
    )
}
