"""The tokens of SPARQL, and what is read from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from symbiograph.engine.outline import outline
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.tokens import Kind, find_word, nesting, tokenize
from symbiograph.errors import Position, QuerySyntaxError

BASE = "http://example.org/base/"


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.text) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://example.org/a?b=c#d>", Kind.IRI),
        ("<>", Kind.IRI),
        (r"<http://example.org/\u00e9>", Kind.IRI),
        ("ex:a", Kind.PREFIXED_NAME),
        (":", Kind.PREFIXED_NAME),
        ("ex:", Kind.PREFIXED_NAME),
        ("a.b:c.d-e:f%20", Kind.PREFIXED_NAME),
        (r"ex:a\-b\,c", Kind.PREFIXED_NAME),
        ("é:ü", Kind.PREFIXED_NAME),
        ("ex:1", Kind.PREFIXED_NAME),
        ("_:b1.x", Kind.BLANK_NODE),
        ("?x", Kind.VARIABLE),
        ("$1é", Kind.VARIABLE),
        ('"a \\" b"', Kind.STRING),
        ("'a # b'", Kind.STRING),
        ('"""a\n"b" ""c\\""""', Kind.STRING),
        ("'''it's\n\\''''", Kind.STRING),
        ('""', Kind.STRING),
        ("@en-GB", Kind.LANGUAGE),
        ("@en--ltr", Kind.LANGUAGE),
        ("12", Kind.NUMBER),
        (".5", Kind.NUMBER),
        ("1.5e-3", Kind.NUMBER),
        ("1.e5", Kind.NUMBER),
        ("GROUP_CONCAT", Kind.WORD),
        ("a", Kind.WORD),
        ("&&", Kind.PUNCTUATION),
        ("^^", Kind.PUNCTUATION),
        ("<=", Kind.PUNCTUATION),
    ],
)
def test_one_token(text: str, kind: Kind) -> None:
    assert kinds(text) == [(kind, text)]
    assert kinds(f" # ?no 'token\n\t{text} ") == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("?a<?b", ["?a", "<", "?b"]),
        ("?a <b>", ["?a", "<b>"]),
        ("1.", ["1", "."]),
        ("ex:a.", ["ex:a", "."]),
        ("true.FILTER", ["true", ".", "FILTER"]),
        ("?x-1", ["?x", "-", "1"]),
        ("ex:p?", ["ex:p", "?"]),
        ("_:a.}", ["_:a", ".", "}"]),
        ("SELECT*{}", ["SELECT", "*", "{", "}"]),
        ('"a"@en,"b"^^ex:t', ['"a"', "@en", ",", '"b"', "^^", "ex:t"]),
        ("<<?a", ["<", "<", "?a"]),
        ("!=!", ["!=", "!"]),
    ],
)
def test_the_longest_token_wins(text: str, parts: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == parts


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("SELECT *\n { \x00 }", 2, 4, "starts nothing that SPARQL knows"),
        ("ASK { ?s ?p 'open }\n", 1, 13, "does not end"),
        ('ASK {\n ?s ?p """open" }', 2, 8, "does not end"),
        ("ASK { ?s ?p € }", 1, 13, "starts nothing"),
    ],
)
def test_where_no_token_starts(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(QuerySyntaxError, match=reason) as caught:
        list(tokenize(text))
    assert caught.value.position == Position(line, column)


def test_a_word_is_found_outside_of_strings_names_and_comments() -> None:
    text = (
        '# LOAD\nPREFIX load: <urn:load> ASK { ?load load:LOAD \'LOAD\', """LOAD""" ; <load> load'
    )
    found = find_word(text, "LOAD")
    assert found is not None
    assert found.start == len(text) - 4
    assert find_word(text[:-5], "LOAD") is None


def test_nesting_counts_brackets_that_are_not_text() -> None:
    assert nesting("ASK {}") == 1
    assert nesting("ASK { ?s ?p '((((', [ ?q ( 1 2 ) ] # {{{{\n }") == 3
    assert nesting("ASK {{}{}}") == 2


def test_outline_of_forms() -> None:
    for form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        assert outline(f"PREFIX a: <urn:a> {form.lower()} *").form == form
    assert outline("CLEAR ALL").form is None
    assert outline("").form is None


def test_outline_of_a_dataset() -> None:
    read = outline(
        """BASE <http://example.org/x/>
        PREFIX g: <../graphs/>  # FROM <urn:comment>
        SELECT (CONCAT("FROM <urn:string>") AS ?x)
        FROM <a> FROM g:b\\-c from <a>
        FROM NAMED <urn:n> FROM named g:d
        WHERE { GRAPH <urn:g> { ?s ?p ?o } }""",
        BASE,
    )
    assert read.default_graphs == ("http://example.org/x/a", "http://example.org/graphs/b-c")
    assert read.named_graphs == ("urn:n", "http://example.org/graphs/d")


def test_outline_resolves_as_the_engine_does() -> None:
    references = ("./a/../b", "", "?q", "#f", "//h/x", "/r", "http://EXAMPLE.org/%7e/./c", "urn:x")
    prologue = "BASE <../up/> "
    for reference in references:
        select = f"{prologue} SELECT (<{reference}> AS ?iri) {{}}"
        [[resolved]] = Store().query(select, base_iri=BASE)
        read = outline(f"{prologue} ASK FROM <{reference}> {{}}", BASE)
        assert read.default_graphs == (resolved.value,)


def test_a_template_is_not_the_end_of_the_clause() -> None:
    read = outline("CONSTRUCT { ?s ?p ?o } FROM <urn:a> FROM <urn:b> WHERE { ?s ?p ?o }")
    assert read.default_graphs == ("urn:a", "urn:b")
    inner = "(EXISTS { SELECT * WHERE { ?s ?p ?o } } AS ?x)"
    assert outline(f"SELECT {inner} FROM <urn:c> WHERE {{}}").default_graphs == ("urn:c",)


@pytest.mark.parametrize(
    ("text", "column"),
    [("ASK FROM <a> {}", 10), ("ASK FROM x:y {}", 10), ("ASK FROM NAMED <a> {}", 16)],
)
def test_a_graph_without_an_iri_is_told_with_its_place(text: str, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        outline(text)
    assert caught.value.position == Position(1, column)


PIECES = [
    *"{}()[].,;|/^*+?!=<>-",
    *(
        "SELECT * WHERE",
        "ASK",
        "FILTER",
        "OPTIONAL",
        "BIND",
        "AS",
        "UNION",
        "VALUES",
        "FROM <urn:g>",
    ),
    *("?s", "?p", "?o", "a", "true", "<urn:i>", "<i>", "p:a", ":", "_:b", "1", "1.5", ".5", "1e5"),
    *("'s'", '"s"', "'''l'''", '"""l"""', "@en", "^^", "&&", "||", "!=", "<=", " ", "\n", "# c\n"),
    *("?s ?p ?o", "?s ?p 's'@en .", "(?s < 1)", "[ ?p ?o ]", "{ ?s ?p ?o }", "STR(?o)"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_the_engine_parses_has_tokens(pieces: list[str]) -> None:
    text = "PREFIX p: <urn:p> PREFIX : <urn:> ASK { ?s ?p ?o " + "".join(pieces) + " }"
    if parse_error(text, BASE) is None:
        assert nesting(text) >= 1


@given(st.text(alphabet="\"'\\<>{}()?:._#@a1e-+ \n\t\x00é€", max_size=80))
def test_any_text_is_tokens_or_a_place(text: str) -> None:
    end = 0
    try:
        for token in tokenize(text):
            assert token.start >= end
            assert text.startswith(token.text, token.start)
            end = token.start + len(token.text)
    except QuerySyntaxError as error:
        assert error.position is not None  # noqa: PT017
