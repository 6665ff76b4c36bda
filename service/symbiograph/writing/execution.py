"""An update request carried out on a draft, operation by operation.

Why not let the engine run the request: it cannot say what it changed, nor be told which graphs it
must not touch. What it does best stays with it: patterns are evaluated as queries, and data and
templates are read by its parser.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolution, QuerySolutions

from symbiograph.engine.image import Image, named_node
from symbiograph.errors import BadRequest, Conflict, NotFound
from symbiograph.writing.draft import Draft
from symbiograph.writing.operations import (
    Clear,
    Create,
    Data,
    Modify,
    Operation,
    Transfer,
    operations,
)
from symbiograph.writing.templates import Template, read_data
from symbiograph.writing.territory import GraphName


@dataclass(frozen=True)
class Update:
    """An update request: its text, and the dataset that its parameters give to every ``WHERE``.

    With ``graph``, that graph takes the place of the default graph, and is the only one to change.
    """

    text: str
    base_iri: str
    using: Sequence[str] | None = None
    using_named: Sequence[str] | None = None
    graph: str | None = None


def carry_out(update: Update, draft: Draft) -> None:
    """Do ``update`` on ``draft``, which is in no good state after an error.

    Raises :class:`UpdateSyntaxError`, :class:`BadRequest`, :class:`RemoteAccessRefused`,
    :class:`ReadOnlyGraph`, :class:`NotFound` and :class:`Conflict`.
    """
    execution = _Execution(update, draft)
    for operation in operations(update.text, update.base_iri):
        execution.do(operation)
    if update.graph is not None and set(draft.change().by_graph()) - {update.graph}:
        raise BadRequest(f"This changes other graphs than <{update.graph}>; send it to /update.")


class _Execution:
    def __init__(self, update: Update, draft: Draft) -> None:
        self._update = update
        self._draft = draft
        self._base = update.base_iri
        # What stands for the default graph.
        self._default: GraphName = named_node(update.graph) if update.graph else DefaultGraph()
        self._has_dataset = update.using is not None or update.using_named is not None

    @singledispatchmethod
    def do(self, operation: Operation) -> None:
        raise TypeError(f"{operation!r} is no operation")

    @do.register
    def _(self, data: Data) -> None:
        quads = read_data(data.prologue, data.block, self._base, self._default)
        if data.inserts:
            self._draft.add(quads)
        else:
            self._draft.remove(quads)

    @do.register
    def _(self, modify: Modify) -> None:
        default = self._default
        if modify.with_ is not None:
            default = self._node(modify.prologue, modify.with_)
        delete, insert = (
            None if block is None else Template(modify.prologue, block, self._base, default)
            for block in (modify.delete, modify.insert)
        )
        templates = [template for template in (delete, insert) if template is not None]
        for template in templates:
            for graph in template.graphs():
                self._draft.territory.require_writable(graph)
        solutions = list(self._solutions(modify, templates))
        removed = list(delete.filled(solutions)) if delete else []
        added = list(insert.filled(solutions)) if insert else []
        self._draft.remove(removed)
        self._draft.add(added)

    @do.register
    def _(self, clear: Clear) -> None:
        for graph in self._graphs(clear.prologue, clear.graph):
            self._draft.clear(graph)

    @do.register
    def _(self, create: Create) -> None:
        graph = self._node(create.prologue, create.graph)
        self._draft.territory.require_writable(graph)
        # A graph without triples is not kept, so there is nothing to do for a new one.
        if self._draft.holds(graph) and not create.silent:
            raise Conflict(f"The graph {graph} exists already.")

    @do.register
    def _(self, transfer: Transfer) -> None:
        source = self._graph(transfer.prologue, transfer.source)
        target = self._graph(transfer.prologue, transfer.target)
        self._draft.territory.require_writable(target)
        if transfer.kind == "MOVE":
            self._draft.territory.require_writable(source)
        if source == target:
            return
        quads = self._draft.quads(source)
        if not quads and not transfer.silent and source != self._default:
            raise NotFound(f"There is no graph {source}.")
        if transfer.kind != "ADD":
            self._draft.clear(target)
        self._draft.add(Quad(q.subject, q.predicate, q.object, target) for q in quads)
        if transfer.kind == "MOVE":
            self._draft.clear(source)

    def _solutions(self, modify: Modify, templates: list[Template]) -> Iterator[QuerySolution]:
        """Evaluate the pattern, and yield what the templates need of each solution."""
        names = sorted(set().union(*(template.variables for template in templates)))
        makes_nodes = any(template.has_blank_nodes for template in templates)
        form = "SELECT" if makes_nodes else "SELECT DISTINCT"
        columns = " ".join(f"?{name}" for name in names) or "*"
        text = f"{modify.prologue}{form} {columns} WHERE {modify.where}"
        default, named = self._dataset(modify)
        # A new image each time: it keeps merges of graphs that this request may change.
        found = Image(self._draft.store, "").query(
            text, base_iri=self._base, default_graphs=default, named_graphs=named
        )
        if not isinstance(found, QuerySolutions):
            raise TypeError("SELECT gave no solutions")
        yield from found

    def _dataset(self, modify: Modify) -> tuple[Sequence[str] | None, Sequence[str] | None]:
        if self._has_dataset:
            if modify.with_ or modify.using or modify.using_named:
                raise BadRequest(
                    "The parameters using-graph-uri and using-named-graph-uri cannot be used with "
                    "an update that has USING, USING NAMED or WITH."
                )
            return self._update.using or [], self._update.using_named or []
        if modify.using or modify.using_named:
            using, named = (
                [self._node(modify.prologue, iri).value for iri in part]
                for part in (modify.using, modify.using_named)
            )
            return using, named
        if modify.with_ is not None:
            return [self._node(modify.prologue, modify.with_).value], None
        return (None if self._update.graph is None else [self._update.graph]), None

    def _graphs(self, prologue: str, reference: str) -> list[GraphName]:
        named = [name for name in self._draft.store.named_graphs() if self._draft.holds(name)]
        if reference == "NAMED":
            return [*named]
        if reference == "ALL":
            return [DefaultGraph(), *named]
        return [self._graph(prologue, reference)]

    def _graph(self, prologue: str, reference: str) -> GraphName:
        return self._default if reference == "DEFAULT" else self._node(prologue, reference)

    def _node(self, prologue: str, written: str) -> NamedNode:
        """Return the IRI that stands in the request as ``written``."""
        [quad] = read_data(prologue, f"{{ <urn:s> <urn:p> {written} }}", self._base)
        if not isinstance(quad.object, NamedNode):
            raise BadRequest(f"{written} is no IRI.")
        return named_node(quad.object.value)
