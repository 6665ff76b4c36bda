"""Graph patterns: groups with all that may stand in them (productions 53 to 105)."""

from __future__ import annotations

from sparql_grammar import terms
from sparql_grammar.expressions import Expressions
from sparql_grammar.source import Source

_MODIFIERS = ("*", "+", "?")


def group(source: Source, fuel: int) -> str:
    """A group graph pattern with its braces, at times a sub-query alone."""
    # Queries import patterns; a pattern holds queries.
    from sparql_grammar.queries import sub_select

    if fuel > 1 and source.chance(8):
        return f"{{ {sub_select(source, fuel - 1)} }}"
    parts = [_triples(source, fuel)] if source.chance(2) or fuel <= 0 else []
    for _ in range(source.number(0, 2) if fuel > 0 else 0):
        parts.append(_part(source, fuel - 1))
        if source.chance(2):
            parts.append(source.maybe(lambda: ". ", 4) + _triples(source, fuel))
    space = terms.gap(source)
    return f"{{{space}{space.join(parts)}{space}}}"


def _part(source: Source, fuel: int) -> str:
    kind = source.number(0, 10)
    expressions = Expressions(source, group)
    if kind == 0:
        return f"OPTIONAL {group(source, fuel)}"
    if kind == 1:
        return source.some(lambda: group(source, fuel), 2, 3, " UNION ")
    if kind == 2:
        return f"MINUS {group(source, fuel)}"
    if kind == 3:
        return f"GRAPH {_graph_name(source)} {group(source, fuel)}"
    if kind == 4:
        return f"BIND({expressions.any(fuel)} AS {source.new_variable()})"
    if kind == 5:
        return values(source)
    if kind == 6:
        return group(source, fuel)
    if kind <= 8:
        return f"FILTER {expressions.bracketed(fuel)}"
    return f"FILTER {expressions.call(fuel)}"


def _graph_name(source: Source) -> str:
    return source.one_of(("?g", "<urn:graph:things>", "<urn:graph:more>", "<urn:graph:none>", ":a"))


def values(source: Source) -> str:
    """``VALUES`` with one variable or several, which may have no value."""

    def value() -> str:
        kind = source.number(0, 5)
        if kind == 0:
            return "UNDEF"
        return terms.iri(source) if kind <= 2 else terms.literal(source)

    if source.chance(2):
        return f"VALUES {terms.variable(source)} {{ {source.some(value, 0, 5)} }}"
    names = terms.VARIABLES[: source.number(0, 3)]

    def row() -> str:
        return f"({' '.join(value() for _ in names)})"

    return f"VALUES ({' '.join(names)}) {{ {source.some(row, 0, 4)} }}"


def _triples(source: Source, fuel: int) -> str:
    """One or two patterns of triples: more would have nothing but large products as results."""
    subject = source.one_of((terms.variable, terms.variable, terms.iri, _nested))(source)

    def objects() -> str:
        return f"{_verb(source, fuel)} {source.some(lambda: _object(source), 1, 2, ', ')}"

    return f"{subject} {source.some(objects, 1, 2, ' ; ')}{source.maybe(lambda: ' ;', 9)} . "


def _object(source: Source) -> str:
    return _nested(source) if source.chance(9) else terms.term(source)


def _nested(source: Source) -> str:
    """A blank node with properties, a collection, or neither."""
    kind = source.number(0, 3)
    if kind == 0:
        return f"[ {source.one_of(terms.PREDICATES)} {terms.term(source)} ]"
    if kind == 1:
        return f"( {source.some(lambda: terms.term(source), 1, 3)} )"
    return "[]" if kind == 2 else terms.variable(source)


def _verb(source: Source, fuel: int) -> str:
    kind = source.number(0, 5)
    if kind <= 2:
        return source.one_of(terms.PREDICATES)
    return terms.variable(source) if kind <= 4 else path(source, fuel)


def path(source: Source, fuel: int) -> str:
    """A property path."""
    kind = source.number(0, 6) if fuel > 0 else 0
    if kind <= 1:
        return source.one_of(terms.PREDICATES)
    if kind == 2:
        return f"^{_step(source, fuel)}"
    if kind == 3:
        return _step(source, fuel) + source.one_of(_MODIFIERS)
    if kind == 4:
        inverse = source.maybe(lambda: "^")
        names = source.some(lambda: inverse + source.one_of(terms.PREDICATES), 0, 2, "|")
        return f"!({names})"
    return source.some(lambda: _step(source, fuel), 2, 3, source.one_of("/|"))


def _step(source: Source, fuel: int) -> str:
    return f"({path(source, fuel - 1)})"


def template(source: Source) -> str:
    """The template of a ``CONSTRUCT``."""

    def triple() -> str:
        subject = source.one_of((*terms.VARIABLES[:3], ":a", "_:new", "[]", "( 1 ?a )"))
        predicate = source.one_of((*terms.PREDICATES, "?b"))
        return f"{subject} {predicate} {_object(source)} ."

    return f"{{ {source.some(triple, 0, 3)} }}"
