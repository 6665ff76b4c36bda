"""Thousands of queries from the grammar, and spoilt ones, do no harm to anybody.

``make test-fuzz`` sends 10,000; the suite begins with some hundreds of the same. FUZZ_SEED in the
environment, a number, leads to others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from pooled import LONG, children
from processes import family, state
from server import Service, send, service
from siege import METHODS, SOLUTIONS, TRIPLES, Bystander, Client, Question, check
from sparql_grammar import GRAPHS, queries, spoilt

SEED = int(os.environ.get("FUZZ_SEED", "1"))
WORKERS = 6
CLIENTS = 4
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }"

questions = st.builds(
    Question,
    st.one_of(queries, queries, spoilt),
    st.sampled_from(METHODS),
    st.sampled_from(SOLUTIONS),
    st.sampled_from(TRIPLES),
)


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("graphs")
    loads = []
    for name, content in GRAPHS.items():
        path = folder / f"{name}.ttl"
        path.write_text(content)
        loads.append(f"--load={path}=urn:graph:{name}")
    limits = {
        "QUERY_TIMEOUT": "3",
        "QUERY_MEMORY": "64",
        # More than there are clients: a query that finds no worker has lost one.
        "QUERY_WORKERS": str(WORKERS),
        "QUERY_PATIENCE": "0.5",
        "WORKERS": "1",
    }
    with service("--empty", *loads, **limits) as started:
        yield started


def test_no_query_harms_the_service_or_a_bystander(besieged: Service) -> None:
    # An answer comes from a web process, so from here on it is one of them.
    assert send(besieged.address, "/health").status == 200
    processes = _settled(besieged)
    with Bystander(besieged.address) as bystander, ThreadPoolExecutor(CLIENTS) as threads:
        seeds = range(SEED * CLIENTS, (SEED + 1) * CLIENTS)
        seen = sum(threads.map(partial(_besiege, besieged), seeds), Counter())
    print(f"FUZZ_SEED={SEED}: {seen.total()} queries, {dict(seen)}")
    assert bystander.faults == []
    assert bystander.answered > 0
    assert seen["answered"] > seen.total() / 3
    assert seen["query-syntax-error"] > 0
    assert send(besieged.address, "/health").status == 200
    assert _settled(besieged) == processes
    _all_workers_work(besieged)


def _besiege(started: Service, number: int) -> Counter[str]:
    """Send queries, one after the other; return how many were answered, and how."""
    seen: dict[Question, str] = {}
    with closing(Client(started.address)) as client:

        @seed(number)
        @settings(
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(questions)
        def ask(question: Question) -> None:
            if question not in seen:
                reply = client.ask(question)
                if isinstance(reply, str):
                    assert _is_told(started, reply)
                    seen[question] = "broken off"
                else:
                    seen[question] = check(question, reply)

        ask()
    return Counter(seen.values())


def _is_told(started: Service, request: str) -> bool:
    """Wait for the line of the log that says why an answer was broken off."""
    latest = monotonic() + LONG
    while monotonic() < latest:
        lines = [line for line in started.log().splitlines() if request in line]
        if any("result broken off" in line for line in lines):
            return True
    return False


def _settled(started: Service) -> set[int]:
    """The processes that stay: all but the workers; wait until no dead one is left among them."""
    latest = monotonic() + LONG
    while any(state(pid) == "Z" for pid in family(started.process.pid)):
        assert monotonic() < latest
    return set(children(started.process.pid))


def _all_workers_work(started: Service) -> None:
    """As many queries as there are workers run to their deadline: none finds its place lost."""
    question = Question(ENDLESS, "GET", SOLUTIONS[0], TRIPLES[0])
    with ThreadPoolExecutor(WORKERS) as threads, ExitStack() as stack:
        clients = [stack.enter_context(closing(Client(started.address))) for _ in range(WORKERS)]
        for reply in threads.map(Client.ask, clients, [question] * WORKERS):
            assert not isinstance(reply, str)
            assert reply.status == 504
