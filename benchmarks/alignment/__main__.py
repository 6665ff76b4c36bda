"""How well texts are aligned: ``python benchmarks/alignment [--keep FOLDER] [SET …]``.

Prints, for each set of questions, how well the candidates are ranked and how long a question takes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import cases
import indexes
from measures import DEPTH, FIRST, r_precision, recall, reciprocal_rank

from symbiograph.alignment import Suggestions, aligner

SETS: dict[str, Callable[[], cases.Cases]] = {
    "tech": lambda: cases.decorte("tech", indexes.iris()),
    "house": lambda: cases.decorte("house", indexes.iris()),
    "skillskape-dev": lambda: cases.skillskape("dev", indexes.iris()),
    "skills-esco": lambda: cases.curated("skills-esco", "esco-skills"),
    "profiles-esco": lambda: cases.curated("profiles-esco", "esco-occupations"),
    "german-skills": cases.german,
    "slovenian-occupations": cases.slovenian,
}


_TIMED = 200


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[], metavar="SET")
    parser.add_argument("--keep", type=Path, help="folder of the indexes, made where they lack")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.keep or Path(folder)
        asked = [SETS[name]() for name in arguments.sets or SETS]
        answers = [_answers(one, place) for one in asked]
    print("| questions | number | MRR | RP@1 | RP@5 | RP@10 | recall@100 | ms |")
    print("| --- " + "| ---: " * 7 + "|")
    for one, (found, milliseconds) in zip(asked, answers, strict=True):
        _print_ranking(one, found, milliseconds)


def _answers(asked: cases.Cases, place: Path) -> tuple[list[Suggestions], float]:
    """Return the answers, and the milliseconds of processor time that one took."""
    aligned = aligner(indexes.index(asked.index, place), asked.target)
    found = [aligned.suggest(case.asked, DEPTH) for case in asked.cases]
    # Once more, for as many candidates as people look at; what words mean is known by then.
    started = time.process_time()
    for case in asked.cases[:_TIMED]:
        aligned.suggest(case.asked)
    return found, (time.process_time() - started) / len(asked.cases[:_TIMED]) * 1000


def _print_ranking(asked: cases.Cases, answers: list[Suggestions], milliseconds: float) -> None:
    ranked = [
        ([candidate.iri for candidate in found.candidates], case.right)
        for case, found in zip(asked.cases, answers, strict=True)
        if case.right
    ]
    figures = [fmean(reciprocal_rank(found, right) for found, right in ranked)]
    figures += [fmean(r_precision(f, right, first) for f, right in ranked) for first in FIRST]
    figures.append(fmean(recall(found, right) for found, right in ranked))
    shown = " | ".join(f"{figure:.3f}" for figure in figures)
    print(f"| {asked.name} | {len(ranked)} | {shown} | {milliseconds:.1f} |")


main()
