"""What a query may look like: long or deeply nested ones overflow the engine's stack.

Its parser and its optimiser call themselves for each bracket and for each link of a chain of
operators. On a stack of 8 MB, 5,000 nested brackets, 5,000 ``BIND`` or ``MINUS``, or 20,000 of
``UNION``, ``FILTER``, ``||``, ``+`` or ``!`` end the process; a third of that is safe.
"""

from __future__ import annotations

from typing import Final

from symbiograph.engine.tokens import CLOSING, OPENING, nesting, tokenize
from symbiograph.errors import QueryTooComplex

MOST_LINKS: Final = 1_500
_WORDS: Final = frozenset({"BIND", "EXISTS", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "UNION"})
_OPERATORS: Final = frozenset({"!", "&&", "*", "+", "-", "/", "^", "|", "||"})


def refuse_complexity(text: str, most_characters: int, most_depth: int) -> None:
    """Raise :class:`QueryTooComplex` where ``text`` is longer, deeper or more linked than allowed.

    ``most_depth`` counts brackets of all kinds; links of chains have a limit of their own. Raises
    :class:`QuerySyntaxError` for what is no SPARQL, if it has to look that closely.
    """
    if len(text) > most_characters:
        raise QueryTooComplex(
            f"The query has {len(text)} characters; this service reads at most {most_characters}. "
            "Send it in parts."
        )
    brackets = sum(map(text.count, OPENING))
    # What is short cannot have many links: no need to look at its tokens.
    if brackets <= most_depth and len(text) <= MOST_LINKS:
        return
    depth = links = 0
    for token in tokenize(text):
        if token.text in OPENING:
            depth += 1
            if depth > most_depth:
                raise QueryTooComplex(f"The query nests brackets deeper than {most_depth} levels.")
        elif token.text in CLOSING:
            depth -= 1
        elif token.text in _OPERATORS or token.is_word(*_WORDS):
            links += 1
            if links > MOST_LINKS:
                raise QueryTooComplex(
                    f"More than {MOST_LINKS} operators, filters or alternatives in one query. "
                    "VALUES or IN does the same with fewer."
                )


def refuse_depth(text: str, most_depth: int) -> None:
    """Raise :class:`QueryTooComplex` where brackets of ``text`` nest deeper than ``most_depth``.

    Data are long and have no chains, so this alone is asked of an update as a whole.
    """
    if sum(map(text.count, OPENING)) > most_depth and nesting(text) > most_depth:
        raise QueryTooComplex(f"The update nests brackets deeper than {most_depth} levels.")
