"""Queries of the four forms, with their dataset and solution modifiers (productions 1 to 30)."""

from __future__ import annotations

from sparql_grammar import terms
from sparql_grammar.expressions import Expressions
from sparql_grammar.patterns import group, template, values
from sparql_grammar.source import Source

_FUEL = 4
_GRAPHS = ("<urn:graph:things>", "<urn:graph:more>", "<urn:graph:none>", "<http://127.0.0.1:9/x>")


def query(source: Source) -> str:
    """A query that the grammar allows; most of them the engine can evaluate, too."""
    form = source.one_of((_select, _select, _select, _ask, _construct, _describe))
    prologue = source.maybe(lambda: "BASE <http://example.org/base/> ", 6) + terms.PROLOGUE
    return f"{prologue}{terms.gap(source)}{form(source)}{source.maybe(lambda: values(source), 9)}"


def sorted_query(source: Source) -> str:
    """A ``SELECT`` query with ``ORDER BY`` whose rows do not depend on an order."""
    pattern = group(source, _FUEL)
    return f"{terms.PROLOGUE} SELECT {_projection(source)} {pattern} {_order(source)}"


def _select(source: Source) -> str:
    if source.chance(4):
        return _grouped(source, _dataset(source), _FUEL)
    word = source.one_of(("SELECT", "SELECT DISTINCT", "SELECT REDUCED", "select"))
    where = source.one_of(("", "WHERE "))
    modifiers = f"{source.maybe(lambda: _order(source))} {_slice(source)}"
    chosen = _projection(source)
    return f"{word} {chosen} {_dataset(source)} {where}{group(source, _FUEL)} {modifiers}"


def _projection(source: Source) -> str:
    if source.chance(2):
        return "*"
    expressions = Expressions(source, group)

    def column() -> str:
        return f"({expressions.any(2)} AS {source.new_variable()})"

    names = " ".join(terms.VARIABLES[: source.number(1, 4)])
    return f"{names} {source.some(column, 0, 2)}"


def _grouped(source: Source, dataset: str, fuel: int) -> str:
    """A ``SELECT`` with aggregates, of all rows or of groups."""
    expressions = Expressions(source, group)
    names = terms.VARIABLES[: source.number(0, 2)]
    alias = source.maybe(source.new_variable, 3)
    conditions = list(names) + ([f"({expressions.any(1)} AS {alias})"] if alias else [])
    by = f"GROUP BY {' '.join(conditions)}" if conditions else ""

    def column() -> str:
        return f"({expressions.aggregate(2)} AS {source.new_variable()})"

    columns = source.some(column, 1, 3)
    having = source.maybe(
        lambda: f"HAVING ({expressions.aggregate(1)} > {terms.literal(source)})", 3
    )
    order = source.maybe(
        lambda: f"ORDER BY {source.one_of(('', 'DESC'))}({expressions.aggregate(1)})", 3
    )
    pattern = group(source, fuel)
    if source.steady:
        return f"SELECT {' '.join(names)} {alias} {columns} {dataset} {pattern} {by} {having}"
    return (
        f"SELECT {' '.join(names)} {alias} {columns} {dataset} {pattern} {by} {having} {order} "
        f"{_slice(source)}"
    )


def sub_select(source: Source, fuel: int) -> str:
    """A query within a pattern; its new names are no names of the pattern around it."""
    if source.chance(3):
        return _grouped(source, "", fuel)
    limit = "" if source.steady else _slice(source)
    order = source.maybe(lambda: _order(source))
    names = " ".join(terms.VARIABLES[: source.number(1, 4)])
    chosen = source.one_of(("*", names, f"DISTINCT {names}"))
    return f"SELECT {chosen} {group(source, fuel)} {order} {limit}"


def _order(source: Source) -> str:
    expressions = Expressions(source, group)

    def condition() -> str:
        kind = source.number(0, 3)
        if kind <= 1:
            return terms.variable(source)
        if kind == 2:
            return f"{source.one_of(('ASC', 'DESC', ''))}{expressions.bracketed(2)}"
        return expressions.call(1)

    return f"ORDER BY {source.some(condition, 1, 3)}"


def _slice(source: Source) -> str:
    kind = source.number(0, 7)
    number = source.one_of(("0", "1", "3", "10", "00002"))
    return {
        0: f"LIMIT {number}",
        1: f"OFFSET {number}",
        2: f"LIMIT 5 OFFSET {number}",
        3: f"OFFSET {number} LIMIT 2",
        4: "LIMIT 99999999999999999",
    }.get(kind, "")


def _dataset(source: Source) -> str:
    if not source.chance(5):
        return ""
    return source.some(
        lambda: f"{source.one_of(('FROM', 'FROM NAMED'))} {source.one_of(_GRAPHS)}", 1, 3
    )


def _ask(source: Source) -> str:
    return f"ASK {_dataset(source)} {group(source, _FUEL)}"


def _construct(source: Source) -> str:
    modifiers = f"{source.maybe(lambda: _order(source), 3)} {_slice(source)}"
    if source.chance(4):
        triples = source.one_of(("?a ?b ?c", "?a :p ?b . ?b ?c ?d", ":a ?b ?c ; :p ?d", ""))
        return f"CONSTRUCT {_dataset(source)} WHERE {{ {triples} }} {modifiers}"
    where = group(source, _FUEL)
    return f"CONSTRUCT {template(source)} {_dataset(source)} WHERE {where} {modifiers}"


def _describe(source: Source) -> str:
    what = source.one_of(("*", ":a", "?a ?b", "<urn:ex:c> $e", ":none"))
    pattern = group(source, _FUEL - 1) if what in ("*", "?a ?b") or source.chance(2) else ""
    return f"DESCRIBE {what} {_dataset(source)} {pattern} {_slice(source)}"
