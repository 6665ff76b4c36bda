"""Limits on what one query may take, met on the wire: told to its client, unnoticed by the rest."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pyoxigraph
import pytest
import requests

from pooled import LONG, has_ended
from processes import family, processor_time, state
from server import Reply, Service, send, service

NUMBERS = 400
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:number> ?n }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
# Rows for a long time, of which the first come at once.
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = f"""SELECT (GROUP_CONCAT(?text) AS ?x) {{
  VALUES ?text {{ "{"x" * 10_000}" }} ?a ?b ?c . ?d ?e ?f
}}"""
KILLERS = {
    "mixed order": "SELECT ?x {{ VALUES ?x {{ {} }} }} ORDER BY ?x".format(
        " ".join(f'{(i * 7919) % 400} "{(i * 104729) % 400} kg"' for i in range(400))
    ),
    "parentheses": f"SELECT * {{ FILTER({'(' * 10_000}1{')' * 10_000}) }}",
    "groups": f"SELECT * {'{' * 10_000}{'}' * 10_000}",
    "nested unions": f"SELECT * {'{ {?a ?b ?c} UNION ' * 10_000}{{}}{'}' * 10_000}",
    "unions": f"SELECT * {{ {{}} {'UNION {} ' * 20_000} }}",
    "binds": "SELECT * { " + "".join(f"BIND(1 AS ?x{i})" for i in range(10_000)) + " }",
    "sums": f"SELECT (1{'+1' * 50_000} AS ?x) {{}}",
    "collections": f"SELECT * {{ ?a ?b {'(' * 98}1{')' * 98} }}",
    "strings that double": "SELECT * {{ BIND('x' AS ?x0) {} }}".format(
        " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(60))
    ),
    "memory": BOMB,
    "time": ENDLESS,
}


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("limits") / "numbers.nt"
    path.write_text("".join(f"<urn:s{i}> <urn:number> <urn:n{i}> .\n" for i in range(NUMBERS)))
    return path


@pytest.fixture(scope="module")
def limited(numbers: Path) -> Iterator[Service]:
    """A service that ends a query after a second."""
    arguments = ("--empty", f"--load={numbers}=urn:g")
    with service(*arguments, QUERY_TIMEOUT="1", QUERY_MEMORY="64", WORKERS="1") as started:
        yield started


@pytest.fixture(scope="module")
def paged(numbers: Path) -> Iterator[Service]:
    """A service that gives 150 rows at a time."""
    with service("--empty", f"--load={numbers}=urn:g", ROW_LIMIT="150") as started:
        yield started


def _path(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def _ask(address: str, query: str, **headers: str) -> Reply:
    """Send a query in a form, because some are longer than an address may be."""
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    body = urlencode({"query": query}).encode()
    return send(address, "/sparql", method="POST", headers=form, body=body)


def _is_well(address: str) -> bool:
    reply = _ask(address, COUNT)
    found = json.loads(reply.body)["results"]["bindings"][0]["n"]["value"]
    return reply.status == 200 and int(found) == NUMBERS


def _busy(started: Service) -> list[int]:
    """Return the processes of the service, of any generation, that are at work on the processor."""
    return [pid for pid in family(started.process.pid) if state(pid) == "R"]


def _times(started: Service) -> dict[int, int]:
    """Return the processor time that each process of the service has used."""
    return {pid: processor_time(pid) for pid in family(started.process.pid)}


def _evaluates(started: Service, before: Mapping[int, int]) -> bool:
    """Tell whether a process has used so much more time that it can only be the query's."""
    now = _times(started)
    return any(used > before.get(pid, 0) + 20 for pid, used in now.items())


def _comes_to_rest(started: Service) -> bool:
    latest = monotonic() + LONG
    while monotonic() < latest:
        if not _busy(started):
            return True
    return False


def test_a_runaway_query_is_ended_and_told_so(limited: Service) -> None:
    address = limited.address
    reply = send(address, _path(ENDLESS))
    assert reply.status == 504
    assert reply.media_type == "application/problem+json"
    problem = json.loads(reply.body)
    assert problem["type"].endswith("/problem/deadline-exceeded")
    assert (problem["limit"], problem["seconds"]) == ("time", 1.0)
    assert "LIMIT" in problem["detail"]
    assert _comes_to_rest(limited)
    assert _is_well(address)


def test_a_person_sees_the_limit_beside_the_query(limited: Service) -> None:
    reply = _ask(limited.address, ENDLESS, Accept="text/html")
    assert reply.status == 504
    assert "The query took too long" in reply.text
    assert "?m ?n1 ?o" in reply.text


def test_a_query_that_needs_too_much_memory_is_told_so(limited: Service) -> None:
    reply = _ask(limited.address, BOMB)
    assert reply.status == 503, reply.text
    problem = json.loads(reply.body)
    assert (problem["limit"], problem["megabytes"]) == ("memory", 64)
    assert _is_well(limited.address)


@pytest.mark.parametrize(
    "name", ["parentheses", "groups", "nested unions", "unions", "binds", "sums"]
)
def test_what_would_overflow_the_stack_is_refused(limited: Service, name: str) -> None:
    reply = _ask(limited.address, KILLERS[name])
    assert reply.status == 400
    assert json.loads(reply.body)["type"].endswith("/problem/query-too-complex")


def test_a_query_as_deep_as_allowed_is_answered(limited: Service) -> None:
    assert _ask(limited.address, f"ASK {{ FILTER({'(' * 98}true{')' * 98}) }}").status == 200
    assert _ask(limited.address, f"ASK {{ FILTER({'(' * 99}true{')' * 99}) }}").status == 400


def test_brackets_in_strings_and_comments_do_not_count(limited: Service) -> None:
    text = f"ASK {{ FILTER('{'(' * 500}' != '') }} # {'{' * 500}"
    assert _ask(limited.address, text).status == 200


def test_a_query_may_be_long_but_not_too_long(paged: Service) -> None:
    values = " ".join(f"<urn:n{i}>" for i in range(20_000))
    text = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?n {{ {values} }} ?s <urn:number> ?n }}"
    assert _ask(paged.address, text).status == 200
    assert _ask(paged.address, text + " " * 400_000).status == 400


@pytest.mark.parametrize("name", KILLERS)
def test_killers_do_not_reach_a_bystander(limited: Service, name: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        killers = [threads.submit(_ask, limited.address, KILLERS[name]) for _ in range(3)]
        for _ in range(10):
            assert _is_well(limited.address)
        for killer in killers:
            assert killer.result(LONG).status in (200, 400, 503, 504)


def test_no_query_reaches_another_host(limited: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as host:
        place = f"<http://127.0.0.1:{host.getsockname()[1]}/>"
        for text, status in (
            (f"SELECT * {{ SERVICE {place} {{ ?s ?p ?o }} }}", 400),
            (f"SELECT * {{ SERVICE SILENT {place} {{ ?s ?p ?o }} }}", 400),
            (f"SELECT * {{ VALUES ?h {{ {place} }} SERVICE ?h {{ ?s ?p ?o }} }}", 400),
            (f"LOAD {place}", 400),
            (f"SELECT * FROM {place} {{ ?s ?p ?o }}", 200),
            (f"SELECT * FROM NAMED {place} {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
            (f"DESCRIBE {place}", 200),
        ):
            assert _ask(limited.address, text).status == status, text
        host.setblocking(False)
        with pytest.raises(BlockingIOError):
            host.accept()


def test_a_client_that_leaves_frees_the_processor(numbers: Path) -> None:
    with service("--empty", f"--load={numbers}=urn:g", QUERY_WORKERS="1", WORKERS="1") as started:
        place = urlsplit(started.address)
        before = _times(started)
        with socket.create_connection((place.hostname, place.port), LONG) as client:
            client.sendall(f"GET {_path(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            while not _evaluates(started, before):
                pass
        # There is one worker only: an answer within the 30 seconds means that it was freed.
        assert _is_well(started.address)
        assert _comes_to_rest(started)


# A result that breaks off


def test_a_result_that_breaks_off_is_noticed_by_the_standard_client(limited: Service) -> None:
    with closing(HTTPConnection(urlsplit(limited.address).netloc, timeout=LONG)) as connection:
        connection.request("GET", _path(ROWS), headers={"Accept": "text/csv"})
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(IncompleteRead):
            _read(response)
    assert _is_well(limited.address)
    assert _is_logged(limited, "result broken off: deadline")


def _is_logged(started: Service, text: str) -> bool:
    """Wait for a line of the log, which may come after the client has noticed."""
    latest = monotonic() + LONG
    while monotonic() < latest:
        if text in started.log():
            return True
    return False


def _read(response: HTTPResponse) -> None:
    while response.read(1 << 20):
        pass


def test_a_result_that_breaks_off_is_noticed_by_requests(limited: Service) -> None:
    with (
        requests.get(limited.address + _path(ROWS), stream=True, timeout=LONG) as response,
        pytest.raises(requests.exceptions.ChunkedEncodingError),
    ):
        for _ in response.iter_content(1 << 20):
            pass


@pytest.mark.parametrize("version", ["--http1.1", "--http1.0"])
def test_a_result_that_breaks_off_is_noticed_by_curl(limited: Service, version: str) -> None:
    command = ["curl", "--silent", version, "--output", os.devnull, limited.address + _path(ROWS)]
    # 18: part of a file only; 56: failure in receiving.
    assert subprocess.run(command, check=False, timeout=LONG).returncode in (18, 56)


def test_a_byte_limit_is_told_or_breaks_off(numbers: Path) -> None:
    with service("--empty", f"--load={numbers}=urn:g", BYTE_LIMIT="100000") as started:
        address = started.address
        assert _is_well(address)
        rows = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(address + _path(rows), timeout=LONG)
        assert _is_logged(started, "result broken off: bytes")


# A limit on rows


def test_every_row_is_reached_page_by_page(paged: Service) -> None:
    path = _path("SELECT ?s { ?s <urn:number> ?n } ORDER BY ?s")
    seen, sizes = [], []
    while path:
        reply = send(paged.address, path)
        rows = json.loads(reply.body)["results"]["bindings"]
        sizes.append(len(rows))
        seen += [row["s"]["value"] for row in rows]
        link = reply.headers.get("Link", "")
        assert reply.headers["X-SPARQL-MaxRows"] == ("150" if link else None)
        path = "/sparql" + link[1:].partition(">")[0] if link else ""
        assert link.endswith('rel="next"') or not link
    assert sizes == [150, 150, 100]
    assert seen == sorted(f"urn:s{i}" for i in range(NUMBERS))


def test_rows_left_out_are_told_where_the_format_has_room(paged: Service) -> None:
    select, construct = "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"
    head = json.loads(_ask(paged.address, select).body)["head"]
    assert head == {"link": ["/sparql"], "vars": ["o", "p", "s"]}
    following = "?" + urlencode({"query": select, "offset": 150})
    reply = send(paged.address, _path(select), headers={"Accept": "application/xml"})
    link = ElementTree.fromstring(reply.text).find(".//{*}head/{*}link")  # noqa: S314 - our own
    assert link is not None
    assert link.get("href") == following
    reply = send(paged.address, _path(construct), headers={"Accept": "text/turtle"})
    assert "offset=150>" in reply.text.splitlines()[0]
    assert len(list(pyoxigraph.parse(reply.body, pyoxigraph.RdfFormat.TURTLE))) == 150


def test_a_result_within_the_limit_has_no_note(paged: Service) -> None:
    reply = send(paged.address, _path("SELECT ?s { ?s ?p ?o } LIMIT 150"))
    assert "Link" not in reply.headers
    assert json.loads(reply.body)["head"] == {"vars": ["s"]}


def test_an_offset_that_is_no_number_is_refused(paged: Service) -> None:
    for offset in ("-1", "x", "٣", "9" * 20):
        path = "/sparql?" + urlencode({"query": COUNT, "offset": offset})
        assert send(paged.address, path).status == 400


def test_the_service_description_tells_the_limits(paged: Service) -> None:
    reply = send(paged.address, "/sparql", headers={"Accept": "text/turtle"})
    assert "at most 150 rows or triples" in reply.text
    assert "ended after 30 seconds" in reply.text


# The end of the service


def test_a_request_ends_before_the_service_does(numbers: Path) -> None:
    arguments = ("--empty", f"--load={numbers}=urn:g")
    with service(*arguments, QUERY_TIMEOUT="3", WORKERS="1") as started:
        assert _is_well(started.address)
        before = _times(started)
        with ThreadPoolExecutor() as threads:
            late = threads.submit(_ask, started.address, ENDLESS)
            while not _evaluates(started, before):
                pass
            started.process.send_signal(signal.SIGTERM)
            assert late.result(LONG).status == 504
        assert started.process.wait(LONG) == 0


def test_a_service_that_is_killed_leaves_no_process_behind(numbers: Path) -> None:
    with service("--empty", f"--load={numbers}=urn:g", WORKERS="1") as started:
        assert _is_well(started.address)
        pids = family(started.process.pid)
        assert len(pids) >= 4
        started.process.kill()
        assert all(has_ended(pid) for pid in pids[1:])


def test_web_processes_can_be_replaced_under_load(numbers: Path) -> None:
    with service("--empty", f"--load={numbers}=urn:g") as started, ThreadPoolExecutor() as threads:
        clients = [threads.submit(_keep_asking, started.address) for _ in range(4)]
        for _ in range(2):
            started.process.send_signal(signal.SIGHUP)
            assert _is_well(started.address)
        assert [client.result(LONG) for client in clients] == [True] * 4


def _keep_asking(address: str) -> bool:
    return all(_is_well(address) for _ in range(50))
