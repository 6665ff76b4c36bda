"""Whether the body of a query is what its head says."""

from __future__ import annotations

from typing import Final, TypeGuard

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from symbiograph.engine.diagnosis import explained
from symbiograph.engine.syntax import syntax_error
from symbiograph.engine.tokens import position
from symbiograph.errors import BadArgument, UnreadableInput
from symbiograph.prefixes import expand
from symbiograph.queries.binding import Argument, bind, blocks
from symbiograph.queries.body import form_token
from symbiograph.queries.head import Head, Parameter
from symbiograph.queries.values import NODE_TYPES, literal
from symbiograph.results import Term, table

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
    terms = {
        p.name: _examples(p, text, source, empty=p.name in head.any_of) for p in head.parameters
    }
    if head.any_of and not any(terms[name] for name in head.any_of):
        reason = f"none of the blocks of {_listed(list(head.any_of))} holds an example"
        raise UnreadableInput(source, reason)
    for parameter in head.parameters:
        if parameter.optional and parameter.name not in head.any_of:
            _selected(bind(text, {parameter.name: None}), f"{source} without {parameter.name}")
    return terms


def _selected(text: str, source: str) -> list[str] | None:
    """Return the variables that a query selects, ``None`` for another form than ``SELECT``."""
    try:
        results = _NOTHING.query(text)
    except SyntaxError as error:
        fault = explained(text, None, syntax_error(error))
        reason = fault.message.removeprefix(f"{fault.position}: ")
        raise UnreadableInput(source, reason, fault.position) from error
    if not isinstance(results, QuerySolutions):
        return None
    return [variable.value for variable in results.variables]


def _examples(parameter: Parameter, text: str, source: str, *, empty: bool) -> tuple[Argument, ...]:
    """Return the examples of a parameter; with ``empty`` there may be none."""
    own = [block for block in blocks(text) if block.variable == parameter.name]
    if len(own) != 1:
        reason = f"{len(own)} blocks 'VALUES ?{parameter.name} {{ … }}' where one belongs"
        raise UnreadableInput(source, reason)
    [block] = own
    terms = _terms(_prologue(text), text[block.start : block.end])
    fitting = tuple(term for term in terms if _fits(term, parameter))
    wanted = f"{'examples' if parameter.many else 'one example'} of the type {parameter.type!r}"
    if fitting != terms or not (fitting or empty) or (len(terms) > 1 and not parameter.many):
        reason = f"the block of ?{parameter.name} does not hold {wanted}"
    elif parameter.default is not None and fitting != _default(parameter, parameter.default):
        reason = f"the block of ?{parameter.name} does not hold the default {parameter.default!r}"
    else:
        return fitting
    raise UnreadableInput(source, reason, position(text, block.start))


def _prologue(text: str) -> str:
    """Return the prefixes and the base of a query."""
    return text[: form_token(text).start]


def _terms(prologue: str, block: str) -> tuple[Term | None, ...]:
    """Return the terms of a block as the engine reads them: it has one form for each number."""
    results = _NOTHING.query(f"{prologue} SELECT * {{ {block} }}")
    return tuple(row[0] for row in table(results).rows)


def _fits(term: Term | None, parameter: Parameter) -> TypeGuard[Argument]:
    if parameter.type in NODE_TYPES:
        return isinstance(term, NamedNode)
    try:
        return isinstance(term, Literal) and literal(parameter, term.value) == term
    except BadArgument:
        return False


def _default(parameter: Parameter, text: str) -> tuple[Term | None, ...]:
    if parameter.type in NODE_TYPES:
        return (NamedNode(expand(text) or text),)
    return _terms("", f"VALUES ?default {{ {literal(parameter, text)} }}")


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
