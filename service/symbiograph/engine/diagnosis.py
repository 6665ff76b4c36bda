"""What is probably wrong with a query, where the parser only lists the tokens it would take."""

from __future__ import annotations

from typing import Final

from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token, position, tokenize
from symbiograph.errors import QuerySyntaxError
from symbiograph.prefixes import PREFIXES

_CLOSES: Final = {"}": "{", ")": "(", "]": "["}


def explained(text: str, error: QuerySyntaxError) -> QuerySyntaxError:
    """Return a better error for a ``text`` that does not parse, or else the parser's own.

    It tells of an empty query, a character or string that starts no token, a prefix that is not
    declared, and brackets that do not match.
    """
    try:
        tokens = list(tokenize(text))
    except QuerySyntaxError as fault:
        return fault
    if not tokens:
        return QuerySyntaxError("The query is empty.")
    found = _undeclared_prefix(tokens) or _unmatched_bracket(tokens)
    if found is None:
        return error
    token, reason = found
    place = position(text, token.start)
    return QuerySyntaxError(f"{place}: {reason}", place)


def _undeclared_prefix(tokens: list[Token]) -> tuple[Token, str] | None:
    declared: set[str] = set()
    previous = tokens[0]
    for token in tokens:
        if token.kind is Kind.PREFIXED_NAME:
            prefix = token.text.partition(":")[0]
            if previous.is_word("PREFIX"):
                declared.add(prefix)
            elif prefix not in declared:
                known = PREFIXES.get(prefix)
                hint = f"; add PREFIX {prefix}: <{known}>" if known else ""
                return token, f"the prefix {prefix}: is not declared{hint}"
        previous = token
    return None


def _unmatched_bracket(tokens: list[Token]) -> tuple[Token, str] | None:
    opened: list[Token] = []
    for token in tokens:
        if token.text in OPENING:
            opened.append(token)
        elif token.text in CLOSING:
            if not opened or opened[-1].text != _CLOSES[token.text]:
                return token, f"this {token.text} closes nothing"
            opened.pop()
    return (opened[-1], f"this {opened[-1].text} is never closed") if opened else None
