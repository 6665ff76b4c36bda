"""A keeper in a process of its own, a pool at its door, and clients that read what it answers."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from symbiograph.engine.pool import Completed, Door, Http, Job, Offer, Outcome, Pool, header_lines

PROCESS = Path(__file__).with_name("pool_process.py")
# How long to wait for what is sure to come.
LONG = 60.0
MB = 1 << 20

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:number> ?n }"
SOME = "SELECT ?s ?n { ?s <urn:number> ?n } ORDER BY ?n"
# About 220 MB as JSON, made in a second or two.
LARGE = "SELECT ?a ?b { ?s <urn:text> ?a . ?t <urn:text> ?b }"

JSON = Offer("json", header_lines([("Content-Type", "application/sparql-results+json")]))
TURTLE = Offer("ttl", header_lines([("Content-Type", "text/turtle")]))


def graph_file(folder: Path) -> Path:
    """Write a graph of 500 small triples, 330 texts of 1 KB, and two named graphs."""
    path = folder / "graph.nq"
    with path.open("w") as file:
        for i in range(500):
            file.write(f'<urn:s{i:03}> <urn:number> "{i}"^^<{INTEGER}> .\n')
        for i in range(330):
            file.write(f'<urn:t{i}> <urn:text> "{i:03} {"lorem ipsum " * 80}" .\n')
        for name in ("one", "two"):
            file.write(f"<urn:{name}> <urn:in> <urn:both> <urn:graph:{name}> .\n")
            file.write(f"<urn:shared> <urn:in> <urn:both> <urn:graph:{name}> .\n")
    return path


def job(text: str, seconds: float = LONG, **values: Any) -> Job:
    return Job(text, seconds, **{"solutions": JSON, "triples": TURTLE, "http": Http(), **values})


@dataclass
class Kept:
    process: subprocess.Popen[bytes]
    door: Door
    pool: Pool
    threads: ThreadPoolExecutor

    def start(self, task: Job, target: Any) -> Future[Outcome]:
        return self.threads.submit(self.pool.run, task, target)

    def ask(self, task: Job) -> tuple[Outcome, HTTPResponse, bytes]:
        """Run a job for a client that reads the whole response."""
        with connection() as (client, server):
            running = self.start(task, server)
            response = HTTPResponse(client, method=task.http.method if task.http else None)
            response.begin()
            body = response.read()
            return running.result(LONG), response, body

    def count(self, pool: Pool | None = None) -> int:
        """Return the answer to COUNT, which stands for all being well."""
        with connection() as (client, server):
            outcome = (pool or self.pool).run(job(COUNT), server)
            assert isinstance(outcome, Completed), outcome
            response = HTTPResponse(client)
            response.begin()
            return int(json.loads(response.read())["results"]["bindings"][0]["n"]["value"])

    def workers(self) -> list[int]:
        return children(self.process.pid)


@contextmanager
def keeping(graph: Path, size: int = 2, patience: float = LONG, **options: Any) -> Iterator[Kept]:
    """Start a keeper of ``graph`` with these options, and end it."""
    bell, inner = socket.socketpair()
    values = json.dumps({"uncapped": False, "spares": 1, **options})
    command = [sys.executable, str(PROCESS), "keep", str(inner.fileno()), str(graph), values]
    with inner:
        process = subprocess.Popen(command, pass_fds=[inner.fileno()])
    # The keeper ends once the bell is closed.
    with process, bell:
        pool = Pool(Door(bell, process.pid), size, patience)
        with closing(pool), ThreadPoolExecutor() as threads:
            yield Kept(process, Door(bell, process.pid), pool, threads)


@contextmanager
def connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A TCP connection: the client's end and the server's."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname(), LONG)
        server, _ = listener.accept()
    with client, server:
        yield client, server


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def has_ended(pid: int) -> bool:
    """Wait until the process is over, be it a child of ours or not."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], LONG)[0])
    finally:
        os.close(handle)
