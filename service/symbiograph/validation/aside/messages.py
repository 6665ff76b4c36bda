"""What the two processes say to each other: a line of JSON each time, and how one has ended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any, Final, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find

# As Python ends a process in which an exception was not caught.
DEFECT: Final = 1
MEMORY: Final = 3


def send(stream: IO[bytes], message: object) -> None:
    """Write a message, and let it go at once."""
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Return the next message, ``None`` where the other process has ended."""
    line = stream.readline()
    return json.loads(line) if line.endswith(b"\n") else None


def question(
    subject: Node | None, predicate: NamedNode | None, value: Term | None
) -> list[str | None]:
    """Return a pattern of a triple as it is sent."""
    return [None if term is None else str(term) for term in (subject, predicate, value)]


def answer(find: Find, asked: list[str | None]) -> str:
    """Return the triples that ``find`` finds for a pattern, as N-Triples."""
    subject, predicate, value = (None if text is None else _term(text) for text in asked)
    found = find(cast(Node | None, subject), cast(NamedNode | None, predicate), value)
    return written(found)


def told_of(find: Find, terms: Iterable[str]) -> list[str]:
    """Return those of ``terms`` that ``find`` finds anything about."""
    return [text for text in terms if _is_known(find, _term(text))]


def _is_known(find: Find, term: Term) -> bool:
    begins = () if isinstance(term, Literal) else find(term, None, None)
    return any(True for _ in begins) or any(True for _ in find(None, None, term))


def written(triples: Iterable[Triple]) -> str:
    """Return triples as N-Triples, blank nodes by the names that they have."""
    return (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def read(lines: str) -> list[Triple]:
    """Return the triples in N-Triples."""
    return [quad.triple for quad in pyoxigraph.parse(lines, RdfFormat.N_TRIPLES, lenient=True)]


def _term(text: str) -> Term:
    (triple,) = read(f"<urn:s> <urn:p> {text} .")
    return cast(Term, triple.object)
