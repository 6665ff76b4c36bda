"""A process that may die: it answers queries on the graphs of the grammar, one a line, as JSON.

With ``keys`` as argument by way of the image, as the service does; without, by the engine alone.
"""

from __future__ import annotations

import json
import signal
import sys

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from sparql_grammar import GRAPHS
from symbiograph.engine.image import Image
from symbiograph.errors import SymbiographError
from term_order import Term

SECONDS = 5


def _store() -> Store:
    """The graphs, with the same names for blank nodes in every process."""
    names: dict[BlankNode, BlankNode] = {}

    def named(term: Term) -> Term:
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"b{len(names)}"))
        return term

    store = Store()
    for name, content in GRAPHS.items():
        for quad in parse(content, RdfFormat.TURTLE):
            triple = named(quad.subject), quad.predicate, named(quad.object)
            store.extend([Quad(*triple), Quad(*triple, NamedNode(f"urn:graph:{name}"))])
    return store


def _rows(image: Image, text: str, how: str) -> list[list[str]] | None:
    """The rows in an order of their own, or None for a query that the engine does not take."""
    try:
        found = image.query(text) if how == "keys" else image.store.query(text)
    except (SymbiographError, SyntaxError, RuntimeError):
        return None
    assert isinstance(found, QuerySolutions)
    return sorted([str(term) for term in row] for row in found)


if __name__ == "__main__":
    graphs = Image(_store(), "start")
    for line in sys.stdin:
        signal.alarm(SECONDS)
        print(json.dumps(_rows(graphs, json.loads(line), sys.argv[1])), flush=True)
