"""Variables, IRIs and literals, written in every way there is (productions 108 and 129 to 138)."""

from __future__ import annotations

from sparql_grammar.source import Source

PROLOGUE = (
    "PREFIX : <urn:ex:> PREFIX ex: <urn:ex:> PREFIX service: <urn:ex:service#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
)
VARIABLES = ("?a", "?b", "?c", "?d", "$e", "?service", "?é1")
NODES = (":a", ":b", ":c", ":d", ":e", "ex:f", "<urn:ex:a>", "ex:")
# IRIs that only look as if they asked for something, and forms that are rare.
_ODD_NODES = (
    *("service:SERVICE", "<http://127.0.0.1:9/SERVICE>", "<relative>", "<#fragment>", "<>"),
    *(r":a\-b\.c", ":%41%zz"[:4], ":0", ":a:b", "<urn:ex:é>", r"<urn:ex:\u00e9>", "ex:a.b"),
)
PREDICATES = (":p", ":q", ":r", "a", "<urn:ex:p>", ":list")
_NUMBERS = (
    *("0", "1", "-1", "+7", "00012", "1.", "0.1", ".5", "-.5e-3", "1e0", "1.0E+2", "99999999999"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e400", "1e-400"),
    *("123456789012345678901234567890", "0.1234567890123456789012345678901", "1" + "0" * 50),
)
_TYPED = (
    *('"1"^^xsd:integer', '"one"^^xsd:integer', '""^^xsd:decimal', '"1e5"^^xsd:decimal'),
    *('"NaN"^^xsd:double', '"-INF"^^xsd:float', '"INF"^^xsd:double', '"-0"^^xsd:double'),
    *('"300"^^xsd:byte', '"-1"^^xsd:unsignedLong', '"1"^^xsd:boolean', '"yes"^^xsd:boolean'),
    *('"x"^^<urn:type>', '"x"^^service:type', '"SERVICE"^^xsd:string', '"00"^^xsd:hexBinary'),
)
_DATES = (
    *("2026-11-22", "2026-02-30", "-0044-03-15", "0000-01-01", "99999-12-31", "2026-11-22Z"),
    *("2026-11-22+14:00", "2026-11-22-99:00", "today", "", "1600-02-29", "999999999999-01-01"),
)
_TIMES = (
    *("T00:00:00", "T24:00:00", "T23:59:60Z", "T12:00:00.123456789+14:00", "T12:00:00-00:00"),
    *("T12", "T99:99:99", "T12:00:00.0000000000000000000000000001Z"),
)
_OTHER_TIMES = (
    *('"12:00:00"^^xsd:time', '"24:00:00Z"^^xsd:time', '"2026"^^xsd:gYear'),
    *('"--02-30"^^xsd:gMonthDay', '"2026-13"^^xsd:gYearMonth', '"---31"^^xsd:gDay'),
    *('"P1M"^^xsd:duration', '"-P99999999999Y"^^xsd:yearMonthDuration', '"P"^^xsd:duration'),
    *('"PT0.1S"^^xsd:dayTimeDuration', '"-PT0S"^^xsd:duration'),
)
_WORDS = ("", "a", "one", "5 kg", "10", "SERVICE <http://x/> {}", "# no", "}", "%", "a(b", "x" * 50)
_LANGUAGES = ("@en", "@de", "@en-GB", "@x-service", "@zh-Hant-TW", "@EN")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "'": r"\'", "\n": r"\n", "\r": r"\r"})


def variable(source: Source) -> str:
    return source.one_of(VARIABLES)


def iri(source: Source) -> str:
    return source.one_of(_ODD_NODES) if source.chance(6) else source.one_of(NODES)


def string(source: Source) -> str:
    text = (source.text() if source.chance(3) else source.one_of(_WORDS)).translate(_ESCAPES)
    quote = source.one_of(('"', "'", '"""', "'''"))
    if len(quote) == 3 and source.chance(2):
        text = text.replace(r"\n", "\n") + "\n#"
    return f"{quote}{text}{quote}"


def literal(source: Source) -> str:
    kind = source.number(0, 7)
    if kind == 0:
        return source.one_of(("true", "false"))
    if kind <= 2:
        return source.one_of(_NUMBERS)
    if kind == 3:
        return source.one_of(_TYPED)
    if kind == 4:
        return f'"{source.one_of(_DATES)}"^^xsd:date'
    if kind == 5:
        if source.chance(3):
            return source.one_of(_OTHER_TIMES)
        return f'"{source.one_of(_DATES)}{source.one_of(_TIMES)}"^^xsd:dateTime'
    return string(source) + source.maybe(lambda: source.one_of(_LANGUAGES))


def term(source: Source) -> str:
    """A term of a triple pattern, most often a variable."""
    kind = source.number(0, 9)
    if kind <= 5:
        return variable(source)
    if kind <= 7:
        return iri(source)
    return literal(source)


def gap(source: Source) -> str:
    """White space, now and then a comment."""
    if source.chance(12):
        return source.one_of(("\n", "\r\n\t", " # SERVICE <http://127.0.0.1/> {\n", "  #\n"))
    return " "
