"""Expressions with every operator and every function (productions 106 to 128)."""

from __future__ import annotations

from collections.abc import Callable

from sparql_grammar import terms
from sparql_grammar.source import Source

Pattern = Callable[[Source, int], str]

# Functions by the number of their arguments; those of any number come apart.
_FUNCTIONS = {
    0: ("RAND", "NOW", "UUID", "STRUUID", "BNODE", "COALESCE", "CONCAT"),
    1: (
        *("STR", "LANG", "DATATYPE", "IRI", "URI", "BNODE", "ABS", "CEIL", "FLOOR", "ROUND"),
        *("STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY", "HOURS"),
        *("MINUTES", "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384", "SHA512"),
        *("isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC", "CONCAT", "COALESCE"),
        *("xsd:integer", "xsd:decimal", "xsd:double", "xsd:float", "xsd:boolean", "xsd:string"),
        *("xsd:dateTime", "xsd:date", "xsd:time", "xsd:duration", "xsd:dayTimeDuration"),
    ),
    2: (
        *("LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG"),
        *("sameTerm", "CONCAT", "COALESCE", "SUBSTR"),
    ),
    3: ("IF", "SUBSTR", "CONCAT", "COALESCE"),
}
_UNSTEADY = ("RAND", "NOW", "UUID", "STRUUID", "BNODE")
_REGEXES = ('"a"', '"^(a|b)*$"', '"(a+)+$"', '"("', '"[a-"', r'"\\d{2,}"', '"."', '"(?=a)"', '""')
_FLAGS = ('""', '"i"', '"smix"', '"q"', '"?"')
_OPERATORS = ("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE")


class Expressions:
    """Expressions that may hold patterns, in ``EXISTS``."""

    def __init__(self, source: Source, pattern: Pattern) -> None:
        self._source = source
        self._pattern = pattern

    def simple(self) -> str:
        source = self._source
        kind = source.number(0, 9)
        if kind <= 4:
            return terms.variable(source)
        if kind <= 8:
            return terms.literal(source)
        return terms.iri(source)

    def any(self, fuel: int) -> str:
        """An expression; ``fuel`` bounds its depth."""
        source = self._source
        kind = source.number(0, 11) if fuel > 0 else 0
        if kind <= 2:
            return self.simple()
        if kind <= 5:
            operator = source.one_of(_OPERATORS)
            return f"{self._operand(fuel)} {operator} {self._operand(fuel)}"
        if kind == 6:
            return f"{source.one_of(('!', '-', '+'))} {self.bracketed(fuel - 1)}"
        if kind == 7:
            word = source.one_of(("IN", "NOT IN"))
            return f"{self._operand(fuel)} {word} ({source.some(self.simple, 0, 4, ', ')})"
        return self.call(fuel)

    def bracketed(self, fuel: int) -> str:
        return f"({self.any(fuel)})"

    def _operand(self, fuel: int) -> str:
        return self.bracketed(fuel - 1) if self._source.chance(2) else self.simple()

    def call(self, fuel: int) -> str:
        """A call of a function, which may stand without brackets in a filter."""
        source = self._source
        kind = source.number(0, 11)
        if kind == 0:
            return f"BOUND({terms.variable(source)})"
        if kind == 1:
            flags = source.maybe(lambda: ", " + source.one_of(_FLAGS))
            return f"REGEX({self.any(fuel - 1)}, {source.one_of(_REGEXES)}{flags})"
        if kind == 2:
            with_ = source.one_of(('"x"', '"$0"', '"$9$1"', r'"\\"', '""'))
            return f"REPLACE({self.any(fuel - 1)}, {source.one_of(_REGEXES)}, {with_})"
        if kind == 3:
            word = source.one_of(("EXISTS", "NOT EXISTS"))
            return f"{word} {self._pattern(source, fuel - 1)}"
        if kind == 4:
            return (
                f"STRDT({self.any(fuel - 1)}, {source.one_of(('xsd:integer', 'xsd:date', ':t'))})"
            )
        if kind == 5 and source.chance(8):
            return f"<urn:function:unknown>({self.simple()})"
        number = source.one_of((0, 1, 1, 1, 1, 2, 2, 3))
        names = _FUNCTIONS[number]
        if source.steady:
            names = tuple(name for name in names if name not in _UNSTEADY)
        name = source.one_of(names)
        if source.chance(8):
            name = name.lower() if ":" not in name else name
        return f"{name}({', '.join(self.any(fuel - 1) for _ in range(number))})"

    def aggregate(self, fuel: int) -> str:
        """An aggregate, of which arithmetic may be made."""
        source = self._source
        distinct = source.maybe(lambda: "DISTINCT ", 3)
        kind = source.number(0, 7)
        if kind == 0:
            return f"COUNT({distinct}*)"
        if kind == 1 and not source.steady:
            separator = source.maybe(lambda: f" ; SEPARATOR = {terms.string(source)}")
            return f"GROUP_CONCAT({distinct}{self.any(fuel)}{separator})"
        if kind == 2:
            return f"({self.aggregate(fuel)} {source.one_of('+-*/')} {self.simple_number()})"
        names = _AGGREGATES[:-1] if source.steady else _AGGREGATES
        return f"{source.one_of(names)}({distinct}{self.any(fuel)})"

    def simple_number(self) -> str:
        return str(self._source.number(0, 9))
