"""Results in every format, and as the table a person reads."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Store

from symbiograph.errors import NotAcceptable
from symbiograph.prefixes import SG
from symbiograph.results import (
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Format,
    Results,
    formats_of,
    shown,
    table,
    write,
)

SELECT = """SELECT ?a ?b ?c {
  VALUES (?a ?b ?c) { (<urn:x> "é, \\"q\\"\\n"@fr UNDEF) (1.5 true "<&>") }
}"""
CONSTRUCT = f"""CONSTRUCT {{ ?s a <{SG}Skill> ; <urn:p> ?o }} {{
  VALUES (?s ?o) {{ (<urn:s> "sgv: is text") }}
}}"""


def named(extension: str) -> Format:
    return next(f for f in (*SOLUTION_FORMATS, *GRAPH_FORMATS) if f.extension == extension)


def written(results: Results, chosen: Format) -> str:
    body = io.BytesIO()
    write(results, chosen, body)
    return body.getvalue().decode()


def test_json() -> None:
    found = json.loads(written(Store().query(SELECT), named("json")))
    assert found["head"]["vars"] == ["a", "b", "c"]
    first, second = found["results"]["bindings"]
    assert first == {
        "a": {"type": "uri", "value": "urn:x"},
        "b": {"type": "literal", "value": 'é, "q"\n', "xml:lang": "fr"},
    }
    assert second["a"]["datatype"] == "http://www.w3.org/2001/XMLSchema#decimal"


def test_xml() -> None:
    space = {"r": "http://www.w3.org/2005/sparql-results#"}
    found = ET.fromstring(written(Store().query(SELECT), named("xml")))  # noqa: S314
    assert [v.get("name") for v in found.iterfind("r:head/r:variable", space)] == ["a", "b", "c"]
    assert [e.text for e in found.iterfind(".//r:literal", space)][-1] == "<&>"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("extension", ["xml", "rdf"])
def test_what_xml_has_no_place_for_is_refused(extension: str, character: str) -> None:
    # Long, so that the engine writes it in several blocks.
    for before in range(8_190, 8_194):
        text = "x" * before + character + "x" * 20_000
        query = f'SELECT ("{text}" AS ?x) {{}}'
        if extension == "rdf":
            query = f'CONSTRUCT {{ <urn:a> <urn:p> "{text}" }} {{}}'
        with pytest.raises(NotAcceptable) as refused:
            written(Store().query(query), named(extension))
        assert "application/xml" not in refused.value.available
        assert refused.value.available


@pytest.mark.parametrize("extension", ["xml", "rdf"])
def test_xml_keeps_a_carriage_return(extension: str) -> None:
    query = 'SELECT ("a\\r\\nb" AS ?x) {}'
    if extension == "rdf":
        query = 'CONSTRUCT { <urn:a> <urn:p> "a\\r\\nb" } {}'
    found = ET.fromstring(written(Store().query(query), named(extension)))  # noqa: S314
    assert "a\r\nb" in [element.text for element in found.iter()]


def test_csv() -> None:
    found = list(csv.reader(io.StringIO(written(Store().query(SELECT), named("csv")), newline="")))
    assert found == [["a", "b", "c"], ["urn:x", 'é, "q"\n', ""], ["1.5", "true", "<&>"]]


def test_tsv() -> None:
    lines = written(Store().query(SELECT), named("tsv")).splitlines()
    assert lines == ["?a\t?b\t?c", '<urn:x>\t"é, \\"q\\"\\n"@fr\t', '1.5\ttrue\t"<&>"']


@pytest.mark.parametrize("extension", ["json", "xml", "csv", "tsv"])
def test_a_boolean_has_every_format_of_solutions(extension: str) -> None:
    chosen = named(extension)
    assert "true" in written(Store().query("ASK {}"), chosen)
    assert "false" in written(Store().query("ASK { ?s ?p ?o }"), chosen)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda f: f.extension)
def test_triples_survive_every_format(chosen: Format) -> None:
    text = written(Store().query(CONSTRUCT), chosen)
    engine = chosen.engine
    assert isinstance(engine, pyoxigraph.RdfFormat)
    back = {str(quad.triple) for quad in pyoxigraph.parse(text, engine)}
    assert back == set(map(str, Store().query(CONSTRUCT)))


def test_turtle_declares_the_prefixes_it_uses_and_no_others() -> None:
    text = written(Store().query(CONSTRUCT), named("ttl"))
    declared = [line for line in text.splitlines() if line.startswith("@prefix")]
    assert len(declared) == 2
    assert f"@prefix sg: <{SG}> ." in declared
    assert "a sg:Skill" in text


def test_turtle_of_many_triples_is_whole() -> None:
    values = " ".join(map(str, range(2500)))
    query = f"CONSTRUCT {{ <urn:s> <{SG}p> ?o }} {{ VALUES ?o {{ {values} }} }}"
    text = written(Store().query(query), named("ttl"))
    assert len(list(pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE))) == 2500


def test_no_triples_are_a_document_too() -> None:
    for chosen in GRAPH_FORMATS:
        text = written(Store().query("CONSTRUCT WHERE { ?s ?p ?o }"), chosen)
        assert isinstance(chosen.engine, pyoxigraph.RdfFormat)
        assert list(pyoxigraph.parse(text, chosen.engine)) == []


def test_formats_belong_to_a_kind_of_result() -> None:
    assert formats_of(Store().query("ASK {}")) is SOLUTION_FORMATS
    assert formats_of(Store().query(SELECT)) is SOLUTION_FORMATS
    assert formats_of(Store().query(CONSTRUCT)) is GRAPH_FORMATS
    assert len({f.iri for f in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}) == 10


def test_a_format_of_the_other_kind_is_a_defect() -> None:
    with pytest.raises(TypeError):
        write(Store().query(SELECT), named("ttl"), io.BytesIO())
    with pytest.raises(TypeError):
        write(Store().query(CONSTRUCT), named("csv"), io.BytesIO())


def test_table() -> None:
    found = table(Store().query(SELECT))
    assert found.columns == ("a", "b", "c")
    assert [[shown(term) for term in row] for row in found.rows] == [
        ["urn:x", 'é, "q"\n @fr', ""],
        ["1.5", "true", "<&>"],
    ]
    assert found.complete
    assert table(Store().query("ASK {}")).rows == [(Literal(True),)]
    assert table(Store().query(CONSTRUCT)).columns == ("subject", "predicate", "object")


@pytest.mark.parametrize(
    ("limit", "rows", "complete"), [(1, 1, False), (2, 2, True), (0, 0, False)]
)
def test_a_table_says_whether_rows_were_left_out(limit: int, rows: int, complete: bool) -> None:
    found = table(Store().query(SELECT), limit)
    assert (len(found.rows), found.complete) == (rows, complete)


def test_names_are_shown_short() -> None:
    assert shown(NamedNode(SG + "Skill")) == "sg:Skill"
    assert shown(NamedNode("http://example.org/x")) == "http://example.org/x"
