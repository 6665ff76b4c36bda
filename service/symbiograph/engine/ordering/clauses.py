"""Where a query orders, by what, and the SELECT clause and pattern that belong to it.

Brackets are counted and keywords recognised, nothing more: a text that is no SPARQL gives clauses
that mean nothing, so the caller lets the engine's parser judge the original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token, tokenize

_LOOK_AHEAD: Final = 10

_AFTER: Final = ("LIMIT", "OFFSET", "VALUES")


class Span(NamedTuple):
    """What stands from ``first`` up to, not including, ``last``: tokens, if not said otherwise."""

    first: int
    last: int


class Condition(NamedTuple):
    """One condition: all of it, the expression alone, and its direction."""

    whole: Span
    expression: Span
    descending: bool


@dataclass(frozen=True, slots=True)
class OrderClause:
    """The conditions of one ``ORDER BY``.

    ``select`` spans what stands between ``SELECT`` and its pattern; ``group`` is the pattern,
    braces included. Either is empty where the query has none.
    """

    conditions: tuple[Condition, ...]
    select: Span
    group: Span


@dataclass(slots=True)
class _Level:
    """What has been read between one pair of braces: ``modified`` tells that patterns are over."""

    opened: int
    select: int | None = None
    group: Span = field(default=Span(0, 0))
    modified: bool = False


def padded(text: str) -> list[Token]:
    """Return the tokens of ``text`` and some empty ones, so that looking ahead needs no checks.

    Raises :class:`QuerySyntaxError` as :func:`tokenize` does.
    """
    return [*tokenize(text), *[Token(Kind.PUNCTUATION, "", len(text))] * _LOOK_AHEAD]


def order_clauses(tokens: Sequence[Token]) -> Iterator[OrderClause]:
    """Yield each ``ORDER BY`` of the query, those of sub-queries included."""
    levels = [_Level(-1)]
    for index, token in enumerate(tokens):
        if token.text == "{":
            levels.append(_Level(index))
        elif token.text == "}" and len(levels) > 1:
            opened = levels.pop().opened
            if not levels[-1].modified:
                levels[-1].group = Span(opened, index + 1)
        elif token.kind is Kind.WORD:
            clause = _keyword(tokens, index, levels)
            if clause is not None:
                yield clause


def _keyword(tokens: Sequence[Token], index: int, levels: list[_Level]) -> OrderClause | None:
    """Keep in mind what the word at ``index`` begins; return it if that is ``ORDER BY``."""
    level = levels[-1]
    word = tokens[index].text.upper()
    if word == "SELECT":
        levels[-1] = _Level(level.opened, select=index + 1)
    elif word in ("GROUP", "HAVING"):
        level.modified = True
    elif word == "ORDER" and tokens[index + 1].is_word("BY"):
        level.modified = True
        select = Span(0, 0) if level.select is None else Span(level.select, level.group.first)
        return OrderClause(tuple(_conditions(tokens, index + 2)), select, level.group)
    return None


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the index after the bracket that closes the one at ``opening``.

    Where none does, it is that of the first token that follows the text.
    """
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].text in OPENING:
            depth += 1
        elif tokens[index].text in CLOSING:
            depth -= 1
            if depth == 0:
                return index + 1
    return len(tokens) - _LOOK_AHEAD


def _conditions(tokens: Sequence[Token], index: int) -> Iterator[Condition]:
    while True:
        token = tokens[index]
        first = index + token.is_word("ASC", "DESC")
        end = _expression_end(tokens, first)
        # What is no SPARQL must not become it: a direction has brackets after it.
        if end is None or (first > index and tokens[first].text != "("):
            return
        yield Condition(Span(index, end), Span(first, end), token.is_word("DESC"))
        index = end


def _expression_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the index after the variable, the brackets or the call that starts at ``index``."""
    if tokens[index].is_word(*_AFTER):
        return None
    if tokens[index].kind is Kind.VARIABLE:
        return index + 1
    if tokens[index].is_word("NOT"):
        index += 1
    if tokens[index].kind in (Kind.WORD, Kind.IRI, Kind.PREFIXED_NAME):
        index += 1
    return closing(tokens, index) if tokens[index].text in ("(", "{") else None
