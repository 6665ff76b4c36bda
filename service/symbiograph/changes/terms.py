"""What a description is about, and how its triples are written in the stream.

A *description* is all triples of one graph with one subject; the stream has a version of it each
time it changes. Its triples are kept without the subject, as N-Triples: ``<predicate> object``.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, NamedNode, Quad

from symbiograph.writing.ledger import graph_of

_BLANK: Final = "_:"
# RDF 1.1, section 3.5: what stands for a blank node beyond the system that has it.
_GENERATED: Final = "/.well-known/genid/"


class Description(NamedTuple):
    """A graph, "" for the unnamed one, and a subject in it as N-Triples has it."""

    graph: str
    subject: str


def description_of(quad: Quad, scope: str) -> Description:
    """Return what ``quad`` belongs to; ``scope`` sets its blank nodes apart from those of others.

    A label means the same in all commits, and the same in all graphs of a release, but not in both.
    """
    return Description(graph_of(quad), _written(quad.subject, scope))


def statement_of(quad: Quad, scope: str) -> str:
    """Return ``quad`` without its graph and subject."""
    return f"{quad.predicate} {_written(quad.object, scope)}"


def _written(term: object, scope: str) -> str:
    return f"{_BLANK}{scope}{term.value}" if isinstance(term, BlankNode) else str(term)


class Generated:
    """The IRIs that stand for the blank nodes of a stream (skolemisation).

    ``root`` is the address of the service, ``stream`` the name of the stream. Blank nodes get IRIs
    because several descriptions may share one, and because a later version has to name it again.
    """

    def __init__(self, root: str, stream: str) -> None:
        self._prefix = f"{root.rstrip('/')}{_GENERATED}{stream}/"

    def named(self, term: str) -> str:
        """Return ``term``, written as N-Triples, by its IRI where it is a blank node."""
        if not term.startswith(_BLANK):
            return term
        return f"<{self._prefix}{quote(term[len(_BLANK) :], safe='')}>"

    def statement(self, statement: str) -> str:
        """Return a statement whose object has an IRI where it is a blank node."""
        predicate, _, value = statement.partition(" ")
        return f"{predicate} {self.named(value)}" if value.startswith(_BLANK) else statement

    def label(self, node: NamedNode) -> str | None:
        """Return the label of the blank node that ``node`` stands for, ``None`` for none."""
        if not node.value.startswith(self._prefix):
            return None
        return unquote(node.value[len(self._prefix) :])
