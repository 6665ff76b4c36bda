"""The stream as RDF: its root, its pages and their index, a member, and a commit as PROV.

Documents are N-Quads, line by line, because members are kept so: other formats are made of them.
All addresses are those of the service that is asked, since a stream is one service's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from symbiograph.changes.entry import RELEASE
from symbiograph.changes.log import ChangeLog, Commit, Member
from symbiograph.changes.terms import Generated
from symbiograph.changes.words import (
    ACTIVITY,
    COMMIT_OF,
    COMPLETED,
    CONTEXT,
    HAS_PART,
    LDES,
    MEMBER,
    MERGE,
    PART_OF,
    POLLING,
    SCHEMA,
    SEQUENCE,
    SHACL,
    SHAPE,
    STATUS,
    SUBJECT,
    TIMESTAMP,
    TREE,
    TYPE,
    UNDER_WAY,
    VERSION_OF,
)
from symbiograph.errors import NotFound
from symbiograph.prefixes import PREFIXES

# Members of a page, and pages of a node of the index.
PAGE: Final = 100
NODE: Final = 100
# Members that a commit names.
NAMED: Final = 100
_LICENCE: Final = "<https://creativecommons.org/licenses/by/4.0/>"
_ABOUT: Final = (
    "A version of each description (all triples of one graph with one subject) whenever it changes."
    " A member says which graph and which subject; its own named graph holds the triples, none of"
    " them where the description is deleted. IRIs below /.well-known/genid/ stand for blank nodes."
    " The graphs of ESCO are not told."
)
_RETENTION: Final = (
    "Every member is kept. A stream that cannot be continued is followed by another with another"
    " IRI, which begins with what there is then."
)


@dataclass(frozen=True)
class Stream:
    """Writes the documents of ``log`` for the service at ``root``."""

    log: ChangeLog
    root: str

    @property
    def address(self) -> str:
        """The address at which who follows begins."""
        return f"{self.root.rstrip('/')}/changes"

    @property
    def iri(self) -> str:
        """The IRI of the stream itself; another one begins if this one cannot be continued."""
        return f"{self.address}/{self.log.name}"

    @property
    def pages(self) -> int:
        """How many pages there are; the last one may not be full."""
        return -(-self.log.members // PAGE)

    def is_full(self, page: int) -> bool:
        """Tell whether a page gets no more members."""
        return page * PAGE <= self.log.members

    def beginning(self) -> Iterator[str]:
        """Yield the root: what the stream is like, and where its pages are."""
        stream, address = f"<{self.iri}>", f"<{self.address}>"
        yield f"{stream} {TYPE} <{LDES}EventStream> ."
        yield f"{stream} <{TREE}view> {address} ."
        for name, value in CONTEXT.items():
            yield f"{stream} <{LDES}{name}> {value} ."
        yield f"{stream} <{LDES}pollingInterval> {_integer(POLLING)} ."
        yield f"{stream} {_dcterms('title')} {_text('Changes of symbiograph')} ."
        yield f"{stream} {_dcterms('description')} {_text(_ABOUT)} ."
        yield f"{stream} {_dcterms('license')} {_LICENCE} ."
        yield f"{stream} {_dcterms('created')} {_moment(self.log.started)} ."
        merge = f"<{self.iri}{MERGE}>"
        yield f"{merge} {_dcterms('title')} {_text('The default graph, a merge')} ."
        for graph in self.log.merged():
            yield f"{merge} {HAS_PART} <{graph}> ."
        yield from self._shape()
        yield f"{address} {TYPE} <{TREE}Node> ."
        yield f"{address} {TYPE} <{LDES}EventSource> ."
        retention = f"<{self.address}#retention>"
        yield f"{address} <{LDES}retentionPolicy> {retention} ."
        yield f"{retention} {TYPE} <{LDES}RetentionPolicy> ."
        yield f"{retention} {_dcterms('description')} {_text(_RETENTION)} ."
        if self.log.members:
            start = self.log.times([1])[1]
            yield f"{retention} <{LDES}startingFrom> {_moment(start)} ."
        nodes = self.pages // NODE
        if nodes and not self.is_full(nodes * NODE):
            nodes -= 1
        ranges = [(f"index/{n}", (n - 1) * NODE + 1, n * NODE) for n in range(1, nodes + 1)]
        rest = range(nodes * NODE + 1, self.pages + 1)
        yield from self._relations(address, [*ranges, *((f"pages/{n}", n, n) for n in rest)])

    def index(self, number: int) -> Iterator[str]:
        """Yield a node of the index, all of whose pages are full; raises :class:`NotFound`."""
        if number < 1 or not self.is_full(number * NODE):
            raise NotFound(f"The stream {self.log.name} has no node {number} of its index.")
        node = f"<{self.iri}/index/{number}>"
        yield from self._node(node, immutable=True)
        pages = range((number - 1) * NODE + 1, number * NODE + 1)
        yield from self._relations(node, [(f"pages/{page}", page, page) for page in pages])

    def page(self, number: int) -> Iterator[str]:
        """Yield a page, its members in their order; raises :class:`NotFound`."""
        if not 1 <= number <= self.pages:
            raise NotFound(f"The stream {self.log.name} has no page {number}.")
        yield from self._node(f"<{self.iri}/pages/{number}>", immutable=self.is_full(number))
        yield from self.members((number - 1) * PAGE + 1, number * PAGE)

    def members(self, first: int, last: int) -> Iterator[str]:
        """Yield the members with these numbers: what each is, then what it holds, as its graph."""
        generated = Generated(self.root, self.log.name)
        for member in self.log.between(first, last):
            yield from self._member(member, generated)

    def commit(self, commit: Commit) -> Iterator[str]:
        """Yield what is known of a commit, as an activity of PROV, with its members."""
        node = f"<{self.iri}/commits/{commit.number}>"
        yield f"{node} {TYPE} {_prov('Activity')} ."
        yield f"{node} {_prov('endedAtTime')} {_moment(commit.time)} ."
        yield f"{node} {SEQUENCE} {_integer(commit.number)} ."
        yield f"{node} {_dcterms('isPartOf')} <{self.iri}> ."
        if commit.kind == RELEASE:
            yield f"{node} {_dcterms('title')} {_text(f'Release {commit.source}')} ."
        else:
            agent = f"<{self.iri}/commits/{commit.number}#agent>"
            yield f"{node} {_dcterms('title')} {_text(f'Commit {commit.source}')} ."
            yield f"{node} {_prov('wasAssociatedWith')} {agent} ."
            yield f"{agent} {TYPE} {_prov('Agent')} ."
            yield f"{agent} <{PREFIXES['foaf']}name> {Literal(commit.author)} ."
        for count in commit.counts:
            told = f"triples added: {count.added}, removed: {count.removed}"
            where = f"<{count.graph}>" if count.graph else "the default graph"
            yield f"{node} {_dcterms('description')} {_text(f'{where}: {told}')} ."
        yield f"{node} <{SCHEMA}numberOfItems> {_integer(commit.last - commit.first + 1)} ."
        if commit.last - commit.first < NAMED:
            members = range(commit.first, commit.last + 1)
        else:
            # All of them name their commit.
            members = range(0)
        for number in members:
            yield f"{node} {_prov('generated')} <{self.iri}/members/{number}> ."

    def _member(self, member: Member, generated: Generated) -> Iterator[str]:
        node = f"<{self.iri}/members/{member.number}>"
        subject = generated.named(member.description.subject)
        yield f"<{self.iri}> {MEMBER} {node} ."
        yield f"{node} {TYPE} <{ACTIVITY}{member.event}> ."
        yield f"{node} {VERSION_OF} <{self.iri}/descriptions/{member.described}> ."
        yield f"{node} {TIMESTAMP} {_moment(member.time)} ."
        yield f"{node} {SEQUENCE} {_integer(member.number)} ."
        if member.description.graph:
            yield f"{node} {PART_OF} <{member.description.graph}> ."
        yield f"{node} {SUBJECT} {subject} ."
        yield f"{node} {COMMIT_OF} <{self.iri}/commits/{member.commit}> ."
        yield f"{node} {STATUS} {COMPLETED if member.is_last else UNDER_WAY} ."
        for statement in member.statements:
            yield f"{subject} {generated.statement(statement)} {node} ."

    def _node(self, node: str, *, immutable: bool) -> Iterator[str]:
        yield f"{node} {TYPE} <{TREE}Node> ."
        if immutable:
            yield f"{node} <{LDES}immutable> {_typed('true', 'boolean')} ."

    def _relations(self, node: str, parts: Iterable[tuple[str, int, int]]) -> Iterator[str]:
        """Yield the links of ``node`` to parts, each with its first and its last page."""
        for number, (path, first, last) in enumerate(parts):
            from_, until = (first - 1) * PAGE + 1, last * PAGE
            times = self.log.times([from_, min(until, self.log.members)])
            bounds = [("GreaterThanOrEqualTo", times[from_])]
            if self.is_full(last):
                bounds.append(("LessThanOrEqualTo", times[until]))
            for name, time in bounds:
                relation = f"_:{name[0].lower()}{number}"
                yield f"{node} <{TREE}relation> {relation} ."
                yield f"{relation} {TYPE} <{TREE}{name}Relation> ."
                yield f"{relation} <{TREE}node> <{self.iri}/{path}> ."
                yield f"{relation} <{TREE}path> {TIMESTAMP} ."
                yield f"{relation} <{TREE}value> {_moment(time)} ."

    def _shape(self) -> Iterator[str]:
        """Yield the shape of members; what is in a member's own graph is free."""
        shape = f"<{self.iri}#member>"
        yield f"<{self.iri}> <{TREE}shape> {shape} ."
        yield f"{shape} {TYPE} <{SHACL}NodeShape> ."
        for number, (path, least, constraint) in enumerate(SHAPE):
            property_ = f"_:s{number}"
            yield f"{shape} <{SHACL}property> {property_} ."
            yield f"{property_} <{SHACL}path> {path} ."
            if least:
                yield f"{property_} <{SHACL}minCount> {_integer(1)} ."
            yield f"{property_} <{SHACL}maxCount> {_integer(1)} ."
            yield f"{property_} {constraint} ."


def _text(text: str) -> str:
    return str(Literal(text, language="en"))


def _typed(value: str, datatype: str) -> str:
    return f'"{value}"^^<{PREFIXES["xsd"]}{datatype}>'


def _integer(value: int) -> str:
    return _typed(str(value), "integer")


def _moment(time: str) -> str:
    return _typed(time, "dateTime")


def _dcterms(name: str) -> str:
    return f"<{PREFIXES['dcterms']}{name}>"


def _prov(name: str) -> str:
    return f"<{PREFIXES['prov']}{name}>"
