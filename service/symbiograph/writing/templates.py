"""The templates of an update: quads with variables, and what they make of a query's solutions.

The engine reads a template as ``INSERT DATA`` into a store of its own, where an IRI that nobody
else can have stands in for each variable. So every way to write triples is read by the engine.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    Store,
    Triple,
    Variable,
)

from symbiograph.engine.tokens import Kind, tokenize
from symbiograph.errors import BadRequest
from symbiograph.writing.territory import GraphName

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_UNNAMED: Final = DefaultGraph()


class Template:
    """The quads of a block, whose unnamed graph is ``default``.

    ``variables`` are the names it uses. With ``fresh`` blank nodes it makes new ones for every
    solution.
    """

    def __init__(self, prologue: str, block: str, base_iri: str, default: GraphName) -> None:
        mark = f"urn:symbiograph:{secrets.token_hex(16)}:"
        self._quads = read_data(prologue, block, base_iri, default, mark)
        terms = {term for quad in self._quads for term in quad}
        self._variables = {
            term: Variable(term.value.removeprefix(mark))
            for term in terms
            if isinstance(term, NamedNode) and term.value.startswith(mark)
        }
        self._blank = [term for term in terms if isinstance(term, BlankNode)]

    @property
    def variables(self) -> set[str]:
        """The names of its variables, without question mark."""
        return {variable.value for variable in self._variables.values()}

    @property
    def has_blank_nodes(self) -> bool:
        """Whether each solution makes new nodes."""
        return bool(self._blank)

    @property
    def has_variable_graphs(self) -> bool:
        """Whether a solution says which graph a quad is of."""
        return any(quad.graph_name in self._variables for quad in self._quads)

    def graphs(self) -> Iterator[GraphName]:
        """Yield the graphs that it names itself."""
        for quad in self._quads:
            if quad.graph_name not in self._variables:
                yield quad.graph_name

    def filled(self, solutions: Iterable[QuerySolution]) -> Iterator[Quad]:
        """Yield the quads it makes; those that RDF does not allow are left out."""
        for solution in solutions:
            values: dict[object, Term | None] = {
                mark: solution[variable] for mark, variable in self._variables.items()
            }
            values.update((node, BlankNode()) for node in self._blank)
            for quad in self._quads:
                made = _made(quad, values)
                if made is not None:
                    yield made


def read_data(
    prologue: str,
    block: str,
    base_iri: str,
    default: GraphName = _UNNAMED,
    mark: str | None = None,
) -> list[Quad]:
    """Return the quads of a block of data, its blank nodes with labels nobody else uses.

    ``default`` is the graph of those that name none. With ``mark``, variables become IRIs that
    begin so. Raises :class:`BadRequest`.
    """
    text = block if mark is None else _marked(block, mark)
    scratch = Store()
    try:
        scratch.update(f"{prologue}INSERT DATA {text}", base_iri=base_iri)
    except (SyntaxError, RuntimeError) as error:
        raise BadRequest(f"This is not read as triples: {block}") from error
    return [_moved(quad, default) for quad in scratch]


def _marked(block: str, mark: str) -> str:
    parts: list[str] = []
    end = 0
    for token in tokenize(block):
        if token.kind is Kind.VARIABLE:
            parts += block[end : token.start], f"<{mark}{token.text[1:]}>"
            end = token.start + len(token.text)
    return "".join((*parts, block[end:]))


def _moved(quad: Quad, default: GraphName) -> Quad:
    if not isinstance(quad.graph_name, DefaultGraph):
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, default)


def _made(quad: Quad, values: Mapping[object, Term | None]) -> Quad | None:
    """Return ``quad`` with ``values`` in it, unless something stays unbound or in a wrong place."""
    subject, predicate, object_ = (values.get(term, term) for term in quad.triple)
    graph = values.get(quad.graph_name, quad.graph_name)
    if (
        isinstance(subject, NamedNode | BlankNode)
        and isinstance(predicate, NamedNode)
        and object_ is not None
        and isinstance(graph, NamedNode | DefaultGraph)
    ):
        return Quad(subject, predicate, object_, graph)
    return None
