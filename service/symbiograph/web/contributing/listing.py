"""The contributions that are in the graph, with what they say of themselves and their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from symbiograph.contributing import CONTRIBUTION_GRAPH, Contribution
from symbiograph.contributing.describing import about_itself
from symbiograph.description import select
from symbiograph.prefixes import PREFIXES
from symbiograph.writing import Entry

_DCTERMS: Final = PREFIXES["dcterms"]
_TITLE: Final = NamedNode(_DCTERMS + "title")
_ABOUT: Final = NamedNode(_DCTERMS + "description")
_LICENCE: Final = NamedNode(_DCTERMS + "license")
_MOMENT: Final = NamedNode(PREFIXES["prov"] + "generatedAtTime")


@dataclass(frozen=True)
class Listed:
    """A contribution as it is listed; ``sent`` is when, in UTC."""

    of: Contribution
    title: str
    about: str
    licence: str
    sent: str
    triples: int

    @property
    def path(self) -> str:
        """Its address here."""
        return f"/contributions/{self.of.contributor}/{self.of.slug}"

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {
            "contributor": self.of.contributor,
            "slug": self.of.slug,
            "graph": self.of.graph.value,
            "href": self.path,
            "title": self.title,
            "description": self.about,
            "licence": self.licence,
            "sent": self.sent,
            "triples": self.triples,
        }


def contributions(store: Store) -> list[Listed]:
    """Return all contributions, by contributor and name."""
    names = (name.value for name in store.named_graphs() if isinstance(name, NamedNode))
    found = (Contribution.of_graph(name) for name in names if name.startswith(CONTRIBUTION_GRAPH))
    each = sorted(filter(None, found), key=lambda of: (of.contributor, of.slug))
    return [listed for of in each if (listed := contribution(store, of))]


def contribution(store: Store, of: Contribution) -> Listed | None:
    """Return a contribution, ``None`` where there is none of this name."""
    # The engine counts many times as fast as we could.
    [row] = select(store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH {of.graph} {{ ?s ?p ?o }} }}")
    triples = int(row["n"].value)
    if not triples:
        return None
    about = store.quads_for_pattern(of.graph, None, None, of.graph)
    own = {quad.predicate: quad.object for quad in about}

    def said(predicate: NamedNode) -> str:
        value = own.get(predicate)
        return value.value if isinstance(value, Literal | NamedNode) else ""

    return Listed(of, said(_TITLE), said(_ABOUT), said(_LICENCE), said(_MOMENT), triples)


def things(store: Store, of: Contribution) -> list[NamedNode]:
    """Return the things that a contribution describes, without what is said of itself."""
    subjects = {q.subject for q in store.quads_for_pattern(None, None, None, of.graph)}
    own = {of.graph, *about_itself(of)}
    iris = {s for s in subjects if isinstance(s, NamedNode) and s not in own}
    return sorted(iris, key=lambda iri: iri.value)


def history_as_json(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return the commits that changed a contribution, the latest first."""
    return [
        {
            "sequence": entry.sequence,
            "time": entry.time,
            "author": entry.author,
            "triples_added": entry.added,
            "triples_removed": entry.removed,
        }
        for entry in entries
    ]
