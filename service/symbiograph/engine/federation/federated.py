"""A source of answers that asks other endpoints, too, where a query says ``SERVICE``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import QuerySolutions, Variable

from symbiograph.engine.federation.clauses import Clause
from symbiograph.engine.federation.client import Client, NoAnswer
from symbiograph.engine.federation.endpoints import Endpoint, Federation
from symbiograph.engine.federation.expansion import Expansion
from symbiograph.engine.federation.inline_data import Row, has_blank_nodes, pattern, values
from symbiograph.engine.federation.partners import Found, Partners
from symbiograph.engine.federation.restriction import MOST_ROWS, Restriction, restriction
from symbiograph.engine.image import Image
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.remote import calls_service
from symbiograph.errors import (
    QuerySyntaxError,
    QueryTooComplex,
    RemoteAccessRefused,
    RemoteServiceFailed,
)

if TYPE_CHECKING:
    from symbiograph.engine.delta import Delta
    from symbiograph.engine.pool.source import Answer, Source

_Evaluate: TypeAlias = "Callable[[str], Answer]"

# A query must not make this service a burden for another.
_MOST_CLAUSES: Final = 20
_HIDDEN: Final = (
    "The query uses SERVICE where it cannot be told apart from the text around it. Write the word "
    "with spaces around it, and comparisons, too."
)


class Federated:
    """A source that answers ``SERVICE`` of listed endpoints beside what ``source`` answers."""

    def __init__(self, source: Source, federation: Federation) -> None:
        self._source = source
        self._federation = federation

    @property
    def generation(self) -> str:
        """The name of the content here; nobody knows that of other endpoints."""
        return self._source.generation

    def after(self, delta: Delta) -> Federated:
        """Return the source after ``delta``; raises like that of :class:`Source`."""
        return Federated(self._source.after(delta), self._federation)

    def partners(self) -> Partners:
        """Return the other endpoints for one query, whose time begins."""
        return Partners(self._federation)

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        partners: Partners | None = None,
    ) -> Answer:
        """Evaluate a query as the source does, with what it asks of other endpoints.

        ``partners``, by default fresh ones, know afterwards whom it has asked. Raises what the
        source does, :class:`RemoteAccessRefused` where the query asks others than those listed,
        :class:`RemoteServiceFailed` where an endpoint gives no answer, and
        :class:`QueryTooComplex` for very many ``SERVICE``.
        """
        evaluate = partial(
            self._source.query,
            base_iri=base_iri,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )
        if self._federation.endpoints and calls_service(text, base_iri):
            asked = partners or self.partners()
            text = self._without_service(text, base_iri, evaluate, asked)
        return evaluate(text)

    def _without_service(
        self, text: str, base_iri: str | None, evaluate: _Evaluate, partners: Partners
    ) -> str:
        """Return ``text`` with the solutions of each ``SERVICE`` in its place."""
        try:
            expansion = Expansion(text, base_iri)
            for number, clause in enumerate(expansion.clauses()):
                if number == _MOST_CLAUSES:
                    raise QueryTooComplex(
                        f"{expansion.place(clause)}: a query uses SERVICE at most {_MOST_CLAUSES} "
                        "times. Send it in parts."
                    )
                expansion.replace(clause, self._solutions(expansion, clause, evaluate, partners))
            expanded = expansion.text()
            fault = parse_error(expanded, base_iri)
        except QuerySyntaxError as error:
            raise RemoteAccessRefused(_HIDDEN) from error
        if fault or calls_service(expanded, base_iri):
            raise RemoteAccessRefused(_HIDDEN)
        return expanded

    def _solutions(
        self, expansion: Expansion, clause: Clause, evaluate: _Evaluate, partners: Partners
    ) -> str:
        """Return the pattern whose solutions are those of ``clause``, as far as they are needed."""
        endpoint = self._allowed(expansion, clause)
        variables = expansion.variables(clause)
        binding = expansion.binding_query(clause, variables, MOST_ROWS + 1)
        found = evaluate(binding) if binding else None
        known = restriction(found) if isinstance(found, QuerySolutions) else Restriction()
        question = expansion.question(clause)

        def ask(client: Client) -> Found:
            rows = self._rows(client, question, variables, known)
            try:
                return Found(pattern(variables, rows), len(rows))
            except ValueError as error:
                raise NoAnswer(str(error)) from error

        try:
            return partners.consult(endpoint, ask).pattern
        except NoAnswer as error:
            if clause.silent:
                return pattern(variables, [[None] * len(variables)])
            raise RemoteServiceFailed(
                f"{expansion.place(clause)}: <{endpoint.iri}> was asked by SERVICE, but {error}. "
                "SERVICE SILENT goes on without it.",
                endpoint=endpoint.iri,
                sources=[asked.member() for asked in partners.consultations],
            ) from error

    def _allowed(self, expansion: Expansion, clause: Clause) -> Endpoint:
        """Return the endpoint that is asked; raise :class:`RemoteAccessRefused` if none may be."""
        place = expansion.place(clause)
        iri = expansion.endpoint(clause)
        choice = [endpoint.iri for endpoint in self._federation.endpoints]
        told = ", ".join(f"<{allowed}>" for allowed in choice)
        if iri is None:
            raise RemoteAccessRefused(
                f"{place}: SERVICE {clause.endpoint.text} names no endpoint here; write the IRI of "
                f"one, which may be {told}.",
                allowed=choice,
            )
        endpoint = next((e for e in self._federation.endpoints if e.iri == _normal(iri)), None)
        if endpoint is None:
            raise RemoteAccessRefused(
                f"{place}: this service does not fetch from <{iri}> for a query. SERVICE may ask "
                f"{told}; send other parts to their endpoints yourself.",
                allowed=choice,
            )
        question = expansion.question(clause)
        if parse_error(question):
            raise RemoteAccessRefused(_HIDDEN)
        if calls_service(question):
            raise RemoteAccessRefused(
                f"{place}: SERVICE within SERVICE is refused, because the endpoint would have to "
                "ask the next one. Put one after the other.",
                allowed=choice,
            )
        return endpoint

    def _rows(
        self, client: Client, question: str, variables: Sequence[Variable], known: Restriction
    ) -> Sequence[Row]:
        """Return the solutions of ``question``; raises :class:`NoAnswer`."""
        if not known.variables:
            return self._asked(client, [question], variables)
        questions = [f"{question}{values(*batch)}" for batch in known.batches()]
        rows = self._asked(client, questions, variables)
        if len(questions) > 1 and has_blank_nodes(rows):
            # A node has another label in each result: all must come in one.
            client.start_again()
            return self._asked(client, [f"{question}{values(*known)}"], variables)
        return rows

    def _asked(
        self, client: Client, questions: Sequence[str], variables: Sequence[Variable]
    ) -> list[Row]:
        rows = [row for text in questions for row in client.select(text, variables)]
        if not isinstance(self._source, Image) and has_blank_nodes(rows):
            raise NoAnswer("its result has blank nodes, which the store here cannot be given")
        return rows


def _normal(iri: str) -> str | None:
    try:
        return Endpoint.of(iri).iri
    except ValueError:
        return None
