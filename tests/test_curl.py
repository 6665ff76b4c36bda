"""The commands with curl that the documents show, as they stand there, to a running service."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from writing import Service, writable

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

_COMMAND = re.compile(r"^(?:\$ )?(curl (?:.*\\\n)*.*)$", re.MULTILINE)
_ADDRESS = "http://127.0.0.1:8000"
_TOKEN = "6f2c…"  # noqa: S105 - what the document shows in its place
DOCUMENTS = ("README.md", "service/README.md", "service/WRITING.md")
COMMANDS = [
    pytest.param(command, id=f"{name} {number}")
    for name in DOCUMENTS
    for number, command in enumerate(_COMMAND.findall((ROOT / name).read_text()), 1)
    # What named queries answer is compared where there is a whole graph to ask.
    if "/queries/" not in command
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with writable(tmp_path_factory.mktemp("data"), "--empty") as started:
        assert started.update("INSERT DATA { <urn:a> <urn:b> 1 }").status == 200
        yield started


def curl(folder: Path, *arguments: str) -> str:
    command = ["curl", "--silent", "--show-error", "--fail-with-body", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_documents_show_curl() -> None:
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_documents_works(command: str, service: Service, tmp_path: Path) -> None:
    (tmp_path / "question.rq").write_text("SELECT ?o { ?s ?p ?o }")
    written = command.replace(_ADDRESS, service.address).replace(_TOKEN, service.token)
    assert written != command
    said = curl(tmp_path, *shlex.split(written.replace("\\\n", " "))[1:])
    if "/update" in command:
        assert json.loads(said)["triples_added"] == 1
    else:
        assert said.splitlines() == ["o", "1"]


def test_curl_reads_and_writes_graphs(service: Service, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<urn:s> <urn:p> 'curl' .")
    authority = ("--header", f"Authorization: Bearer {service.token}")
    graph = f"{service.address}/graphs/from-curl"
    put = ("--upload-file", "graph.ttl", "--header", "Content-Type: text/turtle")
    assert json.loads(curl(tmp_path, *put, *authority, graph))["triples_added"] == 1
    accept = ("--header", "Accept: application/n-triples")
    assert curl(tmp_path, *accept, graph) == '<urn:s> <urn:p> "curl" .\n'
    curl(tmp_path, "--request", "DELETE", *authority, graph)
    missing = ["curl", "--silent", "--output", "-", "--write-out", "%{http_code}", *accept, graph]
    done = subprocess.run(missing, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("404")
