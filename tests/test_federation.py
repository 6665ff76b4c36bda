"""``SERVICE`` within a query: which solutions it brings, and what the other endpoint is asked."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    Variable,
)

from other_endpoint import Elsewhere, endpoint, of_graph
from symbiograph.engine.endpoint import Endpoint as StoreEndpoint
from symbiograph.engine.endpoint import EndpointSource
from symbiograph.engine.federation import Endpoint, Federated, Federation
from symbiograph.engine.federation.inline_data import pattern
from symbiograph.engine.image import Image
from symbiograph.engine.remote import calls_service
from symbiograph.errors import (
    BadRequest,
    QuerySyntaxError,
    QueryTooComplex,
    RemoteAccessRefused,
    RemoteServiceFailed,
)

BASE = "http://example.org/"
# What is here: three skills, and whom they match.
HERE = """
<urn:heat> <urn:match> <urn:c1> . <urn:water> <urn:match> <urn:c2> .
<urn:steam> <urn:match> <urn:c9> .
<urn:heat> <urn:level> 3 . <urn:water> <urn:level> 4 .
<urn:heat> <urn:place> _:here .
"""
BESIDE = "<urn:wood> <urn:match> <urn:c3> ."
# What is elsewhere: labels of more than they match.
THERE = """
<urn:c1> <urn:label> "one"@en , "eins"@de ; <urn:place> _:a ; <urn:level> 3 .
<urn:c2> <urn:label> "two"@en ; <urn:place> _:a ; <urn:level> 4 .
<urn:c3> <urn:label> "three"@en ; <urn:place> _:b .
<urn:c4> <urn:label> "four"@en .
_:a <urn:name> "Kalundborg" . _:b <urn:name> "Ulsan" .
"""


@pytest.fixture(scope="module")
def there() -> Iterator[Elsewhere]:
    with endpoint(of_graph(THERE)) as elsewhere:
        yield elsewhere


@pytest.fixture
def elsewhere(there: Elsewhere) -> Elsewhere:
    there.asked.clear()
    return there


def _image(**graphs: str) -> Image:
    store = Store()
    for name, text in graphs.items():
        graph = DefaultGraph() if name == "default" else NamedNode(f"urn:{name}")
        for quad in pyoxigraph.parse(text, RdfFormat.TURTLE):
            store.add(Quad(*quad.triple, graph))
    return Image(store, "")


def _source(*endpoints: Elsewhere) -> Federated:
    allowed = tuple(Endpoint.of(each.iri) for each in endpoints)
    return Federated(_image(default=HERE, beside=BESIDE), Federation(allowed))


def _rows(query: str, *endpoints: Elsewhere) -> list[str]:
    """Return the solutions of ``query`` as text, where <1> and <2> are the endpoints."""
    for number, each in enumerate(endpoints, 1):
        query = query.replace(f"<{number}>", f"<{each.iri}>")
    found = _source(*endpoints).query(query, base_iri=BASE)
    assert isinstance(found, QuerySolutions)
    return sorted(" ".join("-" if t is None else str(t) for t in row) for row in found)


# What is asked


def _sent(elsewhere: Elsewhere) -> list[set[str]]:
    """Return the IRIs in the last VALUES of each query asked, an empty set where it has none."""
    return [
        {word.strip("()") for word in query.rpartition("VALUES")[2].split() if "<urn:" in word}
        if "VALUES" in query
        else set()
        for query in elsewhere.asked
    ]


MATCHED = {"<urn:c1>", "<urn:c2>", "<urn:c9>"}
CALL = "SERVICE <1> { ?c <urn:label> ?l }"


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (f"SELECT * {{ ?s <urn:match> ?c . {CALL} }}", [MATCHED]),
        (f"SELECT * {{ {CALL} ?s <urn:match> ?c }}", [set()]),
        # Alone in a group that is joined.
        (f"SELECT * {{ ?s <urn:match> ?c OPTIONAL {{ {CALL} }} }}", [MATCHED]),
        (f"SELECT * {{ ?s <urn:match> ?c . {{ {CALL} . }} }}", [MATCHED]),
        (f"SELECT * {{ ?s <urn:match> ?c . {{ {CALL} }} UNION {{ {CALL} }} }}", [MATCHED] * 2),
        (f"SELECT * {{ ?s <urn:match> ?c OPTIONAL {{ {CALL} FILTER(?s = ?l) }} }}", [set()]),
        (f"SELECT * {{ ?s <urn:match> ?c MINUS {{ {CALL} }} }}", [set()]),
        # One after the other: the second is asked for what the first has left.
        (f"SELECT * {{ ?s <urn:match> ?c . {CALL} SERVICE <1> {{ ?c <urn:place> ?p }} }}",
         [MATCHED, {"<urn:c1>", "<urn:c2>"}]),
        # A filter may speak of what comes after it; the rest of the group does not matter.
        (f"SELECT * {{ ?s <urn:match> ?c FILTER(?l = 'x') {CALL} ?s <urn:level> 3 }}", [MATCHED]),
        (f"SELECT * {{ ?s <urn:match> ?c FILTER EXISTS {{ ?c ?d ?e }} {CALL} }}", [MATCHED]),
        (f"SELECT * {{ ?s <urn:match> ?c ; <urn:level> 3 . {CALL} }}", [{"<urn:c1>"}]),
        (f"SELECT * {{ VALUES ?c {{ <urn:c4> }} {CALL} }}", [{"<urn:c4>"}]),
        (f"SELECT * {{ BIND(<urn:c4> AS ?c) {CALL} }}", [{"<urn:c4>"}]),
        # In its graph, in a sub-query, in the query's dataset.
        (f"SELECT * {{ GRAPH <urn:beside> {{ ?s <urn:match> ?c . {CALL} }} }}", [{"<urn:c3>"}]),
        (f"SELECT * {{ GRAPH ?c {{ ?s <urn:match> ?c . {CALL} }} }}", [{"<urn:c3>"}]),
        (f"SELECT * {{ {{ SELECT ?l {{ ?s <urn:match> ?c . {CALL} }} }} }}", [MATCHED]),
        (f"SELECT * FROM <urn:beside> {{ ?s <urn:match> ?c . {CALL} }}", [{"<urn:c3>"}]),
        # Not always bound, no IRIs, other solutions: nothing that is sure can be told.
        (f"SELECT * {{ ?s ?x 4 OPTIONAL {{ ?s <urn:level> 3 ; <urn:match> ?c }} {CALL} }}",
         [set()]),
        ("SELECT * { ?s <urn:level> ?n . SERVICE <1> { ?c <urn:level> ?n } }", [set()]),
        ("SELECT * { ?s <urn:place> ?n . SERVICE <1> { ?c <urn:place> ?n } }", [set()]),
        (f"SELECT * {{ ?s <urn:match> ?c FILTER EXISTS {{ {CALL} }} }}", [set()]),
        (f"SELECT * {{ ?s <urn:match> ?c FILTER EXISTS {{ ?s ?p ?c . {CALL} }} }}", [set()]),
        (f"SELECT * {{ VALUES ?c {{ UNDEF <urn:c4> }} {CALL} }}", [set()]),
        # Only an inner variable has the same name.
        ("SELECT * { ?s <urn:match> ?c . SERVICE <1> { SELECT ?l { ?c <urn:label> ?l } } }",
         [set()]),
        # Nothing can be joined: nothing is asked.
        (f"SELECT * {{ ?s <urn:nothing> ?c . {CALL} }}", []),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_not_asked_for(
    elsewhere: Elsewhere, query: str, sent: list[set[str]]
) -> None:
    _rows(query, elsewhere)
    assert _sent(elsewhere) == sent


def test_many_values_go_in_several_requests() -> None:
    graph = " ".join(f'<urn:c{i}> <urn:label> "{i}" .' for i in range(1_300))
    here = _image(default=" ".join(f"<urn:s{i}> <urn:match> <urn:c{i}> ." for i in range(1_300)))
    with endpoint(of_graph(graph)) as elsewhere:
        source = Federated(here, Federation((Endpoint.of(elsewhere.iri),)))
        query = (
            f"SELECT * {{ ?s <urn:match> ?c . SERVICE <{elsewhere.iri}> {{ ?c <urn:label> ?l }} }}"
        )
        found = source.query(query)
        assert isinstance(found, QuerySolutions)
        assert len({str(row["l"]) for row in found}) == 1_300
        assert sorted(map(len, _sent(elsewhere))) == [300, 500, 500]
        # Each result is within the limit, all of them are not.
        narrow = Federated(here, Federation((Endpoint.of(elsewhere.iri),), most_bytes=100_000))
        with pytest.raises(RemoteServiceFailed, match="longer than 100000 bytes"):
            narrow.query(query)


def test_too_many_values_are_not_sent() -> None:
    with endpoint(of_graph(THERE)) as elsewhere:
        values = " ".join(f"<urn:c{i}>" for i in range(5_001))
        rows = _rows(f"SELECT * {{ VALUES ?c {{ {values} }} {CALL} }}", elsewhere)
        assert len(rows) == 5
        assert _sent(elsewhere) == [set()]


def test_the_group_goes_as_it_is_written(elsewhere: Elsewhere) -> None:
    _rows(
        """PREFIX : <urn:> # SERVICE
        SELECT (STR(?l) AS ?label) { SERVICE<1>{ :c4 <label> ?x OPTIONAL { :c4 :label ?l } # }
        } }""".replace("<label>", ":label"),
        elsewhere,
    )
    [asked] = elsewhere.asked
    assert asked.startswith(f"BASE <{BASE}>\nPREFIX : <urn:> # SERVICE\n")
    assert "SELECT * WHERE { :c4 :label ?x OPTIONAL { :c4 :label ?l } # }\n        }\n" in asked


def test_relative_iris_mean_the_same_there(elsewhere: Elsewhere) -> None:
    query = "BASE <urn:x:> SELECT ?o { SERVICE <1> { SELECT (<y> AS ?o) {} } }"
    assert _rows(query.replace("BASE <urn:x:> ", ""), elsewhere) == [f"<{BASE}y>"]
    assert _rows("BASE <z/> " + query.partition("> ")[2], elsewhere) == [f"<{BASE}z/y>"]


# What comes of it


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (f"SELECT ?s ?l {{ ?s <urn:match> ?c . {CALL} FILTER(LANG(?l) = 'en') }}",
         ['<urn:heat> "one"@en', '<urn:water> "two"@en']),
        (f"SELECT ?s ?l {{ ?s <urn:match> ?c OPTIONAL {{ {CALL} FILTER(LANG(?l) = 'de') }} }}",
         ['<urn:heat> "eins"@de', "<urn:steam> -", "<urn:water> -"]),
        (f"SELECT ?s {{ ?s <urn:match> ?c FILTER NOT EXISTS {{ {CALL} }} }}", ["<urn:steam>"]),
        (f"SELECT ?s {{ ?s <urn:match> ?c FILTER EXISTS {{ {CALL} }} }}",
         ["<urn:heat>", "<urn:water>"]),
        (f"SELECT ?s {{ ?s <urn:match> ?c MINUS {{ {CALL} }} }}", ["<urn:steam>"]),
        # In EXISTS the outer pattern gives ?c its value before OPTIONAL does.
        ("SELECT ?s { ?s <urn:match> ?c FILTER EXISTS { "
         f"OPTIONAL {{ <urn:heat> <urn:match> ?c }} {CALL} }} }}",
         ["<urn:heat>", "<urn:water>"]),
        # Numbers are joined here, whatever their form there.
        ("SELECT ?s ?c { ?s <urn:level> ?n . SERVICE <1> { ?c <urn:level> ?n } }",
         ["<urn:heat> <urn:c1>", "<urn:water> <urn:c2>"]),
        # Without variables it is the number of solutions that counts.
        ("SELECT ('x' AS ?x) { SERVICE <1> { <urn:c1> <urn:label> [] } }", ['"x"', '"x"']),
        ("SELECT ('x' AS ?x) { SERVICE <1> { <urn:c7> <urn:label> [] } }", []),
        ("SELECT ?c { SERVICE <1> { ?c <urn:label> ?l FILTER(?l = 'four'@en) } } ORDER BY ?c",
         ["<urn:c4>"]),
        (f"SELECT ?c {{ BIND(<urn:c4> AS ?c) }} ORDER BY EXISTS {{ {CALL} }}", ["<urn:c4>"]),
        ("SELECT (COUNT(*) AS ?n) { SERVICE <1> { { SELECT DISTINCT ?p { ?s ?p ?o } } } }",
         ['"4"^^<http://www.w3.org/2001/XMLSchema#integer>']),
    ],
)  # fmt: skip
def test_solutions_are_joined(elsewhere: Elsewhere, query: str, rows: list[str]) -> None:
    assert _rows(query, elsewhere) == rows


def test_two_endpoints(elsewhere: Elsewhere) -> None:
    with endpoint(of_graph('<urn:heat> <urn:says> "hot" .')) as other:
        rows = _rows(
            f"SELECT ?t ?l {{ SERVICE <2> {{ ?s <urn:says> ?t }} ?s <urn:match> ?c . {CALL} }}",
            elsewhere,
            other,
        )
        assert rows == ['"hot" "eins"@de', '"hot" "one"@en']
    assert _sent(elsewhere) == [{"<urn:c1>"}]


def test_other_forms_than_select(elsewhere: Elsewhere) -> None:
    source = _source(elsewhere)
    call = CALL.replace("<1>", f"<{elsewhere.iri}>")
    built = source.query(f"CONSTRUCT {{ ?s <urn:l> ?l }} {{ ?s <urn:match> ?c . {call} }}")
    assert len(list(built)) == 3  # type: ignore[arg-type]
    asked = source.query(f"ASK {{ <urn:steam> <urn:match> ?c . {call} }}")
    assert isinstance(asked, QueryBoolean)
    assert not asked


def test_silence_keeps_the_columns() -> None:
    with endpoint(of_graph("")) as gone:
        pass
    source = _source(gone)
    call = f"SERVICE SILENT <{gone.iri}> {{ ?c <urn:label> ?l FILTER(?x) }}"
    found = source.query(f"SELECT * {{ ?s <urn:level> 3 . {call} }}")
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["c", "l", "s"]
    assert [[str(term) for term in row] for row in found] == [["None", "None", "<urn:heat>"]]


def test_blank_nodes_keep_their_identity(elsewhere: Elsewhere) -> None:
    place = "SERVICE <1> { ?c <urn:place> ?p } FILTER(isBlank(?p))"
    same = f"SELECT ?c ?d {{ SERVICE <1> {{ ?c <urn:place> ?p . ?d <urn:place> ?p }} {place} }}"
    # Those of two results are never the same, nor is one of them one of ours.
    assert _rows(same, elsewhere) == []
    assert _rows(f"SELECT * {{ ?s <urn:place> ?p . {place} }}", elsewhere) == []
    counted = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?p) AS ?m) {{ {place} }}"
    assert [row.count('"2"') + row.count('"3"') for row in _rows(counted, elsewhere)] == [2]


def test_blank_nodes_of_several_requests_are_asked_for_at_once(elsewhere: Elsewhere) -> None:
    values = " ".join(f"<urn:c{i}>" for i in range(600))
    query = (
        "SELECT (COUNT(DISTINCT ?p) AS ?n) { VALUES ?c { %s } SERVICE <1> { ?c <urn:place> ?p } }"
    )
    [row] = _rows(query % values, elsewhere)
    assert row.startswith('"2"')
    assert [len(sent) for sent in _sent(elsewhere)] == [500, 100, 600]


def test_a_query_cannot_reach_our_blank_nodes_by_their_labels() -> None:
    function = "<https://w3id.org/symbiograph/function/foreign-blank-node>"
    store = Store()
    store.add(Quad(BlankNode("here"), NamedNode("urn:p"), NamedNode("urn:o")))
    found = Image(store, "").query(
        f"SELECT * {{ BIND({function}('here'^^{function}) AS ?s) ?s ?p ?o }}"
    )
    assert list(found) == []  # type: ignore[arg-type]


def test_another_store_in_place_of_ours_answers_the_rest(elsewhere: Elsewhere) -> None:
    federation = Federation((Endpoint.of(elsewhere.iri),))
    with endpoint(of_graph(HERE)) as store:
        source = Federated(EndpointSource(StoreEndpoint(store.iri), "here"), federation)
        call = CALL.replace("<1>", f"<{elsewhere.iri}>")
        found = source.query(f"SELECT ?l {{ ?s <urn:level> 4 ; <urn:match> ?c . {call} }}")
        assert [str(row[0]) for row in found] == ['"two"@en']  # type: ignore[union-attr]
        assert _sent(elsewhere) == [{"<urn:c2>"}]
        assert "SERVICE" not in "".join(store.asked)
        # It has none of the functions that make blank nodes of what stands for them.
        with pytest.raises(RemoteServiceFailed, match="blank nodes, which the store here"):
            source.query(f"SELECT * {{ SERVICE <{elsewhere.iri}> {{ ?c <urn:place> ?p }} }}")


IRIS = st.sampled_from(["urn:a", "http://example.org/ä#x", "urn:%20"]).map(NamedNode)
TAGS = st.sampled_from(["en", "de-AT"])
TERMS = st.one_of(
    st.none(),
    IRIS,
    st.text().map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), st.text(), TAGS),
    st.builds(lambda text, kind: Literal(text, datatype=kind), st.text(), IRIS),
)


@given(st.lists(st.tuples(TERMS, TERMS), max_size=4))
def test_terms_are_what_they_were(rows: list[tuple[NamedNode | Literal | None, ...]]) -> None:
    inline = pattern([Variable("a"), Variable("b")], rows)
    found = Image.empty().query(f"SELECT ?a ?b {{ {inline} }}")
    assert [tuple(row) for row in found] == rows  # type: ignore[arg-type, union-attr]


# What is refused


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * {\n  SERVICE <http://other.org/> {} }",
         r"line 2, column 3: this service does not fetch from <http://other\.org/> .* <1>"),
        ("SELECT * { SERVICE SILENT <other> {} }", "does not fetch from <http://example.org/other>"),
        ("PREFIX e: <http://other.org/> ASK { SERVICE e:a%20b {} }", "<http://other.org/a%20b>"),
        ("SELECT * { VALUES ?e { <1> } SERVICE ?e {} }", r"column \d+: SERVICE \?e names .* <1>"),
        ("ASK { SERVICE <1> { OPTIONAL { SERVICE <1> {} } } }", "SERVICE within SERVICE is"),
        ("ASK { SERVICE <1> { SERVICE SILENT <urn:x> {} } }", "SERVICE within SERVICE is"),
        ("ASK { SERVICE <1> { ?s ?p 1SERVICE<urn:x> {} } }", "SERVICE within SERVICE is"),
        ("ASK { SERVICE <1> { ?s ?p ?o FILTER(?o<?b)SERVICE?x#>\n{} } }", "cannot be told apart"),
    ],
)  # fmt: skip
def test_refused(elsewhere: Elsewhere, query: str, said: str) -> None:
    with pytest.raises(RemoteAccessRefused, match=said.replace("<1>", f"<{elsewhere.iri}>")) as e:
        _rows(query, elsewhere)
    assert e.value.members.get("allowed", [elsewhere.iri]) == [elsewhere.iri]
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "ASK{ServiceSilent<1>{}}",
        "ASK { ?s ?p ?o FILTER(?o<?b)SERVICE?x#>\n{} }",
        'ASK { ?s ?p ?o FILTER(?o <#> """\n ?b) SERVICE <1> {} #"""\n }',
        "PREFIX : <http://x/> ASK { ?s ?p ?o . SERVICE:x {} }",
        "PREFIX : <http://x/> PREFIX service: <http://y/> ASK { ?s ?p ?o . service:x {} }",
        "PREFIX ex: <http://x/> PREFIX SERVICEex: <http://y/> ASK { ?s ?p ?o SERVICEex:a {} }",
        # The parser sees where the query begins, the tokens see it begin later.
        "PREFIX : <urn:> DESCRIBE:a { { SELECT ?x { SERVICE <1> {} } } }",
        "PREFIX : <urn:> DESCRIBE:a { SERVICE <1> {} { SELECT ?x { SERVICE <1> {} } } }",
        # One can be seen, the other cannot.
        "ASK { SERVICE <1> { ?c <urn:label> ?l } ?s ?p ?o FILTER(?o<?b)SERVICE?x#>\n{} }",
        "ASK { ?s ?p ?o FILTER(?o<?b)SERVICE?x#>\n{} . SERVICE <1> { ?c <urn:label> ?l } }",
    ],
)
def test_what_tokens_do_not_show_is_refused(elsewhere: Elsewhere, query: str) -> None:
    with pytest.raises(RemoteAccessRefused, match="cannot be told apart"):
        _rows(query, elsewhere)


PIECES = [
    "{", "}", "{}", "(", ")", ";", ".", "\n", "#", "#>\n", "'", '"', '"""', "1", "true", "<1>",
    "<2>", "?x", "?s ?p ?o", "?s ?p ?o .", ":x", "SERVICE:x", "service:x", "1SERVICE", "SERVICE",
    "SILENT", "SERVICE<1>{}", "SERVICE <2> {?s ?p ?o}", "FILTER", "(?a<?b)", "(?a <#>",
    "FILTER EXISTS", "FILTER(?o<?b)SERVICE<2>{}#>\n{}", 'FILTER(?o <#> """\n ?b)', '#"""\n',
    "SELECT", "SELECT *", "{ SELECT ?x {", "ASK", "DESCRIBE:a", "WHERE", "OPTIONAL", "UNION",
    "MINUS", "GRAPH ?g", "FROM", "VALUES ?x {1}", "BIND(1 AS ?y)", "ORDER BY ?x",
]  # fmt: skip


def test_no_text_makes_us_ask_whom_we_may_not(elsewhere: Elsewhere) -> None:
    choose = Random(0)  # noqa: S311 - nothing is secret here
    answered = refused = 0
    with endpoint(of_graph(THERE)) as other:
        source = _source(elsewhere)
        while answered + refused < 150:
            inside = "".join(
                choose.choice(PIECES) + choose.choice(["", " "])
                for _ in range(choose.randint(1, 5))
            )
            form = choose.choice(["ASK {", "ASK { ?s ?p ?o", "PREFIX : <urn:> DESCRIBE:a {"])
            query = f"{form} {inside} . SERVICE <1> {{ ?c ?d ?e }} }}"
            query = query.replace("<1>", f"<{elsewhere.iri}>").replace("<2>", f"<{other.iri}>")
            if not calls_service(query):
                continue
            try:
                source.query(query, base_iri=BASE)
                answered += 1
            except RemoteAccessRefused:
                refused += 1
        assert other.asked == []
    assert answered
    assert refused


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <1> { ?c <urn:label> ?l }", "SELECT * {\n  ?s ?p }"]
)
def test_a_fault_is_told_as_without_other_endpoints(elsewhere: Elsewhere, query: str) -> None:
    query = query.replace("<1>", f"<{elsewhere.iri}>")
    with pytest.raises(QuerySyntaxError) as here:
        Image.empty().query(query, base_iri=BASE)
    with pytest.raises(QuerySyntaxError) as federated:
        _rows(query, elsewhere)
    assert here.value.message == federated.value.message
    assert elsewhere.asked == []


def test_the_word_alone_asks_nobody(elsewhere: Elsewhere) -> None:
    query = (
        "PREFIX service: <urn:s:> SELECT ?service { BIND('SERVICE <1> {}' AS ?service) } # SERVICE"
    )
    assert len(_rows(query, elsewhere)) == 1
    assert elsewhere.asked == []


def test_a_function_of_the_other_endpoint_is_its_own_matter(elsewhere: Elsewhere) -> None:
    with pytest.raises(RemoteServiceFailed, match=r"status 400: .*urn:unknown"):
        _rows("SELECT * { SERVICE <1> { ?s ?p ?o FILTER(<urn:unknown>(?o)) } }", elsewhere)
    with pytest.raises(BadRequest, match="urn:unknown"):
        _rows(f"SELECT * {{ ?s <urn:match> ?c BIND(<urn:unknown>(?c) AS ?x) {CALL} }}", elsewhere)


def test_one_query_asks_so_often_at_most(elsewhere: Elsewhere) -> None:
    assert len(_rows("SELECT * { " + CALL * 20 + " }", elsewhere)) == 5
    with pytest.raises(QueryTooComplex, match="at most 20"):
        _rows("SELECT * { " + CALL * 21 + " }", elsewhere)


def test_nothing_is_allowed_by_default(elsewhere: Elsewhere) -> None:
    source = Federated(Image.empty(), Federation())
    with pytest.raises(RemoteAccessRefused):
        source.query(f"ASK {{ SERVICE <{elsewhere.iri}> {{}} }}")
    assert elsewhere.asked == []
