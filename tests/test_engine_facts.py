"""What service/README.md says of pyoxigraph: red here means that a new version differs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pyoxigraph
import pytest
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Variable,
)

S, P, A, B = (NamedNode("urn:" + name) for name in "spab")
EVERY = "SELECT ?s ?p ?o {} {{ ?s ?p ?o }}"


@pytest.fixture
def store() -> Store:
    store = Store()
    for graph in (A, B):
        store.add(Quad(S, P, Literal(1), graph))
    return store


def solutions(store: Store, clause: str, **arguments: object) -> list[object]:
    found = store.query(EVERY.format(clause), **arguments)  # type: ignore[arg-type]
    assert isinstance(found, QuerySolutions)
    return list(found)


ON_ANOTHER_THREAD = """
import threading, pyoxigraph
results = pyoxigraph.Store().query("SELECT * { ?s ?p ?o }")
thread = threading.Thread(target=lambda: list(results))
thread.start()
thread.join()
"""


def test_results_read_on_another_thread_end_the_process() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ON_ANOTHER_THREAD], check=False, capture_output=True, text=True
    )
    assert ended.returncode == -signal.SIGABRT
    assert "unsendable" in ended.stderr


def test_graphs_are_laid_side_by_side(store: Store) -> None:
    assert len(solutions(store, "FROM <urn:a> FROM <urn:b>")) == 2
    assert len(solutions(store, "FROM <urn:a> FROM <urn:a>")) == 2
    assert len(solutions(store, "", default_graph=[A, B])) == 2


def test_the_union_flag_makes_from_void(store: Store) -> None:
    assert len(solutions(store, "FROM <urn:a>", use_default_graph_as_union=True)) == 2


def test_each_argument_overrides_its_half_of_the_clause(store: Store) -> None:
    assert len(solutions(store, "FROM <urn:a>", default_graph=[DefaultGraph()])) == 0
    assert len(solutions(store, "FROM <urn:a>", named_graphs=[])) == 1
    named = "SELECT ?g FROM <urn:a> FROM NAMED <urn:b> { GRAPH ?g { ?s ?p ?o } }"
    assert len(list(store.query(named, named_graphs=[]))) == 0  # type: ignore[arg-type]
    assert len(list(store.query(named, default_graph=[B]))) == 1  # type: ignore[arg-type]


def test_blank_nodes_keep_their_identity_within_one_load() -> None:
    lines = f"{S} {P} _:b .\n".encode(), f'_:b {P} "x" .\n'.encode()
    join = f"SELECT * {{ {S} {P} ?b . ?b {P} ?x }}"
    apart, together = Store(), Store()
    for line in lines:
        apart.bulk_load(line, RdfFormat.N_QUADS)
    together.bulk_load(b"".join(lines), RdfFormat.N_QUADS)
    assert len(list(apart.query(join))) == 0  # type: ignore[arg-type]
    assert len(list(together.query(join))) == 1  # type: ignore[arg-type]


def test_an_unprojected_substitution_stops_after_parsing() -> None:
    nobody: dict[Variable, NamedNode | BlankNode | Literal | pyoxigraph.Triple]
    nobody = {Variable("nobody"): Literal(1)}
    for query in ("ASK {}", "SELECT * {}", "CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE {S}"):
        with pytest.raises(RuntimeError, match="nobody"):
            Store().query(query, substitutions=nobody)
    with pytest.raises(SyntaxError):
        Store().query("ASK {", substitutions=nobody)


def test_the_place_of_a_syntax_error_lies_behind_the_fault() -> None:
    def column(query: str) -> int:
        with pytest.raises(SyntaxError) as caught:
            Store().query(query)
        place = re.match(r"error at 1:(\d+)", caught.value.msg)
        assert place is not None
        return int(place[1])

    query = "SELECT * { } LIMT 3          "
    assert column(query) == query.index("LIMT") + 1 + len("HAVING")
    gap = " " * 20
    spread = f"SELECT *{gap}{{{gap}}}{gap}LIMT{gap}3{gap}"
    assert spread.index("LIMT") < column(spread) - 1 < spread.index("3")


def test_a_star_gives_columns_by_alphabet() -> None:
    found = Store().query("SELECT * { ?s ?p ?o }")
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["o", "p", "s"]


def test_an_unknown_function_is_told_by_the_query_itself(store: Store) -> None:
    with pytest.raises(RuntimeError, match="urn:nobody"):
        store.query("SELECT (<urn:nobody>(?o) AS ?x) FROM <urn:a> { ?s ?p ?o }")


def test_the_name_of_json_ld_is_not_the_registered_one() -> None:
    assert RdfFormat.JSON_LD.iri != "http://www.w3.org/ns/formats/JSON-LD"
    assert RdfFormat.TURTLE.iri == "http://www.w3.org/ns/formats/Turtle"
