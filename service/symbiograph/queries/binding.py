"""Arguments put into a query: the content of a ``VALUES`` block replaced by other terms.

A block's place in the query decides where its variable is bound, so replacing its content changes
nothing else. The engine writes each term, and no term it writes ends the block it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.tokens import Kind, tokenize

Argument: TypeAlias = NamedNode | Literal


class Block(NamedTuple):
    """A ``VALUES`` block of one variable, by offsets: its keyword, the end of its brace."""

    variable: str
    start: int
    content: int
    end: int


# A named query is bound for each request that asks it, and reading its tokens takes milliseconds.
@lru_cache(maxsize=512)
def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks ``VALUES ?variable { … }`` of a query that the parser takes, in order."""
    tokens = list(tokenize(text))
    found = []
    for index, token in enumerate(tokens):
        if not token.is_word("VALUES") or tokens[index + 1].kind is not Kind.VARIABLE:
            continue
        opening = tokens[index + 2]
        closing = next(later for later in tokens[index + 3 :] if later.text == "}")
        variable = tokens[index + 1].text[1:]
        found.append(Block(variable, token.start, opening.start + 1, closing.start + 1))
    return tuple(found)


def bind(text: str, arguments: Mapping[str, Sequence[Argument] | None]) -> str:
    """Return ``text`` with the terms of ``arguments`` in the blocks of their variables.

    ``None`` drops the block, so that its variable is free; no terms leave it empty, so that it has
    no solution; a block that ``arguments`` does not name keeps its content.
    """
    parts, place = [], 0
    for block in blocks(text):
        if block.variable not in arguments:
            continue
        terms = arguments[block.variable]
        parts.append(text[place : block.start])
        if terms is not None:
            parts.append(" ".join([text[block.start : block.content], *map(str, terms), "}"]))
        place = block.end
    return "".join(parts) + text[place:]
