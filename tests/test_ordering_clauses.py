"""Every form that ORDER BY takes in a query, what is known of its conditions, and what stays."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from symbiograph.engine.image import Image
from symbiograph.engine.ordering import FUNCTIONS, ordered
from symbiograph.engine.parsing import parse_error
from symbiograph.errors import Position, QuerySyntaxError
from term_order import PREFIXES, VALUE, XSD, column, holding, place


@pytest.fixture(scope="module")
def shelf() -> Store:
    """Things :1 to :6, each with a mixed ``:code``, a ``:group``, labels and a size."""
    store = Store()
    store.load(
        b"""
        @prefix : <urn:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :1 :code 17 ; :group :a ; :label "zinc"@en, "Zink"@de ; :size 3 .
        :2 :code "5 kg" ; :group :a ; :label "ash"@en, "Asche"@de ; :size 1 .
        :3 :code 9.5 ; :group :b ; :label "heat"@en, "Hitze"@de ; :size 2.0 .
        :4 :code "a" ; :group :b ; :label "wood"@en ; :size 1.0 .
        :5 :code 3 ; :group :b ; :size "none" .
        :6 :group :c ; :label "glass"@en .
        """,
        RdfFormat.TURTLE,
    )
    return store


CODES = "6 5 3 1 2 4"
VALUES = ["3", "9.5", "17", "5 kg", "a"]
GRAMMAR = [
    ("SELECT ?s { ?s :group ?g OPTIONAL { ?s :code ?c } } ORDER BY ?c", CODES),
    ("SELECT ?s { ?s :group ?g OPTIONAL { ?s :code ?c } } ORDER BY ASC(?c)", CODES),
    ("SELECT ?s { ?s :group ?g OPTIONAL { ?s :code ?c } } ORDER BY DESC(?c)", "4 2 1 3 5 6"),
    ("select ?s { ?s :group ?g optional { ?s :code $c } } order by desc($c) limit 2", "4 2"),
    ("SELECT ?s { ?s :code ?c } ORDER BY ?c LIMIT 2 OFFSET 1", "3 1"),
    ("SELECT ?s { ?s :code ?c } ORDER BY ?c OFFSET 3", "2 4"),
    ("SELECT ?s { ?s :code ?c }ORDER BY(?c)LIMIT 3", "5 3 1"),
    ("SELECT ?s { ?s :code ?c } ORDER # what?\n BY # this:\n ?c # no more\nLIMIT 3", "5 3 1"),
    ("SELECT ?s { ?s :code ?c } ORDER BY ( ?c # a comment )\n )", "5 3 1 2 4"),
    ("SELECT ?s { ?s :group ?g OPTIONAL { ?s :code ?c } } ORDER BY DESC(?g) ?c", "6 5 3 4 1 2"),
    ("SELECT ?s { ?s :group ?g ; :code ?c } ORDER BY ?g DESC(?c) ?s", "2 1 4 3 5"),
    ("SELECT ?s { ?s :code ?c } ORDER BY (IF(isNumeric(?c), -?c, ?c))", "1 3 5 2 4"),
    ("SELECT ?s { ?s :code ?c } ORDER BY DESC(COALESCE(?c + 0, STR(?c)))", "4 2 1 3 5"),
    ("SELECT ?s { ?s :code ?c } ORDER BY xsd:string(?c)", "1 5 2 3 4"),
    ("SELECT ?s { ?s :code ?c } ORDER BY xsd:integer(?c) ?c", "2 4 5 3 1"),
    (f"SELECT ?s {{ ?s :code ?c }} ORDER BY <{XSD}integer>(?c) STR(?c)", "2 4 5 3 1"),
    ("SELECT ?s { ?s :code ?c } ORDER BY STRLEN(STR(?c)) DESC(STR(?c))", "4 5 1 3 2"),
    ("SELECT ?s { ?s :code ?c } ORDER BY !isNumeric(?c) ?s", None),
    ("SELECT ?s { ?s :code ?c } ORDER BY (!isNumeric(?c)) ?s", "1 3 5 2 4"),
    ("SELECT ?s { ?s :code ?c } ORDER BY (?c<10) ( ?c>5 )", "4 2 1 5 3"),
    ("SELECT ?s { ?s :code ?c } ORDER BY EXISTS { ?s :label ?l } ?c", "5 3 1 2 4"),
    ("SELECT ?s { ?s :code ?c } ORDER BY NOT EXISTS { ?s :label ?l } ?c", "3 1 2 4 5"),
    ("SELECT ?s { ?s :code ?c } ORDER BY DESC(NOT EXISTS { ?s :label ?l }) ?c", "5 3 1 2 4"),
    ("SELECT (?s AS ?t) { ?s :code ?c } ORDER BY ?c ?t", "5 3 1 2 4"),
    ("SELECT ?s (STR(?c) AS ?t) { ?s :code ?c } ORDER BY ?t", "1 5 2 3 4"),
    ("SELECT ?s (?c AS ?t) { ?s :code ?c } ORDER BY DESC(?t)", "4 2 1 3 5"),
    ("SELECT ?s ((?c) AS ?t) { ?s :code ?c } ORDER BY ?t", "5 3 1 2 4"),
    ("SELECT DISTINCT ?g { ?s :group ?g ; :code ?c } ORDER BY DESC(?c)", "b a"),
    ("SELECT DISTINCT ?g { ?s :group ?g OPTIONAL { ?s :code ?c } } ORDER BY ?c", "c b a"),
    ("SELECT REDUCED ?s { ?s :code ?c } ORDER BY ?c", "5 3 1 2 4"),
    ("SELECT ?g { ?s :group ?g } GROUP BY ?g ORDER BY DESC(COUNT(?s)) ?g", "b a c"),
    ("SELECT ?g (COUNT(?s) AS ?n) { ?s :group ?g } GROUP BY ?g ORDER BY ?n", "c a b"),
    ("SELECT ?g (COUNT(*) AS ?n) { ?s :group ?g } GROUP BY ?g ORDER BY DESC(?n) LIMIT 1", "b"),
    ("SELECT ?g { ?s :group ?g ; :code ?c } GROUP BY ?g ORDER BY MAX(STR(?c))", "a b"),
    ("SELECT ?g { ?s :group ?g ; :size ?c } GROUP BY ?g ORDER BY SUM(?c) DESC(?g)", "b a"),
    ("SELECT ?g (SUM(?c) AS ?n) { ?s :group ?g ; :size ?c } GROUP BY ?g ORDER BY DESC(?n)", "a b"),
    (
        "SELECT ?g { ?s :group ?g ; :code ?c } GROUP BY ?g HAVING(COUNT(?s) > 1) "
        "ORDER BY IF(?g = :a, 2, 'x')",
        "a b",
    ),
    (
        "SELECT ?g { ?s :group ?g } GROUP BY ?g HAVING EXISTS { ?t :group ?g ; :code ?c } "
        "ORDER BY DESC(?g)",
        "b a",
    ),
    ("SELECT ?k { ?s :group ?g } GROUP BY (STR(?g) AS ?k) ORDER BY DESC(?k)", "c b a"),
    ("SELECT ?s { { SELECT ?s { ?s :code ?c } ORDER BY ?c LIMIT 2 } }", {"5", "3"}),
    ("SELECT ?s { { SELECT ?s { ?s :code ?c } ORDER BY DESC(?c) LIMIT 2 } } ORDER BY ?s", "2 4"),
    ("SELECT ?s { { SELECT * { ?s :code ?c } ORDER BY ?c OFFSET 2 } } ORDER BY DESC(?c)", "4 2 1"),
    ("SELECT ?s { ?s :group ?g { SELECT ?s { ?s :code ?c } ORDER BY ?c LIMIT 1 } }", "5"),
    (
        "SELECT ?s { ?s :code ?c FILTER EXISTS "
        "{ { SELECT ?d { ?t :code ?d } ORDER BY ?d LIMIT 3 } FILTER(?d = ?c) } } ORDER BY DESC(?c)",
        "1 3 5",
    ),
    (
        "SELECT ?s { ?s :code ?c } ORDER BY "
        "EXISTS { { SELECT ?d { ?t :code ?d } ORDER BY ?d LIMIT 1 } FILTER(?d = ?c) } ?c",
        "3 1 2 4 5",
    ),
    (
        "SELECT ?s { ?s :code ?c } ORDER BY DESC(IF(EXISTS "
        "{ { SELECT ?d { ?t :code ?d } ORDER BY ?d LIMIT 1 } FILTER(?d = ?c) }, 'z', ?c))",
        "5 4 2 1 3",
    ),
    ("SELECT ?s { ?s :code ?c } ORDER BY ?c VALUES ?s { :1 :2 :5 }", "5 1 2"),
    ("SELECT ?s { VALUES (?s ?c) { (:1 9) (:2 '9') (:3 UNDEF) (:4 :x) } } ORDER BY ?c", "3 4 1 2"),
    ("SELECT ?s { VALUES ?c { 9 '10' 11 } ?s :group :c } ORDER BY ?c ?s", "6 6 6"),
    # What variables are known to hold.
    ("SELECT ?s { ?s :code ?c } ORDER BY DESC(?s)", "5 4 3 2 1"),
    ("SELECT ?s { ?s :label ?l FILTER(LANG(?l) = 'en') } ORDER BY ?l", "2 6 3 4 1"),
    ("SELECT ?s { ?s :label ?l FILTER(lang(?l)='en'&&?s!=:6) } ORDER BY DESC(?l)", "1 4 3 2"),
    ("SELECT ?s { ?s :label ?l FILTER(?s != :6 && LANG(?l) = '''en''') } ORDER BY ?l", "2 3 4 1"),
    ("SELECT ?s { ?s :label ?l } ORDER BY ?l", "2 3 1 2 6 3 4 1"),
    ("SELECT ?s { ?s :label ?l FILTER(LANG(?l) = 'en' || ?s = :1) } ORDER BY ?l", "1 2 6 3 4 1"),
    (
        "SELECT ?s { ?s :group ?g OPTIONAL { ?s :label ?l FILTER(LANG(?l) = 'de') } } "
        "ORDER BY DESC(?l) ?s",
        "1 3 2 4 5 6",
    ),
    (
        "SELECT ?c { ?s :code ?c FILTER(isNumeric(?c) || true && LANG(?c) = 'en') } ORDER BY ?c",
        VALUES[:3],
    ),
    ("SELECT ?s { ?s :label ?l FILTER langMatches(lang(?l), '*') } ORDER BY ?l", "2 3 1 2 6 3 4 1"),
    (
        "SELECT ?s { { ?s :label ?l FILTER(LANG(?l) = 'en') } UNION "
        "{ ?s :label ?l FILTER(LANGMATCHES(LANG(?l), 'de')) } } ORDER BY ?l",
        "2 3 1 2 6 3 4 1",
    ),
    (
        "SELECT ?s { { ?s :label ?l FILTER(LANG(?l) = 'en') } UNION { ?s :code ?l } } ORDER BY ?l",
        "5 3 1 2 6 3 4 1 2 4",
    ),
    (
        "SELECT ?s { ?s :code ?c OPTIONAL { ?s :label ?l FILTER(LANG(?l) = 'fr') } "
        "OPTIONAL { ?s :code ?l } } ORDER BY ?l",
        "5 3 1 2 4",
    ),
    ("SELECT ?c { ?s :code ?c . OPTIONAL { ?c :x ?y } } ORDER BY ?c", VALUES),
    ("SELECT ?x { { ?x :code 3 } UNION { ?s :code ?x } } ORDER BY DESC(?x) LIMIT 2", ["a", "5 kg"]),
    ("SELECT ?x { ?x :nothing? ?y . ?s :code ?x } ORDER BY ?x", VALUES),
    ("SELECT ?x { ?x :nothing* ?y . ?s :code ?x } ORDER BY ?x", VALUES),
    ("SELECT ?c { ?s :code ?c FILTER(!(LANG(?c) = 'en')) } ORDER BY ?c", VALUES),
    ("SELECT ?c { ?s :code ?c FILTER(LANG(?c) = '') } ORDER BY ?c", VALUES),
    ("SELECT ?s { ?s :code ?c } ORDER BY LCASE(STR(?c))", "1 5 2 3 4"),
    ("SELECT ?s { ?s :label ?c } ORDER BY LCASE(?c) LIMIT 4", "2 3 1 2"),
    ("SELECT ?s { ?s :code ?c } ORDER BY CONCAT('x', STR(?c), 'y')", "1 5 2 3 4"),
    ("SELECT ?s { ?s :group ?g } ORDER BY CONCAT(?missing) DESC(?s) LIMIT 2", "6 5"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), GRAMMAR, ids=itertools.count())
def test_every_form_of_the_clause(
    shelf: Store, query: str, expected: str | list[str] | set[str] | None
) -> None:
    if expected is None:
        assert parse_error(PREFIXES + query) is not None
        return
    assert parse_error(PREFIXES + query) is None
    assert parse_error(ordered(PREFIXES + query)) is None
    found = [term.value for term in column(shelf, query)]  # type: ignore[union-attr]
    if isinstance(expected, list):
        assert found == expected
    elif isinstance(expected, set):
        assert {name.removeprefix("urn:") for name in found} == expected
    else:
        assert " ".join(name.removeprefix("urn:") for name in found) == expected


def test_a_star_shows_no_keys(shelf: Store) -> None:
    found = shelf.query(
        ordered(PREFIXES + "SELECT * { ?s :code ?c } ORDER BY ?c"), custom_functions=FUNCTIONS
    )
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["c", "s"]
    lines = (found.serialize(format=QueryResultsFormat.CSV) or b"").decode().split()
    assert lines == ["c,s", "3,urn:5", "9.5,urn:3", "17,urn:1", "5", "kg,urn:2", "a,urn:4"]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("CONSTRUCT { ?s :is ?c } WHERE { ?s :code ?c } ORDER BY ?c LIMIT 2", {"urn:5", "urn:3"}),
        ("CONSTRUCT WHERE { ?s :code ?c } ORDER BY DESC(?c) LIMIT 2", {"urn:4", "urn:2"}),
        ("DESCRIBE ?s { ?s :code ?c } ORDER BY ?c LIMIT 1", {"urn:5"}),
        ("DESCRIBE * WHERE { ?s :code ?c } ORDER BY DESC(?c) LIMIT 1", {"urn:4"}),
        ("DESCRIBE :5 ORDER BY ?nobody", {"urn:5"}),
    ],
)
def test_graphs_are_made_of_the_first_rows(shelf: Store, query: str, subjects: set[str]) -> None:
    found = shelf.query(ordered(PREFIXES + query), custom_functions=FUNCTIONS)
    assert isinstance(found, QueryTriples)
    assert {triple.subject.value for triple in found} == subjects


def test_a_yes_or_no_is_that_of_the_chosen_rows(shelf: Store) -> None:
    least = "{ SELECT ?c { ?s :code ?c } ORDER BY ?c LIMIT 1 }"
    for query, answer in (
        ("ASK { ?s :code ?c } ORDER BY ?c LIMIT 1 OFFSET 4", True),
        ("ASK { ?s :code ?c } ORDER BY ?c LIMIT 1 OFFSET 5", False),
        (f"ASK {{ {least} FILTER(?c = 3) }}", True),
        (f"ASK {{ {least} FILTER(?c != 3) }}", False),
    ):
        text = ordered(PREFIXES + query)
        assert bool(shelf.query(text, custom_functions=FUNCTIONS)) is answer


def test_an_update_chooses_the_first_rows_too() -> None:
    store = holding([Literal(17), Literal("5 kg"), Literal(9)])
    text = "DELETE { ?s :value ?x } WHERE { { SELECT * { ?s :value ?x } ORDER BY ?x LIMIT 1 } }"
    store.update(ordered(PREFIXES + text), custom_functions=FUNCTIONS)
    left = {quad.object for quad in store.quads_for_pattern(None, VALUE, None)}
    assert left == {Literal(17), Literal("5 kg")}


# What is left as it is


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } LIMIT 10",
        'SELECT * { ?s ?p "ORDER BY ?x" } # ORDER BY ?y\n',
        "SELECT * { ?order <urn:ORDER> ?by }",
        "PREFIX ORDER: <urn:> SELECT * { ?s ORDER:BY ?o }",
        "SELECT * { ?s ?p ?o } ORDER BY STR(?o) DESC(LANG(?o)) (STRLEN(STR(?o)))",
        "SELECT * { ?s ?p ?o } ORDER BY ?s",
        "SELECT * { ?s a ?o } ORDER BY DESC ( ?s )",
        "SELECT * { ?a ?p ?o . ?s ?q _:b } ORDER BY ?s",
        "SELECT * { OPTIONAL { ?a ?b ?c } ?s <urn:p> [] FILTER(?b > 1) } ORDER BY ?s",
        "SELECT * { { ?s a ?o } UNION { ?a ?p ?b . ?s ?q 1 OPTIONAL { ?s ?r ?o } } } ORDER BY ?s",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) ?s",
        "SELECT ?o { ?s ?p ?o } GROUP BY ?o ORDER BY (COUNT ( DISTINCT ?s ))",
        "SELECT (UCASE(SUBSTR(STR(?o), 1, 3)) AS ?k) { ?s ?p ?o } ORDER BY ?k",
        "SELECT * { ?s ?p ?o } ORDER BY CONCAT(STR(?o), LCASE(STR(?s)), 'x')",
        "SELECT * { ?s ?p ?o } ORDER BY RAND()",
        "SELECT * { ?s ?p ?o } ORDER BY BOUND(?x) EXISTS { ?o ?p ?s } NOT EXISTS {}",
        # Not SPARQL, in several ways.
        "SELECT * { ?s ?p ?o } ORDER BY",
        "SELECT * { ?s ?p 'o } ORDER BY ?o",
        "SELECT * { ?s ?p ?o } ORDER ?o",
        "order, please",
    ],
)
def test_what_needs_no_keys_stays_byte_for_byte(query: str) -> None:
    assert ordered(query) == query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } ORDER BY ?o",
        "SELECT * { ?s ?p* ?x } ORDER BY ?s",
        "SELECT * { ?s <urn:p>/<urn:q> ?x } ORDER BY ?s",
        "SELECT * { OPTIONAL { ?s ?p ?o } OPTIONAL { ?o ?p ?s } } ORDER BY ?s",
        "SELECT * { { ?s ?p ?o } UNION { ?o ?p ?s } } ORDER BY ?s",
        "SELECT * { { SELECT ?s { ?s ?p ?o } } } ORDER BY ?o",
        "SELECT * { SELECT ?o { ?o ?p ?x } } ORDER BY ?o",
        "SELECT (GROUP_CONCAT(?o) AS ?k) { ?s ?p ?o } GROUP BY ?s ORDER BY ?k",
        "SELECT * { ?s ?p ?o } ORDER BY LCASE(?o)",
        "SELECT * { ?s ?p ?o } ORDER BY CONCAT(STR(?o), ?o)",
        "SELECT * { ?s ?p ?o } ORDER BY (STR(?o) + 1)",
        "SELECT (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s ORDER BY ?m",
    ],
)
def test_what_is_not_known_gets_keys(query: str) -> None:
    assert ordered(query) != query


@pytest.mark.parametrize(
    "pattern",
    [
        "{ ?s ?p ?x FILTER(LANG(?x) = 'en') }",
        '{ ?s ?p ?x FILTER ( lang ( ?x ) = "de" && ?s != ?p ) }',
        "{ ?s ?p ?x FILTER langMatches(LANG(?x), 'en') }",
        "{ ?s ?p ?o OPTIONAL { ?s ?p ?x FILTER(?p = ?s && LANGMATCHES(LANG(?x), '*')) } }",
    ],
)
def test_texts_need_one_short_key(pattern: str) -> None:
    text = ordered(f"SELECT * {pattern} ORDER BY ?x")
    assert "HASLANGDIR" in text
    assert "tie" not in text


def test_what_is_written_is_not_ordered_twice() -> None:
    text = "SELECT * { ?s ?p ?o } ORDER BY STR(?o) ?o LIMIT 1"
    rewritten = ordered(text)
    assert rewritten.startswith("SELECT * { ?s ?p ?o } ORDER BY STR(?o) ")
    assert rewritten.endswith(" LIMIT 1")


WORDS = [
    *("SELECT * { ?s ?p ?x } ORDER BY ?x", "SELECT * { ?s ?p ?x } ORDER BY"),
    *re.findall(
        r"\S+", "SELECT * ?s ?x { } ( ) ORDER BY ASC DESC FILTER LANG LANGMATCHES = 'en' &&"
    ),
    *re.findall(r"\S+", "&& || EXISTS NOT COUNT AS LCASE STR , . a LIMIT 1 GROUP HAVING <urn:a>"),
    *("ORDER BY ?x", "ORDER BY (", "{ ?x a ?y }", "OPTIONAL", "CONCAT"),
]


names = st.sampled_from(["?x", "?y", "?z"])
demands = st.sampled_from(
    [
        "LANG({}) = 'en'",
        "LANG({}) = 'de'",
        "LANGMATCHES(LANG({}), '*')",
        "LANG({}) = 'en' && BOUND(?y)",
        "LANG({}) = 'en' || true",
        "!(LANG({}) = 'en')",
        "isNumeric({0}) || BOUND(?y) && LANG({0}) = 'en'",
    ]
)
triples = st.builds("{} {} {} .".format, names, st.sampled_from([":p", ":q", "?z", ":p?"]), names)
filters = st.builds("FILTER({})".format, st.builds(str.format, demands, names))
values = st.builds("VALUES {} {{ 9 '17' '5 kg' 'a'@en :a }}".format, names)
groups = st.recursive(
    st.lists(triples | filters | values, max_size=4).map(" ".join),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(
            [
                "{} {}",
                "{} OPTIONAL {{ {} }}",
                "{{ {} }} UNION {{ {} }}",
                "{{ SELECT ?x {{ {} }} }} {}",
                "{} MINUS {{ {} }}",
                "{} FILTER EXISTS {{ {} }}",
            ]
        ),
        inner,
        inner,
    ),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(groups, st.sampled_from(["?x", "DESC(?x)"]))
def test_what_is_concluded_from_patterns_holds(group: str, condition: str) -> None:
    store = Store()
    store.load(
        b"""
        @prefix : <urn:> .
        :a :p :b, 9, "17", "5 kg", "a"@en, "b"@de . :b :p :a ; :q "9", 17, "b"@en, _:c . _:c :p :b .
        """,
        RdfFormat.TURTLE,
    )
    query = f"SELECT ?x {{ {group} }}"
    if parse_error(PREFIXES + query) is None:
        expected = sorted(column(store, query), key=place, reverse="DESC" in condition)
        assert column(store, f"{query} ORDER BY {condition}") == expected


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@example("SELECT * { ?s ?p ?x FILTER(LANG(?x) = ) } ORDER BY ?x")
@example("ORDER BY LCASE((")
@example("} ORDER BY ?x")
@example("ORDER BY ?x NOT")
@example("SELECT * { ?s ?p ?x } ORDER BY DESC ?x")
@example("SELECT * {} ORDER BY DESC MAX(?x)")
def test_what_is_no_query_does_not_become_one(text: str) -> None:
    assert (parse_error(ordered(text)) is None) == (parse_error(text) is None)


def test_conditions_within_conditions_end_somewhere() -> None:
    query = "?c"
    for _ in range(6):
        query = f"IF(EXISTS {{ {{ SELECT * {{ ?s :code ?c }} ORDER BY {query} LIMIT 1 }} }}, ?c, 1)"
    text = ordered(f"{PREFIXES} SELECT * {{ ?s :code ?c }} ORDER BY {query}")
    assert len(text) < 1_000_000
    assert parse_error(text) is None


def test_the_functions_and_the_text_belong_together() -> None:
    with pytest.raises(RuntimeError, match="function/rank"):
        Store().query(ordered("SELECT ?x { VALUES ?x { 1 'a' } } ORDER BY ?x"))


# The image


def first_column(query: str) -> list[str]:
    found = Image.empty().query(query)
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found]


def test_the_image_answers_in_order() -> None:
    query = "SELECT ?x { VALUES ?x { 17 '5 kg' 3 'a' 9.5 } } ORDER BY ?x"
    assert first_column(query) == VALUES


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?x {\n  VALUES ?x { 1 'a' }\n}\nORDER BY ?x\nLIMT 3", Position(5, 1)),
        ("SELECT ?x { VALUES ?x { 1 } } ORDER BY ?x DESC ?x", Position(1, 48)),
        ("SELECT ?x { VALUES ?x { 1 } } ORDER BY (?x +) ?x", Position(1, 45)),
        ("SELECT ?x { VALUES ?x { 1 } } ORDER BY ?x LIMIT x:y", Position(1, 49)),
    ],
)
def test_errors_tell_places_in_the_text_as_written(query: str, place: Position) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        Image.empty().query(query)
    assert caught.value.position == place


def test_what_only_the_engine_reads_is_evaluated_as_it_is() -> None:
    """By the grammar ``<2)(?x>`` is an IRI; the engine sees two comparisons."""
    query = "SELECT ?x { VALUES ?x { 1 2 3 } } ORDER BY DESC(?x<2)(?x>2)"
    assert first_column(query) == ["1", "2", "3"]
