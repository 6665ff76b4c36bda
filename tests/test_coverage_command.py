"""``symbiograph coverage``: what its document shows is what it answers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from conftest import ROOT
from symbiograph.cli import main
from symbiograph.coverage.questions import QUERIES
from symbiograph.engine.release import Release
from test_coverage_dataset import INSIGHT, OWN

DOCUMENT = (ROOT / "service" / "symbiograph" / "coverage" / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```\n\$ symbiograph (coverage .*)\n((?:.*\n)*?)```", DOCUMENT)
[FILE] = re.findall(r"```csv\n((?:.*\n)*?)```", DOCUMENT)


def asked(release: Release, *arguments: str) -> Result:
    data_dir = str(release.folder.parents[1])
    return CliRunner().invoke(main, ["coverage", *arguments, "--data-dir", data_dir])


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "curriculum.csv").write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "curriculum.csv"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(("command", "output"), SHOWN, ids=range(len(SHOWN)))
def test_the_document_shows_what_the_command_answers(
    command: str, output: str, release: Release
) -> None:
    run = asked(release, *shlex.split(command)[1:])
    assert run.exit_code == 0, run.stderr
    assert [line.rstrip() for line in run.stdout.splitlines()] == output.splitlines()


def test_the_document_shows_both_kinds_of_curricula_and_every_question() -> None:
    commands = [command for command, _ in SHOWN]
    assert any(INSIGHT in command for command in commands)
    assert any("--curriculum" in command for command in commands)
    listed = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE))
    assert listed == {*QUERIES, "programme"}


def test_what_is_uncertain_is_told_beside_the_answer(own: Path, release: Release) -> None:
    run = asked(release, "gap", "--profile", "energy-manager", "--curriculum", own.name)
    assert "row 7, column skill: 'negotiating exchange term' is not counted" in run.stderr
    assert "negotiating" not in run.stdout


def test_a_programme_is_written_as_json(release: Release) -> None:
    run = asked(release, "programme", "--profile", "energy-manager", "--format", "json")
    assert json.loads(run.stdout)["status"] == "optimal"


def test_two_releases_of_a_curriculum_are_compared(tmp_path: Path, release: Release) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_bytes(OWN)
    two.write_bytes(OWN.replace(b"analyse energy consumption\n", b"energy efficiency\n"))
    files = ["--curriculum", str(one), "--curriculum", str(two)]
    run = asked(release, "compare", *files, "--format", "csv")
    assert "energy efficiency,only the second" in run.stdout


def test_formats_go_to_files(tmp_path: Path, release: Release) -> None:
    needs = ["--profile", "energy-manager"]
    workbook, graph = tmp_path / "gap.xlsx", tmp_path / "matrix.ttl"
    asked(release, "gap", *needs, "--format", "xlsx", "--output", str(workbook))
    assert openpyxl.load_workbook(workbook).worksheets[0].max_row > 1
    asked(release, "matrix", *needs, "--format", "turtle", "--output", str(graph))
    assert "sg:requiresSkill" in graph.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gap"], "coverage/profile-gap needs a value for one of profile, sector, group."),
        (["programme"], "A programme needs a value for one of profile, sector, group."),
        (["gap", "--profile", "nobody"], "the graph has no Job profile 'nobody'"),
        (["gap", "--hours", "3"], "has no parameter 'hours'"),
        (["programme", "--profile", "energy-manager", "--format", "csv"], "--format table or json"),
    ],
)
def test_what_is_wrong_is_told(arguments: list[str], message: str, release: Release) -> None:
    run = asked(release, *arguments)
    assert run.exit_code == 2
    assert message in run.stderr
