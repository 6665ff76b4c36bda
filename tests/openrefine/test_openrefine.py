"""A curator's work in OpenRefine: 500 course skills are aligned with ESCO and go out as SSSOM."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from refine import Project, Refine

ROWS = 500
NONE = ("paint the town hall blue", "zzz", "Tuesday afternoons")
HEAD = """#curie_map:
#  course: https://example.org/course/
#  esco-skill: http://data.europa.eu/esco/skill/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://example.org/course/mappings
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification
"""
START = "http://data.europa.eu/esco/skill/"
ROW = (
    '{{"course:" + cells["n"].value}}\t{{cells["skill"].value}}\tskos:exactMatch\t'
    f'{{{{cells["skill"].recon.match.id.replace("{START}", "esco-skill:")}}}}\t'
    '{{cells["skill"].recon.match.name}}\tsemapv:ManualMappingCuration'
)
MATCHED = (
    '{"facets": [{"type": "list", "name": "judged", "columnName": "skill", "expression": '
    '"cell.recon.judgment", "selection": [{"v": {"v": "matched", "l": "matched"}}], '
    '"omitBlank": false, "omitError": false, "selectBlank": false, "selectError": false, '
    '"invert": false}], "mode": "row-based"}'
)


# In a process of its own: the official package warns while it is imported. It leaves out the rows
# that it finds malformed.
OFFICIAL = """
import json, sys
from sssom.constants import SchemaValidationType
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

parsed = parse_sssom_table(sys.argv[1])
reports = validate(parsed, [SchemaValidationType.JsonSchema], fail_on_error=False)
faults = [result.message for report in reports.values() for result in report.results]
print(json.dumps([parsed.df.astype(str).to_dict("records"), faults]))
"""


class Course:
    """A spreadsheet of course skills: for most the right concept is known."""

    def __init__(self, esco: Path) -> None:
        with (esco / "skills_en.csv").open(encoding="utf-8") as file:
            skills = [row for row in csv.DictReader(file) if row["altLabels"]]
        drawn = random.Random(0).sample(skills, ROWS - len(NONE))  # noqa: S311 - no secret
        self.texts: list[str] = []
        self.right: list[str] = []
        for place, row in enumerate(drawn):
            label = " ".join(row["preferredLabel"].split())
            alternative = " ".join(row["altLabels"].splitlines()[0].split())
            # As curators find them: the very label, in capitals, other words, a slip.
            texts = (label, label.capitalize(), alternative, label[:-2] + label[-1])
            self.texts.append(texts[place % len(texts)])
            self.right.append(row["conceptUri"])
        self.texts += NONE

    def table(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["skill", "n"])
        writer.writerows([text, f"s{number}"] for number, text in enumerate(self.texts))
        return out.getvalue()


@pytest.fixture(scope="module")
def course(shared: Path) -> Course:
    return Course(shared / "esco" / "1.1.1")


@pytest.fixture(scope="module")
def service(services: str) -> str:
    return f"{services}/esco-skills"


@pytest.fixture(scope="module")
def manifest(service: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(service, timeout=30).json()
    return found


@pytest.fixture(scope="module")
def project(openrefine: Refine, service: str, manifest: dict[str, Any], course: Course) -> Project:
    """The spreadsheet with its column reconciled, by the type that was guessed."""
    openrefine.register(manifest, service)
    made = openrefine.create("course", course.table())
    types = made.guessed_types("skill", service)
    assert types[0]["id"] == "esco-skill"
    made.reconcile("skill", manifest, service, types[0])
    return made


def recons(project: Project) -> list[dict[str, Any]]:
    return [row["cells"][0].get("recon", {}) for row in project.rows()]


def best(recon: dict[str, Any]) -> str:
    """Return the concept in the first place; what is matched is listed without the others."""
    candidates = [recon["m"]] if "m" in recon else recon.get("c", [])
    return candidates[0]["id"] if candidates else ""


def test_the_column_is_reconciled(project: Project, course: Course) -> None:
    found = recons(project)
    assert len(found) == ROWS
    matched = [(one["m"]["id"], right) for one, right in zip(found, course.right, strict=False)
               if one["j"] == "matched"]  # fmt: skip
    wrong = [pair for pair in matched if pair[0] != pair[1]]
    # The very labels are two rows in four.
    assert len(matched) >= 0.4 * ROWS
    assert len(wrong) <= 0.02 * len(matched), wrong
    first = [best(one) == right for one, right in zip(found, course.right, strict=False)]
    assert sum(first) >= 0.85 * len(course.right)
    assert [one["j"] for one in found[len(course.right) :]] == ["none"] * len(NONE)


def test_what_is_left_can_be_judged(project: Project, manifest: dict[str, Any]) -> None:
    [place, *_] = [n for n, one in enumerate(recons(project)) if one["j"] == "none" and one["c"]]
    best = recons(project)[place]["c"][0]
    spaces = {name: manifest[name] for name in ("identifierSpace", "schemaSpace")}
    project.judge(
        place, 0, "matched",
        id=best["id"], name=best["name"], types=",".join(best["types"]), score=str(best["score"]),
        **spaces,
    )  # fmt: skip
    project.judge(ROWS - 1, 0, "new", **spaces)
    judged = recons(project)
    assert (judged[place]["j"], judged[place]["m"]["id"]) == ("matched", best["id"])
    assert judged[ROWS - 1]["j"] == "new"


def test_columns_are_added(project: Project, manifest: dict[str, Any], service: str) -> None:
    wanted = [
        {"id": "kind"},
        {"id": "description"},
        {"id": "essential-for", "settings": {"limit": "1"}},
    ]
    project.extend("skill", 1, manifest, service, wanted)
    rows = list(csv.DictReader(io.StringIO(project.export("csv"))))
    assert len(rows) >= ROWS
    assert {"kind", "description", "essential for"} <= set(rows[0])
    kinds = {row["kind"] for row in rows}
    assert kinds == {"skill", "knowledge", ""}
    judged = [one["j"] == "matched" for one in recons(project)]
    assert [bool(row["description"]) for row in rows] == judged


def test_the_matches_go_out_as_sssom(project: Project, tmp_path: Path) -> None:
    matched = sum(one["j"] == "matched" for one in recons(project))
    written = project.export(
        "template", prefix=HEAD, template=ROW, separator="\n", suffix="\n", engine=MATCHED
    )
    file = tmp_path / "course.sssom.tsv"
    file.write_text(written, encoding="utf-8")
    run = [sys.executable, "-c", OFFICIAL, str(file)]
    rows, faults = json.loads(subprocess.check_output(run, text=True).splitlines()[-1])
    assert faults == []
    assert len(rows) == matched > 0
    assert {row["predicate_id"] for row in rows} == {"skos:exactMatch"}
    assert all(row["object_id"].startswith("esco-skill:") for row in rows)
