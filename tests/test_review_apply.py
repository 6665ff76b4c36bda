"""``symbiograph mappings apply``: decisions as a change of the files, shown first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Quad

from reviewing import CHEESE, CLOSE, HEAT, OURS, PUMPS, SET, decision, write_mappings
from symbiograph.cli import main
from symbiograph.mappings import read_mapping_file
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.review.decision import Decision, read_decision
from symbiograph.review.decision_graph import quads_of
from symbiograph.writing.ledger import Change, Ledger

FILES = [f"{SET}.sssom.tsv", f"{SET}.candidates.sssom.tsv", f"{SET}.rejected.sssom.tsv"]
LABELS = {HEAT: "reuse waste heat", PUMPS: "heat pumps", CHEESE: "make cheese"}


def judged(subject: str, target: str, verdict: str = "accepted", **more: Any) -> Decision:
    """A decision as the server keeps it."""
    said = {
        "curator": "ada",
        "subject_label": subject,
        "object_label": LABELS.get(target, ""),
        "subject_source": "https://w3id.org/symbiograph/graph/skills",
        "object_source": "http://data.europa.eu/esco/concept-scheme/skills",
        "object_source_version": "1.1.1",
    }
    return read_decision({**said, **decision(subject, target, verdict, **more)})


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    return write_mappings(tmp_path / "mappings")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def keep(data_dir: Path, *decisions: Decision) -> None:
    """Put decisions where the writer puts them."""
    quads: set[Quad] = {quad for one in decisions for quad in quads_of(one, SET)}
    ledger = Ledger(data_dir)
    ledger.record("ada", f"test {ledger.head()}", Change(frozenset(quads), frozenset()))


def apply(mappings: Path, *options: object) -> Result:
    command = ["mappings", "apply", "--mappings", str(mappings), *map(str, options)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def changes(output: str) -> list[str]:
    """The rows that a diff takes and adds, without heads."""
    return [
        line[:1] + " ".join(line[1:].split("\t")[i] for i in (0, 2, 3))
        for line in output.splitlines()
        if line[:1] in "+-" and line.count("\t") > 4 and "subject_id" not in line
    ]


def contents(mappings: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in mappings.iterdir()}


def test_each_verdict_goes_to_its_file_and_leaves_the_candidates(
    mappings: Path, data_dir: Path
) -> None:
    keep(
        data_dir,
        judged("pumps", PUMPS, predicate=CLOSE),
        judged("waste-heat", HEAT, "rejected"),
        judged("barter", NO_TERM_FOUND, "no match", comment="Looked twice."),
    )
    before = contents(mappings)
    shown = apply(mappings, "--data-dir", data_dir)
    assert shown.exit_code == 0
    assert contents(mappings) == before
    assert changes(shown.stdout) == [
        "+skill:barter skos:exactMatch sssom:NoTermFound",
        "+skill:pumps skos:closeMatch escoskill:s2",
        "-skill:pumps skos:closeMatch escoskill:s2",
        "-skill:waste-heat skos:exactMatch escoskill:s1",
        "+skill:waste-heat skos:exactMatch escoskill:s1",
    ]
    assert "3 decisions (1 accepted, 1 rejected, 1 no match); changed by 3, shown" in shown.stderr
    written = apply(mappings, "--from", data_dir, "--write")
    assert written.stdout == shown.stdout
    sets = [read_mapping_file(mappings / name) for name in FILES]
    assert [[row.text("subject_id").rpartition("/")[2] for row in s.mappings] for s in sets] == [
        ["barter", "heat-reuse", "heat-reuse", "pumps"],
        [],
        ["cheese", "cheese", "waste-heat"],
    ]
    row = sets[0].mappings[3]
    assert row.text("author_label") == "ada"
    assert row.text("mapping_justification").endswith("ManualMappingCuration")
    assert (row.text("confidence"), row.text("mapping_date")) == ("0.9", "2026-11-22")
    again = apply(mappings, "--data-dir", data_dir, "--write")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing changes" in again.stderr


def test_what_two_curators_judged_differently_waits_for_a_choice(
    mappings: Path, data_dir: Path
) -> None:
    keep(
        data_dir,
        judged("pumps", PUMPS),
        judged("pumps", PUMPS, "rejected", curator="bea"),
        judged("waste-heat", HEAT, curator="bea"),
    )
    refused = apply(mappings, "--data-dir", data_dir)
    assert refused.exit_code == 1
    assert changes(refused.stdout)[0] == "+skill:waste-heat skos:exactMatch escoskill:s1"
    assert "+skill:pumps skos:exactMatch escoskill:s2" not in changes(refused.stdout)
    assert "choose by --curator ada or --curator bea" in refused.stderr
    chosen = apply(mappings, "--data-dir", data_dir, "--curator", "bea")
    assert chosen.exit_code == 0
    assert "+skill:pumps skos:exactMatch escoskill:s2" in changes(chosen.stdout)


@pytest.mark.parametrize(
    "pair",
    [
        (("pumps", PUMPS, "accepted"), ("pumps", NO_TERM_FOUND, "no match")),
        (("pumps", PUMPS, "accepted"), ("pumps", HEAT, "accepted")),
    ],
)
def test_decisions_on_other_concepts_may_differ_as_well(
    mappings: Path, data_dir: Path, pair: tuple[Any, Any]
) -> None:
    keep(data_dir, judged(*pair[0]), judged(*pair[1], curator="bea"))
    refused = apply(mappings, "--data-dir", data_dir)
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_a_decision_against_an_accepted_row_says_what_to_judge_too(
    mappings: Path, data_dir: Path
) -> None:
    nothing = judged("heat-reuse", NO_TERM_FOUND, "no match")
    keep(data_dir, nothing)
    refused = apply(mappings, "--data-dir", data_dir)
    assert refused.exit_code == 1
    assert "closely to reuse waste heat already; judge that, too" in refused.stderr
    keep(data_dir, nothing, judged("heat-reuse", HEAT, "rejected"))
    done = apply(mappings, "--data-dir", data_dir)
    assert done.exit_code == 0
    assert changes(done.stdout) == [
        "-skill:heat-reuse skos:closeMatch escoskill:s1",
        "+skill:heat-reuse skos:exactMatch sssom:NoTermFound",
        "+skill:heat-reuse skos:exactMatch escoskill:s1",
    ]


def test_a_row_that_was_changed_since_stays(mappings: Path, data_dir: Path) -> None:
    keep(data_dir, judged("pumps", PUMPS))
    apply(mappings, "--data-dir", data_dir, "--write")
    accepted = mappings / FILES[0]
    text = accepted.read_text("utf-8").replace("2026-11-22\t0.9", "2026-11-30\t0.4")
    accepted.write_text(text, encoding="utf-8")
    assert apply(mappings, "--data-dir", data_dir, "--write").stdout == ""
    assert accepted.read_text("utf-8") == text


def test_a_set_without_sisters_gets_those_it_needs(mappings: Path, data_dir: Path) -> None:
    for name in FILES[1:]:
        (mappings / name).unlink()
    keep(data_dir, judged("pumps", PUMPS, "rejected"))
    shown = apply(mappings, "--data-dir", data_dir, "--write")
    assert f"--- /dev/null\n+++ b/mappings/{FILES[2]}\n" in shown.stdout
    assert sorted(contents(mappings)) == sorted([FILES[0], FILES[2]])
    made = read_mapping_file(mappings / FILES[2])
    assert str(made.one("mapping_set_id")).endswith("/skills-esco.rejected")


class _Answering(BaseHTTPRequestHandler):
    document = b""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/below/review/decisions" else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(self.document)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering(document: object) -> Iterator[str]:
    """A service that has these decisions and is reached below a path."""
    handler = type("Handler", (_Answering,), {"document": json.dumps(document).encode()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/below/"
        server.shutdown()


def test_decisions_come_from_a_running_service(mappings: Path) -> None:
    held = [judged("pumps", PUMPS).as_json()]
    with answering({"sets": [{"set": SET, "decisions": held}]}) as address:
        found = apply(mappings, "--from", address)
        other = apply(mappings, "--from", address, "--set", "profiles-esco")
        nobody = apply(mappings, "--from", address, "--curator", "eve")
    assert "+skill:pumps skos:exactMatch escoskill:s2" in changes(found.stdout)
    assert other.exit_code == 2
    assert "Decided was of: skills-esco" in other.stderr
    assert (nobody.exit_code, nobody.stdout, nobody.stderr) == (0, "", "There are no decisions.\n")


@pytest.mark.parametrize("document", [[], {"sets": [{"set": SET, "decisions": [{"x": 1}]}]}])
def test_what_is_no_answer_is_told(mappings: Path, document: object) -> None:
    with answering(document) as address:
        told = apply(mappings, "--from", address)
        missing = apply(mappings, "--from", address + "other")
    assert (told.exit_code, missing.exit_code) == (2, 2)
    assert "these are no decisions" in told.stderr
    assert "404" in missing.stderr


def test_a_place_without_decisions(mappings: Path, data_dir: Path) -> None:
    assert apply(mappings, "--data-dir", data_dir).exit_code == 0
    missing = apply(mappings, "--from", data_dir / "none")
    assert missing.exit_code == 2
    assert "there is no such data folder" in missing.stderr
    assert OURS not in missing.stderr
