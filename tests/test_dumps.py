"""The files of a release to take away: what they hold, and that they are the same for everybody."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, serialize
from werkzeug.test import TestResponse

from symbiograph.cli import main
from symbiograph.dumps import checksum_of, dumps_of, made
from symbiograph.engine.release import (
    GraphEntry,
    HeldFile,
    Manifest,
    Release,
    checksum,
    make_current,
    write_release,
)
from symbiograph.errors import NotFound
from symbiograph.prefixes import GRAPH
from symbiograph.settings import Settings
from symbiograph.web import create_app

SKILLS, QUERIES, CATALOGUE = (NamedNode(GRAPH + name) for name in ("skills", "drafts", "catalog"))
ESCO = NamedNode(GRAPH + "esco-9.9")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
HEAT = NamedNode("https://w3id.org/symbiograph/id/skill/heat")
DRAFT = NamedNode("https://w3id.org/symbiograph/id/skill/draft")
CONCEPT = NamedNode("http://data.europa.eu/esco/skill/1")


def text(value: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value, language="en")


OWN = [
    Quad(HEAT, LABEL, text("heat"), SKILLS),
    Quad(HEAT, LABEL, text("heat")),
    Quad(DRAFT, LABEL, text("draft"), QUERIES),
    Quad(SKILLS, NamedNode("http://purl.org/dc/terms/title"), text("The\nskills"), CATALOGUE),
    Quad(SKILLS, NamedNode("http://purl.org/dc/terms/license"), LICENCE, CATALOGUE),
]
IMPORTED = Quad(CONCEPT, LABEL, text("recover heat"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    graphs = {
        SKILLS.value: GraphEntry(1, None, published=True),
        QUERIES.value: GraphEntry(1, None, published=False),
        CATALOGUE.value: GraphEntry(2, None, published=False),
        ESCO.value: GraphEntry(1, None, published=True),
    }
    manifest = Manifest("9", "2026-01-01", {"a": "b"}, graphs)
    held = tmp_path / "held.nt"
    held.write_bytes(serialize([IMPORTED.triple], format=RdfFormat.N_TRIPLES) or b"")
    contents = {"graph.nq": serialize(OWN, format=RdfFormat.N_QUADS) or b""}
    imported = {"esco-9.9.nt": HeldFile(held, checksum(held.read_bytes()))}
    folder = tmp_path / "data"
    make_current(folder, write_release(folder, manifest, contents, imported))
    return folder


@pytest.fixture
def release(data_dir: Path) -> Release:
    return Release.current(data_dir)


@pytest.fixture
def client(data_dir: Path, release: Release) -> FlaskClient:
    settings = replace(Settings(), data_dir=data_dir)
    return create_app(release.image(), settings).test_client()


def held(data_dir: Path, release: Release, file: str) -> set[Quad]:
    form = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE}
    content = gzip.decompress(made(data_dir, release.id, file).read_bytes())
    return set(pyoxigraph.parse(content, form[file.split(".")[-2]]))


def get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """The answer, whose file is closed."""
    return client.get(path, headers=headers, buffered=True)


def in_graph(quad: Quad, graph: NamedNode) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph)


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_the_whole_holds_every_named_graph(data_dir: Path, release: Release, ending: str) -> None:
    named = {quad for quad in OWN if quad.graph_name != DefaultGraph()}
    assert held(data_dir, release, f"all.{ending}.gz") == named | {in_graph(IMPORTED, ESCO)}


def test_a_graph_is_the_same_in_all_formats(data_dir: Path, release: Release) -> None:
    assert held(data_dir, release, "skills.nq.gz") == {OWN[0]}
    assert held(data_dir, release, "skills.trig.gz") == {OWN[0]}
    assert held(data_dir, release, "skills.ttl.gz") == {OWN[1]}
    assert held(data_dir, release, "esco-9.9.ttl.gz") == {IMPORTED}
    assert held(data_dir, release, "esco-9.9.nq.gz") == {in_graph(IMPORTED, ESCO)}


def test_the_default_graph_is_what_is_published(data_dir: Path, release: Release) -> None:
    assert held(data_dir, release, "default.ttl.gz") == {OWN[1], IMPORTED}


@pytest.mark.parametrize("ending", ["nq", "trig", "ttl"])
def test_a_file_says_what_it_is_and_under_which_terms(
    data_dir: Path, release: Release, ending: str
) -> None:
    content = gzip.decompress(made(data_dir, release.id, f"skills.{ending}.gz").read_bytes())
    assert content.decode().splitlines()[:3] == [
        "# Title: The skills",
        f"# Licence: {LICENCE.value}",
        f"# Release: {release.id}",
    ]


def test_the_command_makes_every_file_the_same_as_the_service(
    data_dir: Path, release: Release, client: FlaskClient, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(data_dir, other)
    printed = CliRunner().invoke(main, ["dump", "--data-dir", str(other)])
    assert printed.exit_code == 0
    assert len(printed.output.splitlines()) == len(dumps_of(release))
    for dump in dumps_of(release):
        mine = get(client, f"/dumps/{release.id}/{dump.file}")
        theirs = (other / "dumps" / release.id / dump.file).read_bytes()
        assert mine.data == theirs, dump.file
        assert mine.headers["ETag"] == f'"{hashlib.sha256(theirs).hexdigest()}"'


def test_files_are_listed_and_can_be_checked(client: FlaskClient, release: Release) -> None:
    [entry] = (get(client, "/dumps").json or {})["releases"]
    assert entry == {"release": release.id, "current": True, "href": f"/dumps/{release.id}"}
    before = (get(client, entry["href"]).json or {})["files"]
    assert {file["sha256"] for file in before} == {None}
    body = get(client, f"/dumps/{release.id}/skills.ttl.gz").data
    after = (get(client, entry["href"]).json or {})["files"]
    [known] = [file for file in after if file["sha256"]]
    digest = hashlib.sha256(body).hexdigest()
    assert (known["file"], known["bytes"], known["sha256"]) == ("skills.ttl.gz", len(body), digest)
    told = get(client, f"/dumps/{release.id}/skills.ttl.gz.sha256").text
    assert told == f"{digest}  skills.ttl.gz\n"
    page = get(client, entry["href"], Accept="text/html")
    assert digest in page.text


def test_part_of_a_file_can_be_asked_for(client: FlaskClient, release: Release) -> None:
    path = f"/dumps/{release.id}/all.nq.gz"
    whole = get(client, path)
    part = get(client, path, Range="bytes=10-19")
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    again = get(client, path, **{"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_latest_leads_to_the_release_in_force(client: FlaskClient, release: Release) -> None:
    assert get(client, "/dumps/latest").headers["Location"] == f"/dumps/{release.id}"
    found = get(client, "/dumps/latest/skills.nq.gz").headers["Location"]
    assert found == f"/dumps/{release.id}/skills.nq.gz"


def test_files_outlive_their_release(client: FlaskClient, data_dir: Path, release: Release) -> None:
    body = get(client, f"/dumps/{release.id}/skills.nq.gz").data
    shutil.rmtree(data_dir / "releases")
    assert get(client, f"/dumps/{release.id}/skills.nq.gz").data == body
    [left] = (get(client, f"/dumps/{release.id}").json or {})["files"]
    assert left["file"] == "skills.nq.gz"
    assert get(client, f"/dumps/{release.id}/skills.ttl.gz").status_code == 404


@pytest.mark.parametrize("path", ["none/a.nq.gz", "{}/none.nq.gz", "{}/.skills.nq.gz.lock", "none"])
def test_what_is_not_there_is_told(client: FlaskClient, release: Release, path: str) -> None:
    get(client, f"/dumps/{release.id}/skills.nq.gz")
    assert get(client, "/dumps/" + path.format(release.id)).status_code == 404


def test_many_who_ask_at_once_get_one_file(data_dir: Path, release: Release) -> None:
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda: found.append(made(data_dir, release.id, "all.trig.gz")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert checksum_of(found[0]) == checksum(found[0].read_bytes())
    folder = data_dir / "dumps" / release.id
    assert {path.name for path in folder.iterdir()} == {
        "all.trig.gz",
        "all.trig.gz.sha256",
        ".all.trig.gz.lock",
    }


def test_a_name_from_elsewhere_is_no_release(data_dir: Path) -> None:
    with pytest.raises(NotFound):
        made(data_dir, "..", "current")
