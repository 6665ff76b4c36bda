"""The graph in memory: one store that many threads read and nobody writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from symbiograph.engine.dataset import Dataset, Datasets
from symbiograph.engine.delta import Delta, change
from symbiograph.engine.diagnosis import explained
from symbiograph.engine.foreign import BLANK_NODE, blank_node
from symbiograph.engine.loading import load_file, load_labelled
from symbiograph.engine.ordering import FUNCTIONS, ordered
from symbiograph.engine.remote import refuse_remote_access
from symbiograph.engine.syntax import syntax_error
from symbiograph.errors import BadRequest

QueryResults = QuerySolutions | QueryBoolean | QueryTriples

_FUNCTIONS: Final = {**FUNCTIONS, BLANK_NODE: blank_node}


class Image:
    """The graph a process answers from.

    ``generation`` names its content: equal generations hold equal triples. The store's unnamed
    graph is the default dataset; every named graph stands beside it. ``default`` may hold a copy
    of the unnamed graph alone, for queries that speak of no other: in memory the engine walks
    over the triples of all graphs, and a merge holds nearly as many as the graphs merged.
    """

    # Whether the store that is read is the one that :meth:`after` changes.
    changes_in_place = True
    # From when on it is served; set by who serves it.
    since = datetime.fromtimestamp(0, UTC)

    def __init__(self, store: Store, generation: str, default: Store | None = None) -> None:
        self.store = store
        self.generation = generation
        self.default = default
        self._datasets = Datasets(store, default)

    def with_default_apart(self) -> Image:
        """Return this image with a copy of its unnamed graph.

        It is the same one where it has a copy, or no graph but that.
        """
        if self.default is not None or next(self.store.named_graphs(), None) is None:
            return self
        copy = Store()
        dump = self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        load_labelled(copy, [dump or b""])
        return Image(self.store, self.generation, copy)

    def with_default_joined(self) -> Image:
        """Return this image without the copy of its unnamed graph."""
        return self if self.default is None else Image(self.store, self.generation)

    @classmethod
    def empty(cls, loads: Mapping[str, Sequence[Path]] | None = None) -> Image:
        """Return an image of nothing but ``loads``: graph IRI to the files that fill it.

        The default graph is the merge of the loaded graphs. Raises :class:`UnreadableInput` with
        file, line and column.
        """
        store = Store()
        fill(store, loads or {})
        return cls(store, "empty")

    def after(self, delta: Delta) -> Image:
        """Return the image after ``delta``, which changes the store of this one.

        Raises :class:`SyntaxError` before any change where a part is not N-Quads.
        """
        change(delta, self.store, self.default)
        # A new one, so that nothing derived from the store before outlives it.
        return Image(self.store, delta.generation, self.default)

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> QueryResults:
        """Evaluate one SPARQL query and return what it selects, asks or constructs.

        Without ``default_graphs`` the unnamed graph answers; without ``named_graphs`` every named
        graph can be reached; either overrides all of the query's ``FROM``. Results must be consumed
        on the calling thread. Raises :class:`QuerySyntaxError`, :class:`RemoteAccessRefused`, and
        :class:`BadRequest` for a graph name that is no IRI.
        """
        refuse_remote_access(text, base_iri)
        if default_graphs is None and named_graphs is None:
            dataset = self._datasets.of_query(text, base_iri)
        else:
            dataset = self._datasets.of_graphs(_nodes(default_graphs), _nodes(named_graphs))
        try:
            return _evaluated(dataset, ordered(text), base_iri)
        except SyntaxError:
            return _as_written(dataset, text, base_iri)
        except RuntimeError as error:
            raise BadRequest(f"The query cannot be evaluated: {error}.") from error


def _evaluated(dataset: Dataset, text: str, base_iri: str | None) -> QueryResults:
    return dataset.store.query(
        text,
        base_iri=base_iri,
        default_graph=dataset.default_graph,
        named_graphs=dataset.named_graphs,
        custom_functions=_FUNCTIONS,
    )


def _as_written(dataset: Dataset, text: str, base_iri: str | None) -> QueryResults:
    """Evaluate a text that the engine refuses with keys for its order, or tell its own fault."""
    try:
        return _evaluated(dataset, text, base_iri)
    except SyntaxError as error:
        raise explained(text, base_iri, syntax_error(error)) from error


def fill(store: Store, loads: Mapping[str, Sequence[Path]]) -> None:
    """Load files into the graphs of these IRIs and into the unnamed graph.

    Raises :class:`UnreadableInput` with file, line and column.
    """
    for graph, paths in loads.items():
        store.add_graph(named_node(graph))
        for path in paths:
            load_file(store, path, named_node(graph))


def named_node(iri: str) -> NamedNode:
    """Return the node of an absolute IRI, or raise :class:`BadRequest` for anything else."""
    try:
        return NamedNode(iri)
    except ValueError:
        raise BadRequest(f"{iri!r} is not an absolute IRI") from None


def _nodes(iris: Sequence[str] | None) -> list[NamedNode] | None:
    return None if iris is None else [named_node(iri) for iri in iris]
