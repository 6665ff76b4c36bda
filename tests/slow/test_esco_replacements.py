"""ESCO 1.1.1 against 1.2.0, whole: the counts, and the proposals as they were judged by hand.

``tests/esco_replacements.csv`` holds 50 of the removed skills, drawn by a fixed seed, each with the
first proposal and a verdict on it, which was given before anything was changed on its account.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from symbiograph.esco import Shelf, keep, read_release
from symbiograph.esco.concepts import KINDS, Classification, read_classification
from symbiograph.esco.difference import compare
from symbiograph.esco.impact import impact
from symbiograph.esco.mapping_check import check_against_esco, hierarchy
from symbiograph.esco.replacement import Proposal, Replacements
from symbiograph.mappings import read_mapping_file, read_mapping_set
from symbiograph.mappings.checks import logic_findings

README = ROOT / "service" / "symbiograph" / "esco" / "README.md"
SEED, DRAWN = 50, 50


@pytest.fixture(scope="module")
def releases(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classification, Classification]:
    shelf = Shelf(tmp_path_factory.mktemp("data"))
    found = []
    for release in ("1.1.1", "1.2.0"):
        keep(read_release([shared / "esco" / release]), shelf)
        found.append(read_classification(shelf.find(release)))
    return found[0], found[1]


@pytest.fixture(scope="module")
def proposals(releases: tuple[Classification, Classification]) -> dict[str, list[Proposal]]:
    """What is proposed for each removed skill."""
    old, new = releases
    replacements = Replacements(new, old)
    return {
        skill.iri: replacements.propose(skill)
        for skill in old.of("skill")
        if skill.iri not in new.concepts
    }


def distinct(path: Path) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["conceptUri"] for row in csv.DictReader(file)}


def test_concepts_added_and_removed_are_those_of_the_files(
    shared: Path, releases: tuple[Classification, Classification]
) -> None:
    counts = compare(*releases).counts()
    esco = shared / "esco"
    for kind, old, new in (
        ("skill", "1.1.1/skills_en.csv", "1.2.0/skills_en_reconstructed.csv"),
        ("occupation", "1.1.1/occupations_en.csv", "1.2.0/occupations_en.csv"),
    ):
        before, after = distinct(esco / old), distinct(esco / new)
        assert counts["removed", kind] == len(before - after)  # type: ignore[index]
        assert counts["added", kind] == len(after - before)  # type: ignore[index]
    assert (counts["removed", "skill"], counts["added", "skill"]) == (194, 237)
    assert (counts["removed", "occupation"], counts["added", "occupation"]) == (3, 35)
    text = " ".join(README.read_text(encoding="utf-8").split())
    for what in {what for what, _ in counts}:
        assert f" {what} {' '.join(f'{counts[what, kind]:,}' for kind in KINDS)} " in text


def test_the_judged_sample_is_what_is_proposed(proposals: dict[str, list[Proposal]]) -> None:
    judged = read_judged()
    drawn = random.Random(SEED).sample(sorted(proposals), DRAWN)  # noqa: S311
    assert [row["removed"] for row in judged] == sorted(drawn)
    for row in judged:
        first = proposals[row["removed"]][:1]
        assert row["proposed"] == (first[0].concept if first else ""), row["removed_label"]
        assert (not first) == row["verdict"].startswith("none")


def test_the_published_figures_are_those_of_the_code(
    proposals: dict[str, list[Proposal]],
) -> None:
    verdicts = Counter(row["verdict"] for row in read_judged())
    proposed = sum(map(bool, proposals.values()))
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert f"{proposed} of {len(proposals)} removed skills get a proposal" in text
    told = re.search(
        r"of 50, (\d+) first proposals are right, (\d+) near, (\d+) wrong; (\d+) got none, rightly "
        r"in (\d+)",
        text,
    )
    assert told is not None
    none = verdicts["none-right"] + verdicts["none-missed"]
    assert tuple(map(int, told.groups())) == (
        verdicts["right"], verdicts["near"], verdicts["wrong"], none, verdicts["none-right"],
    )  # fmt: skip


def test_the_published_impact_on_our_mappings_is_that_of_the_code(
    releases: tuple[Classification, Classification],
) -> None:
    old, new = releases
    sets = [
        read_mapping_set(path.read_text(encoding="utf-8"), path.name)
        for path in sorted((ROOT / "mappings").glob("*.sssom.tsv"))
    ]
    report = impact(sets, old, [new])
    text = " ".join(README.read_text(encoding="utf-8").split("does to our mappings")[-1].split())
    counts = Counter(effect for row in report.impacts for effect in row.effects)
    assert counts["gone"] > 0
    for effect, rows in counts.items():
        assert f" {effect} {rows} " in text
    assert f"made for ESCO 1.2.0: {len(report.impacts)} rows" in text
    assert f"not looked at: {report.elsewhere} rows" in text


def test_our_mappings_are_what_their_release_of_esco_says(
    releases: tuple[Classification, Classification],
) -> None:
    sets = [read_mapping_file(path) for path in sorted((ROOT / "mappings").glob("*.sssom.tsv"))]
    checked = check_against_esco(sets, {"1.2.0": releases[1]})
    assert (checked.findings, checked.unchecked) == ([], {})
    assert logic_findings(sets, hierarchy(releases[1:])) == []


def read_judged() -> list[dict[str, str]]:
    """Return the rows of the judged sample, each with a verdict that is known."""
    path = ROOT / "tests" / "esco_replacements.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {"right", "near", "wrong", "none-right", "none-missed"}
    assert {row["verdict"] for row in rows} <= known
    assert all(row["reason"] for row in rows)
    return rows
