"""Right answers for ``ORDER BY``, by keys in place of what the query orders by.

The engine (pyoxigraph 0.5.13, as Oxigraph's main branch of August 2026) compares two numbers by
value and a number with anything else by lexical form. That is no order: 9 < 17, "17" < "5 kg",
"5 kg" < "9". Rows come out wrong, and where the sort notices, it panics with "user-provided
comparison function does not correctly implement a total order", which ends the process. Oxigraph's
issue 1542 names this panic for ``ORDER BY RAND()`` and was closed when that was mended in 0.5.3; no
issue was found for mixed literals. The fault is in ``cmp_terms`` of ``lib/spareval/src/eval.rs``.
The day that function is a total order in the order below, this package can go.

The order is: unbound, blank nodes, IRIs, numbers by value with NaN after all others (equal ones by
datatype and lexical form), other literals by datatype, language and lexical form, triple terms.

The choice: the text of the query is rewritten, and the engine sorts. It computes a key once for
each row, and a short key settles most comparisons of texts: 150,000 labels take 0.8 of the
processor time of the engine's own order, short strings, numbers and IRIs 1.2 to 1.3, doubles and
dates 1.5 to 1.7, and memory up to a quarter more. What needs no keys is left as it is: counts,
strings, subjects of triples. Reading and planning the keys costs 0.15 ms for each condition, a
sixth of that where a filter demands a language. The alternative was to sort outside of the engine.
A trial for one column and one format took a third less time and three times the memory; but
expressions would need columns of their own, every format a reader and a writer, and sub-queries
would stay wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from symbiograph.engine.ordering.clauses import OrderClause, Span, order_clauses, padded
from symbiograph.engine.ordering.keys import keys
from symbiograph.engine.ordering.known import Facts, Known
from symbiograph.engine.ordering.ranks import FUNCTIONS
from symbiograph.engine.tokens import Token
from symbiograph.errors import QuerySyntaxError

__all__ = ["FUNCTIONS", "ordered"]

# Nothing that could begin or end within a string or a comment, so that whatever this finds is one
# token, or lies within one.
_IRI: Final = re.compile(r"""<[^\x00-\x20<>"'{}|^`\\]+>""")
_LONGEST_SHAPE: Final = 4_000
# Keys repeat their expression some twenty times, and so what it orders by itself.
_DEEPEST: Final = 2


def ordered(text: str) -> str:
    """Return ``text`` with keys in place of the conditions of every ``ORDER BY`` that needs them.

    The result is evaluated with ``custom_functions=FUNCTIONS``. Where nothing is to be done, or
    ``text`` is no SPARQL, it comes back as it is. Places in the result are not those of ``text``:
    when the engine refuses the result, the error to show is the one it has for ``text``.
    """
    if "order" not in text.lower():
        return text
    shape = _IRI.sub("<>", text)
    if len(shape) <= _LONGEST_SHAPE and _needs_no_keys(shape):
        return text
    changes = _all_changes(text)
    return _rewritten(text, changes, Span(0, len(text)), 0, 0) if changes else text


@lru_cache(maxsize=1024)
def _needs_no_keys(shape: str) -> bool:
    """Tell whether queries of this shape are left as they are.

    Clients send one query again and again, of another thing each time. What is concluded from a
    text hangs on no IRI in it.
    """
    return not _all_changes(shape)


def _all_changes(text: str) -> list[_Change]:
    try:
        tokens = padded(text)
    except QuerySyntaxError:
        return []
    return sorted(
        (change for clause in order_clauses(tokens) for change in _changes(tokens, clause)),
        key=_start,
    )


class _Change(NamedTuple):
    """A condition to replace; the spans are of characters."""

    whole: Span
    expression: Span
    descending: bool
    known: Known


def _start(change: _Change) -> int:
    return change.whole.first


def _changes(tokens: Sequence[Token], clause: OrderClause) -> Iterator[_Change]:
    facts = Facts(tokens, clause)
    for condition in clause.conditions:
        found = facts.of(condition.expression)
        if found not in (Known.STRING, Known.COMPARABLE):
            last = tokens[condition.expression.last - 1]
            end = last.start + len(last.text)
            yield _Change(
                Span(tokens[condition.whole.first].start, end),
                Span(tokens[condition.expression.first].start, end),
                condition.descending,
                found,
            )


def _rewritten(
    text: str, changes: Sequence[_Change], part: Span, following: int, depth: int
) -> str:
    """Return a ``part`` of ``text`` with those changes made that start in it.

    ``following`` is the first of ``changes`` to look at.
    """
    place, end = part
    pieces = []
    for index in range(following, len(changes) if depth < _DEEPEST else following):
        change = changes[index]
        if change.whole.first >= end:
            break
        if change.whole.first >= place:
            pieces.append(text[place : change.whole.first])
            expression = _rewritten(text, changes, change.expression, index + 1, depth + 1)
            direction = "DESC" if change.descending else "ASC"
            pieces += (f" {direction}({key}) " for key in keys(expression, change.known))
            place = change.whole.last
    pieces.append(text[place:end])
    return "".join(pieces)
