"""How long a search takes among labels in 20 languages, in this process.

    python benchmarks/search/latency.py --labels 1000000

The labels are made of ESCO's in nine languages, the same every time: where a language has too few,
the first half of one label and the second of another make a new one; languages beyond the nine are
those with their letters exchanged.
"""

from __future__ import annotations

import argparse
import random
import string
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from labels import ROOT, Named, english, part, read

from symbiograph.search import INDEX_FILE, LabelIndex, build_index
from symbiograph.search.folding import words

REAL = ("de", "es", "fr", "it", "pl", "pt", "ro", "sl")
LANGUAGES = 20
LABELS_PER_CONCEPT = 7


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    by_language = dict(made(arguments.labels // LANGUAGES))
    started = time.process_time()
    built = build_index([part(n, tag) for tag, n in by_language.items()])
    seconds = time.process_time() - started
    print(
        f"{built.labels:,} labels, {built.languages} languages: "
        f"{seconds:.0f} s to build, {len(built.content) / 1e6:.0f} MB"
    )
    rng = random.Random(5)  # noqa: S311 - not a secret
    chosen = [
        rng.choice(rng.choice(by_language[tag])[2])
        for tag in rng.choices([*by_language], k=arguments.queries)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / INDEX_FILE
        path.write_bytes(built.content)
        del built
        index = LabelIndex(path)
        print("| query | median ms | p95 ms | worst ms |\n| --- | ---: | ---: | ---: |")
        report(
            index, "prefix of 1 to 12 letters", [label[: rng.randint(1, 12)] for label in chosen]
        )
        report(index, "a word with a typing error", [erred(rng, label) for label in chosen])
        report(index, "whole label", chosen)
        index.close()


def report(index: LabelIndex, name: str, queries: list[str]) -> None:
    """Print a row: of three times each, the quickest, by processor time of this thread."""
    times = []
    for query in queries:
        taken = []
        for _ in range(3):
            started = time.thread_time()
            index.search(query, ["en"])
            taken.append(time.thread_time() - started)
        times.append(min(taken) * 1e3)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    print(f"| {name} | {times[len(times) // 2]:.1f} | {p95:.1f} | {times[-1]:.1f} |", flush=True)


def erred(rng: random.Random, label: str) -> str:
    """Return the longest word of ``label`` with two letters swapped."""
    word = max(words(label), key=len)
    place = rng.randrange(max(len(word) - 1, 1))
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


def made(number: int) -> Iterator[tuple[str, list[Named]]]:
    """Yield 20 languages, each with ``number`` labels."""
    real = {"en": english()}
    for tag in REAL:
        real[tag] = sorted(read(ROOT / "labels" / f"occupations_{tag}.csv"))
    tags = list(real)
    for place in range(LANGUAGES):
        source = real[tags[place % len(tags)]]
        tag = tags[place] if place < len(tags) else f"x-{place}"
        labels = [label for one in source for label in (one.preferred, *one.others)]
        yield tag, concepts_of(filled(labels, number, place), place, place >= len(tags))


def filled(labels: list[str], number: int, seed: int) -> list[str]:
    """Return ``number`` labels, made of halves of ``labels`` where those do not suffice."""
    rng = random.Random(seed)  # noqa: S311 - not a secret
    found = dict.fromkeys(rng.sample(labels, min(number, len(labels))))
    while len(found) < number:
        one, other = rng.choice(labels).split(), rng.choice(labels).split()
        found[" ".join([*one[: (len(one) + 1) // 2], *other[len(other) // 2 :]])] = None
    return list(found)


def concepts_of(labels: list[str], seed: int, exchanged: bool) -> list[Named]:
    """Return concepts that have ``labels``, seven each."""
    if exchanged:
        letters = list(string.ascii_lowercase)
        random.Random(seed).shuffle(letters)  # noqa: S311 - not a secret
        table = str.maketrans(string.ascii_lowercase, "".join(letters))
        labels = [label.lower().translate(table) for label in labels]
    groups = (labels[i : i + LABELS_PER_CONCEPT] for i in range(0, len(labels), LABELS_PER_CONCEPT))
    return [
        Named(f"http://data.europa.eu/esco/skill/{n}", group[0], tuple(group), "")
        for n, group in enumerate(groups)
    ]


if __name__ == "__main__":
    main()
