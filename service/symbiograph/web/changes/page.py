"""The changes as pages: the last ones, and what one commit changed."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import render_template
from pyoxigraph import Literal, NamedNode

from symbiograph.changes.documents import Stream
from symbiograph.changes.log import Commit
from symbiograph.changes.summary import Summary, summary
from symbiograph.description import term
from symbiograph.prefixes import GRAPH
from symbiograph.web.reader import Link, image, language, link_to

COMMITS: Final = 30
_THINGS_OF_ONE: Final = 200
_THINGS: Final = 4


class Graph(NamedTuple):
    """A graph in a table: its name, where it leads, and how it changed."""

    name: str
    link: Link | None
    added: int
    removed: int


def list_page(stream: Stream, until: int | None) -> str:
    """Return the page of the last commits, or of those up to the commit ``until``."""
    commits = stream.log.latest_commits(COMMITS, until)
    return render_template(
        "changes/list.html",
        stream=stream,
        rows=[
            (summary(stream.log, commit, _THINGS, language()), _graphs(commit))
            for commit in commits
        ],
        until=until,
        older=commits[-1].number - 1 if commits else 0,
        links=_links,
    )


def commit_page(stream: Stream, commit: Commit) -> str:
    """Return the page of one commit."""
    found: Summary = summary(stream.log, commit, _THINGS_OF_ONE, language())
    return render_template(
        "changes/commit.html", stream=stream, found=found, graphs=_graphs(commit), links=_links
    )


def _graphs(commit: Commit) -> list[Graph]:
    """Return the graphs of a commit, what changed most first."""
    found = [
        Graph(
            _name(count.graph) if count.graph else "the default graph",
            _links(count.graph) if count.graph else None,
            count.added,
            count.removed,
        )
        for count in commit.counts
    ]
    return sorted(found, key=lambda graph: (-graph.added - graph.removed, graph.name))


def _name(graph: str) -> str:
    """Return the title of a graph, or the end of its IRI."""
    titles = image().store.quads_for_pattern(NamedNode(graph), term("dcterms:title"), None)
    found = sorted({quad.object.value for quad in titles if isinstance(quad.object, Literal)})
    return found[0] if found else graph.removeprefix(GRAPH)


def _links(iri: str) -> Link | None:
    return link_to(image().store, NamedNode(iri))
