"""What mappings/README.md shows is what the commands answer."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from symbiograph.cli import main
from symbiograph.mappings import read_mapping_file
from symbiograph.mappings.checks import KINDS
from symbiograph.mappings.exchange import FORMATS
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.resources import folder

DOCUMENT = (folder("mappings") / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```\n(\$ (?:.*\n)*?)```", DOCUMENT)
[TABLE] = re.findall(r"```csv\n((?:.*\n)*?)```", DOCUMENT)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_the_document_shows_what_the_commands_answer(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYMBIOGRAPH_DATA_DIR", str(tmp_path / "data"))
    Path("heat.csv").write_text(TABLE, encoding="utf-8")
    shown = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    assert shown
    for command, output in shown:
        program, *arguments = shlex.split(command)
        if program == "cmp":
            one, other = (Path(name).read_bytes() for name in arguments)
            assert one == other
            continue
        run = CliRunner().invoke(main, arguments)
        assert run.stderr == ""
        assert [line.rstrip() for line in run.stdout.splitlines()] == output.splitlines()


def test_the_document_lists_every_kind_of_finding_and_every_format() -> None:
    section = DOCUMENT.split("## Checking")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert [kind for row in rows for kind in re.findall(r"`([^`]+)`", row)] == list(KINDS)
    listed = re.findall(r"^\| `((?:sssom|skos)-\w+)` \|", DOCUMENT, re.MULTILINE)
    assert [*listed, "esco-table"] == list(FORMATS)


def test_the_document_counts_right() -> None:
    told = re.findall(r"^    (\S+\.sssom\.tsv) (\d+) (\d+)$", DOCUMENT, re.MULTILINE)
    counted = []
    for path in sorted(folder("mappings").glob("*.sssom.tsv")):
        rows = read_mapping_file(path).mappings
        none = sum(NO_TERM_FOUND in row.key for row in rows)
        counted.append((path.name, str(len(rows) - none), str(none)))
    assert told == counted
