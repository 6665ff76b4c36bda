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
from time import monotonic
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
_COMPARED: Final = {"point": 12, "light": 12, "heavy": 3}
_PATIENCE: Final = 300
# Who takes as many seconds for a query is asked by one client only, once for each.
_SLOW: Final = 1.0


@dataclass(frozen=True)
class Figures:
    """A round: processor milliseconds a request, requests a second, 99th percentile in ms.

    Of a slow server there is no percentile.
    """

    cpu: float
    rate: float
    p99: float | None


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
        print("| class | server | CPU ms/request | share | requests/s | share | p99 ms |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        for name in options.classes:
            texts = queries(name, _DIFFERENT, graph.occupations(options.triples))
            paths = Path(folder) / f"{name}.txt"
            paths.write_text("".join(urlencode({"query": text}) + "\n" for text in texts))
            clients, seconds = _CLIENTS[name], options.seconds
            slow = _compared(servers, texts[: _COMPARED[name]])
            quick = [server for server in servers if server.name not in slow]
            for server in quick:
                # Nobody's first requests count: caches and processes are cold.
                _measured(server, paths, clients, seconds)
            rounds = [
                slow | {s.name: _measured(s, paths, clients, seconds) for s in quick}
                for _ in range(options.rounds)
            ]
            _print(name, servers, rounds)
        print()
        print("| server | memory, MB |")
        print("| --- | ---: |")
        for server in servers:
            print(f"| {server.name} | {server.memory() / 1e6:.0f} |")


def _compared(servers: list[Server], texts: list[str]) -> dict[str, Figures]:
    """Fail where a server answers otherwise than the first; return the figures of slow ones."""
    slow = {}
    expected = None
    for server in servers:
        before, started = server.processor_seconds(), monotonic()
        rows = [_rows(server, text) for text in texts]
        seconds = (monotonic() - started) / len(texts)
        used = (server.processor_seconds() - before) / len(texts)
        expected = expected or rows
        assert rows == expected, f"{server.name} gives other results than {servers[0].name}"
        if seconds > _SLOW:
            slow[server.name] = Figures(1000 * used, 1 / seconds, None)
    return slow


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


def _print(name: str, servers: list[Server], rounds: list[dict[str, Figures]]) -> None:
    first = servers[0].name
    for server in servers:
        figures = [round_[server.name] for round_ in rounds]
        cpu = median(round_[first].cpu / round_[server.name].cpu for round_ in rounds)
        rate = median(round_[server.name].rate / round_[first].rate for round_ in rounds)
        late = [each.p99 for each in figures if each.p99 is not None]
        print(
            f"| {name} | {server.name} | {median(each.cpu for each in figures):.3f} | {cpu:.1%} "
            f"| {median(each.rate for each in figures):.2f} | {rate:.1%} "
            f"| {f'{median(late):.1f}' if late else 'one client'} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
