"""Compare servers side by side: equal answers first, then processor time and throughput.

``python benchmarks/run.py [--triples N] [--seconds N] [--rounds N] [SERVER…]`` prints a table. The
first server is what the others are compared with. Rounds alternate between the servers, so that
what else the machine does meets all of them; the ratios are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import graph
from load import start
from mix import CLASSES, queries
from servers import SERVERS, Server

_JSON: Final = "application/sparql-results+json"
_DIFFERENT: Final = 400
_CLIENTS: Final = {"point": 8, "light": 8, "heavy": 4}
_PATIENCE: Final = 120


@dataclass(frozen=True)
class Figures:
    """A round: processor milliseconds a request, requests a second, 99th percentile in ms."""

    cpu: float
    rate: float
    p99: float


def main() -> None:
    """Run the comparison and print its table as Markdown."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=700_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--classes", nargs="*", default=CLASSES, choices=CLASSES)
    parser.add_argument("servers", nargs="+", choices=SERVERS)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "graph.nt"
        graph.write(file, options.triples)
        servers = [stack.enter_context(SERVERS[name](file)) for name in options.servers]
        print("| class | server | CPU ms/request | share | requests/s | share | p99 ms | equal |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
        for name in options.classes:
            texts = queries(name, _DIFFERENT, graph.occupations(options.triples))
            paths = Path(folder) / f"{name}.txt"
            paths.write_text("".join(urlencode({"query": text}) + "\n" for text in texts))
            answering = _equal(servers, texts[:12])
            for server in answering:
                # Nobody's first requests count: caches and processes are cold.
                _measured(server, paths, _CLIENTS[name], options.seconds)
            rounds = [
                {s.name: _measured(s, paths, _CLIENTS[name], options.seconds) for s in answering}
                for _ in range(options.rounds)
            ]
            _print(name, servers, answering, rounds)
        print()
        print("| server | memory, MB |")
        print("| --- | ---: |")
        for server in servers:
            print(f"| {server.name} | {server.memory() / 1e6:.0f} |")


def _equal(servers: list[Server], texts: list[str]) -> list[Server]:
    """Return the servers that answer in time; fail where one answers otherwise than the first."""
    expected = [_rows(servers[0], text) for text in texts]
    found = [servers[0]]
    for server in servers[1:]:
        try:
            rows = [_rows(server, text) for text in texts]
        except OSError:
            continue
        assert rows == expected, f"{server.name} gives other results than {servers[0].name}"
        found.append(server)
    return found


def _rows(server: Server, text: str) -> Counter[str]:
    address = f"{server.endpoint}?{urlencode({'query': text})}"
    request = Request(address, headers={"Accept": _JSON})  # noqa: S310 - our own address
    with urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
        document = json.load(response)
    return Counter(_canonical(row) for row in document["results"]["bindings"])


def _canonical(row: dict[str, dict[str, Any]]) -> str:
    # SPARQL 1.0's name for literals with a datatype is still in use.
    terms = {
        name: {key: value for key, value in term.items() if key != "type"}
        for name, term in row.items()
    }
    return json.dumps(terms, sort_keys=True)


def _measured(server: Server, paths: Path, clients: int, seconds: int) -> Figures:
    before = server.processor_seconds()
    load = start(server.endpoint, paths, clients, seconds, _PATIENCE).figures()
    used = server.processor_seconds() - before
    return Figures(1000 * used / max(load.requests, 1), load.rate, load.p99)


def _print(
    name: str, servers: list[Server], answering: list[Server], rounds: list[dict[str, Figures]]
) -> None:
    first = servers[0].name
    for server in servers:
        if server not in answering:
            print(f"| {name} | {server.name} | - | - | - | - | more than {_PATIENCE} s | - |")
            continue
        figures = [round_[server.name] for round_ in rounds]
        cpu = median(round_[first].cpu / round_[server.name].cpu for round_ in rounds)
        rate = median(round_[server.name].rate / round_[first].rate for round_ in rounds)
        p99 = median(f.p99 for f in figures)
        print(
            f"| {name} | {server.name} | {median(f.cpu for f in figures):.3f} | {cpu:.0%} "
            f"| {median(f.rate for f in figures):.0f} | {rate:.0%} | {p99:.1f} | yes |",
            flush=True,
        )


if __name__ == "__main__":
    main()
