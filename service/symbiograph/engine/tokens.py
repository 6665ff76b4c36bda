"""SPARQL 1.1 as tokens: what a query says before the engine reads it.

The tokens are those of the grammar's terminals (SPARQL 1.1 Query Language, section 19.8), the
longest match winning, white space and comments left out. They serve to read a dataset clause, to
name places and to measure nesting. They must not decide alone what a query may do: the engine's
parser has no tokens of its own and reads ``?a<?b)SERVICE`` where the grammar of the terminals may
see the start of an IRI; :mod:`symbiograph.engine.remote` therefore asks the engine itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from symbiograph.errors import Position, QuerySyntaxError

OPENING: Final = frozenset("{([")
CLOSING: Final = frozenset("})]")


class Kind(Enum):
    """What a token is."""

    IRI = "iri"
    PREFIXED_NAME = "prefixed name"
    BLANK_NODE = "blank node"
    VARIABLE = "variable"
    STRING = "string"
    LANGUAGE = "language tag"
    NUMBER = "number"
    WORD = "word"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """One token: its kind, its text as written, and where in the query it starts."""

    kind: Kind
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of ``words``, which are given in capitals."""
        return self.kind is Kind.WORD and self.text.upper() in words


# Every repetition is possessive or ends on one character class: no input makes matching quadratic.
_LETTER: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME: Final = rf"_{_LETTER}0-9\u00B7\u0300-\u036F\u203F-\u2040\-"
_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = (
    rf"(?:[_{_LETTER}0-9:]|{_ESCAPE})(?:(?:[{_NAME}.:]|{_ESCAPE})*(?:[{_NAME}:]|{_ESCAPE}))?"
)
_TERMINALS: Final = re.compile(
    rf"""
    (?P<gap>(?:[\x20\t\r\n]++|\#[^\r\n]*+)*+)
    (?: (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
    | (?P<blank_node>_:[_{_LETTER}0-9](?:[{_NAME}.]*[{_NAME}])?)
    | (?P<run>[{_LETTER}](?>(?:[{_NAME}.]*[{_NAME}])?))(?P<local>:(?:{_LOCAL})?)?
    | (?P<bare>:(?:{_LOCAL})?)
    | (?P<variable>[?$][_{_LETTER}0-9][_{_LETTER}0-9\u00B7\u0300-\u036F\u203F-\u2040]*+)
    | (?P<string>""\"(?:"{{0,2}}+(?:[^"\\]|\\.))*+""\"|'''(?:'{{0,2}}+(?:[^'\\]|\\.))*+'''
        |"(?!"")(?:[^"\\\r\n]|\\.)*+"|'(?!'')(?:[^'\\\r\n]|\\.)*+')
    | (?P<language>@[A-Za-z]++(?:-++[A-Za-z0-9]++)*+)
    | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
    | (?P<punctuation>\^\^|&&|\|\||[!<>]=|[{{}}()\[\].,;|/^*+?!=<>~\-])
    | (?P<fault>.)
    | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*+")
_IN_RUN: Final = re.compile(
    r"(?P<word>[A-Za-z][A-Za-z0-9_]*+)|(?P<number>[0-9]++)|(?P<punctuation>[.\-])"
)
_KINDS: Final = {
    "iri": Kind.IRI,
    "blank_node": Kind.BLANK_NODE,
    "local": Kind.PREFIXED_NAME,
    "bare": Kind.PREFIXED_NAME,
    "word": Kind.WORD,
    "run": Kind.WORD,
    "variable": Kind.VARIABLE,
    "string": Kind.STRING,
    "language": Kind.LANGUAGE,
    "number": Kind.NUMBER,
    "punctuation": Kind.PUNCTUATION,
}


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order.

    Raises :class:`QuerySyntaxError` with the place where no token starts: a character that SPARQL
    does not know, or a string that does not end.
    """
    for match in _TERMINALS.finditer(text):
        group = match.lastgroup or ""
        start = match.end("gap")
        if group == "fault":
            raise _no_token(text, start)
        if group == "run" and not _WORD.fullmatch(text, start, match.end()):
            yield from _words(text, start, match.end())
        elif group != "gap":
            yield Token(_KINDS[group], text[start : match.end()], start)


def find_word(text: str, *words: str) -> Token | None:
    """Return the first token that is one of ``words``, given in capitals; raises as ``tokenize``.

    A string, a comment, a name or an IRI that contains such a word is not one.
    """
    return next((token for token in tokenize(text) if token.is_word(*words)), None)


def nesting(text: str) -> int:
    """Return how deep the brackets of ``text`` nest, of all kinds together."""
    depth = deepest = 0
    for token in tokenize(text):
        if token.text in OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif token.text in CLOSING:
            depth -= 1
    return deepest


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    """Split a run of name characters that no colon makes a prefix: ``true.FILTER`` is three."""
    while start < end:
        match = _IN_RUN.match(text, start, end)
        if match is None:
            raise _no_token(text, start)
        yield Token(_KINDS[match.lastgroup or ""], match.group(), start)
        start = match.end()


def _no_token(text: str, offset: int) -> QuerySyntaxError:
    place = position(text, offset)
    character = text[offset]
    if character in "\"'":
        return QuerySyntaxError(f"{place}: the string that starts here does not end", place)
    return QuerySyntaxError(f"{place}: {character!r} starts nothing that SPARQL knows", place)


def position(text: str, offset: int) -> Position:
    """Return line and column, counted from one, of the character at ``offset``."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Position(text.count("\n", 0, offset) + 1, offset - line_start + 1)
