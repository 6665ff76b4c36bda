"""Updates carried out: what the engine would do, exact differences, and nothing halfway."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from symbiograph.errors import NotFound, StorageFull, SymbiographError, UpdateSyntaxError
from symbiograph.writing.draft import Draft
from symbiograph.writing.execution import Update, carry_out
from symbiograph.writing.ledger import Change, Ledger, as_lines
from symbiograph.writing.operations import Data, Modify, operations
from symbiograph.writing.territory import Territory

BASE = "http://example.org/"
START = """
<a> <p> <b>, 1, "x"@en ; <q> <a> .
<g> { <a> <p> <b>, <c> . <b> <p> 2 }
<h> { <a> <p> <b> . <c> <q> 3.0 }
"""


def filled() -> Store:
    store = Store()
    store.load(START, format=RdfFormat.TRIG, base_iri=BASE)
    return store


def change_of(store: Store, text: str) -> Change:
    draft = Draft(store, Territory(None))
    carry_out(Update(text, BASE), draft)
    return draft.change()


def contents(store: Store) -> set[Quad]:
    return set(store)


UPDATES = [
    "INSERT DATA { <a> <p> 01, 1.0, 'x'@en-GB, true . GRAPH <new> { <a> <p> <b> } <z> <p> <z> }",
    "DELETE DATA { <a> <p> <b> . GRAPH <g> { <a> <p> <b>, <nothing> } }",
    "DELETE WHERE { ?s <p> ?o }",
    "DELETE WHERE { GRAPH ?g { ?s <p> ?o } }",
    "DELETE WHERE { ?s <p> ?o . GRAPH <g> { ?s <p> ?o } }",
    "INSERT { GRAPH ?g { ?o <from> ?s } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH <g> DELETE { ?s ?p ?o } INSERT { ?s <moved> ?o } WHERE { ?s ?p ?o }",
    "WITH <g> INSERT { GRAPH <h> { ?s ?p ?o } ?s <seen> true } WHERE { ?s ?p ?o }",
    "DELETE { ?s <p> ?o } INSERT { ?s <p> ?n } WHERE { ?s <p> ?o BIND(?o + 1 AS ?n) }",
    "INSERT { ?s <in> ?g } USING <h> USING NAMED <g> "
    "WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
    "INSERT { <one> <two> <three> } WHERE {}",
    "INSERT { <one> <two> <three> } WHERE { FILTER(false) }",
    "INSERT { ?unbound <p> <b> . <ok> <p> ?s } WHERE { ?s <p> 1 }",
    "INSERT { ?o <p> <b> . <a> ?o <b> . GRAPH ?o { <a> <p> <b> } } WHERE { <a> <p> ?o }",
    "INSERT { <count> <is> ?n } WHERE { SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } }",
    "CLEAR SILENT GRAPH <g>",
    "DROP DEFAULT",
    "CLEAR NAMED",
    "DROP ALL",
    "DROP SILENT GRAPH <none>",
    "CREATE SILENT GRAPH <g>",
    "ADD SILENT <g> TO <h>",
    "ADD DEFAULT TO GRAPH <g>",
    "COPY SILENT <g> TO <h>",
    "COPY SILENT GRAPH <g> TO DEFAULT",
    "COPY <g> TO <g>",
    "MOVE SILENT <g> TO <h>",
    "MOVE DEFAULT TO <new>",
    "COPY SILENT <none> TO <h>",
    "PREFIX e: <http://example.org/> INSERT DATA { e:a e:p e:new } ; "
    "DELETE { ?s e:p ?o } WHERE { ?s e:p ?o }",
    "INSERT DATA { <a> <p> 'a } ; DROP ALL # \\' \"' } ; # } ; DROP ALL\n"
    "DELETE DATA { <a> <q> <a> }",
    "INSERT DATA { <a> <list> <x>, <y> ; <other> <z> . } ; ",
    "",
    " # nothing\n",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_does_what_the_engine_would_do(text: str) -> None:
    expected, found = filled(), filled()
    before = contents(found)
    expected.update(text, base_iri=BASE)
    change = change_of(found, text)
    assert contents(found) == contents(expected)
    # The change is exact: nothing in it was so already, nothing is left out.
    assert change.added == contents(expected) - before
    assert change.removed == before - contents(expected)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(UPDATES), min_size=2, max_size=5))
def test_sequences_of_updates_do_what_the_engine_would_do(texts: list[str]) -> None:
    expected, found = filled(), filled()
    draft = Draft(found, Territory(None))
    before = contents(found)
    for text in texts:
        expected.update(text, base_iri=BASE)
        carry_out(Update(text, BASE), draft)
    assert contents(found) == contents(expected)
    assert draft.change().added == contents(expected) - before
    assert draft.change().removed == before - contents(expected)
    draft.undo()
    assert contents(found) == before
    assert set(found.named_graphs()) == {NamedNode(BASE + "g"), NamedNode(BASE + "h")}


def test_blank_nodes_are_new_for_each_solution_and_shared_within_it() -> None:
    store = filled()
    text = (
        "INSERT { GRAPH <n> { ?s <has> _:x . _:x <of> ?o, [] } } WHERE { GRAPH <g> { ?s ?p ?o } }"
    )
    change = change_of(store, text)
    has = {quad.object for quad in change.added if quad.predicate.value == BASE + "has"}
    of = {quad.subject for quad in change.added if quad.predicate.value == BASE + "of"}
    assert len(has) == 3
    assert has == of
    assert len(change.added) == 9
    # Solutions that differ in what the template does not use are solutions all the same.
    text = "INSERT { GRAPH <m> { ?s <has> [] } } WHERE { GRAPH <g> { ?s ?p ?o } }"
    assert len(change_of(store, text).added) == 3


def test_blank_nodes_of_data_are_shared_between_its_graphs_only() -> None:
    store = Store()
    text = "INSERT DATA { _:x <p> 1 GRAPH <g> { _:x <p> 2 } }"
    change_of(store, text)
    change_of(store, text)
    subjects = [quad.subject for quad in store]
    assert len(subjects) == 4
    assert len(set(subjects)) == 2


def test_a_prologue_may_stand_before_every_operation() -> None:
    store = Store()
    text = """
        PREFIX e: <http://one/> INSERT DATA { e:a e:p <x> } ;
        BASE <http://two/> PREFIX e: <http://three/> INSERT DATA { e:a e:p <x> } ;
        INSERT DATA { e:b e:p <y> }
    """
    change_of(store, text)
    terms = {term.value for quad in store for term in quad.triple if isinstance(term, NamedNode)}
    assert terms == {
        *("http://one/a", "http://one/p", "http://example.org/x"),
        *("http://three/a", "http://three/p", "http://two/x"),
        *("http://three/b", "http://two/y"),
    }


def test_numbers_are_recorded_as_they_are_stored() -> None:
    store = Store()
    change = change_of(store, "INSERT DATA { <a> <p> 007 } ; INSERT DATA { <a> <p> 7 }")
    [quad] = change.added
    assert quad.object == Literal(7)
    assert change_of(store, "DELETE DATA { <a> <p> 0007 }").removed == {quad}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT DATA {\n <a> <b> }", "line 2, column 10"),
        ("CLEAR ALL ;\n\n INSERT DATA { <a> <b> <c> ", "ends where more is expected"),
        ("CLEAR ALL CLEAR ALL", "line 1, column 11: CLEAR is not expected here"),
        ("CLEAR ALL ; FOO", "line 1, column 13"),
        ("DELETE DATA { _:a <b> <c> }", "blank nodes are not allowed"),
        ("INSERT DATA { ?a <b> <c> }", "line 1"),
        ("PREFIX x <http://x/> CLEAR ALL", ""),
        ("INSERT DATA { x:a <b> <c> }", "line 1, column 15: the prefix x: is not declared"),
        (
            "INSERT DATA { skos:a <b> <c> }",
            "add PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
        ),
        ("PREFIX x: <http://x/> CLEAR ALL ; DROP y:a", "the prefix y: is not declared"),
        ("INSERT DATA { <a> <b> 'x\n' }", "the string that starts here does not end"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, message: str) -> None:
    store = filled()
    before = contents(store)
    with pytest.raises(UpdateSyntaxError) as fault:
        change_of(store, text)
    assert message in fault.value.message
    assert contents(store) == before


def test_an_iri_that_holds_words_and_brackets_of_an_update_is_an_iri() -> None:
    [data] = operations("INSERT DATA { <http://x/LOAD;(DROP)> <b> 'LOAD <x> ; }' }", BASE)
    assert isinstance(data, Data)
    [modify] = operations("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o FILTER(?o<?s&&?s>?o) }", BASE)
    assert isinstance(modify, Modify)


# The ledger


def test_the_ledger_gives_back_every_state(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    store = Store()
    states = [contents(store)]
    for number, text in enumerate(UPDATES):
        draft = Draft(store, Territory(None))
        draft.add(filled())
        carry_out(Update(text, BASE), draft)
        if draft.change().size:
            ledger.record("me", str(number), draft.change())
            states.append(contents(store))
    assert ledger.head() == len(states) - 1 > 20
    for sequence, state in enumerate(states):
        assert ledger.state(sequence).present == state
        back = ledger.back_to(sequence)
        assert (states[-1] - back.removed) | back.added == state
        assert back.size == len(states[-1] ^ state)
    with pytest.raises(NotFound):
        ledger.state(len(states))


def test_a_state_read_from_a_checkpoint_is_the_same(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    node = NamedNode(BASE + "p")
    many = frozenset(Quad(node, node, Literal(number), DefaultGraph()) for number in range(25_000))
    ledger.record("me", "one", Change(many, frozenset()))
    ledger.keep_checkpoint(ledger.state())
    some = frozenset(list(many)[:10])
    ledger.record("me", "two", Change(frozenset(), some))
    assert ledger.state().present == many - some
    assert ledger.state(1).present == many
    assert ledger.state(0).present == set()


def test_what_became_of_a_request_can_be_asked(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.outcome("one") is None
    change = change_of(filled(), "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }")
    ledger.record("me", "one", change)
    assert ledger.outcome("one") == (1, 0, 5, 2)
    assert ledger.outcome("two") is None
    assert [(e.graph, e.removed) for e in ledger.history()] == [(BASE + "g", 3), (BASE + "h", 2)]


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFull):
        Ledger(tmp_path / "file").record("me", "one", Change(frozenset(), frozenset()))


def test_errors_are_errors_of_the_project() -> None:
    for text in ("LOAD <http://x/>", "CREATE GRAPH <g>", "COPY <none> TO <g>"):
        with pytest.raises(SymbiographError):
            change_of(filled(), text)


def test_lines_read_back_as_they_were() -> None:
    quads = contents(filled())
    lines = as_lines(quads)
    assert set(pyoxigraph.parse(lines, RdfFormat.N_QUADS)) == quads


# What is relied on in the engine


def test_the_engine_takes_one_prologue_only() -> None:
    with pytest.raises(SyntaxError):
        Store().update("CLEAR ALL ; PREFIX e: <http://e/> CLEAR ALL")


def test_after_an_operation_that_fails_the_rest_is_parsed_and_not_run() -> None:
    store = Store()
    stop = "CLEAR GRAPH <urn:none> ;\n"
    for rest in ("INSERT DATA { <urn:a> <urn:b> 1 }", "LOAD <http://127.0.0.1:1/>"):
        with pytest.raises(RuntimeError, match="does not exist"):
            store.update(stop + rest)
    with pytest.raises(SyntaxError):
        store.update(stop + "INSERT DATA { <urn:a> }")
    assert len(store) == 0
