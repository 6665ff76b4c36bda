"""``symbiograph mappings suggest``: texts, lists and the things of a mapping set."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import ROOT
from symbiograph.cli import main
from symbiograph.engine.release import Release
from symbiograph.mappings import read_mapping_file, read_mapping_set
from symbiograph.resources import folder

DOCUMENT = (ROOT / "service" / "symbiograph" / "alignment" / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```\n\$ symbiograph mappings suggest (.*)\n((?:.*\n)*?)```", DOCUMENT)
HEAT = "https://w3id.org/symbiograph/id/skill/waste-heat-recovery"


@pytest.fixture
def data_dir(release: Release) -> str:
    return str(release.folder.parents[1])


def suggest(data_dir: str, *arguments: str) -> Result:
    command = ["mappings", "suggest", "--data-dir", data_dir, "--target", "skills", *arguments]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize(("arguments", "output"), SHOWN, ids=range(len(SHOWN)))
def test_the_document_shows_what_the_command_answers(
    arguments: str, output: str, data_dir: str
) -> None:
    command = ["mappings", "suggest", *shlex.split(arguments), "--data-dir", data_dir]
    run = CliRunner().invoke(main, command)
    assert [line.rstrip() for line in run.stdout.splitlines()] == output.splitlines()


def test_a_text_gets_a_table(data_dir: str) -> None:
    said = suggest(data_dir, "waste heat recovery", "--limit", "2")
    lines = said.stdout.splitlines()
    assert said.exit_code == 0
    assert lines[0].startswith("waste heat recovery (nothing fits: ")
    assert "skos:exactMatch" in lines[3]
    assert lines[3].rstrip().endswith(HEAT)


def test_json_is_what_align_answers(data_dir: str) -> None:
    said = suggest(data_dir, "Waste heat", "--definition", "recovery", "--format", "json")
    (found,) = json.loads(said.stdout)
    assert (found["definition"], found["target"]) == ("recovery", "skills")
    assert found["candidates"][0]["iri"] == HEAT


def test_each_row_of_a_file_gets_candidates(data_dir: str, tmp_path: Path) -> None:
    path = tmp_path / "my courses.csv"
    path.write_text("code,skill,description\nA1,waste heat recovery,Heat\nA2,=xylophone,\n")
    rows = list(csv.DictReader(io.StringIO(suggest(data_dir, str(path), "--format", "csv").stdout)))
    assert (rows[0]["text"], rows[0]["rank"], rows[0]["iri"]) == ("waste heat recovery", "1", HEAT)
    last = rows[-1]
    assert (last["text"], last["predicate"], last["none"]) == ("'=xylophone", "none", "1.0")


def test_rows_of_sssom_say_how_they_were_found(data_dir: str, tmp_path: Path) -> None:
    path = tmp_path / "courses.csv"
    path.write_text("text\nwaste heat recovery\n")
    said = suggest(data_dir, str(path), "--limit", "1", "--format", "sssom")
    (row,) = read_mapping_set(said.stdout, "said").mappings
    assert row.key[1:] == ("http://www.w3.org/2004/02/skos/core#exactMatch", HEAT)
    assert row.text("subject_label") == "waste heat recovery"
    assert row.text("mapping_justification").endswith("CompositeMatching")
    assert row.text("mapping_tool") == "symbiograph mappings suggest"
    assert float(row.text("confidence")) > 0.5
    assert "same-label" in row.text("comment")


def test_candidates_of_a_set_are_added_to_its_file(data_dir: str, tmp_path: Path) -> None:
    name = "skills-frameworks"
    shutil.copy(folder("mappings") / f"{name}.sssom.tsv", tmp_path)
    arguments = ["--set", name, "--limit", "1", "--write", "--mappings", str(tmp_path)]
    said = suggest(data_dir, *arguments)
    assert (said.exit_code, said.stderr) == (0, "")
    path = tmp_path / f"{name}.candidates.sssom.tsv"
    written = read_mapping_file(path)
    accepted = {row.key[0] for row in read_mapping_file(tmp_path / f"{name}.sssom.tsv").mappings}
    assert written.mappings
    assert accepted.isdisjoint(row.key[0] for row in written.mappings)
    assert all(row.key[0] != row.key[2] for row in written.mappings)
    before = path.read_bytes()
    suggest(data_dir, *arguments)
    assert path.read_bytes() == before


def test_what_was_rejected_is_not_proposed_again(data_dir: str, tmp_path: Path) -> None:
    name = "skills-frameworks"
    shutil.copy(folder("mappings") / f"{name}.sssom.tsv", tmp_path)
    arguments = ["--set", name, "--limit", "1", "--mappings", str(tmp_path)]
    suggest(data_dir, *arguments, "--write")
    path = tmp_path / f"{name}.candidates.sssom.tsv"
    path.rename(tmp_path / f"{name}.rejected.sssom.tsv")
    said = suggest(data_dir, *arguments, "--format", "sssom")
    assert read_mapping_set(said.stdout, "said").mappings == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a text or a file, or --set."),
        (["text", "--set", "skills-esco"], "Give a text or a file, or --set."),
        (["text", "--write"], "--write goes with --set."),
        (["missing.csv"], "missing.csv: No such file"),
        (["--set", "nothing"], "There is no mapping set 'nothing'"),
        (["text", "--target", "esco-skills"], "symbiograph esco import"),
    ],
)
def test_what_cannot_be_done_is_told(data_dir: str, arguments: list[str], said: str) -> None:
    result = suggest(data_dir, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_set_that_is_decided_has_no_candidates(data_dir: str) -> None:
    said = suggest(data_dir, "--set", "skills-esco")
    assert said.exit_code == 0
    assert "skills-esco has a row for everything that it maps" in said.stderr
