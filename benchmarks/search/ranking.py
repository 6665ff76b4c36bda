"""How often the right concept is among the first, for alternative labels that were held out.

    python benchmarks/search/ranking.py                 # the sample that is published
    python benchmarks/search/ranking.py --development   # the one to set figures on

    python benchmarks/search/ranking.py --embeddings FOLDER   # and by meaning; FOLDER keeps vectors

By meaning means by the vectors of all-MiniLM-L6-v2 without the layer that alignment uses, because
that has seen the labels. The samples are of different halves of the concepts, and both are left out
of the index in either run. For comparison the same queries go to plain full-text tables: one row
for each label, the words or trigrams of the query joined by OR, BM25.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from labels import Named, english, halves, part, sample

from symbiograph.alignment.embedding.cache import VectorCache
from symbiograph.alignment.embedding.encoder import encoder
from symbiograph.search import INDEX_FILE, LabelIndex, Meanings, build_index
from symbiograph.search.folding import words

PUBLISHED, DEVELOPMENT = 2027, 1
QUERIES = 300
FIRST = 5
NEAR = 20


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--embeddings", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    whole = english()
    one_half, other_half = halves(whole)
    published = sample(one_half, PUBLISHED, QUERIES)
    development = sample(other_half, DEVELOPMENT, QUERIES)
    held = {*published, *development}
    kept = [
        one._replace(others=tuple(x for x in one.others if (one.iri, x) not in held))
        for one in whole
    ]
    queries = development if arguments.development else published
    print("| search | first | in the first five |\n| --- | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / INDEX_FILE
        path.write_bytes(build_index([part(kept, "en")]).content)
        index = LabelIndex(path)
        row("label search", queries, lambda q: [h.iri for h in index.search(q, ["en"]).hits])
        if arguments.embeddings:
            meanings = Meanings("en", nearest(kept, arguments.embeddings))
            row(
                "label search, by meaning, too",
                queries,
                lambda q: [h.iri for h in index.search(q, ["en"], meanings=meanings).hits],
            )
        index.close()
    row("BM25, words", queries, plain(kept, "unicode61", words))
    row("BM25, trigrams", queries, plain(kept, "trigram", runs))


def nearest(kept: list[Named], folder: Path) -> Callable[[str], list[str]]:
    """Return what gives the concepts whose label or description is nearest to a text."""
    cache = VectorCache(folder)
    labels = cache.vectors([one.preferred for one in kept])
    described = cache.vectors([one.description or one.preferred for one in kept])

    def near(text: str) -> list[str]:
        (vector,) = encoder().encode([text])
        nearness = np.maximum(labels @ vector, described @ vector)
        return [kept[number].iri for number in np.argsort(-nearness)[:NEAR]]

    return near


def row(name: str, queries: list[tuple[str, str]], search: Callable[[str], list[str]]) -> None:
    """Print a row of the table."""
    found = [(iri, search(label)) for iri, label in queries]
    shares = (sum(iri in hits[:k] for iri, hits in found) / len(found) for k in (1, FIRST))
    print(f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |", flush=True)


def runs(text: str) -> list[str]:
    """Return the trigrams of the folded words of ``text``."""
    joined = " ".join(words(text))
    return [joined[i : i + 3] for i in range(len(joined) - 2)]


def plain(
    concepts: list[Named], tokenizer: str, terms_of: Callable[[str], list[str]]
) -> Callable[[str], list[str]]:
    """Return a search by BM25 in one full-text table of the labels."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='{tokenizer}')")
    iris = []
    for concept in concepts:
        for label in (concept.preferred, *concept.others):
            connection.execute("INSERT INTO t VALUES (?)", (" ".join(words(label)),))
            iris.append(concept.iri)

    def search(text: str) -> list[str]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms_of(text)))
        if not terms:
            return []
        rows = connection.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 100", (terms,)
        )
        return list(dict.fromkeys(iris[number - 1] for (number,) in rows))

    return search


if __name__ == "__main__":
    main()
