"""Runaway queries beside point queries: how late the former are ended, and how the latter fare.

``python benchmarks/deadline.py [--runaways N] [--at-once N] [--deadline SECONDS]`` asks point
queries with eight clients, first alone and then while runaway queries are sent, and prints a table.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final
from urllib.parse import urlencode, urlsplit

import graph
from load import Load, start
from mix import queries
from servers import symbiograph

_TRIPLES: Final = 700_000
_CLIENTS: Final = 8
# Neither ends within hours: one counts, the other looks for a first row.
_RUNAWAYS: Final = (
    "SELECT (COUNT(*) + {number} AS ?n) {{ ?a ?b ?c . ?d ?e ?f }}",
    "SELECT ?a ?d {{ ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) = -{number}) }}",
)


def main() -> None:
    """Run the comparison and print its table as Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runaways", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--deadline", type=float, default=1.0)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file, paths = Path(folder) / "graph.nt", Path(folder) / "point.txt"
        graph.write(file, _TRIPLES)
        points = queries("point", 400, graph.occupations(_TRIPLES))
        paths.write_text("".join(urlencode({"query": text}) + "\n" for text in points))
        seconds = round(options.runaways / options.at_once * options.deadline)
        with symbiograph(file, QUERY_TIMEOUT=str(options.deadline)) as server:
            start(server.endpoint, paths, _CLIENTS, 5).figures()
            alone = start(server.endpoint, paths, _CLIENTS, seconds).figures()
            beside = start(server.endpoint, paths, _CLIENTS, seconds)
            late = _lateness(server.endpoint, options.runaways, options.at_once, options.deadline)
            _print(late, alone, beside.figures())


def _lateness(endpoint: str, number: int, at_once: int, deadline: float) -> list[float]:
    """Return by how many seconds the answers came after the deadline, in rising order."""

    def one(i: int) -> float:
        text = _RUNAWAYS[i % len(_RUNAWAYS)].format(number=i + 1)
        started = monotonic()
        connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=60)
        connection.request("GET", f"/sparql?{urlencode({'query': text})}")
        status = connection.getresponse().status
        seconds = monotonic() - started
        connection.close()
        assert status == 504, status
        return seconds - deadline

    with ThreadPoolExecutor(at_once) as threads:
        return sorted(threads.map(one, range(number)))


def _print(late: list[float], alone: Load, beside: Load) -> None:
    print("| runaway queries | seconds after the deadline |")
    print("| --- | ---: |")
    for name, value in {
        "median": late[len(late) // 2],
        "99 of 100": late[len(late) * 99 // 100 - 1],
        "the latest": late[-1],
    }.items():
        print(f"| {name} | {value:.3f} |")
    print()
    print("| point queries | requests/s | p99 |")
    print("| --- | ---: | ---: |")
    print(f"| alone | {alone.rate:.0f} | {alone.p99:.1f} ms |")
    print(f"| beside runaways | {beside.rate:.0f} | {beside.p99:.1f} ms |")
    print(f"| ratio | {beside.rate / alone.rate:.2f} | {beside.p99 / alone.p99:.2f} |")


if __name__ == "__main__":
    main()
