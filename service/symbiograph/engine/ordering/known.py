"""What can be known of a condition's values from the text of the query.

Only what holds for every graph is concluded. A variable that a triple pattern of a group has as its
subject is no literal in any solution of the group, because each has matched that pattern, wherever
else the variable is bound. What a filter of a group demands holds for all of its solutions, too.
And if every place that names a variable lies in such a group, then no other group can bind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import product
from typing import Final, NamedTuple

from symbiograph.engine.ordering.clauses import OrderClause, Span, closing
from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token


class Known(Enum):
    """What all values of a condition have in common, unbound and errors aside."""

    NOTHING = "nothing"
    STRING = "simple strings"
    COMPARABLE = "terms that the engine orders rightly"
    TEXT = "texts with a language"


# GROUP_CONCAT is not one of them: of texts in one language the engine makes such a text.
_STRINGS: Final = re.compile(
    "STR|LANG|LANGDIR|ENCODE_FOR_URI|MD5|SHA1|SHA256|SHA384|SHA512|STRUUID|TZ", re.IGNORECASE
)
_COMPARABLE: Final = re.compile(
    "COUNT|STRLEN|YEAR|MONTH|DAY|HOURS|MINUTES|SECONDS|RAND"
    "|BOUND|CONTAINS|STRSTARTS|STRENDS|REGEX|LANGMATCHES|SAMETERM|HASLANG|HASLANGDIR"
    "|ISIRI|ISURI|ISBLANK|ISLITERAL|ISNUMERIC|ISTRIPLE|IRI|URI|UUID|BNODE|DATATYPE",
    re.IGNORECASE,
)
_EMPTY_STRINGS: Final = ('""', "''", '""""""', "''''''")
_EQUALS: Final = ("LANG", "(", Kind.VARIABLE, ")", "=", Kind.STRING)
_MATCHES: Final = ("LANGMATCHES", "(", "LANG", "(", Kind.VARIABLE, ")", ",", Kind.STRING, ")")
_TERMS: Final = (
    Kind.VARIABLE,
    Kind.IRI,
    Kind.PREFIXED_NAME,
    Kind.BLANK_NODE,
    Kind.STRING,
    Kind.NUMBER,
)


class Facts:
    """What the text tells of the variables that one ``ORDER BY`` can name."""

    def __init__(self, tokens: Sequence[Token], clause: OrderClause) -> None:
        self._tokens = tokens
        self._of_variables = {
            name: next(iter(found), Known.NOTHING)
            for name, found in _of_pattern(tokens, clause.group).items()
        }
        for name, expression in _aliases(tokens, clause.select):
            self._of_variables[name] = _of_expression(tokens, expression)

    def of(self, expression: Span) -> Known:
        """Return what is known of the values of ``expression``."""
        first, last = _without_brackets(self._tokens, expression)
        if last - first == 1 and self._tokens[first].kind is Kind.VARIABLE:
            return self._of_variables.get(self._tokens[first].text[1:], Known.NOTHING)
        return _of_expression(self._tokens, Span(first, last))


def _of_expression(tokens: Sequence[Token], expression: Span) -> Known:
    first, last = _without_brackets(tokens, expression)
    if last - first == 1 and tokens[first].kind is Kind.STRING:
        return Known.STRING
    if _is_exists(tokens, Span(first, last)):
        return Known.COMPARABLE
    if last - first < 3 or tokens[first + 1].text != "(" or closing(tokens, first + 1) != last:
        return Known.NOTHING
    if tokens[first].kind is not Kind.WORD:
        return Known.NOTHING
    function = tokens[first].text
    if _STRINGS.fullmatch(function):
        return Known.STRING
    if _COMPARABLE.fullmatch(function):
        return Known.COMPARABLE
    arguments = list(_arguments(tokens, Span(first + 2, last - 1)))
    if tokens[first].is_word("LCASE", "UCASE", "SUBSTR", "REPLACE", "STRBEFORE", "STRAFTER"):
        arguments = arguments[:1]
    elif not tokens[first].is_word("CONCAT"):
        return Known.NOTHING
    strings = all(_of_expression(tokens, argument) is Known.STRING for argument in arguments)
    return Known.STRING if strings else Known.NOTHING


def _is_exists(tokens: Sequence[Token], expression: Span) -> bool:
    first = expression.first + tokens[expression.first].is_word("NOT")
    return tokens[first].is_word("EXISTS") and closing(tokens, first + 1) == expression.last


def _without_brackets(tokens: Sequence[Token], span: Span) -> Span:
    first, last = span
    while last - first > 2 and tokens[first].text == "(" and closing(tokens, first) == last:
        first, last = first + 1, last - 1
    return Span(first, last)


def _arguments(tokens: Sequence[Token], span: Span) -> Iterator[Span]:
    start = span.first
    for index in _outside_brackets(tokens, span):
        if tokens[index].text == ",":
            yield Span(start, index)
            start = index + 1
    yield Span(start, span.last)


def _outside_brackets(tokens: Sequence[Token], span: Span) -> Iterator[int]:
    """Yield the indices of ``span`` that no bracket within it encloses, opening ones included."""
    depth = 0
    for index in range(span.first, span.last):
        if tokens[index].text in CLOSING:
            depth -= 1
        elif depth == 0:
            yield index
        if tokens[index].text in OPENING:
            depth += 1


def _aliases(tokens: Sequence[Token], select: Span) -> Iterator[tuple[str, Span]]:
    """Yield the variables that a SELECT clause gives the value of an expression."""
    for index in _outside_brackets(tokens, select):
        if tokens[index].text == "(":
            end = closing(tokens, index)
            if tokens[end - 3].is_word("AS") and tokens[end - 2].kind is Kind.VARIABLE:
                yield tokens[end - 2].text[1:], Span(index + 1, end - 3)


def _of_pattern(tokens: Sequence[Token], group: Span) -> dict[str, set[Known]]:
    """Return what is known of each variable that the pattern names."""
    groups: list[_Group] = []
    known: dict[str, set[Known]] = {}
    for index in range(*group):
        token = tokens[index]
        if token.kind is Kind.VARIABLE:
            name = token.text[1:]
            groups[-1].names[name] = set()
            if _starts_triple(tokens[index - 1 : index + 3]):
                groups[-1].facts.setdefault(name, set()).add(Known.COMPARABLE)
        elif token.is_word("FILTER"):
            for name in _with_language(tokens, index):
                groups[-1].facts.setdefault(name, set()).add(Known.TEXT)
        elif token.text == "{":
            groups.append(_Group({}, {}))
        elif token.text == "}":
            known = groups.pop().known()
            if groups:
                groups[-1].take(known)
    return known


class _Group(NamedTuple):
    """The facts that hold in a group, and what is known of all that is named in it so far."""

    facts: dict[str, set[Known]]
    names: dict[str, set[Known]]

    def take(self, inner: dict[str, set[Known]]) -> None:
        """Add what is known of the names in an inner group."""
        for name, known in inner.items():
            self.names[name] = self.names.get(name, known) & known

    def known(self) -> dict[str, set[Known]]:
        """Return what is known of each name, once the group is read to its end."""
        return {name: known | self.facts.get(name, set()) for name, known in self.names.items()}


def _starts_triple(tokens: Sequence[Token]) -> bool:
    """Tell whether the second of ``tokens`` is a subject, before one predicate and an object.

    A path is no predicate here: one of length zero makes any term a subject.
    """
    before, _, predicate, following = tokens
    return (
        before.text in ("{", "}", ".")
        and (
            predicate.kind in (Kind.IRI, Kind.PREFIXED_NAME, Kind.VARIABLE) or predicate.text == "a"
        )
        and (following.kind in _TERMS or following.text in ("[", "("))
    )


def _with_language(tokens: Sequence[Token], keyword: int) -> Iterator[str]:
    """Yield each variable of which the filter at ``keyword`` demands a language.

    That is ``LANG(?text) = "en"`` or ``LANGMATCHES(LANG(?text), "en")`` with any tag but "", alone
    or with ``&&``.
    """
    if tokens[keyword + 1].text == "(":
        inside = Span(keyword + 2, closing(tokens, keyword + 1) - 1)
        places = list(_outside_brackets(tokens, inside))
        if any(tokens[place].text == "||" for place in places):
            return
    else:
        places = [keyword + 1]
    for place, shape in product(places, (_EQUALS, _MATCHES)):
        demand = tokens[place : place + len(shape)]
        end = place + len(shape)
        if (
            all(map(_fits, demand, shape))
            and (tokens[place - 1].text in ("(", "&&") or place == keyword + 1)
            and (tokens[end].text in (")", "&&") or place == keyword + 1)
        ):
            [variable] = (token for token in demand if token.kind is Kind.VARIABLE)
            yield variable.text[1:]


def _fits(token: Token, part: str | Kind) -> bool:
    if part is Kind.STRING:
        return token.kind is Kind.STRING and token.text not in _EMPTY_STRINGS
    return token.kind is part or token.text.upper() == part
