"""What a document of the stream says, checked: where to go on, and its members."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from symbiograph.changes import words
from symbiograph.changes.entry import CREATE, DELETE, UPDATE
from symbiograph.changes.following.fetching import Fetched
from symbiograph.changes.terms import Generated
from symbiograph.errors import NotFollowable
from symbiograph.writing.ledger import as_lines

_FORMATS: Final = {
    form.media_type: form for form in (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.TURTLE)
} | {"application/ld+json": RdfFormat.JSON_LD}
_EVENTS: Final = {words.ACTIVITY + event: event for event in (CREATE, UPDATE, DELETE)}
_PATH: Final = "/changes/"
_A_DAY: Final = 86_400
# What 64 bits hold.
_MOST_DIGITS: Final = 18

Term = NamedNode | BlankNode | Literal | Triple


class Version(NamedTuple):
    """A member: what a description is from then on, as N-Quads in its own graph.

    ``subject`` is an IRI, or the label of a blank node after ``_:``, and ``graph`` "" for the
    unnamed one; ``is_last`` tells that it completes its commit.
    """

    number: int
    graph: str
    subject: str
    quads: str
    is_last: bool


class Beginning(NamedTuple):
    """The root: the name of the stream, how often to ask, what is merged, and where to go on."""

    stream: str
    polling: int
    merged: list[str] | None
    relations: list[str]


class Node(NamedTuple):
    """A page, or a part of the index: where to go on, and the members."""

    relations: list[str]
    versions: list[Version]


def read_beginning(fetched: Fetched) -> Beginning:
    """Return what the root of a stream says; raises :class:`NotFollowable`."""
    said = _Said(fetched)
    streams = said.subjects(f"<{words.TREE}view>", NamedNode(fetched.address))
    if len(streams) != 1:
        raise NotFollowable(
            f"{fetched.address} is not the root of one event stream: {len(streams)} streams have "
            "it as their view."
        )
    stream = streams[0]
    if _PATH not in stream:
        raise NotFollowable(
            f"{stream} is an event stream, but none of symbiograph: its members do not say to "
            "which graph they belong."
        )
    for name in ("timestampPath", "versionOfPath", "transactionPath", "versionDeleteObject"):
        told = [str(term) for term in said.objects(stream, f"<{words.LDES}{name}>")]
        if told != [words.CONTEXT[name]]:
            raise NotFollowable(f"{stream}: ldes:{name} is not {words.CONTEXT[name]}.")
    polling = said.objects(stream, f"<{words.LDES}pollingInterval>")
    merged = said.objects(f"{stream}{words.MERGE}", words.HAS_PART)
    return Beginning(
        stream,
        min(max(_number(polling[0], stream), 1), _A_DAY) if polling else words.POLLING,
        sorted(_iri(graph, stream) for graph in merged) or None,
        said.relations(),
    )


def read_node(fetched: Fetched, stream: str) -> Node:
    """Return what a page of ``stream`` says; raises :class:`NotFollowable`."""
    said = _Said(fetched)
    root, _, name = stream.rpartition(_PATH)
    generated = Generated(root, name)
    versions = [_version(said, member, generated) for member in said.objects(stream, words.MEMBER)]
    return Node(said.relations(), sorted(versions))


class _Said:
    """The triples of a document, and the quads of its named graphs."""

    def __init__(self, fetched: Fetched) -> None:
        self.address = fetched.address
        form = _FORMATS.get(fetched.media_type)
        if form is None:
            raise NotFollowable(
                f"{fetched.address} answered with {fetched.media_type or 'an unnamed type'}; a "
                f"stream is read as {', '.join(_FORMATS)}."
            )
        self._objects: dict[tuple[str, str], list[Term]] = {}
        self._subjects: dict[tuple[str, Term], list[str]] = {}
        self._named: dict[str, list[Quad]] = {}
        try:
            for quad in pyoxigraph.parse(
                fetched.body, form, base_iri=fetched.address, lenient=True
            ):
                self._take(quad)
        except SyntaxError as error:
            raise NotFollowable(f"{fetched.address} is no {fetched.media_type}: {error}") from error

    def _take(self, quad: Quad) -> None:
        if not isinstance(quad.graph_name, DefaultGraph):
            self._named.setdefault(quad.graph_name.value, []).append(quad)
            return
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else str(quad.subject)
        predicate = str(quad.predicate)
        self._objects.setdefault((subject, predicate), []).append(quad.object)
        self._subjects.setdefault((predicate, quad.object), []).append(subject)

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """Return what a subject has of a property."""
        return self._objects.get((subject, predicate), [])

    def subjects(self, predicate: str, value: Term) -> list[str]:
        """Return what has this value of a property."""
        return self._subjects.get((predicate, value), [])

    def only(self, subject: str, predicate: str) -> Term:
        """Return the one value of a property; raises :class:`NotFollowable`."""
        found = self.objects(subject, predicate)
        if len(found) != 1:
            raise NotFollowable(
                f"{self.address}: {subject} has {len(found)} values of {predicate}, not one."
            )
        return found[0]

    def named(self, graph: str) -> list[Quad]:
        """Return what is in a named graph."""
        return self._named.get(graph, [])

    def relations(self) -> list[str]:
        """Return the addresses that this document leads to, each once, in its order."""
        found = dict.fromkeys(
            _iri(self.only(str(relation), f"<{words.TREE}node>"), self.address)
            for relation in self.objects(self.address, f"<{words.TREE}relation>")
        )
        return list(found)


def _version(said: _Said, member: Term, generated: Generated) -> Version:
    node = _iri(member, said.address)
    event = _EVENTS.get(_iri(said.only(node, words.TYPE), node))
    held = said.named(node)
    topic = said.only(node, words.SUBJECT)
    if event is None or (event == DELETE) == bool(held):
        raise NotFollowable(f"{said.address}: {node} is no creation, update or deletion.")
    if any(quad.subject != topic for quad in held):
        raise NotFollowable(f"{said.address}: {node} holds triples of another subject.")
    graphs = said.objects(node, words.PART_OF)
    graph = _iri(said.only(node, words.PART_OF), node) if graphs else ""
    subject = _local(topic, generated)
    quads = _moved(held, NamedNode(graph) if graph else DefaultGraph(), generated)
    return Version(
        _number(said.only(node, words.SEQUENCE), node),
        graph,
        str(subject) if isinstance(subject, BlankNode) else _iri(subject, node),
        as_lines(quads),
        str(said.only(node, words.STATUS)) == words.COMPLETED,
    )


def _moved(
    quads: Iterable[Quad], graph: NamedNode | DefaultGraph, generated: Generated
) -> Iterable[Quad]:
    """Yield ``quads`` in the graph they belong to, with blank nodes for what stands for some."""
    for quad in quads:
        subject, value = _local(quad.subject, generated), _local(quad.object, generated)
        if isinstance(subject, NamedNode | BlankNode):
            yield Quad(subject, quad.predicate, value, graph)


def _local(term: Term, generated: Generated) -> Term:
    """Return a blank node for an IRI that stands for one: the same for the same, here for ever."""
    if isinstance(term, NamedNode):
        label = generated.label(term)
        if label is not None:
            return BlankNode(hashlib.sha256(term.value.encode()).hexdigest()[:32])
    return term


def _iri(term: Term, where: str) -> str:
    if not isinstance(term, NamedNode):
        raise NotFollowable(f"{where}: {term} is not an IRI.")
    return term.value


def _number(term: Term, where: str) -> int:
    value = term.value if isinstance(term, Literal) else ""
    if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
        raise NotFollowable(f"{where}: {term} is no whole number that can be.")
    return int(value)
