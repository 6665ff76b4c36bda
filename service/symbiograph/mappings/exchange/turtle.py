"""Turtle for others: the engine's, with its prefixes in one order."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from pyoxigraph import RdfFormat, Triple, serialize


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Return ``triples`` as Turtle, in their order, after all of ``prefixes`` in theirs."""
    output = io.BytesIO()
    serialize(triples, output, RdfFormat.TURTLE, prefixes=dict(prefixes))
    lines = output.getvalue().decode().split("\n")
    declared = sum(line.startswith("@prefix ") for line in lines)
    return "\n".join((*sorted(lines[:declared]), *lines[declared:]))
