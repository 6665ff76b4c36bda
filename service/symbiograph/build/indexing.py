"""The indexes of a release, made of its published graphs, which are read once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from symbiograph.alignment import build_alignment, gathered
from symbiograph.cycles import cycles_left_alone
from symbiograph.search import BuiltIndex, Part, index_concepts
from symbiograph.search.concepts import gather


class Indexes(NamedTuple):
    """The label index, and the files by which texts are aligned, by their names."""

    labels: BuiltIndex
    alignment: Mapping[str, bytes]


@cycles_left_alone()
def build_indexes(parts: Iterable[Part]) -> Indexes:
    """Return the indexes of what ``parts`` state."""
    kept: list[Part] = []
    concepts = gather(_keeping(parts, kept))
    return Indexes(index_concepts(concepts), build_alignment(gathered(kept, concepts)))


def _keeping(parts: Iterable[Part], kept: list[Part]) -> Iterator[Part]:
    for part in parts:
        kept.append(part)
        yield part
