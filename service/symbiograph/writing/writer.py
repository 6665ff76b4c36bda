"""The one writer: it holds the release and all written graphs, and turns requests into commits."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, replace

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store

from symbiograph.engine.delta import Delta, exchange
from symbiograph.engine.disk import Shelf
from symbiograph.engine.image import Image, named_node
from symbiograph.errors import NotFound, StorageFull
from symbiograph.writing.base import Base
from symbiograph.writing.condition import Condition
from symbiograph.writing.draft import Draft
from symbiograph.writing.execution import Update, carry_out
from symbiograph.writing.judgement import judge
from symbiograph.writing.ledger import Ledger, as_lines
from symbiograph.writing.merging import keep_merged
from symbiograph.writing.territory import GraphName


@dataclass(frozen=True)
class Commit:
    """What became of a request; ``delta`` is ``None`` where it changed nothing.

    ``graphs`` is the number of graphs that have changed; ``created`` tells that a graph is there
    that was not before.
    """

    sequence: int
    added: int
    removed: int
    graphs: int
    delta: Delta | None
    created: bool = False


class Writer:
    """Does one request at a time; between requests its image is what the commits add up to.

    A request that takes more than ``seconds``, unless they are 0, ends the process: nothing else
    stops the engine. Nothing is lost by that, because it has not been committed.
    """

    def __init__(
        self,
        image: Image,
        sequence: int,
        base: Base,
        ledger: Ledger,
        seconds: float = 0,
        shelf: Shelf | None = None,
    ) -> None:
        self.image = image
        self.sequence = sequence
        self.base = base
        self._ledger = ledger
        self._seconds = seconds
        self._shelf = shelf
        # Whether the disk failed its store, which then takes nothing until it is opened anew.
        self.is_spoilt = False

    @property
    def store(self) -> Store:
        """The graph, commits included."""
        return self.image.store

    def for_readers(self) -> Image:
        """Return the image that other processes can read; on disk it is put on the shelf."""
        if self._shelf is None:
            return self.image
        return self._shelf.put(self.image.generation, self.store, first=self.base.name)

    def catch_up(self) -> None:
        """Take in what others have committed since."""
        for number, change in self._ledger.since(self.sequence):
            self._advance(self.base.apply(self.store, change), number)

    def follow(self, sequence: int, delta: Delta) -> None:
        """Go on to what another writer has committed up to ``sequence``."""
        if delta.generation != self.image.generation:
            self.image = self.image.after(delta)
        self.sequence = sequence

    def require(self, graph: str | None, condition: Condition) -> None:
        """Raise :class:`PreconditionFailed` unless ``graph`` is in the state asked for."""
        exists = graph is None or Draft(self.store, self.base.territory).holds(_name(graph))
        condition.require(self.image.generation, exists=exists)

    def update(self, author: str, request: str, update: Update) -> Commit:
        """Carry out an update request; raises what :func:`carry_out` and the commit raise."""
        return self._commit(author, request, lambda draft: carry_out(update, draft))

    def put(self, author: str, request: str, graph: str | None, triples: bytes) -> Commit:
        """Replace a graph by ``triples``, which are N-Triples."""
        name = _name(graph)

        def exchange_all(draft: Draft) -> None:
            draft.clear(name)
            draft.add(_read(triples, name))

        return self._with_creation(name, author, request, exchange_all)

    def post(self, author: str, request: str, graph: str | None, triples: bytes) -> Commit:
        """Add ``triples``, which are N-Triples, to a graph."""
        name = _name(graph)

        def add(draft: Draft) -> None:
            draft.territory.require_writable(name)
            draft.add(_read(triples, name))

        return self._with_creation(name, author, request, add)

    def delete(self, author: str, request: str, graph: str | None) -> Commit:
        """Remove a graph; raises :class:`NotFound` for a named one that is not there."""
        name = _name(graph)

        def remove(draft: Draft) -> None:
            draft.territory.require_writable(name)
            if graph is not None and not draft.holds(name):
                raise NotFound(f"There is no graph {name}.")
            draft.clear(name)

        return self._commit(author, request, remove)

    def change(self, author: str, request: str, removed: bytes, added: bytes) -> Commit:
        """Remove quads and add others, of as many graphs as they name; both are N-Quads."""

        def exchange_all(draft: Draft) -> None:
            draft.remove(pyoxigraph.parse(removed, RdfFormat.N_QUADS, lenient=True))
            draft.add(pyoxigraph.parse(added, RdfFormat.N_QUADS, lenient=True))

        return self._commit(author, request, exchange_all)

    def restore(self, author: str, request: str, sequence: int) -> Commit:
        """Bring the written graphs back to what they were after ``sequence``, by a new commit.

        The shapes judge it like any other: what the graphs refer to may have become another.
        """
        change = self._ledger.back_to(sequence)

        def go_back(draft: Draft) -> None:
            draft.remove(q for q in change.removed if self._may_change(q))
            draft.add(q for q in change.added if self._may_change(q))

        # The operator's doing, and nobody's own.
        return self._commit(author, request, go_back, of_all=True)

    def exchange(
        self,
        author: str,
        request: str,
        described: list[tuple[str, str]],
        quads: bytes,
        whole: list[str],
        merged: list[str] | None,
        merge_anew: bool,
    ) -> Commit:
        """Replace descriptions by ``quads``, which are N-Quads with the labels of blank nodes.

        A description is given by the IRI of its graph, "" for the unnamed one, and its subject, an
        IRI or the label of a blank node after ``_:``; all of the graphs ``whole`` is replaced. With
        ``merged`` the unnamed graph stays the merge of these graphs, as it is beside a release;
        ``merge_anew`` tells that they are others than before.
        """

        def replace_descriptions(draft: Draft) -> None:
            for graph in whole:
                draft.remove(draft.quads(_name(graph or None)))
            for graph, subject in described:
                name = _name(graph or None)
                draft.remove(draft.store.quads_for_pattern(_node(subject), None, None, name))
            draft.add(pyoxigraph.parse(quads, RdfFormat.N_QUADS, lenient=True))
            if merged is not None:
                keep_merged(draft, {_name(graph) for graph in merged}, anew=merge_anew)

        return self._commit(author, request, replace_descriptions, of_all=True)

    def since(self, sequence: int) -> Delta:
        """Return what takes a reader from ``sequence`` to the present.

        It is read off the present state, so it is right for any mixture of what was there before.
        """
        touched = {q for _, change in self._ledger.since(sequence) for part in change for q in part}
        own = {q for q in touched if self._may_change(q)}
        published = {q for q in own if self.base.territory.publishes(q.graph_name)}
        affected = own | {Quad(q.subject, q.predicate, q.object) for q in published}
        present = {quad for quad in affected if quad in self.store}
        return Delta(self.image.generation, as_lines(present), as_lines(affected - present))

    def _may_change(self, quad: Quad) -> bool:
        return self.base.territory.refusal(quad.graph_name) is None

    def _with_creation(
        self, name: GraphName, author: str, request: str, work: Callable[[Draft], None]
    ) -> Commit:
        existed = Draft(self.store, self.base.territory).holds(name)
        commit = self._commit(author, request, work)
        return replace(commit, created=not existed)

    def _commit(
        self, author: str, request: str, work: Callable[[Draft], None], *, of_all: bool = False
    ) -> Commit:
        """Let ``work`` change a draft, and record it; undo it whatever goes wrong.

        Unless it is ``of_all``, no contribution may change that is not the author's own.
        """
        if self._shelf is not None:
            self._shelf.require_room()
        draft = Draft(self.store, self.base.territory)
        done = False
        signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            work(draft)
            change = draft.change()
            if not change.size:
                done = True
                return Commit(self.sequence, 0, 0, 0, None)
            if not of_all:
                for name in {quad.graph_name for part in change for quad in part}:
                    self.base.territory.require_author(name, author)
            judge(draft)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if self._shelf is not None:
                # Before the commit, so that what can fail now cannot afterwards.
                self.store.flush()
            sequence = self._ledger.record(author, request, change)
            done = True
        except OSError as error:
            if self._shelf is None:
                raise
            self.is_spoilt = True
            raise StorageFull(
                f"The store on disk cannot be written ({error}); nothing was stored. "
                "Make room on the disk and send the request again."
            ) from error
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if not done and not self.is_spoilt:
                draft.undo()
        self._advance(draft, sequence)
        delta = draft.delta(self.image.generation)
        return Commit(
            self.sequence, len(change.added), len(change.removed), len(change.by_graph()), delta
        )

    def _advance(self, draft: Draft, sequence: int) -> None:
        """Count as done what ``draft`` has changed in the store."""
        default = self.image.default
        if default is not None:
            exchange(default, *draft.change_of_default())
        self.sequence = sequence
        self.image = Image(self.store, self.base.generation(sequence), default)


def _name(graph: str | None) -> GraphName:
    return named_node(graph) if graph is not None else pyoxigraph.DefaultGraph()


def _node(subject: str) -> NamedNode | BlankNode:
    label = subject.removeprefix("_:")
    return BlankNode(label) if label != subject else NamedNode(subject)


def _read(triples: bytes, graph: GraphName) -> list[Quad]:
    quads = pyoxigraph.parse(triples, RdfFormat.N_TRIPLES, lenient=True)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in quads]
