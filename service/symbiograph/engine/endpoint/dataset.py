"""The dataset of a query as parameters of the SPARQL 1.1 Protocol, so that no store guesses.

Some stores have no default graph of their own: without a dataset theirs is the union of all graphs.
There a graph stands for it, and every other graph is listed where the query speaks of graphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from symbiograph.engine.outline import Outline
from symbiograph.errors import BadRequest

# Given where there is to be no graph: an empty list cannot be told from none.
_NONE: Final = "urn:symbiograph:no-such-graph"
_OF_GRAPHS: Final = re.compile("graph", re.IGNORECASE | re.ASCII)
_GRAPH_NAME: Final = re.compile(r"graph\s*(?:<([^<>\s]+)>|([^\s?$<{]*:[^\s{]*))", re.IGNORECASE)
# What Virtuoso keeps for itself.
_OF_VIRTUOSO: Final = frozenset(
    {
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/ns/ldp#",
        "http://localuriqaserver/sparql",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
    }
)

# Virtuoso 7 counts at once, but did not come to an end with SELECT DISTINCT ?g.
NAMED_GRAPHS: Final = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def parameters(
    text: str,
    outline: Outline,
    default: Sequence[str] | None,
    named: Sequence[str] | None,
    default_graph: str,
    all_named: Callable[[], Iterable[str]],
) -> list[tuple[str, str]]:
    """Return the parameters for a query, none where the store's own dataset is meant.

    ``default`` and ``named`` are those of the request, which override the query's. ``all_named``
    is asked for the store's named graphs where they must be listed. Raises :class:`BadRequest` for
    several default graphs.
    """
    if default is None and named is None and (outline.default_graphs or outline.named_graphs):
        default, named = outline.default_graphs, outline.named_graphs
    if default is None and named is None:
        if not default_graph:
            return []
        found = [("default-graph-uri", default_graph)]
        if _OF_GRAPHS.search(text):
            others = sorted({*all_named()} - _OF_VIRTUOSO - {default_graph})
            found += [("named-graph-uri", name) for name in others or [_NONE]]
        return found
    parts = list(dict.fromkeys(default or ()))
    if len(parts) > 1:
        raise BadRequest(
            "Name one default graph. Several are one merged graph by SPARQL 1.1, but stores such "
            "as the one behind this service count a triple for each of them that has it. Use "
            "GRAPH ?g with VALUES ?g for several graphs."
        )
    return [
        ("default-graph-uri", parts[0] if parts else _NONE),
        *(("named-graph-uri", name) for name in dict.fromkeys(named or (_NONE,))),
    ]


def graphs_named(text: str) -> set[str]:
    """Return what stands after ``GRAPH`` in ``text``: IRIs, and names in short as they are written.

    A string or a comment that looks like it adds one too many, which does no harm.
    """
    return {found[1] or found[2] for found in _GRAPH_NAME.finditer(text)}
