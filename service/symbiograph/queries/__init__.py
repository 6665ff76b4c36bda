"""Named queries: ``.rq`` files with a head that says what they ask and what can be set."""

from __future__ import annotations

from symbiograph.queries.answer import Answer, Arguments, Naming, Part, ask
from symbiograph.queries.arguments import read_arguments
from symbiograph.queries.catalogue import NamedQuery, catalogue, find, read_query
from symbiograph.queries.head import Column, Head, Parameter

__all__ = [
    "Answer",
    "Arguments",
    "Column",
    "Head",
    "NamedQuery",
    "Naming",
    "Parameter",
    "Part",
    "ask",
    "catalogue",
    "find",
    "read_arguments",
    "read_query",
]
