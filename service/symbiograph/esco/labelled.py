"""The concepts of a release by each of their labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from symbiograph.esco.concepts import OBSOLETE, Classification, Concept, Kind
from symbiograph.esco.wording import folded


class Labelled:
    """Finds the concepts, none obsolete, that have a label in one language."""

    def __init__(self, release: Classification, language: str) -> None:
        self._found: dict[tuple[Kind, str], list[Concept]] = defaultdict(list)
        for _, concept in sorted(release.concepts.items()):
            if concept.status != OBSOLETE:
                for label in labels(concept, language):
                    self._found[concept.kind, label].append(concept)

    def with_label(self, kind: Kind, label: str) -> Sequence[Concept]:
        """Return the concepts of a kind with this label, preferred or alternative, folded."""
        return self._found.get((kind, label), ())


def labels(concept: Concept, language: str) -> set[str]:
    """Return the preferred and alternative labels of a concept in a language, folded."""
    alternative = concept.alternative.get(language, set())
    return {folded(label) for label in {concept.preferred.get(language, ""), *alternative} if label}
