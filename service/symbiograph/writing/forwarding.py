"""Writing to a store in place of the embedded one: judged here, carried out there.

A request goes on as it is, once it is certain that it changes only graphs that may be written. So
each must be named by an IRI. Published graphs are refused: the shapes judge what is in them before
a commit, and a commit of the store's does not wait for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import DefaultGraph, NamedNode

from symbiograph.engine.endpoint import Endpoint, Exchange, refuse_calls, with_base
from symbiograph.engine.remote import refuse_remote_access
from symbiograph.errors import (
    BadRequest,
    NotFound,
    PreconditionFailed,
    ReadOnlyGraph,
    UpdateRefused,
)
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
from symbiograph.writing.territory import GraphName, Territory

_TRIPLES = {"Content-Type": "application/n-triples"}
_DEFAULT = DefaultGraph()


class Forwarded(NamedTuple):
    """What became of a write that a store has acknowledged; it alone keeps the commit.

    ``graphs`` is the number of graphs that it may have changed.
    """

    graphs: int
    created: bool = False


class ForwardingDesk:
    """Takes requests like :class:`~.desk.Desk`, and has the store at ``endpoint`` do them.

    An answer of the store may take ``seconds``.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        territory: Territory,
        data_dir: Path,
        identity: str,
        seconds: float,
    ) -> None:
        self.data_dir = data_dir
        self.identity = identity
        self._endpoint = endpoint
        self._territory = territory
        self._seconds = seconds
        addresses = {"update": endpoint.update, "graphs": endpoint.graphs}
        self.takes = frozenset(kind for kind, address in addresses.items() if address)

    def hand_in(self, kind: str, author: str, *values: Any) -> Forwarded:  # noqa: ARG002
        """Have the store do a write, of which it does not learn the ``author``.

        Raises the errors of a write, and those of :class:`Exchange`.
        """
        if kind == "update":
            return self._update(*values)
        if kind == "patch":
            raise UpdateRefused(
                "A store behind this service takes no PATCH; send the change to /update, and name "
                "the graph there by WITH or GRAPH."
            )
        *rest, condition = values
        if any(asked is not None for asked in condition):
            raise PreconditionFailed(
                "The graphs of a store behind this service have no ETag here; leave out If-Match "
                "and If-None-Match. Nothing was changed."
            )
        return self._graph(kind, *rest)

    def _update(
        self, text: str, base_iri: str, using: list[str] | None, using_named: list[str] | None
    ) -> Forwarded:
        if not self._endpoint.update:
            raise _unset("ENDPOINT_UPDATE", "updates")
        if using is not None or using_named is not None:
            raise BadRequest(
                "Stores differ in what using-graph-uri and using-named-graph-uri mean to them; "
                "write USING and USING NAMED into the update."
            )
        graphs: set[GraphName] = set()
        for operation in operations(text, base_iri):
            graphs |= self._allowed(operation, base_iri)
        refuse_calls(text)
        self._send("POST", self._endpoint.update, data=[("update", with_base(text, base_iri))])
        return Forwarded(len(graphs))

    def _graph(self, kind: str, graph: str | None, triples: bytes | None = None) -> Forwarded:
        if not self._endpoint.graphs:
            raise _unset("ENDPOINT_GRAPHS", "graphs")
        self._require_writable(_DEFAULT if graph is None else NamedNode(graph))
        status = self._send(
            kind.upper(),
            self._endpoint.graphs,
            params={"graph": graph or ""},
            data=triples,
            headers=None if triples is None else _TRIPLES,
        )
        if status == 404:
            raise NotFound(f"There is no graph <{graph}>.")
        return Forwarded(1, created=status == 201)

    def _send(self, method: str, address: str, **request: Any) -> int:
        exchange = Exchange(self._endpoint, self._seconds)
        try:
            response = exchange.send(method, address, missing=method == "DELETE", **request)
            response.close()
            return response.status_code
        finally:
            exchange.close()

    def _allowed(self, operation: Operation, base_iri: str) -> set[GraphName]:
        """Return the graphs that ``operation`` changes; raises what speaks against it."""
        graphs: set[GraphName] = set()
        for graph in _written(operation, base_iri):
            self._require_writable(graph)
            graphs.add(graph)
        if not isinstance(operation, Modify):
            return graphs
        refuse_remote_access(f"{operation.prologue}SELECT * WHERE {operation.where}", base_iri)
        names_what_it_reads = operation.with_ or operation.using or operation.using_named
        is_delete_where = operation.where == operation.delete and operation.insert is None
        if self._endpoint.default_graph and not (names_what_it_reads or is_delete_where):
            raise BadRequest(
                "The store behind this service has no default graph of its own that WHERE could "
                "speak of; name the graph by WITH, or by USING and USING NAMED."
            )
        return graphs

    def _require_writable(self, graph: GraphName) -> None:
        if isinstance(graph, DefaultGraph):
            raise ReadOnlyGraph(
                "The default graph is not written through this service; name the graph: "
                "GRAPH <…> { … } or WITH <…> in an update, ?graph=… at /graphs."
            )
        self._territory.require_writable(graph)
        if self._territory.judges(graph):
            raise ReadOnlyGraph(
                f"{graph} is judged by the shapes before a commit, which cannot be done in "
                "a store behind this service. Write to a graph of another name, "
                "or put the graph into the files of the project and push the next release.",
                graph=graph.value,
                source=None,
            )


def _written(operation: Operation, base_iri: str) -> Iterator[GraphName]:
    """Yield the graphs that ``operation`` changes; raises :class:`BadRequest` if nobody can say."""
    match operation:
        case Data():
            for quad in read_data(operation.prologue, operation.block, base_iri):
                yield quad.graph_name
        case Modify():
            yield from _of_templates(operation, base_iri)
        case Clear():
            yield _named(operation.prologue, operation.graph, base_iri)
        case Create():
            yield _named(operation.prologue, operation.graph, base_iri)
        case Transfer():
            yield _named(operation.prologue, operation.target, base_iri)
            source = _named(operation.prologue, operation.source, base_iri)
            if operation.kind == "MOVE":
                yield source


def _of_templates(modify: Modify, base_iri: str) -> Iterator[GraphName]:
    default: GraphName = _DEFAULT
    if modify.with_ is not None:
        default = _named(modify.prologue, modify.with_, base_iri)
    for block in (modify.delete, modify.insert):
        if block is not None:
            template = Template(modify.prologue, block, base_iri, default)
            if template.has_variable_graphs:
                raise BadRequest(
                    "GRAPH ?variable in a template could be any graph; before a store behind this "
                    "service is asked, the graphs that change must be named by IRIs."
                )
            yield from template.graphs()


def _named(prologue: str, reference: str, base_iri: str) -> GraphName:
    if reference == "DEFAULT":
        return _DEFAULT
    if reference in ("NAMED", "ALL"):
        raise BadRequest(f"{reference} takes in graphs that are read-only; name one graph.")
    [quad] = read_data(prologue, f"{{ <urn:s> <urn:p> {reference} }}", base_iri)
    if not isinstance(quad.object, NamedNode):
        raise BadRequest(f"{reference} is no IRI.")
    return quad.object


def _unset(setting: str, what: str) -> UpdateRefused:
    return UpdateRefused(
        f"This service stands before another store and is not told where that takes {what}: "
        f"SYMBIOGRAPH_{setting} is not set."
    )
