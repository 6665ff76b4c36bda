"""ORDER BY gives the order of terms, for whatever terms, where the engine alone cannot."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from term_order import (
    DIRECTED,
    EVERY,
    HAS,
    SPECIAL,
    STATEMENTS,
    Term,
    column,
    holding,
    place,
    rows,
    terms,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(terms, max_size=30))
@example([*SPECIAL, *DIRECTED, *STATEMENTS])
def test_any_terms_come_in_their_order(terms: list[Term | None]) -> None:
    store = holding(terms)
    expected = sorted(column(store, f"SELECT ?x {{ {EVERY} }}"), key=place)
    assert column(store, f"SELECT ?x {{ {EVERY} }} ORDER BY ?x") == expected
    assert column(store, f"SELECT ?x {{ {EVERY} }} ORDER BY DESC(?x)") == expected[::-1]
    assert column(store, f"SELECT ?x {{ {EVERY} }} ORDER BY IF(true, ?x, 1)") == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(terms, terms), max_size=30))
def test_any_terms_come_in_the_order_of_several_columns(
    pairs: list[tuple[Term | None, Term | None]],
) -> None:
    store = Store()
    for index, pair in enumerate(pairs):
        subject = NamedNode(f"urn:{index:05}")
        store.add(Quad(subject, HAS, Literal(index)))
        for name, term in zip("xy", pair, strict=True):
            if term is not None:
                store.add(Quad(subject, NamedNode("urn:" + name), term))
    query = "SELECT ?x ?y { ?s :has ?n OPTIONAL { ?s :x ?x } OPTIONAL { ?s :y ?y } } "
    found = rows(store, query)
    found.sort(key=lambda row: place(row[1]), reverse=True)
    found.sort(key=lambda row: place(row[0]))
    assert rows(store, query + "ORDER BY ?x DESC(?y)") == found


def test_the_order_is_total_whatever_the_sequence_of_rows() -> None:
    """Every pair among the special terms, both ways round, says the same as the whole list."""
    store = holding([*SPECIAL, *DIRECTED, *STATEMENTS])
    expected = column(store, f"SELECT ?x {{ {EVERY} }} ORDER BY ?x")
    for direction in ("?n", "DESC(?n)"):
        inner = f"{{ SELECT ?x {{ {EVERY} }} ORDER BY {direction} }}"
        assert column(store, f"SELECT ?x {{ {inner} }} ORDER BY ?x") == expected


@settings(max_examples=200, deadline=None)
@given(terms, terms)
def test_the_order_agrees_with_less_than(one: Term | None, other: Term | None) -> None:
    store = holding([one, other])
    query = "SELECT ?x ?y { :00000 :value ?x . :00001 :value ?y FILTER(?x < ?y) }"
    numeric = "FILTER(isNumeric(?x) && isNumeric(?y))"
    for x, y in rows(store, query.replace(" }", numeric + " }")):
        assert place(x) < place(y)


MIXED = """
import random, sys
from pyoxigraph import Store
from symbiograph.engine.ordering import FUNCTIONS, ordered

random.seed(int(sys.argv[1]))
made = (
    lambda: random.randrange(100), lambda: f'"{random.randrange(100)} kg"',
    lambda: random.uniform(0, 100), lambda: f'"{chr(97 + random.randrange(26))}"',
    lambda: f"{random.randrange(100)}.5",
)
terms = " ".join(str(random.choice(made)()) for _ in range(400))
query = "SELECT ?x { VALUES ?x { " + terms + " } } ORDER BY ?x"
if sys.argv[2] == "rewritten":
    query = ordered(query)
for row in Store().query(query, custom_functions=FUNCTIONS):
    print(row["x"])
"""
SEEDS = range(6)


def mixed(seed: int, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MIXED, str(seed), how], check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mixed_column_of_400_terms_is_answered(seed: int) -> None:
    ended = mixed(seed, "rewritten")
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert len(lines) == 400
    values = [float(re.split('"', line)[1]) for line in lines if "XMLSchema" in line]
    strings = [line for line in lines if "XMLSchema" not in line]
    assert values == sorted(values)
    assert strings == sorted(strings)
    assert lines[len(values) :] == strings


def test_the_engine_alone_still_needs_help() -> None:
    """Red here means that the package can go, as its docstring says."""
    endings = {mixed(seed, "as written").returncode for seed in SEEDS}
    assert -signal.SIGABRT in endings
    seen = column_of_engine('SELECT ?x { VALUES ?x { 17 "5 kg" 3 "a" 9.5 } } ORDER BY ?x')
    assert seen != ["3", "9.5", "17", "5 kg", "a"]


def column_of_engine(query: str) -> list[str]:
    found = Store().query(query)
    assert isinstance(found, QuerySolutions)
    return [row[0].value for row in found]
