"""A commit in short, for people: how much in which graphs, and of which things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import Literal, RdfFormat

from symbiograph.changes.entry import CREATE, DELETE, RELEASE, UPDATE
from symbiograph.changes.log import ChangeLog, Commit, Member
from symbiograph.prefixes import PREFIXES, shorten

_LABELS: Final = tuple(
    f"<{PREFIXES[prefix]}{name}> "
    for prefix, name in (
        ("skos", "prefLabel"),
        ("rdfs", "label"),
        ("dcterms", "title"),
        ("foaf", "name"),
    )
)
_EVENTS: Final = {CREATE: "new", UPDATE: "changed", DELETE: "gone"}
# Of so many members the first are looked at, to find things with names among blank nodes.
_LOOKED_AT: Final = 10


class Thing(NamedTuple):
    """A subject that a commit changed: its label or short name, its IRI, and what became of it."""

    label: str
    language: str
    iri: str
    event: str


class Summary(NamedTuple):
    """A commit, its name for people, triples added and removed, and some things it changed.

    ``more`` is the number of descriptions beside those of ``things``.
    """

    commit: Commit
    title: str
    added: int
    removed: int
    things: list[Thing]
    more: int


def summary(log: ChangeLog, commit: Commit, things: int, language: str = "en") -> Summary:
    """Return ``commit`` in short, with at most so many things, in a language where it has any."""
    until = min(commit.last, commit.first + things * _LOOKED_AT)
    found: dict[str, Thing] = {}
    for member in log.between(commit.first, until):
        if member.description.subject.startswith("<") and len(found) < things:
            # What is gone is named as it was.
            named = log.before(member) if member.event == DELETE else member
            thing = _thing(named, member.event, language)
            found.setdefault(thing.iri, thing)
    return Summary(
        commit,
        f"Release {commit.source}" if commit.kind == RELEASE else f"Commit {commit.source}",
        sum(count.added for count in commit.counts),
        sum(count.removed for count in commit.counts),
        list(found.values()),
        commit.last - commit.first + 1 - len(found),
    )


def _thing(member: Member, event: str, language: str) -> Thing:
    iri = member.description.subject[1:-1]
    label = _label(member.statements, language)
    text, tag = (label.value, label.language or "") if label else (shorten(iri), "")
    return Thing(text, tag, iri, _EVENTS[event])


def _label(statements: Iterable[str], language: str) -> Literal | None:
    """Return the best label: in the language of the reader, then English, then any."""
    lines = [f"<urn:s> {line} ." for line in statements if line.startswith(_LABELS)]
    parsed = pyoxigraph.parse("\n".join(lines), RdfFormat.N_TRIPLES, lenient=True)
    labels = [quad.object for quad in parsed if isinstance(quad.object, Literal)]
    wanted = [language, "en", ""]

    def rank(label: Literal) -> tuple[int, str]:
        tag = (label.language or "").partition("-")[0]
        return (wanted.index(tag) if tag in wanted else len(wanted)), label.value

    return min(labels, key=rank, default=None)
