"""Labels of ESCO as the benchmarks of label search take them, from the official CSV files."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from symbiograph.prefixes import PREFIXES
from symbiograph.search import Part
from symbiograph.search.folding import words

ROOT = Path(__file__).parents[3] / "shared" / "esco"
_PROPERTIES = {
    rank: NamedNode(PREFIXES["skos"] + name)
    for rank, name in (("preferred", "prefLabel"), ("alternative", "altLabel"))
}
_DESCRIPTION = NamedNode(PREFIXES["dcterms"] + "description")


class Named(NamedTuple):
    """A concept with its preferred label, its other labels, and its description."""

    iri: str
    preferred: str
    others: tuple[str, ...]
    description: str


def read(path: Path) -> Iterator[Named]:
    """Yield the concepts of a file; labels that differ in case or accents alone are one."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            preferred = " ".join(row["preferredLabel"].split())
            found = {" ".join(words(preferred)): preferred}
            for label in f"{row['altLabels']}\n{row.get('hiddenLabels') or ''}".split("\n"):
                found.setdefault(" ".join(words(label)), " ".join(label.split()))
            found.pop("", None)
            yield Named(row["conceptUri"], preferred, tuple(found.values())[1:], row["description"])


def english() -> list[Named]:
    """Return the skills and occupations of ESCO 1.1.1."""
    names = ("skills_en.csv", "occupations_en.csv")
    return sorted(one for name in names for one in read(ROOT / "1.1.1" / name))


def halves(concepts: Iterable[Named]) -> tuple[list[Named], list[Named]]:
    """Return the concepts in two halves, the same ones whatever else a release has."""
    found: tuple[list[Named], list[Named]] = ([], [])
    for concept in concepts:
        found[sha256(concept.iri.encode()).digest()[0] & 1].append(concept)
    return found


def sample(concepts: Iterable[Named], seed: int, number: int) -> list[tuple[str, str]]:
    """Return IRIs and alternative labels, drawn evenly from all; another seed, another sample."""
    pairs = [(concept.iri, label) for concept in concepts for label in concept.others]
    return random.Random(seed).sample(pairs, number)  # noqa: S311 - not a secret


def part(concepts: Iterable[Named], language: str) -> Part:
    """Return what states labels and descriptions of ``concepts``."""
    document = pyoxigraph.serialize(_triples(concepts, language), format=RdfFormat.N_TRIPLES)
    assert document is not None
    return Part(document, None)


def _triples(concepts: Iterable[Named], language: str) -> Iterator[Triple]:
    for concept in concepts:
        node = NamedNode(concept.iri)
        text = Literal(concept.preferred, language=language)
        yield Triple(node, _PROPERTIES["preferred"], text)
        for label in concept.others:
            yield Triple(node, _PROPERTIES["alternative"], Literal(label, language=language))
        if concept.description:
            yield Triple(node, _DESCRIPTION, Literal(concept.description, language=language))
