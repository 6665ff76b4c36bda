"""What mappings check finds, what it tells to do, and what --fix mends without losing a word."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esco_files import OCCUPATION, SCHEME, SKILL, SKILLS, write_release
from symbiograph.cli import main
from symbiograph.mappings import read_mapping_set

HEAD = f"""#curie_map:
#  o: {OCCUPATION}
#  profile: https://w3id.org/symbiograph/id/profile/
#  s: {SKILL}
#  scheme: {SCHEME}
#  skill: https://w3id.org/symbiograph/id/skill/
#  x: https://example.org/
#mapping_set_id: https://example.org/set
"""
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "object_category",
    "mapping_justification", "object_source", "object_source_version", "comment",
)  # fmt: skip
# Heat pumps are no longer to be used there.
RELEASE = [SKILLS[0], {**SKILLS[1], "status": "obsolete"}]


def row(subject: str, target: str, predicate: str = "exact", **cells: str) -> str:
    """A row whose labels are those of the small release, or made of the identifier."""
    labels = {"s:s1": "reuse waste heat", "s:s2": "heat pumps", "o:o1": "heat engineer"}
    values = {
        "subject_id": subject, "subject_label": subject.partition(":")[2].replace("-", " "),
        "predicate_id": f"skos:{predicate}Match", "object_id": target,
        "object_label": labels.get(target, ""), "mapping_justification": "semapv:LexicalMatching",
        "object_source": "scheme:occupations" if target.startswith("o:") else "scheme:skills",
        "object_source_version": "1.1.1", **cells,
    }  # fmt: skip
    return "\t".join(values.get(column, "") for column in COLUMNS)


def table(*rows: str, head: str = HEAD, columns: Iterable[str] = COLUMNS) -> str:
    return "\n".join((head + "\t".join(columns), *rows, ""))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small release of ESCO."""
    root = tmp_path_factory.mktemp("esco")
    source = write_release(root / "1.1.1", skills_en=RELEASE)
    command = ["esco", "import", str(source), "--data-dir", str(root / "data")]
    assert CliRunner().invoke(main, command).exit_code == 0
    return root / "data"


def run(data: Path, place: Path, *arguments: str, **files: str) -> Result:
    for name, text in files.items():
        name = name.replace("__", ".")
        (place / f"{name}.sssom.tsv").write_text(text, encoding="utf-8", newline="")
    command = ["mappings", "check", *arguments, "--mappings", str(place), "--data-dir", str(data)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def found(data: Path, place: Path, *arguments: str, **files: str) -> list[tuple[str, int, str]]:
    """Return file, line and kind of each finding, apart from the form of our hasty tables."""
    result = run(data, place, *arguments, "--format", "csv", **files)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == (1 if rows else 0)
    told = [(r["file"].removesuffix(".sssom.tsv"), int(r["line"]), r["kind"]) for r in rows]
    return [one for one in told if one[2] not in ("form", "order")]


# Rows stand from line 10 on. Each case: rows, then line and kind of what is found.
CASES = {
    "nothing": ([row("x:a", "s:s1"), row("x:b", "s:s1", "close")], []),
    "gone": ([row("x:a", "s:s9")], [(10, "gone")]),
    "obsolete": ([row("x:a", "s:s2")], [(10, "obsolete")]),
    "label": ([row("x:a", "s:s1", object_label="use heat")], [(10, "label")]),
    "own label": ([row("skill:design-thinking", "s:s1", subject_label="x")], [(10, "label")]),
    "own thing": ([row("skill:no-such-skill", "s:s1")], [(10, "gone")]),
    "category": ([row("x:a", "s:s1", object_category="knowledge")], [(10, "category")]),
    "isco": ([row("x:a", "o:o1", object_category="ISCO-08 1111")], [(10, "category")]),
    "right categories": (
        [row("x:a", "o:o1", object_category="ISCO-08 2149"),
         row("x:a", "s:s1", object_category="skill/competence")], []),
    "skill to occupation": ([row("skill:design-thinking", "o:o1")], [(10, "kind")]),
    "profile to skill": ([row("profile:buyer", "s:s1", subject_label="Buyer")], [(10, "kind")]),
    "other scheme": ([row("x:a", "s:s1", object_source="scheme:occupations")], [(10, "kind")]),
    "duplicate": ([row("x:a", "s:s1")] * 2, [(11, "duplicate")]),
    "same mapping": ([row("x:a", "s:s1"), row("x:a", "s:s1", comment="y")], [(11, "duplicate")]),
    "two predicates": (
        [row("x:a", "s:s1"), row("x:a", "s:s1", "broad")],
        [(11, "contradiction"), (11, "cycle")]),
    "exact to two": (
        [row("x:a", "s:s1"), row("x:a", "s:S1.2", object_label="handling heat")],
        [(11, "contradiction")]),
    "two exact to one": ([row("x:a", "s:s1"), row("x:b", "s:s1")], [(11, "contradiction")]),
    "cycle by rows": (
        [row("x:a", "s:s1", "broad"), row("x:a", "x:c", "narrow"), row("x:b", "x:c", "broad"),
         row("x:b", "s:s1", "narrow")],
        [(13, "cycle")]),
    "cycle by ESCO": (
        [row("x:a", "s:s1"), row("x:a", "s:S1.2", "narrow", object_label="handling heat")],
        [(11, "cycle")]),
    "as ESCO has it": (
        [row("x:a", "s:s1"), row("x:a", "s:S1.2", "broad", object_label="handling heat")], []),
    "no match and close": (
        [row("x:a", "s:s1", "close"), row("x:a", "sssom:NoTermFound")], [(10, "no match")]),
    "no match and related": (
        [row("x:a", "s:s1", "related"), row("x:a", "sssom:NoTermFound")], []),
    "there is one": (
        [row("x:a", "sssom:NoTermFound", subject_label="Heat reuse")], [(10, "no match")]),
    "somebody compared": (
        [row("x:a", "sssom:NoTermFound", subject_label="Heat reuse"),
         row("x:a", "s:s1", "related")], []),
    "searched where": ([row("x:a", "sssom:NoTermFound", object_source="")], [(10, "value")]),
    "unknown prefix": ([row("y:a", "s:s1"), row("x:a", "s:s1")], [(10, "unreadable")]),
    "cells too many": ([row("x:a", "s:s1") + "\tz"], [(10, "unreadable")]),
    "an open quote": ([row("x:a", "s:s1", comment='"z')], [(10, "unreadable")]),
    "predicate": ([row("x:a", "s:s1").replace("exactM", "sameM")], [(10, "value")]),
    "padding": ([row("x:a", "s:s1", comment=" a  b")], [(10, "padding")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_found_in_its_line(case: str, data: Path, tmp_path: Path) -> None:
    rows, expected = CASES[case]
    kinds = [(line, kind) for _, line, kind in found(data, tmp_path, t=table(*rows))]
    assert sorted(kinds) == expected


def test_files_of_a_set_are_compared(data: Path, tmp_path: Path) -> None:
    accepted = [row("x:a", "s:s1", "close"), row("x:b", "s:s1", "close"), row("x:c", "s:s1")]
    rejected = [row("x:a", "s:s1", "close"), row("x:c", "s:s1", "close"), row("x:d", "s:s1")]
    files = {
        "t": table(*accepted),
        "t__candidates": table(row("x:b", "s:s1"), row("x:d", "s:s1"), row("x:e", "s:s1")),
        "t__rejected": table(*rejected),
        "other": table(row("x:a", "s:s1", "close")),
    }
    assert sorted(found(data, tmp_path, **files)) == [
        ("t.candidates", 10, "duplicate"),
        ("t.candidates", 11, "duplicate"),
        ("t.rejected", 10, "contradiction"),
    ]
    assert found(data, tmp_path, "other") == []
    assert len(found(data, tmp_path, "t")) == 3
    assert found(data, tmp_path, str(tmp_path / "t.candidates.sssom.tsv")) == []


def test_what_cannot_be_checked_is_told(data: Path, tmp_path: Path) -> None:
    old = row("x:a", "s:s9", object_source_version="1.0.8")
    result = run(
        data, tmp_path, t=table(old, row("x:b", "s:s9", "close", object_source_version=""))
    )
    assert "not checked: ESCO 1.0.8 is not imported: 1 rows" in result.stdout
    assert "not checked: no release is named: 1 rows" in result.stdout
    assert "gone" not in result.stdout
    assert found(data, tmp_path, "--esco", "1.1.1") == [("t", 10, "gone"), ("t", 11, "gone")]


def test_findings_tell_programs_the_same(data: Path, tmp_path: Path) -> None:
    text = table(row("x:a", "s:s1", object_label="use heat"))
    told = json.loads(run(data, tmp_path, "--format", "json", t=text).stdout)
    assert told["files"] == [{"file": "t.sssom.tsv", "rows": 1}]
    assert told["counts"] == {"label": 1, "form": 1}
    assert told["notChecked"] == []
    assert told["findings"][0] == {
        "file": "t.sssom.tsv", "line": 10, "kind": "label", "row": "a exactMatch use heat",
        "fault": "object_label is 'use heat', ESCO 1.1.1 says 'reuse waste heat'",
        "todo": "write 'reuse waste heat'", "safe": True,
    }  # fmt: skip


def test_fix_mends_what_is_safe_and_prints_it(data: Path, tmp_path: Path) -> None:
    rows = [
        row("x:b", "s:s1", "close", comment=" kept\u00a0 "),
        row(
            "x:a", "s:s1", object_label="use heat", comment='say "so"'.replace('"', '""').join('""')
        ),
        row("x:b", "s:s1", "close", comment=" kept\u00a0 "),
        row("x:a", "s:s9", "related", object_label="nothing"),
    ]
    before = table(*rows, head=HEAD.replace("#mapping_set_id", "# # by hand\n#mapping_set_id"))
    result = run(data, tmp_path, "--fix", "--format", "csv", t=before)
    [left] = list(csv.DictReader(io.StringIO(result.stdout)))
    assert (left["kind"], left["fault"]) == ("gone", f"ESCO 1.1.1 has no <{SKILL}s9>")
    assert result.exit_code == 1
    after = (tmp_path / "t.sssom.tsv").read_text(encoding="utf-8")
    assert "+#comment: by hand\n" in result.stderr
    assert "-# # by hand\n" in result.stderr
    read = read_mapping_set(after, "t")
    told = [
        (r.text("subject_id"), r.text("object_label"), r.text("comment")) for r in read.mappings
    ]
    assert told == [
        ("https://example.org/a", "reuse waste heat", 'say "so"'),
        ("https://example.org/a", "nothing", ""),
        ("https://example.org/b", "reuse waste heat", "kept"),
    ]
    assert read.one("comment") == "by hand"
    again = run(data, tmp_path, "--fix", "--format", "csv")
    assert again.stderr == ""
    assert (tmp_path / "t.sssom.tsv").read_text(encoding="utf-8") == after


def test_fix_leaves_a_file_alone_that_it_could_not_write_whole(data: Path, tmp_path: Path) -> None:
    before = table(row("x:b", "s:s1", object_label="use heat"), row("y:a", "s:s1"))
    assert run(data, tmp_path, "--fix", t=before).exit_code == 1
    assert (tmp_path / "t.sssom.tsv").read_text(encoding="utf-8") == before


FORMS = {
    "rows": (table(row("x:b", "s:s1", "close"), row("x:a", "s:s1")), "line 10 and belongs"),
    "columns": (
        table(head=HEAD, columns=["predicate_id", "subject_id", "object_id",
                                  "mapping_justification"]),
        "the columns stand in another order than SSSOM's: predicate_id, subject_id"),
    "head": (table(row("x:a", "s:s1")), "the head is not in SSSOM's canonical form"),
    "comment": ("# # note\n" + table(row("x:a", "s:s1")), "a comment that is no data: note"),
}  # fmt: skip


@pytest.mark.parametrize("case", FORMS)
def test_the_form_is_told(case: str, data: Path, tmp_path: Path) -> None:
    text, told = FORMS[case]
    result = run(data, tmp_path, t=text)
    assert told in result.stdout
    run(data, tmp_path, "--fix")
    assert run(data, tmp_path).exit_code == 0


def test_a_line_that_is_not_canonical_is_told(data: Path, tmp_path: Path) -> None:
    run(data, tmp_path, "--fix", t=table(row("x:a", "s:s1", comment="z")))
    path = tmp_path / "t.sssom.tsv"
    path.write_text(path.read_text("utf-8").replace("\tz\n", '\t"z"\n'), "utf-8")
    result = run(data, tmp_path, "--format", "csv")
    assert "this line is not in SSSOM's canonical form" in result.stdout


@pytest.mark.parametrize(
    ("files", "arguments", "told"),
    [
        ({"t": "x\n"}, (), "t.sssom.tsv, line 1, column 1: it has no head"),
        ({"t": HEAD + "subject\n"}, (), "t.sssom.tsv, line 9, column 1: unknown column 'subject'"),
        ({"t": table()}, ("u",), "u is no file, and no set: t"),
        ({}, (), "no mapping set, *.sssom.tsv, is here"),
    ],
)
def test_what_cannot_be_read_ends_with_two(
    files: dict[str, str], arguments: tuple[str, ...], told: str, data: Path, tmp_path: Path
) -> None:
    result = run(data, tmp_path, *arguments, **files)
    assert result.exit_code == 2
    assert told in result.stderr


def test_our_own_sets_are_clean(data: Path) -> None:
    result = CliRunner().invoke(main, ["mappings", "check", "--data-dir", str(data)])
    assert result.exit_code == 0, result.output
