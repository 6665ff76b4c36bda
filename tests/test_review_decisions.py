"""Decisions handed in at ``/review``: stored in the curator's name, judged, compared, withdrawn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import made_once
from reviewing import (
    CLOSE,
    HEAT,
    OURS,
    PUMPS,
    SET,
    decision,
    hand_in,
    make_reviewed,
)
from server import Reply, send
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.prefixes import GRAPH
from symbiograph.writing import tokens
from writing import Service, writable

LATER = "2026-11-22T11:00:00.000Z"
MUCH_LATER = "2026-11-22T12:00:00.000Z"


@pytest.fixture(scope="module")
def reviewed(
    common: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, str]]:
    """Start a service; give it with the token of ada, and the token of bea."""
    made_once(common / "reviewed", make_reviewed)
    data_dir = tmp_path_factory.mktemp("reviewing") / "data"
    shutil.copytree(common / "reviewed", data_dir)
    other = tokens.create(data_dir, "bea")
    with writable(data_dir, name="ada", WORKERS="1") as service:
        yield service, other


@pytest.fixture
def service(reviewed: tuple[Service, str]) -> Service:
    """The service without any decision."""
    found, _ = reviewed
    for curator in ("ada", "bea"):
        assert found.update(f"DROP SILENT GRAPH <{GRAPH}review/{SET}/{curator}>").status == 200
    return found


@pytest.fixture
def bea(reviewed: tuple[Service, str]) -> str:
    return reviewed[1]


def outcome(reply: Reply) -> dict[str, Any]:
    assert reply.status == 200, reply.text
    found: dict[str, Any] = json.loads(reply.body)
    return found


def decided(service: Service) -> dict[str, Any]:
    return outcome(send(service.address, f"/review/{SET}/decisions"))


def test_a_decision_is_stored_in_the_name_of_the_token_with_what_the_release_says(
    service: Service,
) -> None:
    sent = decision("pumps", PUMPS, confidence=0.85, comment="Same  thing.", curator="eve")
    assert outcome(hand_in(service.address, service.token, sent))["conflicts"] == []
    [held] = decided(service)["decisions"]
    assert held["curator"] == "ada"
    assert (held["verdict"], held["confidence"], held["comment"]) == (
        "accepted",
        0.85,
        "Same thing.",
    )
    assert held["subject_label"] == "heat pumps for factories"
    assert held["object_label"] == "heat pumps"
    assert (held["object_category"], held["object_source_version"]) == ("knowledge", "1.1.1")


def test_decisions_are_sssom_in_a_graph_of_their_own_outside_the_default_graph(
    service: Service,
) -> None:
    nothing = decision("barter", NO_TERM_FOUND, "no match")
    rejected = decision("cheese", HEAT, "rejected")
    outcome(hand_in(service.address, service.token, nothing, rejected))
    said = "?m a <https://w3id.org/sssom/Mapping> ; <https://w3id.org/sssom/author_label> 'ada'"
    graph = f"<{GRAPH}review/{SET}/ada>"
    target = "<http://www.w3.org/2002/07/owl#annotatedTarget>"
    modifier = "<https://w3id.org/sssom/predicate_modifier>"
    rows = service.rows(
        f"SELECT ?o ?n {{ GRAPH {graph} {{ {said} ; {target} ?o "
        f"OPTIONAL {{ ?m {modifier} ?n }} }} }} ORDER BY ?o"
    )
    assert rows == [[HEAT, "Not"], [NO_TERM_FOUND, ""]]
    assert service.rows(f"SELECT ?m {{ {said} }}") == []


def test_sending_again_changes_nothing(service: Service) -> None:
    sent = decision("pumps", PUMPS)
    first = outcome(hand_in(service.address, service.token, sent))
    history = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    before = service.rows(history)
    assert outcome(hand_in(service.address, service.token, sent)) == first
    assert service.rows(history) == before


def test_a_later_decision_replaces_the_one_it_names_and_no_other(service: Service) -> None:
    outcome(hand_in(service.address, service.token, decision("pumps", PUMPS)))
    second = decision("pumps", PUMPS, predicate=CLOSE, decided=LATER)
    met = outcome(hand_in(service.address, service.token, second))
    assert met["stored"] == []
    [conflict] = met["conflicts"]
    assert conflict["decision"]["decided"] == "2026-11-22T10:00:00.000Z"
    second["replaces"] = conflict["decision"]["decided"]
    assert outcome(hand_in(service.address, service.token, second))["conflicts"] == []
    [held] = decided(service)["decisions"]
    assert (held["predicate"], held["decided"]) == (CLOSE, LATER)


def test_a_decision_is_withdrawn_and_the_history_keeps_it(service: Service) -> None:
    outcome(hand_in(service.address, service.token, decision("pumps", PUMPS)))
    key = {"subject": OURS + "pumps", "object": PUMPS, "withdrawn": True}
    gone = {**key, "replaces": "2026-11-22T10:00:00.000Z"}
    assert outcome(hand_in(service.address, service.token, gone))["conflicts"] == []
    assert decided(service)["decisions"] == []
    assert outcome(hand_in(service.address, service.token, gone))["conflicts"] == []


def test_where_two_curators_differ_is_told(service: Service, bea: str) -> None:
    outcome(hand_in(service.address, service.token, decision("pumps", PUMPS)))
    outcome(hand_in(service.address, bea, decision("pumps", PUMPS, confidence=0.5)))
    assert decided(service)["disagreements"] == []
    other = decision("pumps", PUMPS, "rejected", decided=LATER, replaces="2026-11-22T10:00:00.000Z")
    outcome(hand_in(service.address, bea, other))
    [found] = decided(service)["disagreements"]
    assert found["subject"] == OURS + "pumps"
    assert [(d["curator"], d["verdict"]) for d in found["decisions"]] == [
        ("ada", "accepted"),
        ("bea", "rejected"),
    ]


def test_the_shapes_refuse_a_match_beside_no_match(service: Service) -> None:
    both = decision("pumps", PUMPS), decision("pumps", NO_TERM_FOUND, "no match")
    reply = hand_in(service.address, service.token, *both)
    assert reply.status == 422
    assert "Decision-no-term-clash" in reply.text
    assert decided(service)["decisions"] == []


def test_what_is_accepted_in_the_files_may_be_judged_again(service: Service) -> None:
    again = decision("heat-reuse", HEAT), decision("heat-reuse", PUMPS, "rejected")
    assert len(outcome(hand_in(service.address, service.token, *again))["stored"]) == 2
    nothing = decision("waste-heat", NO_TERM_FOUND, "no match")
    assert len(outcome(hand_in(service.address, service.token, nothing))["stored"]) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verdict": "maybe"}, "verdict is 'maybe'"),
        ({"object": "http://data.europa.eu/esco/skill/s9"}, "no concept"),
        ({"subject": "https://example.org/x"}, "is not among what skills-esco maps"),
        ({"predicate": "http://www.w3.org/2004/02/skos/core#broader"}, "predicate is"),
        ({"confidence": 1.2}, "not a number from 0 to 1"),
        ({"confidence": True}, "not a number from 0 to 1"),
        ({"confidence": "NaN"}, "not a number from 0 to 1"),
        ({"decided": "2026-11-31T10:00:00.000Z"}, "not a moment"),
        ({"object": NO_TERM_FOUND}, "'no match' alone"),
        ({"object": "x> } ; DROP ALL ; {"}, "which is no IRI"),
        ({"comment": "x" * 2001}, "2,000 are taken"),
    ],
)
def test_what_is_no_decision_is_refused(
    service: Service, change: dict[str, Any], reason: str
) -> None:
    reply = hand_in(service.address, service.token, {**decision("pumps", PUMPS), **change})
    assert reply.status == 400
    assert reason in json.loads(reply.body)["detail"]


def test_deciding_takes_a_token_and_reading_none(service: Service) -> None:
    assert hand_in(service.address, "0" * 64, decision("pumps", PUMPS)).status == 401
    asked = {"method": "POST", "headers": {"Content-Type": "application/json"}}
    assert send(service.address, "/review/decisions/curator", **asked).status == 401  # type: ignore[arg-type]
    reply = service.send("POST", "/review/decisions/curator")
    assert json.loads(reply.body) == {"name": "ada"}
    assert send(service.address, f"/review/{SET}/work").status == 200


def test_a_decision_made_while_the_writer_is_killed_is_sent_again(service: Service) -> None:
    service.kill_writer()
    sent = decision("pumps", PUMPS, decided=MUCH_LATER)
    replies = [hand_in(service.address, service.token, sent)]
    while replies[-1].status == 503:
        replies.append(hand_in(service.address, service.token, sent))
    assert outcome(replies[-1])["conflicts"] == []
    assert [d["decided"] for d in decided(service)["decisions"]] == [MUCH_LATER]
