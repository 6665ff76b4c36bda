"""The names of a contribution: its graph, and the things that it describes.

Things get IRIs ``https://w3id.org/symbiograph/id/<kind>/<contributor>/<slug>/<name>``. The
project's own have no slash in their names, and a token's name is its own, so none clash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.errors import BadArgument
from symbiograph.prefixes import BASE, CONTRIBUTION_GRAPH, ID
from symbiograph.search.folding import words

__all__ = ["CONTRIBUTION_GRAPH", "Contribution", "is_contributed", "slug_of"]

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# As tokens are named.
_CONTRIBUTOR: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_LONGEST: Final = 60
_CONTRIBUTED: Final = re.compile(re.escape(ID) + r"[a-z-]+/[^/]+/[^/]+/.")


@dataclass(frozen=True)
class Contribution:
    """A contribution by the name of who sends it, that of their token, and its own."""

    contributor: str
    slug: str

    @classmethod
    def of(cls, contributor: str, slug: str) -> Contribution:
        """Return the contribution; raises :class:`BadArgument` for what is no name of one."""
        if not _SLUG.fullmatch(slug):
            raise BadArgument(
                f"{slug!r} is no name for a contribution: small letters, digits and - only, at "
                "most 64, for example heat-courses.",
                "slug",
            )
        if not _CONTRIBUTOR.fullmatch(contributor):
            raise BadArgument(
                f"{contributor!r} is no name of a contributor: letters, digits and . _ @ - only.",
                "contributor",
            )
        return cls(contributor, slug)

    @classmethod
    def of_graph(cls, graph: str) -> Contribution | None:
        """Return the contribution whose graph has this IRI, ``None`` for another graph."""
        if not graph.startswith(CONTRIBUTION_GRAPH):
            return None
        contributor, slash, slug = graph.removeprefix(CONTRIBUTION_GRAPH).partition("/")
        return cls(contributor, slug) if slash and contributor else None

    @property
    def graph(self) -> NamedNode:
        """The graph that holds it."""
        return NamedNode(f"{CONTRIBUTION_GRAPH}{self.contributor}/{self.slug}")

    def thing(self, kind: str, name: str) -> NamedNode:
        """Return the IRI of a thing that it describes; ``name`` may be any text."""
        return NamedNode(f"{ID}{kind}/{self.contributor}/{self.slug}/{slug_of(name)}")

    def owns(self, iri: str) -> bool:
        """Tell whether it may describe the thing ``iri``: its own, or one outside of ours."""
        if not iri.startswith(BASE):
            return True
        own = re.escape(f"/{self.contributor}/{self.slug}/")
        return iri == self.graph.value or re.match(f"{re.escape(ID)}[a-z-]+{own}.", iri) is not None


def slug_of(text: str) -> str:
    """Return ``text`` as the last part of an IRI."""
    slug = "-".join(words(text))
    return slug[:_LONGEST].rstrip("-") or "unnamed"


def is_contributed(iri: str) -> bool:
    """Tell whether an IRI is one that contributions give to their things."""
    return _CONTRIBUTED.match(iri) is not None
