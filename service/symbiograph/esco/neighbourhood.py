"""What an ESCO graph says about a few of its concepts, without reading the rest of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from symbiograph.esco import model

_HIERARCHY: Final = frozenset(
    {
        model.BROADER,
        model.BROADER_TRANSITIVE,
        model.NARROWER,
        model.HAS_TOP_CONCEPT,
        model.TOP_CONCEPT_OF,
    }
)
_UPWARDS: Final = frozenset({model.BROADER, model.BROADER_TRANSITIVE})


def about(document: bytes, iri: str) -> Iterator[bytes]:
    """Yield the lines of which ``iri`` is the subject; ``document`` is sorted by subjects."""
    wanted = iri.encode()
    low, high = 0, len(document)
    while low < high:
        middle = document.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = document.index(b"\n", middle) + 1
        if _subject(document, middle) < wanted:
            low = end
        else:
            high = middle
    while low < len(document) and _subject(document, low) == wanted:
        end = document.index(b"\n", low) + 1
        yield document[low:end]
        low = end


def held_of(document: bytes, lines: Iterable[bytes]) -> int:
    """Return how many of some lines, given without their ends, are in ``document``."""
    by_subject: dict[bytes, set[bytes]] = defaultdict(set)
    for line in lines:
        by_subject[line.partition(b" ")[0]].add(line + b"\n")
    return sum(
        len(wanted.intersection(about(document, subject[1:-1].decode())))
        for subject, wanted in by_subject.items()
        if subject.startswith(b"<")
    )


def neighbourhood(document: bytes, iris: Iterable[str]) -> bytes:
    """Return the hierarchy among these concepts and all above them, as N-Triples."""
    found: list[tuple[bytes, str]] = []
    reached = set(iris)
    todo = list(reached)
    while todo:
        for line in about(document, todo.pop()):
            _, predicate, value = line.decode().split(" ", 2)
            other = value[1:-4]
            if predicate[1:-1] in _HIERARCHY:
                found.append((line, other))
                if predicate[1:-1] in _UPWARDS and other not in reached:
                    reached.add(other)
                    todo.append(other)
    return b"".join(sorted(line for line, other in found if other in reached))


def _subject(document: bytes, start: int) -> bytes:
    return document[start + 1 : document.index(b"> ", start)]
