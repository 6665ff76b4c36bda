"""How long reconciliation takes on a running service, and how often a match that is sure is right.

    python benchmarks/reconciliation.py http://127.0.0.1:8000 [PROCESS]

With the number of the service's first process, on the machine it runs on, the processor time that
its processes take stands beside the clock's, which other programs lengthen.

Rows are drawn from all over the skills of the current release of ESCO: a third each as its label,
as another of its labels, and with a slip. They are sent as OpenRefine sends them, 10 queries of a
type in a form, one batch after the other over one connection. The concept a row was made from is
the right one. A match is sure where the service says so, and a client takes it without a look.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

ROWS, BATCH = 1_000, 10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WAYS = ("its label", "another label", "a slip")


class Row(NamedTuple):
    """A cell of the table, how it was made, and the IRI of the concept it was made from."""

    text: str
    way: str
    right: str


class Client:
    """One connection to the service."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc)

    def ask(self, path: str, form: dict[str, str] | None = None, **parameters: object) -> Any:
        """Return the answer to a GET, or with a form to a POST."""
        address = f"{path}?{urlencode(parameters)}" if parameters else path
        body = urlencode(form) if form else None
        self._connection.request("POST" if form else "GET", address, body, FORM if form else {})
        response = self._connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {text.decode()[:300]}")
        return json.loads(text)

    def match(self, queries: dict[str, Any]) -> dict[str, list[Any]]:
        """Return the candidates for a batch."""
        found = self.ask("/reconcile/esco-skills", {"queries": json.dumps(queries)})
        return {name: one["result"] for name, one in found.items()}


def drawn(client: Client) -> list[Row]:
    """Return the rows, the same for the same release."""
    concepts = []
    for page in range(0, 130, 6):
        found = client.ask("/esco/api/search", type="skill", limit=100, offset=page, full="true")
        concepts += found["_embedded"]["results"]
    draw = random.Random(0)  # noqa: S311 - no secret
    rows = []
    for number, concept in enumerate(draw.sample(concepts, k=ROWS)):
        label = concept["preferredLabel"]["en"]
        others = concept.get("alternativeLabel", {}).get("en", [])
        way = WAYS[number % len(WAYS)]
        if way == "another label" and others:
            text = draw.choice(others)
        elif way == "a slip" and len(label) > 5:
            place = draw.randrange(1, len(label) - 1)
            text = label[:place] + label[place + 1 :]
        else:
            way, text = WAYS[0], label
        rows.append(Row(text, way, concept["uri"]))
    return rows


def queries(rows: list[Row], **more: object) -> dict[str, Any]:
    """Return a batch as OpenRefine writes it."""
    of_type = {"type": "esco-skill", "type_strict": "should", **more}
    return {f"q{number}": {"query": row.text, **of_type} for number, row in enumerate(rows)}


def processor(first: int) -> float:
    """Return the seconds of processor time that a process and those it started have taken."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        if int(fields[1]) == first or stat.parent.name == str(first):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def timed(name: str, runs: list[Callable[[], Any]], service: int) -> list[Any]:
    """Print how long calls take; return their answers."""
    times, answers = [], []
    taken = processor(service)
    for run in runs:
        before = time.perf_counter()
        answers.append(run())
        times.append((time.perf_counter() - before) * 1000)
    taken = (processor(service) - taken) / len(runs) * 1000
    cuts = statistics.quantiles(times, n=20)
    print(
        f"{name:30} median {cuts[9]:6.1f}   95th percentile {cuts[18]:6.1f}   "
        f"sum {sum(times) / 1000:6.2f} s   processor {taken:6.1f} each"
    )
    return answers


def judged(rows: list[Row], found: list[list[Any]]) -> None:
    """Print how often the first and the sure candidates are right."""
    for way in WAYS:
        of_way = [(row, one) for row, one in zip(rows, found, strict=True) if row.way == way]
        first = sum(bool(one) and one[0]["id"] == row.right for row, one in of_way)
        sure = [(row, c) for row, one in of_way for c in one if c["match"]]
        right = sum(candidate["id"] == row.right for row, candidate in sure)
        print(
            f"{way:30} rows {len(of_way):5}   right one first {first / len(of_way):6.1%}   "
            f"sure {len(sure):5}   of them right {right / max(len(sure), 1):6.1%}"
        )


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("process", type=int, nargs="?", default=0)
    given = parser.parse_args()
    client = Client(given.address)
    rows = drawn(client)
    batches = [rows[start : start + BATCH] for start in range(0, ROWS, BATCH)]
    # What is read once for each process.
    for _ in range(8):
        client.match(queries(batches[0]))

    def by(write: Callable[[list[Row]], dict[str, Any]]) -> list[Callable[[], Any]]:
        return [lambda batch=batch: client.match(write(batch)) for batch in batches]

    found = timed(f"{ROWS} rows, {BATCH} a batch", by(queries), given.process)
    judged(rows, [candidates for batch in found for candidates in batch.values()])
    knowing = {"properties": [{"pid": "kind", "v": "skill"}]}
    timed("with a property", by(lambda batch: queries(batch, **knowing))[:30], given.process)
    as_iris = by(lambda batch: queries([Row(row.right, "", row.right) for row in batch]))
    timed("by IRI", as_iris[:30], given.process)
    prefixes = [row.text[:9] for row in rows[:100]]
    path = "/reconcile/esco-skills"
    suggest = [
        lambda text=text: client.ask(f"{path}/suggest/entity", prefix=text) for text in prefixes
    ]
    timed("suggest an entity", suggest, given.process)
    columns = [{"id": name} for name in ("kind", "description", "broader", "essential-for")]
    wanted = [
        json.dumps({"ids": [row.right for row in batch], "properties": columns})
        for batch in batches
    ]
    extend = [lambda text=text: client.ask(path, {"extend": text}) for text in wanted]
    timed("extend 10 rows by 4 columns", extend, given.process)


if __name__ == "__main__":
    main()
