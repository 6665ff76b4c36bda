"""How well texts are aligned.

    python benchmarks/alignment [--embeddings] [--keep FOLDER] [SET …]

Prints how well the candidates are ranked and how long a question takes, how often an exact match
comes first, how well it is said that nothing fits, how right the predicates are, and how far the
confidence can be relied on. With ``--embeddings`` texts are compared by meaning,
too, which needs the extra of that name.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import cases
import indexes
import tables
from measures import DEPTH

from symbiograph.alignment import Suggestions

SETS: dict[str, Callable[[], cases.Cases]] = {
    "tech": lambda: cases.decorte("tech", indexes.iris()),
    "house": lambda: cases.decorte("house", indexes.iris()),
    "tech-sentences": lambda: cases.sentences("tech", indexes.iris()),
    "house-sentences": lambda: cases.sentences("house", indexes.iris()),
    "skillskape-dev": lambda: cases.skillskape("dev", indexes.iris()),
    "skills-esco": lambda: cases.curated("skills-esco", "esco-skills"),
    "profiles-esco": lambda: cases.curated("profiles-esco", "esco-occupations"),
    "german-skills": cases.german,
    "slovenian-occupations": cases.slovenian,
}
# The questions that time is taken of, in each set.
_TIMED = 200


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[], metavar="SET")
    parser.add_argument("--keep", type=Path, help="folder of the indexes, made where they lack")
    parser.add_argument("--embeddings", action="store_true", help="compare by meaning, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.keep or Path(folder)
        asked = [SETS[name]() for name in arguments.sets or SETS]
        answers = [_answers(one, place, arguments.embeddings) for one in asked]
    said = [(one, found) for one, (found, _) in zip(asked, answers, strict=True)]
    print(
        f"{datetime.now(UTC).date()}, symbiograph {version('symbiograph')}, "
        f"numpy {version('numpy')}, Python {platform.python_version()}\n"
    )
    print("| questions | number | MRR | RP@1 | RP@5 | RP@10 | recall@100 | ms |")
    print("| --- " + "| ---: " * 7 + "|")
    for one, (found, milliseconds) in zip(asked, answers, strict=True):
        print(tables.ranking(one, found, milliseconds))
    ours = [tables.exact_first(one, found) for one, found in said if one.name.endswith("-esco")]
    if ours:
        first, number = map(sum, zip(*ours, strict=True))
        print(f"\nExact matches of ours: {first} of {number} come first, {first / number:.1%}.")
    print("\n| nothing fits | is so for | said | precision | recall |")
    print("| --- " + "| ---: " * 4 + "|")
    for row in (tables.nothing(*pair) for pair in said):
        if row:
            print(row)
    print(
        "\n| predicates | | are | said | precision | recall |\n| --- | --- " + "| ---: " * 4 + "|"
    )
    for pair in said:
        for row in tables.predicates(*pair):
            print(row)
    print(
        "\n| confidence | range | candidates | said | right |\n| --- | --- " + "| ---: " * 3 + "|"
    )
    for pair in said:
        for row in tables.reliability(*pair):
            print(row)


def _answers(asked: cases.Cases, place: Path, embeddings: bool) -> tuple[list[Suggestions], float]:
    """Return the answers, and the milliseconds of processor time that one took."""
    aligned = indexes.aligner(asked.index, asked.target, place, embeddings)
    aligned.suggest(asked.cases[-1].asked)
    started = time.process_time()
    found = [aligned.suggest(case.asked, DEPTH) for case in asked.cases]
    first = (time.process_time() - started) / len(found) * 1000
    if embeddings:
        # What was encoded is remembered: only the first time tells what it takes.
        return found, first
    # Once more, for as many candidates as people look at; what words mean is known by then.
    timed = asked.cases[:_TIMED]
    started = time.process_time()
    for case in timed:
        aligned.suggest(case.asked)
    return found, (time.process_time() - started) / len(timed) * 1000


main()
