"""What operators see: health, counters of all web processes together, and the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import monotonic
from urllib.parse import quote

import pytest

from pooled import LONG
from server import Reply, Service, send, service

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
