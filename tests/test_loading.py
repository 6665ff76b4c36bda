"""Files come into the graph named and into the unnamed graph, in any spelling of N-Triples."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from symbiograph.engine.loading import load_file, load_labelled, load_lines
from symbiograph.errors import UnreadableInput

G = NamedNode("urn:g")
ODD = r"""# A remark.
<urn:a> <urn:p> "1" .
<urn:a><urn:p>"tight".
	_:x  <urn:p>	_:y	.
# _:x <urn:p> "no statement" .
<urn:a> <urn:p> "ends in . # no remark" .

_:y <urn:p> "a \"quote\" .\n" . # A remark .
<urn:b#c> <urn:p> "x"@en."""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_spelling_of_n_triples_is_in_both_graphs(tmp_path: Path, end: str) -> None:
    path = tmp_path / "odd.nt"
    # More than is read at a time, so that the odd lines come in the midst of others as well.
    filling = "".join(f'<urn:f{n}> <urn:p> "{"x" * 1000}" .\n' for n in range(1_100))
    path.write_text((filling + ODD + "\n" + filling).replace("\n", end))
    store = Store()
    load_file(store, path, G)
    expected = list(parse(ODD, RdfFormat.N_TRIPLES))
    assert len(expected) == 6
    for graph in (G, DefaultGraph()):
        found = list(store.quads_for_pattern(None, None, None, graph))
        assert len(found) == 6 + 1_100
        for quad in expected:
            if not isinstance(quad.subject, BlankNode):
                assert Quad(quad.subject, quad.predicate, quad.object, graph) in store
    # The nodes without a name are one in both graphs, and joined as in the file.
    query = "SELECT * { ?x <urn:p> ?y . GRAPH ?g { ?x <urn:p> ?y . ?y <urn:p> ?z } }"
    assert len(list(store.query(query))) == 1


def test_other_formats_are_in_both_graphs(tmp_path: Path) -> None:
    path = tmp_path / "some.ttl"
    path.write_text("<urn:a> <urn:p> [ <urn:q> 1, 2 ] .")
    store = Store()
    load_file(store, path, G)
    query = "SELECT * { ?x <urn:p> ?y . GRAPH ?g { ?x <urn:p> ?y . ?y <urn:q> ?z } }"
    assert len(list(store.query(query))) == 2
    assert len(store) == 6


def test_a_fault_is_told_at_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.nt"
    path.write_text('<urn:a> <urn:p> "1" .\n<urn:a> <urn:p> .\n')
    with pytest.raises(UnreadableInput) as caught:
        load_file(Store(), path, G)
    assert caught.value.position is not None
    assert caught.value.position.line == 2
    with pytest.raises(UnreadableInput):
        load_file(Store(), tmp_path / "missing.nt", G)


def test_labels_stay_where_they_are_asked_for() -> None:
    store = Store()
    load_labelled(store, [b'_:a <urn:p> "_:b" <urn:g> .\n', b'<urn:a> <urn:p> "x" .\n'])
    assert next(store.quads_for_pattern(BlankNode("a"), None, None, G), None) is not None
    assert len(store) == 2


def test_lines_of_any_length_come_into_every_graph(tmp_path: Path) -> None:
    path = tmp_path / "many.nt"
    lines = [f'<urn:s{n}> <urn:p> "{"x" * 300}" .\n' for n in range(2_000)]
    # Of one node at both ends, in blocks that are read apart.
    path.write_text("".join(["_:a <urn:p> _:b .\n", *lines, "_:b <urn:p> _:a .\n"]))
    store = Store()
    load_lines(store, path, [G, DefaultGraph()])
    for graph in (G, DefaultGraph()):
        assert len(list(store.quads_for_pattern(None, None, None, graph))) == 2_002
        assert Quad(BlankNode("a"), NamedNode("urn:p"), BlankNode("b"), graph) in store
        assert Quad(BlankNode("b"), NamedNode("urn:p"), BlankNode("a"), graph) in store
    path.write_text("<urn:a> <urn:p> .\n")
    with pytest.raises(SyntaxError):
        load_lines(store, path, [G])
