"""Where the answers come from: the graphs of a release with their licences."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.image import Image
from symbiograph.queries.answer import ask
from symbiograph.queries.catalogue import find
from symbiograph.results import Term

_GRAPHS: Final = "graph/graphs"
_COLUMNS: Final = ("title", "licence", "version")


def sources(image: Image) -> tuple[tuple[str, ...], ...]:
    """Return for each published graph a line: ``Source``, its title, licence and version.

    They are read once for each image, and kept as long as it is.
    """
    known = _KNOWN.get(image)
    if known is None:
        found = ask(find(_GRAPHS), {}, image).table
        places = [found.columns.index(name) for name in _COLUMNS]
        known = _KNOWN[image] = tuple(
            ("Source", *(_text(row[place]) for place in places)) for row in found.rows
        )
    return known


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (Literal, NamedNode)) else ""


_KNOWN: Final[WeakKeyDictionary[Image, tuple[tuple[str, ...], ...]]] = WeakKeyDictionary()
