"""Where a harvest is written: the data folder here, or a service elsewhere by address and token."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import pyoxigraph
import requests
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from symbiograph.engine.release import current_id
from symbiograph.errors import PartnerFailed, SettingError, ShapesViolated
from symbiograph.harvesting.addresses import Reach, session
from symbiograph.harvesting.asking import Endpoint
from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.judging import without
from symbiograph.harvesting.limits import Limits
from symbiograph.harvesting.partners import PARTNER_GRAPH, Partner
from symbiograph.harvesting.provenance import is_about
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find
from symbiograph.writing import Done, Ledger, Workplace

_ABOUT: Final = NamedNode(PARTNER_GRAPH)
# Whoever names a service means its address, wherever it is.
_ANYWHERE: Final = ("0.0.0.0/0", "::/0")
_MOST_TOLD: Final = 500


class Place(Protocol):
    """A graph that partners' graphs are part of, and the way to write them."""

    def state(self) -> str:
        """Return a name for all that is there at the moment; "" where nobody can tell."""

    def present(self, partner: Partner) -> set[Quad]:
        """Return what the partner's graphs hold, and what is said of them."""

    def without(self, quads: Collection[Quad]) -> Find:
        """Return what looks things up in the published graph without ``quads``."""

    def change(self, author: str, before: set[Quad], after: set[Quad]) -> Done:
        """Bring what was ``before`` to what is to be ``after``, by one commit, and return it.

        Raises :class:`ShapesViolated` and what else the writer raises.
        """


class DataFolder:
    """The data folder here, whether or not a service runs on it."""

    def __init__(self, data_dir: Path, seconds: float) -> None:
        self._data_dir = data_dir
        self._place = Workplace(data_dir, seconds)

    def state(self) -> str:
        """Return the release in force and the last commit."""
        return f"{current_id(self._data_dir)}+{Ledger(self._data_dir).head()}"

    def present(self, partner: Partner) -> set[Quad]:
        """Return what the partner's graphs hold, and what is said of them."""
        store = self._place.writer().store
        names = (name for name in store.named_graphs() if isinstance(name, NamedNode))
        own = [name for name in names if partner.owns(name.value)]
        held = {quad for name in own for quad in store.quads_for_pattern(None, None, None, name)}
        about = store.quads_for_pattern(None, None, None, _ABOUT)
        return held.union(quad for quad in about if is_about(partner, quad))

    def without(self, quads: Collection[Quad]) -> Find:
        """Return what looks things up in the published graph without ``quads``."""
        return without(self._place.writer(), quads)

    def change(self, author: str, before: set[Quad], after: set[Quad]) -> Done:
        """Write by the writer that runs, or here where none does."""
        return self._place.done("change", author, _lines(before - after), _lines(after - before))


class Service:
    """A service elsewhere; ``token`` is one that it takes for writing."""

    def __init__(self, address: str, token: str, limits: Limits) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._limits = limits
        self._found: dict[tuple[object, ...], list[Triple]] = {}

    @classmethod
    def of(cls, address: str, variable: str, limits: Limits) -> Service:
        """Return the service whose token is in the environment; raises :class:`SettingError`."""
        token = os.environ.get(variable, "").strip()
        if not token:
            raise SettingError(
                f"The environment variable {variable} must hold the token to write with; "
                "symbiograph token create makes one."
            )
        return cls(address, token, limits)

    def state(self) -> str:
        """Return nothing: others may write there at any time."""
        return ""

    def present(self, partner: Partner) -> set[Quad]:
        """Return what the partner's graphs hold, and what is said of them."""
        own = f"FILTER(STRSTARTS(STR(?g), {Literal(partner.graph)}))"
        names = self._rows(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} {own} }}")
        graphs = [name for name in names if partner.owns(name.value)]
        quads = {quad for graph in graphs for quad in self._graph(graph)}
        return quads.union(quad for quad in self._graph(_ABOUT) if is_about(partner, quad))

    def _graph(self, graph: NamedNode) -> list[Quad]:
        triples = self._triples(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        return [Quad(t.subject, t.predicate, t.object, graph) for t in triples]

    def without(self, quads: Collection[Quad]) -> Find:
        """Return what asks the service for triples, each pattern once, and leaves out ``quads``."""
        hidden = {quad.triple for quad in quads}

        def find(
            subject: Node | None, predicate: NamedNode | None, value: Node | Literal | None
        ) -> Iterator[Triple]:
            terms = (subject, predicate, value)
            # What is a blank node here is nothing there.
            if any(isinstance(term, BlankNode) for term in terms):
                return
            if terms not in self._found:
                names = ("?s", "?p", "?o")
                pattern = " ".join(str(t or n) for t, n in zip(terms, names, strict=True))
                self._found[terms] = self._triples(f"CONSTRUCT {{ {pattern} }} {{ {pattern} }}")
            yield from (triple for triple in self._found[terms] if triple not in hidden)

        return find

    def change(self, author: str, before: set[Quad], after: set[Quad]) -> Done:  # noqa: ARG002
        """Send one update; the service's history names the token in the place of ``author``."""
        graphs = {quad.graph_name for quad in before | after} - {_ABOUT}
        steps = [f"DROP SILENT GRAPH {graph}" for graph in sorted(graphs, key=str)]
        steps += [f"DELETE DATA {{ {_block(_of(before, _ABOUT), _ABOUT)} }}"]
        for graph in sorted({*graphs, _ABOUT}, key=str):
            steps.append(f"INSERT DATA {{ {_block(_of(after, graph), graph)} }}")
        self._found.clear()
        return self._sent(" ;\n".join(steps))

    def _sent(self, update: str) -> Done:
        try:
            with session(Reach(_ANYWHERE)) as asked:
                response = asked.post(
                    f"{self._address}/update",
                    data=update.encode(),
                    headers={
                        "Authorization": f"Bearer {self._token}",
                        "Content-Type": "application/sparql-update",
                        "Accept": "application/json",
                    },
                    timeout=(self._limits.to_connect, self._limits.seconds),
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            raise PartnerFailed(f"{self._address} cannot be written to: {error}") from error
        said = _json(response)
        if response.status_code == 422 and "report" in said:
            raise ShapesViolated(said["detail"], said["report"], said["results"], "")
        if response.status_code not in (200, 201) or "sequence" not in said:
            told = said.get("detail") or response.text[:_MOST_TOLD]
            raise PartnerFailed(f"{self._address} answered with {response.status_code}: {told}")
        counts = (said["sequence"], said["triples_added"], said["triples_removed"])
        return Done(*counts, 0, said["visible"] is True)

    def _rows(self, query: str) -> list[NamedNode]:
        with self._endpoint() as endpoint:
            rows = endpoint.rows(query)
        return [node for row in rows for node in row.values() if isinstance(node, NamedNode)]

    def _triples(self, query: str) -> list[Triple]:
        with self._endpoint() as endpoint:
            return endpoint.triples(query)

    @contextmanager
    def _endpoint(self) -> Iterator[Endpoint]:
        with closing(Conversation(Reach(_ANYWHERE), self._limits)) as conversation:
            endpoint = Endpoint(conversation, f"{self._address}/sparql")
            yield endpoint
        # A service tells its limit where it has left something out.
        if endpoint.most_rows is not None:
            raise PartnerFailed(
                f"{self._address} gives {endpoint.most_rows:,} rows or triples of a result at "
                "most, so it does not tell all that it holds. Its operator can raise "
                "SYMBIOGRAPH_ROW_LIMIT."
            )


def _of(quads: Iterable[Quad], graph: object) -> list[Triple]:
    return [quad.triple for quad in quads if quad.graph_name == graph]


def _block(triples: Iterable[Triple], graph: object) -> str:
    lines = (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    return f"GRAPH {graph} {{\n{lines}}}"


def _lines(quads: Iterable[Quad]) -> bytes:
    return pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
