"""What the SPARQL parser says of a text it does not take, made readable and given a place."""

from __future__ import annotations

import re
from typing import Final

from symbiograph.errors import Position, QuerySyntaxError

_MESSAGE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# Among the tokens it expected, the parser hides the sentence that tells what is wrong.
_SENTENCE: Final = re.compile(r"(?:^expected |one of |, )([A-Z][A-Za-z]*(?: [^ ,\[\]'\"]+){2,})")
_CHARACTER_CLASS: Final = re.compile(r"\[[^\[\]]*\](?:, )?")


def syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Return the project's error for the engine's ``error``, with line and column."""
    match = _MESSAGE.fullmatch(error.msg)
    if match is None:
        return QuerySyntaxError(error.msg)
    position = Position(int(match[1]), int(match[2]))
    reason = sentence(error) or _CHARACTER_CLASS.sub("", match[3]).rstrip(", ")
    return QuerySyntaxError(f"{position}: {reason}", position)


def sentence(error: SyntaxError) -> str | None:
    """Return the sentence in the engine's ``error`` that tells what is wrong, if it has one."""
    found = _SENTENCE.search(error.msg.partition(": ")[2])
    return found[1] if found else None
