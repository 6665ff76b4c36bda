"""Where a query says ``SERVICE``, of whom it asks what, and what stands before that.

This is read from tokens, which for some texts are not what the engine's parser sees; such texts do
not get far, because the parser judges every text that is made from what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from symbiograph.engine.ordering.clauses import Span, closing
from symbiograph.engine.tokens import Kind, Token

_TERMS: Final = (Kind.IRI, Kind.PREFIXED_NAME, Kind.VARIABLE)


class Clause(NamedTuple):
    """One ``SERVICE`` clause; spans are of tokens.

    ``endpoint`` is an IRI, a prefixed name or a variable, ``group`` the pattern in its braces.
    ``before`` spans the patterns whose solutions the clause's are joined with, in one group, and
    ``graph`` is the term after the ``GRAPH`` which that group stands in.
    """

    whole: Span
    silent: bool
    endpoint: Token
    group: Span
    before: Span
    graph: Token | None


class _Level(NamedTuple):
    """A brace that is open at the moment: where, and after which ``GRAPH``.

    What is ``correlated`` is evaluated for one solution of a pattern outside at a time.
    """

    opened: int
    graph: Token | None
    correlated: bool


def service_clauses(tokens: Sequence[Token]) -> Iterator[Clause]:
    """Yield the ``SERVICE`` clauses of a query in their order, none of those within another.

    ``tokens`` are :func:`~symbiograph.engine.ordering.clauses.padded`.
    """
    levels: list[_Level] = []
    partner: dict[int, int] = {}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.text == "{":
            levels.append(_level(tokens, index, levels[-1] if levels else None))
        elif token.text == "}" and levels:
            partner[index] = levels.pop().opened
        elif token.is_word("SERVICE") and levels:
            silent = tokens[index + 1].is_word("SILENT")
            endpoint = tokens[index + 1 + silent]
            opened = index + 2 + silent
            if endpoint.kind in _TERMS and tokens[opened].text == "{":
                end = closing(tokens, opened)
                before, level = _before(tokens, Span(index, end), levels, partner)
                group = Span(opened, end)
                yield Clause(Span(index, end), silent, endpoint, group, before, level.graph)
                partner[end - 1] = opened
                index = end
                continue
        index += 1


def _level(tokens: Sequence[Token], opened: int, outer: _Level | None) -> _Level:
    graph = outer.graph if outer else None
    if tokens[opened - 2].is_word("GRAPH"):
        graph = tokens[opened - 1]
    within = outer is not None and outer.correlated
    return _Level(opened, graph, within or tokens[opened - 1].is_word("EXISTS", "LATERAL"))


def _before(
    tokens: Sequence[Token], whole: Span, levels: Sequence[_Level], partner: dict[int, int]
) -> tuple[Span, _Level]:
    """Return what stands before the clause in its group, or around that if it is alone there.

    Alone in ``OPTIONAL {…}``, in a group or in a branch of a ``UNION``, the clause's solutions are
    joined with those of the patterns before that. In ``EXISTS`` variables of the outer pattern have
    values already, so that what stands before the clause does not tell all that it is joined with.
    """
    level = levels[-1]
    if level.correlated:
        return Span(whole.first, whole.first), level
    end = whole.last + (tokens[whole.last].text == ".")
    alone = whole.first == level.opened + 1 and tokens[end].text == "}"
    if alone and len(levels) > 1:
        first = _element(tokens, level.opened, partner)
        if first is not None:
            return Span(levels[-2].opened + 1, first), levels[-2]
    return Span(level.opened + 1, whole.first), level


def _element(tokens: Sequence[Token], opened: int, partner: dict[int, int]) -> int | None:
    """Return where the pattern starts that the group at ``opened`` is or is a part of.

    Return ``None`` where it may be one that does not simply join: the group of ``MINUS``, say.
    """
    while tokens[opened - 1].is_word("UNION"):
        opened = partner.get(opened - 2, 0)
    if tokens[opened - 1].is_word("OPTIONAL"):
        return opened - 1
    return opened if tokens[opened - 1].text in ("{", "}", ".") else None


def filters(tokens: Sequence[Token], span: Span) -> Iterator[Span]:
    """Yield the filters that stand in ``span`` outside of all brackets."""
    index = span.first
    while index < span.last:
        if tokens[index].is_word("FILTER"):
            opened = index
            while opened < span.last and tokens[opened].text not in ("(", "{"):
                opened += 1
            end = closing(tokens, opened)
            yield Span(index, end)
            index = end
        elif tokens[index].text in ("(", "{", "["):
            index = closing(tokens, index)
        else:
            index += 1
