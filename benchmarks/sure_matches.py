"""How often a match that reconciliation is sure of is what curators of ours found.

    python benchmarks/sure_matches.py [--data-dir DIR]

Each skill and job profile of ours that is mapped to ESCO is asked for by its label alone, with what
our mappings say of itself left out. The release must have ESCO.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

from symbiograph.alignment import Asked, aligner
from symbiograph.engine.release import Release
from symbiograph.prefixes import expand
from symbiograph.reconciliation.matching import is_sure
from symbiograph.resources import folder
from symbiograph.settings import Settings

SETS = {"skills-esco": "esco-skills", "profiles-esco": "esco-occupations"}
# A concept may be mapped by several predicates; the closest counts.
CLOSEST = ("skos:exactMatch", "skos:closeMatch")


def judged(name: str) -> dict[tuple[str, str], dict[str, set[str]]]:
    """Return by subject and label of a mapping set the predicates of each object, by its number."""
    text = (folder("mappings") / f"{name}.sssom.tsv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in csv.DictReader(rows, delimiter="\t"):
        number = row["object_id"].rpartition("/")[2].rpartition(":")[2]
        found[row["subject_id"], row["subject_label"]][number].add(row["predicate_id"])
    return found


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Settings.from_environment().data_dir)
    release = Release.current(parser.parse_args().data_dir)
    counts: Counter[str] = Counter()
    for name, target in SETS.items():
        finder = aligner(release, target)
        for (subject, label), objects in judged(name).items():
            found = finder.suggest(Asked(label, concept=expand(subject) or ""), 2).candidates
            if not found or not is_sure(found):
                counts["not sure"] += 1
                continue
            predicates = objects.get(found[0].iri.rpartition("/")[2], set())
            closest = next((one for one in CLOSEST if one in predicates), "another or none")
            counts[f"sure, and curators found {closest}"] += 1
    for said, number in sorted(counts.items()):
        print(f"{number:5}  {said}")


if __name__ == "__main__":
    main()
