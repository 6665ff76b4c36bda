"""The commands as a user types them: what they print, where, and their exit codes."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

import server
from symbiograph.cli import main
from symbiograph.engine.release import Release, make_current, write_release

COMMAND = (sys.executable, "-m", "symbiograph")
SELECT = "SELECT ?name { <urn:x> <urn:name> ?name } ORDER BY ?name"
QUADS = b"".join(
    f"<urn:x> <urn:{predicate}> {value} .\n".encode()
    for predicate, value in (
        ("name", '"Brücke, \\"alt\\""@de'),
        ("name", '"bridge"@en'),
        ("is", "<https://w3id.org/symbiograph/id/skill/x>"),
    )
)

pytestmark = pytest.mark.usefixtures("swept")


def symbiograph(
    *arguments: str, stdin: str | None = None, environment: dict[str, str] | None = None
) -> Result:
    return CliRunner().invoke(
        main, arguments, input=stdin, env=environment, prog_name="symbiograph"
    )


@pytest.fixture(scope="module")
def data_dir(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose release in force is a graph of three triples."""
    folder = tmp_path_factory.mktemp("small")
    make_current(folder, write_release(folder, release.manifest, {"graph.nq": QUADS}))
    return folder


def query(data_dir: Path, *arguments: str, stdin: str | None = None) -> Result:
    return symbiograph("query", "--data-dir", str(data_dir), *arguments, stdin=stdin)


def test_query_prints_a_table(data_dir: Path) -> None:
    run = query(data_dir, "SELECT ?name ?is { ?x <urn:name> ?name ; <urn:is> ?is } ORDER BY ?name")
    assert run.exit_code == 0
    head, rule, *rows, count = run.stdout.splitlines()
    assert head.split() == ["name", "is"]
    assert set(rule) == {"─"}
    assert [row.split() for row in rows] == [
        ["Brücke,", '"alt"', "@de", "skill:x"],
        ["bridge", "@en", "skill:x"],
    ]
    assert count == "2 rows"


def test_query_writes_json_csv_and_turtle(data_dir: Path) -> None:
    bindings = json.loads(query(data_dir, SELECT, "--format", "json").stdout)["results"]["bindings"]
    assert [(b["name"]["value"], b["name"]["xml:lang"]) for b in bindings] == [
        ('Brücke, "alt"', "de"),
        ("bridge", "en"),
    ]
    rows = csv.reader(io.StringIO(query(data_dir, SELECT, "--format", "csv").stdout))
    assert list(rows) == [["name"], ['Brücke, "alt"'], ["bridge"]]
    construct = "CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s <urn:is> ?o }"
    turtle = query(data_dir, construct, "--format", "turtle").stdout
    ((quad),) = parse(turtle, RdfFormat.TURTLE)
    assert str(quad.triple) == "<urn:x> <urn:p> <https://w3id.org/symbiograph/id/skill/x>"
    linked = json.loads(query(data_dir, construct, "--format", "json").stdout)
    assert "https://w3id.org/symbiograph/id/skill/x" in json.dumps(linked)
    answer = json.loads(query(data_dir, "ASK {}", "--format", "json").stdout)
    assert answer["boolean"] is True


def test_query_reads_a_file_or_standard_input(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(SELECT, encoding="utf-8")
    expected = query(data_dir, SELECT).stdout
    assert "bridge" in expected
    assert query(data_dir, str(file)).stdout == expected
    assert query(data_dir, "-", stdin=SELECT).stdout == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SELECT *\nWHERE { ?s ?p } }"], "line 2, column "),
        (["missing.rq"], "missing.rq: No such file or directory"),
        (["SELECT * {}", "--format", "turtle"], "--format turtle needs a CONSTRUCT or DESCRIBE"),
        (["DESCRIBE <urn:x>", "--format", "csv"], "--format csv needs a SELECT or ASK query."),
        (["SELECT * { SERVICE <http://localhost/> {} }"], "SERVICE"),
    ],
)
def test_query_tells_what_is_wrong(data_dir: Path, arguments: list[str], message: str) -> None:
    run = query(data_dir, *arguments)
    assert run.exit_code == 2
    assert run.stderr.startswith("symbiograph: ")
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_query_without_a_release_names_the_command_that_makes_one(tmp_path: Path) -> None:
    run = query(tmp_path, "ASK {}")
    assert run.exit_code == 2
    assert f"There is no release in {tmp_path}; make one: symbiograph build" in run.stderr


def test_the_module_is_the_command() -> None:
    run = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True)
    assert run.stdout == f"symbiograph, version {importlib.metadata.version('symbiograph')}\n"


@pytest.mark.slow
def test_serve_builds_where_there_is_no_release_and_then_serves_it(tmp_path: Path) -> None:
    with server.running("--data-dir", str(tmp_path)) as address:
        reply = server.send(address, "/sparql?query=ASK%7B%3Fs%20a%20%3Fclass%7D")
        assert (reply.status, json.loads(reply.body)["boolean"]) == (200, True)
    release = Release.current(tmp_path)
    folder = release.folder.stat().st_mtime_ns
    with server.running("--data-dir", str(tmp_path)) as address:
        assert server.send(address, "/sparql?query=ASK%7B%7D").status == 200
    assert Release.current(tmp_path).folder.stat().st_mtime_ns == folder


def test_serve_says_what_it_serves_and_ends_cleanly_on_a_signal(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("<urn:a> <urn:b> <urn:c> .")
    command = [*COMMAND, "serve", "--port", "0", "--data-dir", str(tmp_path / "data")]
    command += ["--empty", "--load", f"{file}=urn:g=1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Serving http://127.0.0.1:")
            graph = "/sparql?query=SELECT*%7BGRAPH%20%3Fg%7B%3Fs%20%3Fp%20%3Fo%7D%7D"
            body = json.loads(server.send(line.split()[1], graph).body)
            assert [binding["g"]["value"] for binding in body["results"]["bindings"]] == ["urn:g=1"]
        finally:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_serve_refuses_a_taken_port_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = symbiograph("serve", "--port", port, "--data-dir", str(tmp_path))
    assert run.exit_code == 2
    assert f"Cannot listen on 127.0.0.1, port {port}: Address already in use." in run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--load", "a.nt=urn:g"], "--load needs --empty: a release is never changed."),
        (["--empty", "--load", "a.nt"], "'a.nt' is not FILE=GRAPH"),
        (["--empty", "--load", "absent.nt=urn:g"], "absent.nt: No such file or directory"),
        (["--empty", "--load", "absent.doc=urn:g"], "stands for no RDF format"),
        (["--empty", "--load", "absent.nt=g"], "'g' is not an absolute IRI"),
    ],
)
def test_serve_tells_what_is_wrong(arguments: list[str], message: str) -> None:
    run = symbiograph("serve", "--port", "0", *arguments)
    assert run.exit_code == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_settings_lists_every_variable_with_its_meaning() -> None:
    run = symbiograph("settings", environment={"SYMBIOGRAPH_PORT": "8123"})
    assert "SYMBIOGRAPH_PORT=8123\n    port the server listens on\n" in run.stdout
    assert run.stdout.count("SYMBIOGRAPH_") == len(run.stdout.splitlines()) // 2


def test_a_bad_setting_is_named() -> None:
    run = symbiograph("settings", environment={"SYMBIOGRAPH_PORT": "http"})
    assert run.exit_code == 2
    assert run.stderr == "symbiograph: SYMBIOGRAPH_PORT must be a whole number, not 'http'.\n"


def test_a_command_is_called_what_its_module_calls_it() -> None:
    context = click.Context(main)
    names = main.list_commands(context)
    assert {"backup", "build", "esco", "restore", "serve", "settings"} <= set(names)
    for name in names:
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
    assert main.get_command(context, "no such command") is None


def test_a_command_does_not_read_what_others_need() -> None:
    code = "import sys; from symbiograph.cli import main; print('pyoxigraph' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
