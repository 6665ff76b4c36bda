"""Whether the body of a query is what its head says."""

from __future__ import annotations

from typing import Final, TypeGuard

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from symbiograph.engine.syntax import syntax_error
from symbiograph.engine.tokens import position, tokenize
from symbiograph.errors import BadArgument, UnreadableInput
from symbiograph.prefixes import expand
from symbiograph.queries.binding import Argument, Block, bind, blocks
from symbiograph.queries.head import Head, Parameter
from symbiograph.queries.values import NODE_TYPES, literal
from symbiograph.results import Term, table

_FORMS: Final = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
_NOTHING: Final = Store()


def examples(head: Head, text: str, source: str) -> dict[str, tuple[Argument, ...]]:
    """Return the terms that stand in the body for each parameter, once head and body fit.

    Raises :class:`UnreadableInput` where the body is not SPARQL, does not select the head's
    columns in their order, has not one block for a parameter or none that fits its type, or is not
    SPARQL any more without the block of an optional parameter.
    """
    selected = _selected(text, source)
    columns = [column.name for column in head.columns]
    if selected is not None and selected != columns:
        reason = f"the query selects {_listed(selected)}, the head's columns are {_listed(columns)}"
        raise UnreadableInput(source, reason)
    terms = {p.name: _examples(p, text, source) for p in head.parameters}
    for parameter in head.parameters:
        if parameter.optional:
            _selected(bind(text, {parameter.name: ()}), f"{source} without {parameter.name}")
    return terms


def _selected(text: str, source: str) -> list[str] | None:
    """Return the variables that a query selects, ``None`` for another form than ``SELECT``."""
    try:
        results = _NOTHING.query(text)
    except SyntaxError as error:
        fault = syntax_error(error)
        raise UnreadableInput(source, fault.message, fault.position) from error
    if not isinstance(results, QuerySolutions):
        return None
    return [variable.value for variable in results.variables]


def _examples(parameter: Parameter, text: str, source: str) -> tuple[Argument, ...]:
    own = [block for block in blocks(text) if block.variable == parameter.name]
    if len(own) != 1:
        reason = f"{len(own)} blocks 'VALUES ?{parameter.name} {{ … }}' where one belongs"
        raise UnreadableInput(source, reason)
    terms = _terms(text, own[0])
    fitting = tuple(term for term in terms if _fits(term, parameter))
    if not fitting or fitting != terms or (len(terms) > 1 and not parameter.many):
        wanted = f"{'examples' if parameter.many else 'one example'} of the type {parameter.type!r}"
        reason = f"the block of ?{parameter.name} does not hold {wanted}"
        raise UnreadableInput(source, reason, position(text, own[0].start))
    default = parameter.default
    if default is not None and [term.value for term in fitting] not in (
        [default],
        [expand(default)],
    ):
        reason = f"the block of ?{parameter.name} does not hold the default {default!r}"
        raise UnreadableInput(source, reason, position(text, own[0].start))
    return fitting


def _terms(text: str, block: Block) -> tuple[Term | None, ...]:
    """Return the terms of a block, read by the engine under the query's own prefixes."""
    prologue = text[: next(token.start for token in tokenize(text) if token.is_word(*_FORMS))]
    results = _NOTHING.query(f"{prologue} SELECT * {{ {text[block.start : block.end]} }}")
    return tuple(row[0] for row in table(results).rows)


def _fits(term: Term | None, parameter: Parameter) -> TypeGuard[Argument]:
    if parameter.type in NODE_TYPES:
        return isinstance(term, NamedNode)
    try:
        return isinstance(term, Literal) and literal(parameter, term.value) == term
    except BadArgument:
        return False


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
