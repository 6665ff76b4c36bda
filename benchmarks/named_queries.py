"""How long each named query takes: asked first, and asked again.

    python benchmarks/named_queries.py [--data-dir DIR] [--rounds 9] [--accept TYPE]

Every query is asked with the example in its file, and with nothing but what it must be given, as
``GET /queries/…`` in this process. What is printed are medians in milliseconds: with nothing kept
from before, with everything kept, and the query alone in the engine; the slowest first. Where other
programs use the processors, ``--clock processor`` counts this one's time alone. Exit code 1 tells
that one took more than ``--first`` or ``--again`` milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE
from symbiograph.queries import Arguments, NamedQuery, catalogue
from symbiograph.results import table
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.queries.keeping import Shelf

CLOCKS = {"wall": time.perf_counter, "processor": time.thread_time}
ANSWERS = "symbiograph.answers"


class Timing(NamedTuple):
    """Medians of one query with one set of arguments, in milliseconds."""

    first: float
    again: float
    engine: float
    rows: int
    name: str
    arguments: str


def cases(query: NamedQuery) -> dict[str, Arguments]:
    """Return the arguments to ask with: the example, and the least."""
    least = {
        p.name: query.examples[p.name]
        for p in query.head.parameters
        if query.head.requires(p) or p.name in query.head.any_of[:1]
    }
    return {"example": query.examples, "least": least}


def median(clock_name: str, rounds: int, run: Callable[[], object]) -> float:
    """Return the median of what ``run`` takes, in milliseconds."""
    clock = CLOCKS[clock_name]
    taken = []
    for _ in range(rounds):
        start = clock()
        run()
        taken.append(clock() - start)
    return statistics.median(taken) * 1000


def timings(data_dir: Path, rounds: int, accept: str, clock: str) -> list[Timing]:
    """Return the timings of every case, the slowest first."""
    image = Release.current(data_dir).image()
    app = create_app(image, Settings())
    client = app.test_client()
    found = []
    for name, query in catalogue().items():
        for kind, arguments in cases(query).items():
            pairs = [(p, term.value) for p, terms in arguments.items() for term in terms]
            address = f"/queries/{name}?{urlencode(pairs)}"

            def ask(address: str = address) -> None:
                response = client.get(address, headers={"Accept": accept})
                assert response.status_code == 200, (address, response.text)

            def evaluate(text: str = query.bound(arguments)) -> int:
                return len(table(image.query(text, base_iri=BASE)).rows)

            # What is read once for each image is not the query's: the names of things.
            ask()
            app.extensions[ANSWERS] = Shelf(0)
            first = median(clock, rounds, ask)
            app.extensions[ANSWERS] = Shelf(32_000_000)
            ask()
            again = median(clock, rounds, ask)
            found.append(
                Timing(first, again, median(clock, rounds, evaluate), evaluate(), name, kind)
            )
    return sorted(found, reverse=True)


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Settings.from_environment().data_dir)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--accept", default="application/json", help="for example text/html")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--first", type=float, default=50.0, help="milliseconds allowed")
    parser.add_argument("--again", type=float, default=5.0, help="milliseconds allowed")
    given = parser.parse_args()
    found = timings(given.data_dir, given.rounds, given.accept, given.clock)
    print(f"{'first':>8} {'again':>8} {'engine':>8} {'rows':>6}  query")
    for one in found:
        slow = " <- too slow" if one.first > given.first or one.again > given.again else ""
        print(
            f"{one.first:8.1f} {one.again:8.2f} {one.engine:8.1f} {one.rows:6}"
            f"  {one.name} ({one.arguments}){slow}"
        )
    slow_first = sum(one.first > given.first for one in found)
    slow_again = sum(one.again > given.again for one in found)
    print(
        f"{len(found)} cases: {slow_first} over {given.first:g} ms when asked first, "
        f"{slow_again} over {given.again:g} ms when asked again."
    )
    return 1 if slow_first or slow_again else 0


if __name__ == "__main__":
    sys.exit(main())
