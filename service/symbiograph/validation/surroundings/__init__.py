"""What shapes look at when they judge some things: a small part of a graph, with the same verdict.

A judgement over a whole graph reads every triple of it. Here the shapes are read instead: their
paths, classes and SPARQL patterns say which triples they can come upon, beginning at the things to
judge. Those are fetched, and some more. Where it cannot be told for a shape, all of the graph is.
"""

from __future__ import annotations

from symbiograph.validation.surroundings.neighbourhood import Find
from symbiograph.validation.surroundings.survey import surroundings

__all__ = ["Find", "surroundings"]
