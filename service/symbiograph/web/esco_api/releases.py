"""Which releases of ESCO the served graph holds, and the one that a request selects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.description import term
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument, NotFound
from symbiograph.prefixes import GRAPH

_CATALOGUE: Final = NamedNode(GRAPH + "catalog")
_DEFAULT: Final = NamedNode(GRAPH + "default")
_GRAPH: Final = re.compile(re.escape(GRAPH) + r"esco-(\d+(?:\.\d+)+)")
_LATEST: Final = "latest"


@dataclass(frozen=True)
class Releases:
    """The releases that are here, in the order of their numbers, and the one queries see."""

    numbers: tuple[str, ...]
    current: str

    @property
    def versions(self) -> list[str]:
        """The numbers as the API writes them: ``v1.2.0``."""
        return ["v" + number for number in self.numbers]

    def selected(self, version: str) -> str:
        """Return the number of the release that ``selectedVersion`` means, empty for the current.

        Raises :class:`BadArgument` for one that is not here, with those that are.
        """
        if version in ("", _LATEST):
            return self.current
        number = version.removeprefix("v")
        if number not in self.numbers:
            raise BadArgument(
                f"ESCO {version} is not imported here; imported are: {', '.join(self.versions)}.",
                "selectedVersion",
                [_LATEST, *self.versions],
            )
        return number


def releases(image: Image) -> Releases:
    """Return the releases that ``image`` holds; raises :class:`NotFound` where there is none."""
    found = _releases(image)
    if found is None:
        raise NotFound(
            "No release of ESCO is imported here. Import one, build and start anew: "
            "symbiograph esco import FOLDER; symbiograph build"
        )
    return found


def current_number(image: Image) -> str:
    """Return the number of the release that queries see, empty where there is none."""
    found = _releases(image)
    return found.current if found else ""


@lru_cache(maxsize=2)
def _releases(image: Image) -> Releases | None:
    graphs = {
        match[1]: node
        for node in image.store.named_graphs()
        if isinstance(node, NamedNode) and (match := _GRAPH.fullmatch(node.value))
    }
    if not graphs:
        return None
    numbers = sorted(graphs, key=lambda number: [int(part) for part in number.split(".")])
    subset = term("void:subset")
    published = [
        number
        for number in numbers
        if next(image.store.quads_for_pattern(_DEFAULT, subset, graphs[number], _CATALOGUE), None)
    ]
    # Files that were loaded without a release have no catalogue.
    return Releases(tuple(numbers), (published or numbers)[-1])
