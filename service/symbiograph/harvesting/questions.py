"""What an endpoint is asked, page by page: which things come next, and what it says of them.

Pages are told apart by the IRI that the one before ended with, not by ``OFFSET``: nothing is
skipped or read twice when data changes meanwhile, and no endpoint has to sort more than a page
(Virtuoso refuses beyond 10,000 rows). The statements are asked for by naming the things
(``VALUES``), so nothing depends on the order in which an endpoint gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.ordering.clauses import closing, padded
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.remote import refuse_remote_access
from symbiograph.errors import BadRequest

# How many blank nodes one behind the other are followed; a list counts as one, however long.
DEPTH: Final = 5
_REST: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*"
_PATTERN: Final = "?s ?p ?o"


@dataclass(frozen=True)
class Questions:
    """The questions to one graph of an endpoint; "" is its default graph.

    With ``template`` and ``pattern``, the parts of a CONSTRUCT, its statements are read in place of
    all there are.
    """

    graph: str = ""
    prologue: str = ""
    template: str = ""
    pattern: str = ""

    @classmethod
    def of(cls, construct: str, graph: str = "") -> Questions:
        """Return the questions by a CONSTRUCT, all there is without one.

        Raises :class:`BadRequest` where it is none that can be read in pages.
        """
        if not construct.strip():
            return cls(graph)
        fault = parse_error(construct)
        if fault is not None:
            raise BadRequest(f"The CONSTRUCT is not valid SPARQL: {fault}")
        refuse_remote_access(construct)
        tokens = padded(construct)
        index = next((i for i, token in enumerate(tokens) if token.is_word("CONSTRUCT")), None)
        if index is None or tokens[index + 1].text != "{":
            raise _form("it begins with CONSTRUCT { … } WHERE { … }, without FROM")
        end = closing(tokens, index + 1)
        opened = end + tokens[end].is_word("WHERE")
        if tokens[opened].text != "{":
            raise _form("it names no graph by FROM; --graph does that")
        last = closing(tokens, opened)
        if tokens[last].text:
            raise _form(f"nothing comes after its pattern, such as {tokens[last].text}")
        template = construct[tokens[index + 1].start + 1 : tokens[end - 1].start]
        pattern = construct[tokens[opened].start + 1 : tokens[last - 1].start]
        found = cls(graph, construct[: tokens[index].start], template, pattern)
        if "?s" not in {token.text for token in tokens[opened:last]}:
            raise _form("?s stands for the things by which it is read, page by page")
        return found

    @property
    def is_own(self) -> bool:
        """Whether a CONSTRUCT of the partner's is read, whose statements nobody can count."""
        return bool(self.template)

    def next_things(self, after: str, number: int) -> str:
        """Return what asks for the next things, each with the number of its statements."""
        beyond = f" && STR(?s) > {Literal(after)}" if after else ""
        inner = (
            f"SELECT DISTINCT ?s WHERE {{ {self._in(self.pattern or _PATTERN)} "
            f"FILTER(isIRI(?s){beyond}) }} ORDER BY STR(?s) LIMIT {number}"
        )
        if self.is_own:
            return self.prologue + inner
        return (
            f"SELECT ?s (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} {self._in(_PATTERN)} }} "
            "GROUP BY ?s ORDER BY STR(?s)"
        )

    def statements(self, things: Sequence[str]) -> str:
        """Return what asks for the statements of ``things``."""
        values = _values(things)
        if self.is_own:
            return (
                f"{self.prologue}CONSTRUCT {{ {self.template} }} "
                f"WHERE {{ {values} {self._in(self.pattern)} }}"
            )
        return f"CONSTRUCT {{ {_PATTERN} }} WHERE {{ {values} {self._in(_PATTERN)} }}"

    def surroundings(self, things: Sequence[str]) -> str:
        """Return what asks for the statements of ``things`` with the blank nodes behind them.

        They must come in one answer: in the next one, a node has another label.
        """
        values = _values(things)
        branches = [f"{{ {values} {self._in('?s ?p ?o')} BIND(?s AS ?x) }}"]
        chain = "?s ?l1 ?b1 FILTER(isBlank(?b1))"
        for level in range(1, DEPTH + 1):
            node = f"?c{level}"
            ends = f"{chain} ?b{level} {_REST} {node} FILTER(isBlank({node}))"
            branches.append(f"{{ {values} {self._in(f'{ends} {node} ?p ?o')} BIND({node} AS ?x) }}")
            deeper = f"?b{level + 1}"
            chain = f"{ends} {node} ?l{level + 1} {deeper} FILTER(isBlank({deeper}))"
        return f"CONSTRUCT {{ ?x ?p ?o }} WHERE {{ {' UNION '.join(branches)} }}"

    def blank_statements(self) -> str:
        """Return what counts the statements about blank nodes."""
        pattern = f"{self._in(_PATTERN)} FILTER(isBlank(?s))"
        return f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"

    def _in(self, pattern: str) -> str:
        return f"GRAPH {NamedNode(self.graph)} {{ {pattern} }}" if self.graph else pattern


def _values(things: Iterable[str]) -> str:
    return f"VALUES ?s {{ {' '.join(str(NamedNode(thing)) for thing in things)} }}"


def _form(what: str) -> BadRequest:
    return BadRequest(f"The CONSTRUCT cannot be read in pages: {what}.")
