"""A release loaded into a store by the SPARQL 1.1 Graph Store HTTP Protocol, graph by graph.

Each graph is replaced by one PUT, so loading again is harmless. Between graphs the store holds some
of the old release and some of the new. Blank nodes are shared within a graph and not beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, RdfFormat, Store

from symbiograph.engine.endpoint.address import Endpoint
from symbiograph.engine.endpoint.asking import EndpointSource
from symbiograph.engine.endpoint.dataset import NAMED_GRAPHS
from symbiograph.engine.endpoint.exchange import Exchange
from symbiograph.errors import StoreFailed, SymbiographError
from symbiograph.prefixes import GRAPH

_TYPE: Final = {"Content-Type": "application/n-triples"}
_COUNT: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_NO_GRAPH: Final = {"graph": "urn:symbiograph:no-such-graph"}


class Loaded(NamedTuple):
    """A graph that the store has taken: its IRI, empty for the default graph, and its triples."""

    graph: str
    triples: int


class Loading:
    """Puts the graphs of ``store`` into the one at ``endpoint``."""

    def __init__(self, store: Store, endpoint: Endpoint) -> None:
        self._store = store
        self._endpoint = endpoint
        named = [name for name in store.named_graphs() if isinstance(name, NamedNode)]
        self.names: list[NamedNode | DefaultGraph] = [
            DefaultGraph(),
            *sorted(named, key=lambda name: name.value),
        ]

    def run(self) -> Iterator[Loaded]:
        """Yield each graph once the store has it.

        Raises :class:`StoreFailed` that says what the store said, and how far this came.
        """
        exchange = Exchange(self._endpoint)
        done = 0
        try:
            # A login that answers a challenge gets it now, and not after the first large graph.
            exchange.send("GET", self._endpoint.graphs, params=_NO_GRAPH, missing=True).close()
            for name in self.names:
                yield self._load(exchange, name)
                done += 1
        except SymbiographError as error:
            raise StoreFailed(
                f"{error.message} {done} of {len(self.names)} graphs are loaded; the others are "
                "as they were. Push again when the cause is gone."
            ) from error
        finally:
            exchange.close()

    def _load(self, exchange: Exchange, name: NamedNode | DefaultGraph) -> Loaded:
        with TemporaryFile() as file:
            self._store.dump(file, RdfFormat.N_TRIPLES, from_graph=name)
            file.seek(0)
            triples = sum(1 for _ in file)
            file.seek(0)
            response = exchange.send(
                "PUT",
                self._endpoint.graphs,
                params=self._address(name),
                # Of an empty file requests would not tell the length.
                data=file if triples else b"",
                headers=_TYPE,
            )
            response.close()
        return Loaded("" if isinstance(name, DefaultGraph) else name.value, triples)

    def _address(self, name: NamedNode | DefaultGraph) -> dict[str, str]:
        if isinstance(name, NamedNode):
            return {"graph": name.value}
        if self._endpoint.default_graph:
            return {"graph": self._endpoint.default_graph}
        return {"default": ""}

    def left_over(self) -> list[str]:
        """Return the project's graphs that the store has and the release lacks, sorted.

        They are an older release's: before a store no others are written below that namespace.
        """
        kept = {name.value for name in self.names if isinstance(name, NamedNode)}
        found = EndpointSource(self._endpoint, "").query(NAMED_GRAPHS)
        rows = found if isinstance(found, QuerySolutions) else ()
        names = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
        return sorted(
            name for name in names - kept - {self._endpoint.default_graph} if name.startswith(GRAPH)
        )

    def delete(self, names: Iterable[str]) -> None:
        """Delete graphs from the store. Raises :class:`StoreFailed`."""
        exchange = Exchange(self._endpoint)
        try:
            for name in names:
                parameters = {"graph": name}
                exchange.send(
                    "DELETE", self._endpoint.graphs, params=parameters, missing=True
                ).close()
        finally:
            exchange.close()

    def differences(self, loaded: list[Loaded]) -> list[str]:
        """Return a sentence for each graph of which the store counts other than what was loaded."""
        source = EndpointSource(self._endpoint, "")
        found = []
        for graph, triples in loaded:
            count = _count(source, graph)
            if count != triples:
                name = graph or "the default graph"
                found.append(f"{name} has {count} triples in the store, {triples} in the release.")
                if not graph and count > triples and not self._endpoint.default_graph:
                    found.append(
                        "Its default graph may be the union of all graphs: then set "
                        "SYMBIOGRAPH_ENDPOINT_DEFAULT_GRAPH, and push again."
                    )
        return found


def _count(source: EndpointSource, graph: str) -> int:
    found = source.query(
        _COUNT,
        default_graphs=[graph] if graph else None,
        named_graphs=[] if graph else None,
    )
    if isinstance(found, QuerySolutions):
        for row in found:
            if isinstance(row[0], Literal):
                return int(row[0].value)
    raise StoreFailed("The store behind this service does not count.")
