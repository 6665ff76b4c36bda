"""Reading documents, and judging them with either engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import rdflib
from click.testing import CliRunner, Result
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.namespace import SH

from symbiograph.cli.validate import validate as validate_command
from symbiograph.errors import UnreadableInput
from symbiograph.prefixes import GRAPH, SG
from symbiograph.resources import folder
from symbiograph.validation import (
    EngineName,
    ValidationReport,
    as_text,
    as_turtle,
    background,
    document,
    read_document,
    read_shapes,
    validate,
    validate_documents,
)

ENGINES: Final[tuple[EngineName, ...]] = ("shacl", "pyshacl")
TEN_LINES: Final = """\
@prefix ex: <https://example.org/> .
@prefix sg: <https://w3id.org/symbiograph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:task a sg:Task ;
    skos:prefLabel "map  residues"@en ;
    sg:hasEvidence <https://w3id.org/symbiograph/id/evidence/profiles-proposal-area-pairs> .

ex:profile a sg:JobProfile ;
    sg:performsTask ex:task .
"""
# The same two things; the line on which each is described, task first.
DOCUMENTS: Final = {
    "data.ttl": (TEN_LINES, 5, 9),
    "data.trig": (
        TEN_LINES.replace("\n\nex:t", "\n\nGRAPH ex:graph {\nex:t") + "}\n",
        6,
        10,
    ),
    "data.nt": (None, 1, 4),
    "data.nq": (None, 1, 4),
    "data.jsonld": (
        """{
  "@context": {
    "ex": "https://example.org/",
    "sg": "https://w3id.org/symbiograph/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#"
  },
  "@graph": [
    {
      "@id": "ex:task",
      "@type": "sg:Task",
      "skos:prefLabel": {"@value": "map  residues", "@language": "en"},
      "sg:hasEvidence": {
        "@id": "https://w3id.org/symbiograph/id/evidence/profiles-proposal-area-pairs"
      }
    },
    {
      "@id": "ex:profile",
      "@type": "sg:JobProfile",
      "sg:performsTask": {"@id": "ex:task"}
    }
  ]
}
""",
        9,
        17,
    ),
    "data.rdf": (
        """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:sg="https://w3id.org/symbiograph/ontology#"
    xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <sg:Task rdf:about="https://example.org/task">
    <skos:prefLabel xml:lang="en">map  residues</skos:prefLabel>
    <sg:hasEvidence
      rdf:resource="https://w3id.org/symbiograph/id/evidence/profiles-proposal-area-pairs"/>
  </sg:Task>
  <sg:JobProfile rdf:about="https://example.org/profile">
    <sg:performsTask rdf:resource="https://example.org/task"/>
  </sg:JobProfile>
</rdf:RDF>
""",
        5,
        10,
    ),
}
FOUND: Final = {
    ("https://example.org/task", "Label-spaces"),
    ("https://example.org/profile", "Fact-evidence"),
    ("https://example.org/profile", "JobProfile-definition"),
    ("https://example.org/profile", "JobProfile-hasFunction-present"),
    ("https://example.org/profile", "JobProfile-hasFunctionalArea-present"),
    ("https://example.org/profile", "JobProfile-requirement"),
    ("https://example.org/profile", "Thing-label-english"),
}
# A fault that each format's parser tells, and where: line and column.
BROKEN: Final = {
    "broken.ttl": ("@prefix ex: <https://example.org/> .\nex:a ex:b\n  nope:c .\n", 3, 3),
    "broken.trig": ("<https://example.org/g> {\n  <https://example.org/a> a ]\n}\n", 2, 29),
    "broken.nt": (
        "<https://example.org/a> <https://example.org/b> 1 .\n",
        1,
        49,
    ),
    "broken.nq": (
        "<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n<no> .\n",
        2,
        1,
    ),
    "broken.jsonld": ('{\n  "@id": "https://example.org/a",,\n}\n', 2, 34),
    "broken.rdf": ("<?xml version='1.0'?>\n<rdf:RDF\n  </rdf:RDF>\n", 3, 3),
}


def content(name: str) -> bytes:
    """The text of a document, N-Triples and N-Quads written from the Turtle one."""
    text = DOCUMENTS[name][0]
    if text is not None:
        return text.encode()
    quads = parse(TEN_LINES.encode(), RdfFormat.TURTLE)
    lines = (serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b"" for quad in quads)
    if name == "data.nt":
        return b"".join(lines)
    return b"".join(line.replace(b" .\n", b" <https://example.org/g> .\n") for line in lines)


def names(report: ValidationReport) -> set[tuple[str, str]]:
    return {(r.focus.value, r.constraint.rpartition("#")[2]) for r in report.results}


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(validate_command, arguments, input=stdin)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_format_gives_the_same_results_and_the_lines_of_things(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content(name))
    report = validate_documents([read_document(str(path))])
    assert names(report) == FOUND
    places = {result.focus.value: str(result.place) for result in report.results}
    _, task, profile = DOCUMENTS[name]
    assert places["https://example.org/task"] == f"{path}:{task}"
    assert places["https://example.org/profile"] == f"{path}:{profile}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_standard_input_tells_its_own_format(name: str) -> None:
    result = run("--format", "json", "-", stdin=content(name))
    assert result.exit_code == 1, result.stderr
    report = json.loads(result.stdout)
    found = {(r["focus"]["value"], r["constraint"].rpartition("#")[2]) for r in report["results"]}
    assert found == FOUND
    assert {r["source"] for r in report["results"]} == {"<standard input>"}


@pytest.mark.parametrize("name", BROKEN)
def test_an_unreadable_file_is_named_with_line_and_column(name: str, tmp_path: Path) -> None:
    text, line, column = BROKEN[name]
    path = tmp_path / name
    path.write_text(text)
    result = run(str(path))
    assert result.exit_code == 2
    assert result.stdout == ""
    start = f"symbiograph: {path}, line {line}, column {column}: "
    assert result.stderr.startswith(start)


def test_every_unreadable_file_is_named_before_anything_is_judged(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(TEN_LINES)
    bad.write_text("<https://example.org/a> .")
    missing = tmp_path / "missing.ttl"
    result = run(str(missing), str(good), str(bad), str(tmp_path))
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0] == f"symbiograph: {missing}: No such file or directory"
    assert lines[1].startswith(f"symbiograph: {bad}, line 1, column ")
    assert lines[2] == f"symbiograph: {tmp_path}: Is a directory"
    assert result.stdout == ""


def test_text_that_is_no_rdf_is_unreadable() -> None:
    result = run("-", stdin=b"skill,level\nwelding,3\n")
    assert result.exit_code == 2
    assert result.stderr.startswith("symbiograph: <standard input>, line 1, column 1: ")


@pytest.mark.parametrize("bracket", ["{ <https://example.org/a> a <https://example.org/B> }", "[]"])
def test_brackets_do_not_make_json_of_turtle(bracket: str) -> None:
    text = bracket if bracket.startswith("{") else "[] a <https://example.org/B> ."
    assert len(document("<standard input>", text.encode()).triples) == 1


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    text = b"\xef\xbb\xbf" + TEN_LINES.encode()
    assert document("data.ttl", text) == document("data.ttl", TEN_LINES.encode())


def test_a_context_on_another_host_is_not_fetched_but_named() -> None:
    text = b'{"@context": "https://example.org/context.jsonld", "@id": "https://example.org/a"}'
    with pytest.raises(UnreadableInput, match="its @context is on another host"):
        document("data.jsonld", text)


def test_a_statement_about_a_statement_is_refused() -> None:
    text = b'VERSION "1.2"\n<urn:a> <urn:says> <<( <urn:s> <urn:p> <urn:o> )>> .'
    with pytest.raises(UnreadableInput, match="about a statement"):
        document("data.ttl", text)


def test_a_file_without_violations_exits_with_0_and_keeps_its_warnings(tmp_path: Path) -> None:
    path = tmp_path / "task.ttl"
    path.write_text(TEN_LINES.split("ex:profile")[0].replace("map  residues", "map residues"))
    result = run(str(path))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "0 violations, 1 warning, 0 hints in 3 triples"
    assert "WARNING  Task-role  (1 thing)" in result.stdout


def test_files_are_judged_together(tmp_path: Path) -> None:
    task, profile = TEN_LINES.split("ex:profile")
    head = task.split("ex:task")[0]
    (tmp_path / "task.ttl").write_text(task)
    (tmp_path / "profile.ttl").write_text(head + "ex:profile" + profile)
    files = [str(tmp_path / "task.ttl"), str(tmp_path / "profile.ttl")]
    together = validate_documents([read_document(file) for file in files])
    assert names(together) == FOUND
    places = {r.focus.value: r.place and r.place.source for r in together.results}
    assert places["https://example.org/task"] == files[0]
    assert places["https://example.org/profile"] == files[1]
    alone = validate_documents([read_document(files[1])])
    assert ("https://example.org/profile", "performsTask-class") in names(alone)


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    text = '@prefix sg: <{}> .\n_:a a sg:Quantity ; sg:hasUnit "{}" .\n'
    for number in (1, 2):
        (tmp_path / f"{number}.ttl").write_text(text.format(SG, number))
    report = validate_documents([read_document(str(f)) for f in sorted(tmp_path.iterdir())])
    assert "Quantity-hasUnit-once" not in {name for _, name in names(report)}
    assert len({r.focus for r in report.results}) == 2


def test_a_file_of_ours_is_judged_in_its_new_state() -> None:
    facts = (folder("ontology") / "facts" / "technologies.ttl").read_text(encoding="utf-8")
    old = re.search(r'skos:prefLabel "([^"]+)"@en', facts)
    assert old
    changed = facts.replace(f'"{old[1]}"@en', f'"{old[1]} of another name"@en', 1)
    report = validate_documents([document("technologies.ttl", changed.encode())])
    assert report.violations == 0, as_text(report)


def test_the_background_can_leave_graphs_out() -> None:
    described = NamedNode(GRAPH + "technologies")
    assert any(triple.subject == described for triple in background())
    assert not any(triple.subject == described for triple in background({described.value}))


@pytest.mark.parametrize("engine", ENGINES)
def test_results_about_the_background_are_not_told(engine: EngineName) -> None:
    type_ = NamedNode(str(rdflib.RDF.type))
    mine, theirs = (NamedNode(f"https://example.org/{n}") for n in ("mine", "theirs"))
    task = NamedNode(SG + "Task")
    known = Triple(task, type_, NamedNode(str(rdflib.OWL.Class)))
    report = validate(
        [Triple(mine, type_, task)],
        [Triple(theirs, type_, task), known],
        engine=engine,
    )
    assert {result.focus for result in report.results} == {mine}
    assert report.triples == 1
    everything = validate(
        [Triple(mine, type_, task), Triple(theirs, type_, task), known],
        engine=engine,
    )
    assert {result.focus for result in everything.results} == {mine, theirs}


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_keep_blank_nodes_and_the_spelling_of_values(engine: EngineName) -> None:
    nobody = BlankNode("nobody")
    predicate = NamedNode("http://qudt.org/schema/qudt/numericValue")
    spelt = Literal("020", datatype=NamedNode(str(rdflib.XSD.integer)))
    data = [
        Triple(nobody, NamedNode(str(rdflib.RDF.type)), NamedNode(SG + "Quantity")),
        Triple(nobody, predicate, spelt),
        Triple(nobody, NamedNode(SG + "hasUnit"), BlankNode("unit")),
    ]
    report = validate(data, engine=engine)
    values = {r.constraint.rpartition("#")[2]: r.value for r in report.results if r.focus == nobody}
    assert values["Quantity-numericValue-decimal"] == spelt
    assert values["hasUnit-class"] == BlankNode("unit")
    assert values["Thing-iri"] == nobody


@pytest.mark.parametrize("engine", ["shacl", pytest.param("pyshacl", marks=pytest.mark.slow)])
def test_engines_agree_on_documents_with_the_whole_background(engine: EngineName) -> None:
    report = validate_documents(
        [document("data.ttl", TEN_LINES.encode())],
        engine=engine,
    )
    assert names(report) == FOUND


PATHS: Final = {
    "ex:p": "<https://example.org/p>",
    "[ sh:inversePath ex:p ]": "^<https://example.org/p>",
    "( ex:p [ sh:inversePath ex:q ] )": "<https://example.org/p>/^<https://example.org/q>",
    "[ sh:alternativePath ( ex:p ex:q ) ]": "<https://example.org/p>|<https://example.org/q>",
    "[ sh:oneOrMorePath ( ex:p ex:q ) ]": "(<https://example.org/p>/<https://example.org/q>)+",
    "( [ sh:zeroOrMorePath ex:p ] [ sh:zeroOrOnePath ex:q ] )": (
        "(<https://example.org/p>*)/(<https://example.org/q>?)"
    ),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("engine", ENGINES)
def test_paths_are_written_as_in_sparql(path: str, engine: EngineName, tmp_path: Path) -> None:
    file = tmp_path / "path.shapes.ttl"
    file.write_text(
        f"""@prefix ex: <https://example.org/> . @prefix sh: <{SH}> .
        ex:A-p a sh:PropertyShape ; sh:targetNode ex:a ; sh:path {path} ; sh:minCount 7 ;
          sh:message "More."@en .""",
    )
    shapes = read_shapes([file])
    a = NamedNode("https://example.org/a")
    report = validate([Triple(a, a, a)], shapes=shapes, engine=engine)
    (result,) = report.results
    assert result.path == PATHS[path]
    assert (
        rdflib.Graph()
        .parse(data=as_turtle(report))
        .query(
            f"""PREFIX ex: <https://example.org/> PREFIX sh: <{SH}>
        ASK {{ ?result sh:resultPath {re.sub(r"^ex:p$", "ex:p", path)} ; sh:focusNode ex:a }}"""
        )
        .askAnswer
    )


def test_importing_the_validation_loads_no_engine() -> None:
    code = (
        "import sys, symbiograph.validation; print({'shacl', 'pyshacl', 'rdflib'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_shapes_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.shapes.ttl"
    shutil.copy(folder("shapes") / "core.shapes.ttl", file)
    file.write_text(file.read_text() + "\nsgs:Thing-")
    with pytest.raises(UnreadableInput, match=r"bad\.shapes\.ttl, line \d+, column \d+"):
        read_shapes([file])
