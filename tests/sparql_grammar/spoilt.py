"""Queries with tokens lost, repeated or exchanged, and queries that nest beyond any measure."""

from __future__ import annotations

from collections.abc import Sequence

from sparql_grammar.queries import query
from sparql_grammar.source import Source
from symbiograph.engine.tokens import tokenize
from symbiograph.errors import QuerySyntaxError

# What is before, what is repeated, what is innermost, what is repeated after it, and the end.
_NESTS = (
    ("SELECT * { FILTER", "(", "1", ")", " }"),
    ("ASK ", "{", "", "}", ""),
    ("SELECT * ", "{ {?a ?b ?c} UNION ", "{}", "}", ""),
    ("SELECT * ", "{ OPTIONAL ", "{ ?a ?b ?c }", "}", ""),
    ("SELECT * ", "{ FILTER NOT EXISTS ", "{ ?a ?b ?c }", "}", ""),
    ("SELECT * ", "{ SELECT * ", "{ ?a ?b ?c }", "}", ""),
    ("SELECT * { ?s ", "(", "<urn:ex:p>", ")*", " ?o }"),
    ("SELECT * { ?s ", "^(", "!()", ")", " ?o }"),
    ("SELECT * { ?s ?p ", "(", "1", ")", " }"),
    ("SELECT * { ?s ?p ", "[ ?p ", "1", "]", " }"),
    ("SELECT (", "STR(", "1", ")", " AS ?x) {}"),
    ("SELECT * { } ORDER BY ", "IF(true, ", "?x", ", 1)", ""),
    ("SELECT (1", " + 1", "", "", " AS ?x) {}"),
    ("SELECT (", "!", "1", "", " AS ?x) {}"),
    ("SELECT * { {} ", "UNION {} ", "", "", "}"),
    ("SELECT * { ", "OPTIONAL { ?a ?b ?c } ", "", "", "}"),
    ("SELECT * { ?a <urn:ex:p>", "/<urn:ex:p>", "", "", " ?b }"),
    ("SELECT * { ?a <urn:ex:p>", "|<urn:ex:q>", "", "", " ?b }"),
    ("SELECT * { VALUES ?x { ", '1 "5 kg" ', "", "", "} } ORDER BY ?x"),
    ("SELECT * { ?x ?y ?z } ORDER BY ", "?x ", "", "", ""),
    ("SELECT ", "?x ", "", "", "{}"),
    ('ASK { FILTER("', "SERVICE {", "", "", '" = 1) }'),
    ("ASK {} #", "((((", "", "", ""),
)
_TIMES = (1, 10, 48, 60, 97, 98, 99, 100, 101, 500, 1_499, 1_500, 1_501, 5_000)
_STRAY = (
    *("{", "}", "(", ")", "[", "]", ".", ";", ",", "|", "^", "!", "*", "?", "$", "_:b", "<", ">"),
    *("SERVICE", "SERVICE <http://127.0.0.1:9/> {}", "LOAD", "FROM", "GROUP BY", "HAVING", "AS"),
    *("'", '"""', "\\", "@", "^^", "\x00", "\ufeff", "<<", ">>", "<<(", "\u202e", "INSERT", "&&"),
)


def spoilt_query(source: Source) -> str:
    """A text that is most often no query."""
    if source.chance(5):
        before, opening, inner, closing, after = source.one_of(_NESTS)
        times = source.one_of(_TIMES)
        short = source.chance(8)
        return before + opening * times + inner + closing * (times - short) + after
    text = query(source)
    for _ in range(source.number(1, 3)):
        text = _with_one_fault(source, text)
    return text


def _with_one_fault(source: Source, text: str) -> str:
    try:
        tokens = [token.text for token in tokenize(text)]
    except QuerySyntaxError:
        return text[: _place(source, text)]
    if not tokens:
        return source.one_of(_STRAY)
    place = _place(source, tokens)
    other = _place(source, tokens)
    kind = source.number(0, 5)
    if kind == 0:
        del tokens[place]
    elif kind == 1:
        tokens.insert(other, tokens[place])
    elif kind == 2:
        tokens[place], tokens[other] = tokens[other], tokens[place]
    elif kind == 3:
        tokens.insert(place, source.one_of(_STRAY))
    elif kind == 4:
        del tokens[min(place, other) : max(place, other) + 1]
    else:
        return "".join(tokens)
    return " ".join(tokens)


def _place(source: Source, parts: Sequence[str]) -> int:
    """An index of ``parts``, of which there may be more than a byte counts."""
    return (source.number(0, 255) * 256 + source.number(0, 255)) % len(parts)
