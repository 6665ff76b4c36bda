"""What the layer is learned from: ESCO 1.1.1 in English, and SkillSkape's training split."""

from __future__ import annotations

import ast
import csv
from pathlib import Path
from typing import NamedTuple

_SHARED = Path(__file__).parents[4] / "shared"
_UNKNOWN = "UNK"


class Skill(NamedTuple):
    """A skill of ESCO; ``others`` are its alternative labels."""

    label: str
    others: list[str]
    description: str


def skills() -> list[Skill]:
    """Return the skills in force, in ESCO's order, blanks cleaned."""
    with (_SHARED / "esco/1.1.1/skills_en.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            Skill(
                _clean(row["preferredLabel"]),
                [_clean(label) for label in row["altLabels"].split("\n") if label.strip()],
                _clean(row["description"]),
            )
            for row in csv.DictReader(file)
            if row["status"] != "obsolete"
        ]


def sentences() -> list[tuple[str, list[str]]]:
    """Return the sentences that have skills, with the labels of those."""
    with (_SHARED / "gold/skillskape/train.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["sentence"], ast.literal_eval(row["skills"])) for row in csv.DictReader(file)]
    named = [(text, [label for label in names if label != _UNKNOWN]) for text, names in rows]
    return [(text, names) for text, names in named if names]


def _clean(text: str) -> str:
    return " ".join(text.split())
