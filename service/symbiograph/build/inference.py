"""Inference: the rules of the ontology, run over the merged graph until nothing new follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat, Store, Triple

from symbiograph.engine.loading import load_labelled
from symbiograph.engine.syntax import syntax_error
from symbiograph.errors import UnreadableInput


def infer(
    triples: Iterable[Triple], rules: Mapping[str, str], more: bytes = b""
) -> frozenset[Triple]:
    """Return what follows from ``triples`` and ``more``, and is not among them.

    ``more`` is N-Triples without blank nodes. ``rules`` maps the name of each rule to one
    ``INSERT … WHERE …`` over the default graph. Raises :class:`UnreadableInput` with the name of a
    rule that is not SPARQL.
    """
    store = Store()
    load_labelled(store, [pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"", more])
    # Read back, because the store rewrites numbers: "1.50" comes out as "1.5".
    given = _lines(store)
    before = -1
    while before != len(store):
        before = len(store)
        for name, rule in sorted(rules.items()):
            try:
                store.update(rule)
            except SyntaxError as error:
                raise UnreadableInput(name, syntax_error(error).message) from error
    new = b"".join(_lines(store) - given)
    return frozenset(quad.triple for quad in pyoxigraph.parse(new, RdfFormat.N_TRIPLES))


def _lines(store: Store) -> set[bytes]:
    """Return the triples of the default graph as lines, which are made much faster than triples."""
    text = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
    return set(text.splitlines(keepends=True))
