"""What ``symbiograph query`` writes, of named queries and of plain ones."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse, serialize

from symbiograph.cli import main
from symbiograph.engine.release import Release, make_current, write_release

GRAPH = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skill: <https://w3id.org/symbiograph/id/skill/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
skill:first dcterms:identifier "ISK-001" ; skos:prefLabel "@SUM(1)"@en .
skill:second dcterms:identifier "ISK-002" ; skos:prefLabel "second"@en , "zweite"@de .
"""
NAMED = ("graph/by-identifier", "--identifier", "ISK-001", "--identifier", "ISK-002")
PLAIN = (
    "SELECT ?name { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?name",
)

pytestmark = pytest.mark.usefixtures("swept")


@pytest.fixture(scope="module")
def data_dir(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small")
    quads = serialize(parse(GRAPH, RdfFormat.TURTLE), format=RdfFormat.N_QUADS) or b""
    make_current(root, write_release(root, release.manifest, {"graph.nq": quads}))
    return root


def asked(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["query", "--data-dir", str(data_dir), *arguments])


def test_json_of_a_named_query_has_titles_and_names(data_dir: Path) -> None:
    document = json.loads(asked(data_dir, *NAMED, "--lang", "de", "--format", "json").stdout)
    assert document["query"] == "graph/by-identifier"
    assert document["columns"][0]["title"] == "Identifier"
    assert [row["thing"]["label"] for row in document["rows"]] == ["@SUM(1)", "zweite"]
    assert document["total"] == 2


def test_json_of_a_plain_query_stays_that_of_sparql(data_dir: Path) -> None:
    plain = json.loads(asked(data_dir, *PLAIN, "--format", "json").stdout)
    assert plain["head"] == {"vars": ["name"]}
    named = json.loads(asked(data_dir, *NAMED, "--format", "srj").stdout)
    assert named["head"] == {"vars": ["identifier", "thing", "label"]}


def test_csv_of_a_named_query_holds_no_formula(data_dir: Path) -> None:
    assert "\r\nISK-001,https://w3id.org/symbiograph/id/skill/first,'@SUM(1)\r\n" in (
        asked(data_dir, *NAMED, "--format", "csv").stdout_bytes.decode()
    )
    # A plain query is answered as SPARQL has it.
    assert "\r\n@SUM(1)\r\n" in asked(data_dir, *PLAIN, "--format", "csv").stdout_bytes.decode()


def test_workbook_goes_to_a_file_or_down_a_pipe(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.xlsx"
    run = asked(data_dir, *NAMED, "--format", "xlsx", "--output", str(file))
    assert (run.exit_code, run.stdout) == (0, "")
    piped = io.BytesIO(asked(data_dir, *NAMED, "--format", "xlsx").stdout_bytes)
    for source in (file, piped):
        values = [*openpyxl.load_workbook(source)["Rows"].values]
        assert values[0] == ("Identifier", "Thing", "Name")
        assert values[1] == ("ISK-001", "https://w3id.org/symbiograph/id/skill/first", "@SUM(1)")


def test_output_takes_every_format_that_is_no_table(data_dir: Path, tmp_path: Path) -> None:
    for name in ("json", "csv", "tsv", "xml"):
        file = tmp_path / name
        for query in (NAMED, PLAIN):
            assert asked(data_dir, *query, "--format", name, "--output", str(file)).exit_code == 0
            assert "second" in file.read_text(encoding="utf-8")
    triples = asked(data_dir, "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "turtle")
    assert "skill:second" in triples.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*NAMED, "--format", "turtle"), "--format turtle needs a CONSTRUCT or DESCRIBE query."),
        ((*PLAIN, "--format", "xlsx"), "--format xlsx needs a named query"),
        ((*PLAIN, "--format", "srj"), "--format srj needs a named query"),
        (("CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), "needs a SELECT or ASK query"),
        ((*NAMED, "--output", "x"), "A table is for reading"),
    ],
)
def test_formats_that_do_not_fit_are_refused(
    data_dir: Path, arguments: tuple[str, ...], message: str
) -> None:
    run = asked(data_dir, *arguments)
    assert run.exit_code == 2
    assert run.stdout == ""
    assert message in run.stderr
