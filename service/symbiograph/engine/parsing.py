"""The engine's parser alone: whether a text is a query, without evaluating it."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, Store, Variable

_NOTHING: Final = Store()


def parse_error(text: str, base_iri: str | None = None) -> SyntaxError | None:
    """Return what the parser says against ``text``, or ``None`` where it takes it.

    A value for a variable that the query does not project stops the engine after parsing.
    """
    name = "unprojected"
    while name in text:
        name += "_"
    try:
        _NOTHING.query(text, base_iri=base_iri, substitutions={Variable(name): Literal(True)})
    except SyntaxError as error:
        return error
    except RuntimeError:
        return None
    return None
