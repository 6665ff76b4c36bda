"""A SPARQL endpoint read page by page, each page kept, so that a harvest can go on where it ended.

Of each thing the endpoint first says how many statements it has. A page with fewer has been cut,
with or without a word; it is asked for again in halves, and never taken as whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from symbiograph.errors import PartnerFailed, PartnerTooBusy
from symbiograph.harvesting.asking import Endpoint, Row
from symbiograph.harvesting.conversation import whole_number
from symbiograph.harvesting.questions import DEPTH, Questions

_STATE: Final = "pages.json"
# What was read of an endpoint longer ago is not gone on with: too much may have changed.
_FRESH: Final = timedelta(hours=24)
# Limits are round numbers, and Virtuoso ends a CONSTRUCT one triple behind its own.
_ROUND: Final = 100
_MOST_TOLD: Final = 3


@dataclass
class _State:
    """How far the reading of one graph is."""

    key: str
    begun: str
    last: str = ""
    pages: int = 0
    whole: bool = False


class Pages:
    """The reading of one graph of an endpoint; pages of ``size`` things are kept in ``folder``."""

    def __init__(self, endpoint: Endpoint, questions: Questions, size: int, folder: Path) -> None:
        self._endpoint = endpoint
        self._questions = questions
        self._size = size
        self._folder = folder
        self.told: list[str] = []
        written = json.dumps([endpoint.address, asdict(questions)])
        self._key = hashlib.sha256(written.encode()).hexdigest()

    def read(self) -> list[Quad]:
        """Return all statements; raises :class:`PartnerFailed` if they are not to be had whole."""
        self._folder.mkdir(parents=True, exist_ok=True)
        state = self._begun()
        seen: set[str] = set()
        while not state.whole:
            things = self._next_things(state.last)
            if not things:
                break
            names = [name for name, _ in things]
            if names[0] in seen or names[-1] == state.last or len(set(names)) < len(names):
                raise PartnerFailed(
                    f"{self._endpoint.address} does not put IRIs in an order, so it cannot be read "
                    "in pages. Ask its operator for a dump."
                )
            seen.update(names)
            triples = self._page(things)
            state = self._keep(state, names[-1], triples)
            self._endpoint.show(f"{self._endpoint.address}, pages", state.pages)
        quads = self._kept(state)
        self._tell_of_loose_ends(quads)
        state.whole = True
        self._write(state)
        return quads

    def forget(self) -> None:
        """Remove the pages, so that the next reading begins anew."""
        for path in self._folder.glob("*"):
            path.unlink()

    def _begun(self) -> _State:
        """Return where to go on: at the beginning, unless a reading was ended a while ago."""
        now = datetime.now(UTC)
        try:
            found = _State(**json.loads((self._folder / _STATE).read_text(encoding="utf-8")))
            fresh = now - datetime.fromisoformat(found.begun) < _FRESH
        except (OSError, ValueError, TypeError):
            fresh = False
        if fresh and found.key == self._key and not found.whole:
            if found.pages:
                self.told.append(f"went on after page {found.pages:,}, at {found.last}")
            return found
        self.forget()
        return _State(self._key, now.isoformat())

    def _next_things(self, after: str) -> list[tuple[str, int]]:
        rows = self._endpoint.rows(self._questions.next_things(after, self._size))
        found = []
        for row in rows:
            thing = row.get("s")
            if isinstance(thing, NamedNode):
                found.append((thing.value, self._number(row)))
        return found

    def _number(self, row: Row) -> int:
        """Return what is counted in a row, nothing where it does not say."""
        term = row.get("n")
        number = whole_number(term.value) if isinstance(term, Literal) else 0
        if number is None:
            raise PartnerFailed(f"{self._endpoint.address} counts {term}, which is no number.")
        return number

    def _page(self, things: Sequence[tuple[str, int]]) -> list[Triple]:
        """Return the statements of ``things``, asked for in parts where they do not come whole."""
        names = [name for name, _ in things]
        try:
            triples = self._endpoint.triples(self._questions.statements(names))
            cut = self._is_cut(things, triples)
            if not cut:
                return self._with_blank_nodes(triples)
        except PartnerTooBusy as error:
            if len(things) == 1:
                raise
            cut, triples = error.message, []
        if len(things) == 1:
            raise PartnerFailed(
                f"{self._endpoint.address} does not give all statements about {names[0]}: {cut}. "
                "Ask its operator for a dump, or for a higher limit."
            )
        middle = len(things) // 2
        parts = [*self._page(things[:middle]), *self._page(things[middle:])]
        if len(parts) > len(triples) and len(self.told) < _MOST_TOLD:
            self.told.append(f"gives less than it has at a time ({cut}); was asked for less")
        return parts

    def _is_cut(self, things: Sequence[tuple[str, int]], triples: Sequence[Triple]) -> str:
        """Return what speaks against a page being whole; nothing where nothing does."""
        limit = self._endpoint.most_rows
        if limit is not None and len(triples) >= limit:
            return f"its limit is {limit:,}"
        if self._questions.is_own:
            # Nobody can count these; a number like a limit is reason enough to look twice.
            if len(things) == 1 or len(triples) < _ROUND or len(triples) % _ROUND > 1:
                return ""
            return f"{len(triples):,} statements"
        counted = Counter(t.subject.value for t in triples if isinstance(t.subject, NamedNode))
        for name, number in things:
            if counted[name] < number:
                return f"{counted[name]:,} statements of {number:,} about {name}"
        return ""

    def _with_blank_nodes(self, triples: list[Triple]) -> list[Triple]:
        """Return ``triples`` with what is stated of the blank nodes in them."""
        loose = {t.object for t in triples if isinstance(t.object, BlankNode)}
        if self._questions.is_own or not loose:
            return triples
        holders = {
            t.subject for t in triples if t.object in loose and isinstance(t.subject, NamedNode)
        }
        names = sorted(node.value for node in holders)
        more = self._endpoint.triples(self._questions.surroundings(names))
        rest = [triple for triple in triples if triple.subject not in holders]
        before = Counter(t.subject for t in triples if t.subject in holders)
        after = Counter(t.subject for t in more if t.subject in holders)
        if before != after:
            raise PartnerTooBusy(f"{self._endpoint.address} gives less than it has at a time")
        return [*rest, *more]

    def _keep(self, state: _State, last: str, triples: list[Triple]) -> _State:
        number = state.pages + 1
        lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        (self._folder / f"{number:06}.nt").write_bytes(lines)
        following = _State(state.key, state.begun, last, number)
        self._write(following)
        return following

    def _write(self, state: _State) -> None:
        # The page before the note of it: what is killed in between is asked for again.
        path = self._folder / _STATE
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(state)), encoding="utf-8")
        scratch.replace(path)

    def _kept(self, state: _State) -> list[Quad]:
        graph = NamedNode(self._questions.graph) if self._questions.graph else DefaultGraph()
        return [
            Quad(quad.subject, quad.predicate, quad.object, graph)
            for number in range(1, state.pages + 1)
            for quad in pyoxigraph.parse(
                (self._folder / f"{number:06}.nt").read_bytes(),
                RdfFormat.N_TRIPLES,
                rename_blank_nodes=True,
            )
        ]

    def _tell_of_loose_ends(self, quads: list[Quad]) -> None:
        if self._questions.is_own:
            return
        rows = self._endpoint.rows(self._questions.blank_statements())
        there = self._number(rows[0]) if rows else 0
        had = sum(isinstance(quad.subject, BlankNode) for quad in set(quads))
        if had < there:
            self.told.append(
                f"passed over {there - had:,} statements about blank nodes that no IRI leads to in "
                f"{DEPTH} steps"
            )
