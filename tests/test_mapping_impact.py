"""What a release of ESCO does to mapping sets: every effect, with and without the older release."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esco_files import (
    BROADER,
    ESCO,
    GROUPS,
    OCCUPATION,
    OCCUPATIONS,
    SKILL,
    SKILLS,
    changed,
    write_release,
)
from symbiograph.cli import main
from symbiograph.esco import NOTICE

HEAD = f"""#curie_map:
#  s: {SKILL}
#  o: {OCCUPATION}
#  scheme: {ESCO}concept-scheme/
#  ours: https://w3id.org/symbiograph/id/skill/
"""
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "object_category",
    "mapping_justification", "object_source", "object_source_version",
)  # fmt: skip
NEW = [
    {**SKILLS[1], "preferredLabel": "heat-pump technology", "skillType": "skill/competence",
     "reuseLevel": "cross-sector", "altLabels": "lift heat"},
    {**SKILLS[0], "conceptUri": SKILL + "s3", "preferredLabel": "recover waste heat",
     "altLabels": "reuse waste heat"},
    {**SKILLS[1], "conceptUri": SKILL + "s4", "preferredLabel": "chillers", "altLabels": "",
     "status": "obsolete"},
]  # fmt: skip
NEW_TABLES = {
    "skills_en": NEW,
    "occupations_en": changed(OCCUPATIONS, iscoGroup="2150"),
    "broaderRelationsSkillPillar": [{**BROADER[0], "conceptUri": SKILL + "s2"}],
    "skillGroups_en": changed(GROUPS, preferredLabel="heat"),
    "greenSkillsCollection_en": [
        {"conceptUri": SKILL + "s3", "preferredLabel": "", "conceptType": ""}
    ],
}


def row(name: str, target: str, label: str = "", category: str = "", **values: str) -> str:
    cells = {
        "subject_id": f"ours:{name.replace(' ', '-')}", "subject_label": name,
        "predicate_id": "skos:exactMatch", "object_id": target, "object_label": label,
        "object_category": category, "mapping_justification": "semapv:ManualMappingCuration",
        "object_source": "scheme:skills", "object_source_version": "1.1.1", **values,
    }  # fmt: skip
    return "\t".join(cells[column] for column in COLUMNS)


ROWS = (
    row("a", "s:s1", "reuse waste heat", "skill/competence"),
    row("b", "s:s2", "heat pumps", "knowledge"),
    row("c", "o:o1", "heat engineer", "ISCO-08 2149", object_source="scheme:occupations"),
    row("d", "s:s4", "chillers", "knowledge", object_source_version="1.2.0"),
    row("e", "s:s9", "weave", object_source_version="1.0.8"),
    row("lift heat", "sssom:NoTermFound"),
    row("engineer of heat", "sssom:NoTermFound", object_source="scheme:occupations"),
    row("sing", "sssom:NoTermFound"),
    row("f", "skos:Concept"),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the newer release alone."""
    return imported(tmp_path_factory.mktemp("newer"), ("1.2.0", NEW_TABLES))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with both releases."""
    return imported(tmp_path_factory.mktemp("both"), ("1.1.1", {}), ("1.2.0", NEW_TABLES))


def imported(root: Path, *releases: tuple[str, dict[str, list[dict[str, str]]]]) -> Path:
    for release, tables in releases:
        source = write_release(root / release, **tables)
        command = ["esco", "import", str(source), "--data-dir", str(root / "data")]
        assert CliRunner().invoke(main, command).exit_code == 0
    return root / "data"


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an accepted mapping set, candidates, and what was turned down."""
    place = tmp_path_factory.mktemp("mappings")
    for name, rows in (("x", ROWS), ("x.candidates", ROWS[:1]), ("x.rejected", ROWS[1:2])):
        text = "\n".join((HEAD + "\t".join(COLUMNS), *rows, ""))
        (place / f"{name}.sssom.tsv").write_text(text, encoding="utf-8")
    return place


def run(data: Path, sets: Path, *arguments: str) -> Result:
    command = ["mappings", "impact", *arguments, "--mappings", str(sets), "--data-dir", str(data)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def found(data: Path, sets: Path, to: str = "1.2.0") -> dict[str, tuple[str, str]]:
    """Return effects and what to do by the label of the subject, of accepted rows."""
    result = run(data, sets, "--to", to, "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = csv.DictReader(io.StringIO(result.output))
    return {
        r["subject_label"]: (r["effect"], r["todo"]) for r in rows if r["file"] == "x.sssom.tsv"
    }


def test_the_target_release_is_enough(data: Path, sets: Path) -> None:
    lift = f"compare descriptions, then map or keep: heat-pump technology <{SKILL}s2>"
    engineer = f"compare descriptions, then map or keep: heat engineer <{OCCUPATION}o1>"
    assert found(data, sets) == {
        "a": ("gone", "re-map to a proposed concept, or mark obsolete"),
        "b": (
            "relabelled|kind changed",
            "update the label: heat pumps → heat-pump technology; "
            "check the mapping: knowledge → skill",
        ),
        "c": ("moved", "check the mapping: C2149 → C2150"),
        "d": ("obsolete", "re-map by hand, or mark obsolete"),
        "e": ("gone", "re-map by hand, or mark obsolete"),
        "lift heat": ("label found", lift),
        "engineer of heat": ("label found", engineer),
        "sing": ("unchanged", ""),
    }


def test_with_the_older_release_more_is_compared(both: Path, sets: Path) -> None:
    rows = found(both, sets)
    assert rows["b"] == (
        "relabelled|kind changed|reuse level changed|moved",
        "update the label: heat pumps → heat-pump technology; "
        "check the mapping: knowledge → skill; "
        "check the mapping: sector-specific → cross-sector; "
        "check the mapping: below nothing → heat",
    )
    # The older release had that label on the same concept: it was looked at then.
    assert rows["engineer of heat"] == ("unchanged", "")
    assert rows["lift heat"][0] == "label found"


def test_an_older_release_says_what_it_lacks(both: Path, sets: Path) -> None:
    rows = found(both, sets, "1.1.1")
    assert rows["d"][0] == "gone"
    assert rows["a"] == rows["b"] == rows["c"] == ("unchanged", "")


def test_what_is_proposed_and_how_much_is_known_is_told(both: Path, sets: Path) -> None:
    document = json.loads(run(both, sets, "--to", "1.2", "--format", "json").output)
    assert document["notice"] == NOTICE
    assert document["counts"]["gone"] == {"accepted": 2, "candidate": 1}
    assert document["counts"]["relabelled"] == {"accepted": 1, "rejected": 1}
    assert document["pinned"] == {"1.0.8": 1, "1.1.1": 8, "1.2.0": 1}
    assert document["comparedWith"] == ["1.1.1"]
    assert document["otherVocabularies"] == 1
    first = document["rows"][0]
    assert (first["file"], first["line"], first["standing"]) == (
        "x.candidates.sssom.tsv",
        7,
        "candidate",
    )
    (proposal,) = first["proposals"]
    assert proposal["concept"] == SKILL + "s3"
    assert "1 of 1 occupations use it" not in proposal["reasons"]
    assert "descriptions alike: 1.00" in proposal["reasons"]


def test_the_table_begins_with_counts(both: Path, sets: Path) -> None:
    result = run(both, sets, "--to", "1.2.0")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines[0] == "Mappings under ESCO 1.2.0"
    assert "gone 2 1 0" in lines
    for told in (
        "made for ESCO 1.0.8: 1 rows, not the release compared, and not imported: only labels "
        "and kinds are compared",
        "made for ESCO 1.2.0: 1 rows, the release compared",
        "about other vocabularies, not looked at: 1 rows",
        "not listed: unchanged; --only lists them, --format csv writes all",
        NOTICE,
    ):
        assert told in lines
    only = run(both, sets, "--to", "1.2.0", "--only", "unchanged").output
    assert "x.sssom.tsv:14" in only
    assert "x.sssom.tsv:7 " not in only


def test_a_table_that_was_not_imported_is_no_reason_to_call_rows_gone(
    tmp_path: Path, sets: Path
) -> None:
    above = [{**BROADER[0], "conceptUri": SKILL + "s2"}]
    imported(tmp_path, ("1.1.1", {"broaderRelationsSkillPillar": above}))
    source = write_release(tmp_path / "1.2.1", **NEW_TABLES, greenSkillsCollection_de=NEW[:1])
    (source / "skills_en.csv").unlink()
    (source / "broaderRelationsSkillPillar.csv").unlink()
    command = ["esco", "import", str(source), "--data-dir", str(tmp_path / "data")]
    assert CliRunner().invoke(main, command).exit_code == 0
    told = ("cannot tell", "ESCO 1.2.1, as imported, lacks the skills")
    rows = found(tmp_path / "data", sets, "1.2.1")
    assert rows["a"] == rows["sing"] == told
    assert "moved" not in rows["b"][0]


def test_faults_are_named(data: Path, tmp_path: Path) -> None:
    missing = run(data, tmp_path, "--to", "1.1.1")
    assert missing.exit_code == 2
    assert "ESCO 1.1.1 has not been imported; imported are: 1.2.0" in missing.output
    empty = run(data, tmp_path, "--to", "1.2.0")
    assert empty.exit_code == 2
    assert "no mapping set" in empty.output


def test_our_own_sets_are_read_by_default(data: Path) -> None:
    command = ["mappings", "impact", "--to", "1.2.0", "--data-dir", str(data), "--format", "json"]
    document = json.loads(CliRunner().invoke(main, command, catch_exceptions=False).output)
    assert set(document["pinned"]) == {"1.2.0"}
    assert document["otherVocabularies"] > 0
