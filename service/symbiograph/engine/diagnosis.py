"""What is wrong with a query, and where.

The parser's own answer is the list of tokens it would take, at a place that lies up to a keyword
behind the fault, because it reads as many characters as the longest keyword has. Common faults are
found here without it. For the others the text is parsed again with its gaps made wider than any
keyword, so that the place falls on the token at fault.
"""

from __future__ import annotations

from typing import Final

from symbiograph.engine.parsing import parse_error
from symbiograph.engine.syntax import sentence, syntax_error
from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token, position, tokenize
from symbiograph.errors import QuerySyntaxError
from symbiograph.prefixes import PREFIXES

_CLOSES: Final = {"}": "{", ")": "(", "]": "["}
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE: Final = ("BASE", "PREFIX", "VERSION")
# Longer than the longest keyword, ENCODE_FOR_URI.
_GAP: Final = " " * 20
_LONGEST: Final = 100_000

_Fault = tuple[Token, str]


def explained(text: str, base_iri: str | None, error: QuerySyntaxError) -> QuerySyntaxError:
    """Return a better error for a ``text`` that does not parse, or else ``error``, the parser's."""
    try:
        tokens = list(tokenize(text))
    except QuerySyntaxError as fault:
        return fault
    if not tokens:
        return QuerySyntaxError("The query is empty.")
    found = _no_query(tokens) or _undeclared_prefix(tokens) or _unmatched_bracket(tokens)
    if found is None and len(text) <= _LONGEST:
        found = _refused(tokens, base_iri)
    if found is None:
        return error
    token, reason = found
    place = position(text, token.start)
    return QuerySyntaxError(f"{place}: {reason}", place)


def _no_query(tokens: list[Token]) -> _Fault | None:
    word = tokens[0]
    if word.is_word(*_FORMS, *_PROLOGUE):
        return None
    return word, f"a query starts with {', '.join(_FORMS)} or PREFIX, not with {word.text}"


def _undeclared_prefix(tokens: list[Token]) -> _Fault | None:
    declared: set[str] = set()
    previous = tokens[0]
    for token in tokens:
        if token.kind is Kind.PREFIXED_NAME:
            prefix = token.text.partition(":")[0]
            if previous.is_word("PREFIX"):
                declared.add(prefix)
            elif prefix not in declared and previous.text == "<":
                return previous, "the IRI that starts here is not valid"
            elif prefix not in declared:
                known = PREFIXES.get(prefix)
                hint = f"; add PREFIX {prefix}: <{known}>" if known else ""
                return token, f"the prefix {prefix}: is not declared{hint}"
        previous = token
    return None


def _unmatched_bracket(tokens: list[Token]) -> _Fault | None:
    opened: list[Token] = []
    for token in tokens:
        if token.text in OPENING:
            opened.append(token)
        elif token.text in CLOSING:
            if not opened or opened[-1].text != _CLOSES[token.text]:
                return token, f"this {token.text} closes nothing"
            opened.pop()
    return (opened[-1], f"this {opened[-1].text} is never closed") if opened else None


def _refused(tokens: list[Token], base_iri: str | None) -> _Fault | None:
    """Return the token at which the parser stops, and why."""
    spread, starts = _spread(tokens)
    error = parse_error(spread, base_iri)
    place = syntax_error(error).position if error else None
    if error is None or place is None:
        return None
    lines = spread.split("\n")
    offset = sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1
    index = max((i for i, start in enumerate(starts) if start <= offset), default=0)
    token, reason = tokens[index], sentence(error)
    if reason:
        return token, reason
    if offset >= len(spread):
        return token, f"the query ends after {token.text} where more is expected"
    return token, f"{token.text} is not expected here"


def _spread(tokens: list[Token]) -> tuple[str, list[int]]:
    """Return a text of ``tokens`` with wide gaps, and where each of them starts in it."""
    parts: list[str] = []
    starts: list[int] = []
    length = end = 0
    for token in tokens:
        if token.start > end:
            parts.append(_GAP)
            length += len(_GAP)
        starts.append(length)
        parts.append(token.text)
        length += len(token.text)
        end = token.start + len(token.text)
    return "".join(parts) + _GAP, starts
