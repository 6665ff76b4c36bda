"""The body of a query: what stands below the head, and which of the four forms it has."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from symbiograph.engine.tokens import Token, tokenize
from symbiograph.queries.head import MARK

_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")


def without_head(text: str) -> str:
    """Return a query without the lines of its head."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(MARK)).strip()


@lru_cache(maxsize=512)
def form_token(text: str) -> Token:
    """Return the first word that is ``SELECT``, ``CONSTRUCT``, ``ASK`` or ``DESCRIBE``."""
    return next(token for token in tokenize(text) if token.is_word(*_FORMS))


def constructs(text: str) -> bool:
    """Tell whether a query answers with triples, and not with rows."""
    return form_token(text).is_word("CONSTRUCT", "DESCRIBE")
