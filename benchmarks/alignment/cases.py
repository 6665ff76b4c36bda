"""What is asked in the benchmark, and what is right: development data only."""

from __future__ import annotations

import ast
import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from symbiograph.alignment import Asked, Predicate
from symbiograph.mappings import read_mapping_file
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.resources import folder

SHARED = Path(__file__).parents[3] / "shared"
_NO_LABEL = "LABEL NOT PRESENT"
# A span that is too vague to be given a label, and sentences of SkillSkape without a skill.
_VAGUE, _UNKNOWN = "UNDERSPECIFIED", "UNK"
_SAMPLE = 1000
_PLACE_OF_RELATION = "Mapping relation"


@dataclass(frozen=True)
class Case:
    """A question; ``right`` are IRIs with their predicate where it is known, none for "none"."""

    asked: Asked
    right: dict[str, Predicate | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Cases:
    """Questions to one target of one index."""

    name: str
    index: str
    target: str
    cases: list[Case]


def decorte(name: str, iris: dict[str, str]) -> Cases:
    """Return a validation split, each row a question: its part of the span, else the span.

    A row has one label. What is underspecified is left out.
    """
    found = []
    with (SHARED / f"gold/decorte/{name}_validation_annotations.csv").open(
        encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file):
            if row["label"] == _VAGUE:
                continue
            asked = Asked(row["sub_span"] or row["span"], context=row["sentence"])
            right = {} if row["label"] == _NO_LABEL else {iris[row["label"]]: None}
            found.append(Case(asked, right))
    return Cases(name, "esco-1.1.1", "esco-skills", found)


def sentences(name: str, iris: dict[str, str]) -> Cases:
    """Return a validation split by whole sentences, as in what was published about it.

    Right are the labels of all its spans. Sentences without any are left out.
    """
    by_sentence: dict[str, dict[str, Predicate | None]] = defaultdict(dict)
    for case in decorte(name, iris).cases:
        by_sentence[case.asked.context] |= case.right
    found = [Case(Asked(sentence), right) for sentence, right in by_sentence.items() if right]
    return Cases(f"{name}-sentences", "esco-1.1.1", "esco-skills", found)


def skillskape(name: str, iris: dict[str, str], most: int | None = None) -> Cases:
    """Return a split of SkillSkape: a sentence, and all skills it was made from."""
    found = []
    with (SHARED / f"gold/skillskape/{name}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels = [label for label in ast.literal_eval(row["skills"]) if label != _UNKNOWN]
            found.append(Case(Asked(row["sentence"]), {iris[label]: None for label in labels}))
    return Cases(f"skillskape-{name}", "esco-1.1.1", "esco-skills", _sample(found, most))


def curated(name: str, target: str) -> Cases:
    """Return our rows, by subject; a subject without a concept is a question with no answer.

    What our mapping sets say of the subject is not to be used: ``Asked.concept`` tells which it is.
    """
    rows: dict[str, dict[str, Predicate | None]] = {}
    labels = {}
    for row in read_mapping_file(folder("mappings") / f"{name}.sssom.tsv").mappings:
        subject, predicate, thing = row.key
        labels[subject] = str(row.one("subject_label"))
        rows.setdefault(subject, {})
        if thing != NO_TERM_FOUND:
            rows[subject][thing] = Predicate("skos:" + predicate.rpartition("#")[2])
    asked = {iri: Asked(label, concept=iri) for iri, label in labels.items()}
    return Cases(name, "esco-1.2.0", target, [Case(asked[iri], rows[iri]) for iri in rows])


def german() -> Cases:
    """Return a sample of the German competences with all skills they were mapped to."""
    table = SHARED / "crosswalk/de_skills_esco_mapping_table.csv"
    return Cases(
        "german-skills",
        "esco-de",
        "esco-skills",
        _sample(_crosswalk(table, "de", inverse=True), _SAMPLE),
    )


def slovenian() -> Cases:
    """Return a sample of the Slovenian occupations with all occupations they were mapped to."""
    table = SHARED / "crosswalk/si_occupations_esco_mapping_table.csv"
    cases = _sample(_crosswalk(table, "sl"), _SAMPLE)
    return Cases("slovenian-occupations", "esco-sl", "esco-occupations", cases)


def _crosswalk(table: Path, language: str, *, inverse: bool = False) -> list[Case]:
    """Return the rows of a mapping table by national label; relations go from it to ESCO's.

    With ``inverse`` broad and narrow say what ESCO's concept is, as they do in the German table.
    """
    right: dict[str, dict[str, Predicate | None]] = defaultdict(dict)
    for row in _rows(table):
        relation = row[_PLACE_OF_RELATION]
        if relation:
            stated = Predicate(relation)
            predicate = stated if inverse else _INVERSE.get(stated, stated)
            right[row["Classification 2 PrefLabel"]][row["Classification 1 URI"]] = predicate
    return [Case(Asked(text, language=language), found) for text, found in sorted(right.items())]


_INVERSE = {Predicate.BROAD: Predicate.NARROW, Predicate.NARROW: Predicate.BROAD}


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(row for row in rows if row and row[0] == "Classification 1 URI")
        for row in rows:
            found = dict(zip(head, row, strict=False))
            if found.get(_PLACE_OF_RELATION, "").startswith("skos:"):
                yield found


def _sample(cases: list[Case], most: int | None) -> list[Case]:
    if most is None or len(cases) <= most:
        return cases
    return random.Random(1).sample(cases, most)  # noqa: S311 - the same for everybody
