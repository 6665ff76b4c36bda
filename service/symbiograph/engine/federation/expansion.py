"""A query while its ``SERVICE`` clauses are replaced, and the smaller queries made of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode, QuerySolutions, Variable

from symbiograph.engine.federation.clauses import Clause, filters, service_clauses
from symbiograph.engine.image import Image
from symbiograph.engine.ordering.clauses import Span, padded
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token, position
from symbiograph.errors import Position

_NOTHING: Final = Image.empty()
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Expansion:
    """The query ``text``, which the engine's parser takes, and what is known of it so far.

    Raises :class:`QuerySyntaxError` where it cannot be split into tokens all the same.
    """

    def __init__(self, text: str, base_iri: str | None) -> None:
        self._text = text
        self._base_iri = base_iri
        self._tokens = padded(text)
        self._replaced: list[tuple[Span, str]] = []
        form = next((token for token in self._tokens if token.is_word(*_FORMS)), self._tokens[-1])
        self._prologue = text[: form.start]
        self._dataset = " ".join(_dataset(self._tokens))

    def clauses(self) -> Iterator[Clause]:
        """Yield the clauses in their order; :meth:`replace` each before the next is asked for."""
        return service_clauses(self._tokens)

    def replace(self, clause: Clause, pattern: str) -> None:
        """Put ``pattern`` in the place of ``clause``."""
        self._replaced.append((self._characters(clause.whole), pattern))

    def text(self) -> str:
        """Return the query as it is now."""
        return _with(self._text, Span(0, len(self._text)), self._replaced)

    def place(self, clause: Clause) -> Position:
        """Return where ``clause`` stands in the text as written."""
        return position(self._text, self._tokens[clause.whole.first].start)

    def endpoint(self, clause: Clause) -> str | None:
        """Return the IRI that is asked, in full, or ``None`` for a variable."""
        if clause.endpoint.kind is Kind.VARIABLE:
            return None
        found = _NOTHING.query(
            f"{self._prologue} SELECT ({clause.endpoint.text} AS ?iri) {{}}",
            base_iri=self._base_iri,
        )
        [iri] = [row[0] for row in found] if isinstance(found, QuerySolutions) else [None]
        return iri.value if isinstance(iri, NamedNode) else None

    def question(self, clause: Clause) -> str:
        """Return the query for the endpoint, which stands on its own."""
        base = f"BASE {NamedNode(self._base_iri)}\n" if self._base_iri else ""
        group = self._written(clause.group)
        return f"{base}{self._prologue}SELECT * WHERE {group}\n"

    def variables(self, clause: Clause) -> list[Variable]:
        """Return the variables that solutions of ``clause`` can bind, by name."""
        tokens = self._tokens[clause.group.first : clause.group.last]
        names = {token.text[1:] for token in tokens if token.kind is Kind.VARIABLE}
        group = self._written(clause.group)
        return [Variable(name) for name in sorted(names) if self._binds(group, name)]

    def binding_query(self, clause: Clause, variables: Sequence[Variable], most: int) -> str | None:
        """Return the query for the values that ``variables`` have before ``clause``, if any has.

        It selects those that the patterns there can bind, in at most ``most`` rows.
        """
        whole = self._characters(clause.before)
        passed = [(self._characters(span), "FILTER(true)") for span in self._filters(clause)]
        changes = sorted([*self._outside(passed), *passed], key=_start)
        pattern = f"{{ {_with(self._text, whole, changes)} }}"
        if clause.graph is not None:
            # A variable would be bound by it, which it is not yet within the group.
            term = clause.graph.text
            if clause.graph.kind is Kind.VARIABLE:
                term = self._unused_variable()
            pattern = f"{{ GRAPH {term} {pattern} }}"
        shared = [variable for variable in variables if self._binds(pattern, variable.value)]
        if not shared:
            return None
        names = " ".join(map(str, shared))
        return (
            f"{self._prologue}SELECT DISTINCT {names} {self._dataset} WHERE {pattern} LIMIT {most}"
        )

    def _filters(self, clause: Clause) -> Iterator[Span]:
        return filters(self._tokens, clause.before)

    def _outside(self, passed: list[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
        """Yield what has been replaced so far, but not in filters."""
        for change in self._replaced:
            if not any(span.first <= change[0].first < span.last for span, _ in passed):
                yield change

    def _binds(self, group: str, name: str) -> bool:
        """Tell whether a variable is in scope in ``group``: there it cannot be bound once more."""
        query = f"{self._prologue}ASK {{ {group} BIND(1 AS ?{name}) }}"
        return parse_error(query, self._base_iri) is not None

    def _unused_variable(self) -> str:
        name = "?graph"
        while name[1:] in self._text:
            name += "_"
        return name

    def _written(self, tokens: Span) -> str:
        first, last = self._characters(tokens)
        return self._text[first:last]

    def _characters(self, tokens: Span) -> Span:
        """Return the span of characters of a span of tokens."""
        start = self._tokens[tokens.first].start
        if tokens.first == tokens.last:
            return Span(start, start)
        last = self._tokens[tokens.last - 1]
        return Span(start, last.start + len(last.text))


def _dataset(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the words of the query's ``FROM`` clauses."""
    depth = 0
    for index, token in enumerate(tokens):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth -= 1
        elif depth == 0 and token.is_word("FROM"):
            named = tokens[index + 1].is_word("NAMED")
            yield from (word.text for word in tokens[index : index + 2 + named])


def _start(change: tuple[Span, str]) -> int:
    return change[0].first


def _with(text: str, part: Span, changes: Sequence[tuple[Span, str]]) -> str:
    """Return a ``part`` of ``text`` with those of ``changes`` made that lie in it, in order."""
    place, end = part
    pieces: list[str] = []
    for span, replacement in changes:
        if place <= span.first and span.last <= end:
            pieces += (text[place : span.first], f" {replacement} ")
            place = span.last
    pieces.append(text[place:end])
    return "".join(pieces)
