"""Mapping sets in other formats: in and out again, and what is told of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner, Result
from hypothesis import given, settings
from pyoxigraph import RdfFormat
from pyshacl import validate
from rdflib import RDFS, SH, XSD

from made_mappings import MAPPING_SETS, tables
from symbiograph.cli import main
from symbiograph.errors import UnreadableInput
from symbiograph.mappings import (
    Mapping,
    MappingSet,
    read_mapping_file,
    read_mapping_set,
    write_mapping_set,
)
from symbiograph.mappings.exchange import FORMATS, export, read_foreign
from symbiograph.mappings.slots import NO_TERM_FOUND, PROPAGATED, SKOS
from symbiograph.resources import folder

LARGE = "de_skills_esco_mapping_table.csv"
TABLES = {
    LARGE: (25592, 1125),
    "si_occupations_esco_mapping_table.csv": (5622, 0),
}
SETS = ("profiles-esco", "skills-esco", "nace2-nace2.1")


def ours(name: str) -> MappingSet:
    return read_mapping_file(folder("mappings") / f"{name}.sssom.tsv")


def rows_of(mappings: MappingSet) -> list[object]:
    """What the rows state, in one order; several values of a slot have none."""
    return sorted(
        str(sorted((name, sorted(map(str, said))) for name, said in row.values.items()))
        for row in mappings.mappings
    )


def run(place: Path, *arguments: str) -> Result:
    command = ["mappings", *arguments, "--mappings", str(place)]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.slow if one == LARGE else ()) for one in TABLES]
)
def test_a_national_table_goes_out_as_it_came(name: str, shared: Path, tmp_path: Path) -> None:
    path = shared / "crosswalk" / name
    told = run(tmp_path, "import", str(path), "--as", "national")
    rows, none = TABLES[name]
    # The German table says by broadMatch that the concept of ESCO is the broader one.
    assert ("read the other way round" in told.stdout) == name.startswith("de_")
    assert f"{rows:,} rows from esco-table: " in told.stdout
    assert (f"no match {none:,}" in told.stdout) == bool(none)
    out = tmp_path / "out.csv"
    result = run(tmp_path, "export", "national", "--format", "esco-table", "--output", str(out))
    assert (result.exit_code, result.stderr) == (0, "")
    assert out.read_bytes() == path.read_bytes()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_any_table_goes_out_as_it_came(made: tuple[bytes, int]) -> None:
    content, rows = made
    foreign = read_foreign(content, "t.csv", "made")
    assert (foreign.written, foreign.faults) == ("esco-table", [])
    assert len(foreign.mappings.mappings) == rows
    kept = read_mapping_set(write_mapping_set(foreign.mappings), "t")
    assert export(kept, "esco-table").encode() == content


HEADER = "Classification 1 URI,Classification 1 PrefLabel,Classification 2 ID,Mapping relation"
ROW = 'http://data.europa.eu/esco/skill/s1,"reuse, heat",K 1,skos:exactMatch'


def table(*rows: str) -> bytes:
    return "\n".join(("Mapping project name,Heat", HEADER, *rows)).encode()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW.replace("exact", "equal"), "line 4, column 4: Mapping relation is 'skos:equalMatch'"),
        (
            ROW.replace("skos:exactMatch", ""),
            "line 4, column 4: Mapping relation is '': write skos",
        ),
        (ROW.replace("http:", "esco "), "line 4, column 1: Classification 1 URI is 'esco //data"),
        (ROW + ",x", "line 4, column 1: 5 cells where the table has 4 columns; put a cell with a"),
        (',"x",,', "line 4, column 1: Classification 1 URI and the other concept are both empty"),
        (ROW.replace('heat"', "heat"), "line 4, column 1: it cannot be told how many cells where"),
    ],
)
def test_a_faulty_row_stops_the_import_with_its_place(row: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(table(ROW, row, ROW))
    result = run(tmp_path, "import", str(path), "--as", "t")
    assert result.exit_code == 2
    assert f"t.csv, {fault}" in result.stderr
    assert "nothing imported: 1 rows have faults" in result.stderr
    assert not (tmp_path / "t.sssom.tsv").exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"x\n", "this is none of the formats"),
        (b"Classification 1 URI,Mapping relation\n", "no column 'Classification 2 URI' or"),
        (b"{", "line 1, column 2: this is not JSON"),
        (b'{"mapping_set_id": 1}', "an object with a list of 'mappings'"),
        (b"<a> <b> .", "line 1, column 1: this is not Turtle"),
        (b"<http://x/a> <http://x/b> <http://x/c> .", "it has no SKOS mapping"),
        (b"\xff", "line 1, column 1: this is not UTF-8"),
    ],
)
def test_what_is_no_mapping_set_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(UnreadableInput) as raised:
        read_foreign(content, "f", "f")
    assert fault in raised.value.message


@pytest.mark.parametrize(
    "content",
    [
        table(ROW, ROW).replace(b"\n", b"\r\n", 3),
        table(ROW, ROW).replace(b"\n", b"\r\n", 2),
        b"x\r\n" + table(ROW, ROW.replace("K 1", '"K\n1"')).replace(b"\n", b"\r\n", 3),
        table(ROW).replace(b",", b"\t").replace(b"reuse\t", b"reuse,"),
        table(ROW).replace(b"Mapping relation", b"mapping  Relation type"),
        table(",,K 2,no relation", 'http://data.europa.eu/esco/skill/s1,,"",'),
    ],
)
def test_tables_that_others_wrote_by_hand_go_out_as_they_came(content: bytes) -> None:
    foreign = read_foreign(content, "t.csv", "t")
    assert foreign.faults == []
    assert export(foreign.mappings, "esco-table").encode() == content


def test_broad_and_narrow_are_exchanged_when_asked() -> None:
    content = table(ROW.replace("exact", "broad"), ROW.replace("exact", "close"))
    read = read_foreign(content, "t", "t", inverse=True).mappings
    assert [row.key[1] for row in read.mappings] == [SKOS + "narrowMatch", SKOS + "closeMatch"]
    kept = read_mapping_set(write_mapping_set(read), "t")
    assert export(kept, "esco-table").encode() == content


def test_a_row_that_was_changed_is_written_anew_and_a_new_one_comes_last() -> None:
    stray = ROW.replace("K 1", '"K"').replace('heat"', 'heat""')
    read = read_foreign(table(stray, ROW, ROW), "t", "t").mappings
    first, second, third = sorted(read.mappings, key=lambda row: row.text("table_row"))
    assert first.text("subject_label") == 'reuse, heat"'
    assert first.text("table_text") == stray
    rows = [
        second.but(table_row=None, predicate_id=SKOS + "closeMatch"),
        first.but(subject_label="heat"),
        third,
    ]
    changed = MappingSet("t", read.head, rows, read.prefixes, read.extensions)
    lines = export(changed, "esco-table").splitlines()
    assert lines[2:] == [
        ROW.replace('"reuse, heat"', "heat").replace("K 1", "K"),
        ROW,
        ROW.replace("exact", "close"),
    ]


@pytest.mark.parametrize("written", ["sssom-json", "sssom-rdf"])
@settings(max_examples=20, deadline=None)
@given(made=MAPPING_SETS)
def test_nothing_is_lost_on_the_way_and_back(written: str, made: MappingSet) -> None:
    text = export(made, written)  # type: ignore[arg-type]
    foreign = read_foreign(text.encode(), "x", "x", written)  # type: ignore[arg-type]
    assert foreign.faults == []
    assert rows_of(foreign.mappings) == rows_of(made)
    own = {n: set(v) for n, v in foreign.mappings.head.items() if n not in PROPAGATED}
    assert own == {name: set(values) for name, values in made.head.items()}
    kept = read_mapping_set(write_mapping_set(foreign.mappings), "x")
    assert rows_of(kept) == rows_of(made)


@pytest.mark.parametrize("name", SETS)
def test_our_json_keeps_the_official_schema_and_is_the_same_graph(name: str, shared: Path) -> None:
    text = (shared / "ontologies/sssom/sssom_schema.schema.json").read_text("utf-8")
    document = json.loads(export(ours(name), "sssom-json"))
    quads = list(pyoxigraph.parse(json.dumps(document), RdfFormat.JSON_LD))
    del document["@context"]
    jsonschema.validate(document, {**json.loads(text), "$ref": "#/$defs/MappingSet"})
    rows = {str(q.object) for q in quads if q.predicate.value.endswith("/mappings")}
    assert {str(q.subject) for q in quads if q.predicate.value.endswith("Source")} == rows
    assert len(rows) == len(ours(name).mappings)
    exact = pyoxigraph.NamedNode(SKOS + "exactMatch")
    assert sum(q.object == exact for q in quads) == sum(
        row.key[1] == exact.value for row in ours(name).mappings
    )


def test_our_rdf_keeps_the_official_shapes(shared: Path) -> None:
    shapes = rdflib.Graph().parse(shared / "ontologies/sssom/sssom_schema.shacl.ttl")
    # They take identifiers for texts, where the specification of SSSOM in RDF asks for IRIs.
    for datatype in (RDFS.Resource, XSD.anyURI):
        for shape in list(shapes.subjects(SH.datatype, datatype)):
            shapes.remove((shape, SH.datatype, datatype))
            shapes.remove((shape, SH.nodeKind, SH.Literal))
            shapes.add((shape, SH.nodeKind, SH.IRI))
    graph = rdflib.Graph().parse(data=export(ours("profiles-esco"), "sssom-rdf"), format="turtle")
    _, report, _ = validate(graph, shacl_graph=shapes)
    paths = {str(path).rpartition("/")[2] for path in report.objects(None, SH.resultPath)}
    # By that specification the set is its identifier, and a licence is an IRI, too.
    assert paths == {"mapping_set_id", "license"}


def test_skos_has_one_triple_a_mapping_and_tells_what_it_lacks(tmp_path: Path) -> None:
    out = tmp_path / "p.ttl"
    result = run(
        folder("mappings"), "export", "profiles-esco", "--format", "skos-turtle", "--output",
        str(out),
    )  # fmt: skip
    assert "left out: 5 rows that are no SKOS mapping\n" in result.stderr
    assert "left out: confidence of 98 rows\n" in result.stderr
    graph = rdflib.Graph().parse(out)
    matches = {(str(s), str(p), str(o)) for s, p, o in graph if str(p).endswith("Match")}
    rows = [row for row in ours("profiles-esco").mappings if NO_TERM_FOUND not in row.key]
    assert matches == {row.key for row in rows}
    assert run(tmp_path, "import", str(out), "--as", "back").exit_code == 0
    back = read_mapping_file(tmp_path / "back.sssom.tsv")
    named = [(*row.key, row.text("subject_label"), row.text("object_label")) for row in rows]
    assert sorted(
        (*row.key, row.text("subject_label"), row.text("object_label")) for row in back.mappings
    ) == sorted(named)


def test_our_own_set_becomes_a_table_with_esco_first(tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    result = run(
        folder("mappings"), "export", "profiles-esco", "--format", "esco-table", "--output",
        str(out),
    )  # fmt: skip
    assert "left out: confidence of 103 rows\n" in result.stderr
    told = run(
        tmp_path, "import", str(out), "--as", "back", "--license", "https://example.org/free",
        "--namespace", "https://w3id.org/symbiograph/id/profile/",
    )  # fmt: skip
    assert told.exit_code == 0
    back = read_mapping_file(tmp_path / "back.sssom.tsv")
    assert back.one("license") == "https://example.org/free"
    inverse = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}

    def turned(row: Mapping) -> tuple[str, ...]:
        predicate = row.key[1].removeprefix(SKOS)
        key = row.key[2], inverse.get(predicate, predicate), row.key[0]
        return (*key, row.text("object_label"), row.text("subject_label"), row.text("comment"))

    assert sorted(
        (s, p.removeprefix(SKOS), o, row.text("subject_label"), row.text("object_label"),
         row.text("comment"))
        for row in back.mappings for s, p, o in [row.key]
    ) == sorted(map(turned, ours("profiles-esco").mappings))  # fmt: skip


def test_a_set_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(table(ROW))
    assert run(tmp_path, "import", str(path), "--as", "t.candidates").exit_code == 0
    result = run(tmp_path, "import", str(path), "--as", "t.candidates")
    assert "--replace puts another in its place" in result.stderr
    assert run(tmp_path, "import", str(path), "--as", "t.candidates", "--replace").exit_code == 0


def test_a_set_of_others_keeps_its_name_as_source_and_takes_prefixes(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        f"<https://example.org/a> <{SKOS}exactMatch> <http://data.europa.eu/esco/skill/s1> .",
        encoding="utf-8",
    )
    missing = run(tmp_path, "import", str(path), "--as", "x")
    assert "no prefix fits <https://example.org/a>" in missing.stderr
    with_prefix = ("--prefix", "ex=https://example.org/")
    assert run(tmp_path, "import", str(path), "--as", "x", *with_prefix).exit_code == 0
    text = export(read_mapping_file(tmp_path / "x.sssom.tsv"), "sssom-json")
    (tmp_path / "x.json").write_text(text.replace("graph/x", "graph/theirs"), encoding="utf-8")
    assert run(tmp_path, "import", str(tmp_path / "x.json"), "--as", "y").exit_code == 0
    read = read_mapping_file(tmp_path / "y.sssom.tsv")
    assert read.one("mapping_set_id") == "https://w3id.org/symbiograph/graph/y"
    assert read.one("mapping_set_source") == "https://w3id.org/symbiograph/graph/theirs"


def test_a_head_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    lines = write_mapping_set(ours("skills-esco")).splitlines(keepends=True)
    head = [line[1:] for line in lines if line.startswith("#")]
    (tmp_path / "a.sssom.yml").write_text("# ours\n" + "".join(head), encoding="utf-8")
    (tmp_path / "a.tsv").write_text("".join(lines[len(head) :]), encoding="utf-8")
    told = run(
        tmp_path, "import", str(tmp_path / "a.tsv"), "--as", "b", "--metadata",
        str(tmp_path / "a.sssom.yml"),
    )  # fmt: skip
    assert "236 rows from sssom-tsv" in told.stdout
    read = read_mapping_file(tmp_path / "b.sssom.tsv")
    assert rows_of(read) == rows_of(ours("skills-esco"))
    assert run(tmp_path, "import", str(tmp_path / "a.tsv"), "--as", "c").exit_code == 2


@pytest.mark.parametrize("written", FORMATS)
def test_a_set_is_written_the_same_twice(written: str) -> None:
    assert export(ours("skills-esco"), written) == export(ours("skills-esco"), written)  # type: ignore[arg-type]
