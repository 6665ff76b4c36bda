"""The threshold of proposals for removed ESCO concepts, on skills that were not removed.

    python benchmarks/esco_replacements.py DATA_FOLDER OLD NEW

hides skills that are in both imported releases. One that was relabelled must be found again under
its new label; 300 others are hidden in the newer release, too, so that nothing is left to find.
For each threshold it prints which share of the first is proposed rightly, and for which share of
the others something is proposed all the same. No concept that was removed takes part.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

from symbiograph.esco import Shelf
from symbiograph.esco.concepts import read_classification
from symbiograph.esco.replacement import Replacements

THRESHOLDS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)


def main(data: str, old_release: str, new_release: str) -> None:
    """Print both shares for each threshold."""
    shelf = Shelf(Path(data))
    old, new = (read_classification(shelf.find(r)) for r in (old_release, new_release))
    replacements = Replacements(new, old)
    both = sorted(skill.iri for skill in old.of("skill") if skill.iri in new.concepts)
    found = []
    relabelled = [iri for iri in both if old.concepts[iri].name() != new.concepts[iri].name()]
    for iri in relabelled:
        best = replacements.ranked(replace(old.concepts[iri], iri="urn:hidden"))[:1]
        found += [proposal.score for proposal in best if proposal.concept == iri]
    astray = []
    for iri in random.Random(1).sample(both, 300):  # noqa: S311
        best = replacements.ranked(old.concepts[iri], hidden={iri})[:1]
        astray += [proposal.score for proposal in best]
    print(f"{len(relabelled)} relabelled, 300 hidden altogether")
    for threshold in THRESHOLDS:
        right = sum(score >= threshold for score in found) / len(relabelled)
        wrong = sum(score >= threshold for score in astray) / 300
        print(f"{threshold:.2f}  found again {right:4.0%}  proposed astray {wrong:4.0%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
