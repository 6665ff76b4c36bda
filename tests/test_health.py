"""What operators see: health, counters of all web processes together, and the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import pytest

from other_endpoint import answer, endpoint
from pooled import LONG
from server import Reply, Service, send, service
from symbiograph.writing import tokens

LITERAL = "a word that nobody may read"


@pytest.fixture(scope="module")
def started() -> Iterator[Service]:
    with service("--empty", LOG_LEVEL="info", QUERY_TIMEOUT="1") as running:
        yield running


def _ask(address: str, query: str, **headers: str) -> Reply:
    return send(address, "/sparql?query=" + quote(query), headers=headers)


def _numbers(address: str) -> dict[str, float]:
    reply = send(address, "/metrics")
    assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_health_tells_what_is_served(started: Service) -> None:
    reply = send(started.address, "/health")
    assert reply.status == 200
    document = json.loads(reply.body)
    assert (document["live"], document["ready"]) == (True, True)
    assert document["generation"].startswith("empty")
    assert "inferred" in document


def test_all_web_processes_count_together(started: Service) -> None:
    before = _numbers(started.address)
    for _ in range(20):
        assert _ask(started.address, "ASK {}").status == 200
    assert _ask(started.address, "ASK").status == 400
    # Twice from two processes: the numbers are the same wherever they are asked for.
    for _ in range(4):
        after = _numbers(started.address)
        grown = {name: after[name] - before[name] for name in before}
        assert grown['symbiograph_queries_total{outcome="completed"}'] == 20
        assert grown['symbiograph_queries_total{outcome="refused"}'] == 1
        assert grown["symbiograph_query_seconds_count"] == 21
        assert grown['symbiograph_query_seconds_bucket{le="+Inf"}'] == 21
        assert grown['symbiograph_http_responses_total{status="4xx"}'] == 1
        assert grown["symbiograph_query_seconds_sum"] > 0


def test_a_request_has_a_name_in_its_answer(started: Service) -> None:
    first, second = (_ask(started.address, "ASK {}").headers["X-Request-ID"] for _ in range(2))
    assert first
    assert first != second
    named = _ask(started.address, "ASK {}", **{"X-Request-ID": "mine-1"})
    assert named.headers["X-Request-ID"] == "mine-1"
    odd = _ask(started.address, "ASK {}", **{"X-Request-ID": "<script>"})
    assert odd.headers["X-Request-ID"] != "<script>"


def test_the_log_names_the_request_and_keeps_what_it_said(started: Service) -> None:
    digits = " ".join(f"VALUES ?{x} {{ 0 1 2 3 4 5 6 7 8 9 }}" for x in "abcdefghijkl")
    text = f'SELECT (COUNT(*) AS ?n) {{ {digits} FILTER("{LITERAL}" != STR(?a)) }}'
    reply = _ask(started.address, text, **{"X-Request-ID": "runaway-7"})
    assert reply.status == 504
    latest = monotonic() + LONG
    while "runaway-7" not in started.log():
        assert monotonic() < latest
    events = [json.loads(line) for line in started.log().splitlines()]
    [event] = [event for event in events if event.get("request") == "runaway-7"]
    assert event["message"] == "query: deadline"
    assert event["level"] == "warning"
    assert event["seconds"] >= 1
    assert LITERAL not in started.log()


def _write(
    address: str, token: str, method: str, path: str, body: str = "", **headers: str
) -> Reply:
    headers = {"Authorization": f"Bearer {token}", **headers}
    return send(address, path, method=method, headers=headers, body=body.encode())


def _event(started: Service, request: str) -> dict[str, Any]:
    latest = monotonic() + LONG
    while f'"{request}"' not in started.log():
        assert monotonic() < latest
    lines = [line for line in started.log().splitlines() if f'"{request}"' in line]
    [event] = [json.loads(line) for line in lines]
    return event


UPDATE = {"Content-Type": "application/sparql-update"}
TURTLE = {"Content-Type": "text/turtle"}


def _told(event: dict[str, Any]) -> dict[str, Any]:
    """What the line of a write tells, but for when and where."""
    assert event["logger"] == "symbiograph.web.tally"
    assert event["seconds"] > 0
    others = ("time", "logger", "process", "request", "seconds")
    return {name: value for name, value in event.items() if name not in others}


def test_writes_are_counted_and_logged_without_what_they_say(tmp_path: Path) -> None:
    token = tokens.create(tmp_path, "partner")
    text = f'INSERT DATA {{ GRAPH <urn:a> {{ <urn:s> <urn:p> "{LITERAL}", 2 }} '
    text += "GRAPH <urn:b> { <urn:s> <urn:p> 1 } }"
    steps = [
        ("update", "POST", "/update", text, UPDATE, 200),
        ("put", "PUT", "/graphs?graph=urn:a", f'<urn:s> <urn:p> "{LITERAL}" .', TURTLE, 200),
        ("post", "POST", "/graphs", "<urn:s> <urn:p> 1 .", TURTLE, 201),
        ("patch", "PATCH", "/graphs?graph=urn:b", "CLEAR GRAPH <urn:b>", UPDATE, 200),
        ("delete", "DELETE", "/graphs?graph=urn:a", "", {}, 200),
        ("delete", "DELETE", "/graphs?graph=urn:a", "", {}, 404),
        ("update", "POST", "/update", f'INSERT "{LITERAL}"', UPDATE, 400),
    ]
    with service("--empty", "--data-dir", str(tmp_path), LOG_LEVEL="info") as started:
        before = _numbers(started.address)
        for number, (_, method, path, body, headers, status) in enumerate(steps):
            named = {**headers, "X-Request-ID": f"write-{number}"}
            assert _write(started.address, token, method, path, body, **named).status == status
        wrong = _write(started.address, "wrong", "PUT", "/graphs?default", **{"X-Request-ID": "no"})
        assert wrong.status == 401
        assert send(started.address, "/graphs?default").status == 200
        after = _numbers(started.address)
        events = [_told(_event(started, f"write-{number}")) for number in range(len(steps))]
        stranger = _told(_event(started, "no"))
        log = started.log()
    common = before.keys() & after.keys()
    grown = {name: after[name] - before[name] for name in common if after[name] > before[name]}
    counted = {name: value for name, value in grown.items() if "writes_total" in name}
    assert counted == {
        f'symbiograph_writes_total{{kind="{kind}",outcome="{outcome}"}}': 1
        for kind, outcome in [
            *((kind, "done") for kind in ("update", "put", "post", "patch", "delete")),
            ("delete", "refused"),
            ("update", "refused"),
            ("put", "refused"),
        ]
    }
    assert grown["symbiograph_triples_added_total"] == 4
    assert grown["symbiograph_triples_removed_total"] == 3
    assert grown["symbiograph_write_seconds_count"] == 8
    assert grown['symbiograph_write_seconds_bucket{le="+Inf"}'] == 8
    assert grown["symbiograph_write_seconds_sum"] > 0
    changes = [(2, 3, 0), (1, 0, 1), (1, 1, 0), (1, 0, 1), (1, 0, 1)]
    for event, (kind, *_, status), (graphs, added, removed) in zip(
        events[:5], steps[:5], changes, strict=True
    ):
        assert event == {
            "level": "info",
            "message": f"{kind}: done",
            "status": status,
            "token": "partner",
            "graphs": graphs,
            "triples_added": added,
            "triples_removed": removed,
        }
    refused = {"level": "info", "message": "delete: refused", "status": 404, "token": "partner"}
    assert events[5] == refused
    assert events[6] == {**refused, "message": "update: refused", "status": 400}
    assert stranger == {"level": "info", "message": "put: refused", "status": 401}
    assert LITERAL not in log
    assert token not in log


def test_writes_to_another_store_are_counted_and_logged(tmp_path: Path) -> None:
    token = tokens.create(tmp_path, "partner")

    def reply(handler: BaseHTTPRequestHandler, said: str) -> None:
        answer(handler, b"", status=500 if "urn:broken" in said else 204)

    insert = "INSERT DATA {{ GRAPH <{}> {{ <urn:s> <urn:p> 1 }} }}"
    with endpoint(reply) as store:
        settings = {"ENDPOINT": store.iri, "ENDPOINT_UPDATE": store.iri, "LOG_LEVEL": "info"}
        arguments = ("--empty", "--data-dir", str(tmp_path))
        with service(*arguments, **settings) as started:
            for name, status in (("well", 200), ("broken", 502)):
                named = {**UPDATE, "X-Request-ID": name}
                update = insert.format(f"urn:{name}")
                sent = _write(started.address, token, "POST", "/update", update, **named)
                assert sent.status == status
            done, failed = (_told(_event(started, name)) for name in ("well", "broken"))
            numbers = _numbers(started.address)
    expected = {"level": "info", "message": "update: done", "status": 200, "token": "partner"}
    assert done == {**expected, "graphs": 1}
    assert failed == {**expected, "level": "warning", "message": "update: failed", "status": 502}
    assert numbers['symbiograph_writes_total{kind="update",outcome="done"}'] == 1
    assert numbers['symbiograph_writes_total{kind="update",outcome="failed"}'] == 1
    # What has changed there, nobody here knows.
    assert numbers["symbiograph_triples_added_total"] == 0
