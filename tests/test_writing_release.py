"""Writing beside a release: what stays as it is, what is judged, and what is merged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat
from rdflib.namespace import RDF, SH

from server import send
from symbiograph.cli import main
from symbiograph.engine.release import GRAPH_FILE, GraphEntry, Manifest, make_current, write_release
from symbiograph.prefixes import GRAPH, ID, SG
from writing import Service, writable

EX = "http://example.org/"
SHARED_TRIPLE = f"<{EX}shared> <{EX}p> <{EX}o>"
QUADS = f"""
<{EX}a> <{EX}p> <{EX}o> <{GRAPH}facts> .
{SHARED_TRIPLE} <{GRAPH}facts> .
<{EX}i> <{EX}p> <{EX}o> <{GRAPH}inferred> .
<{EX}c> <{EX}p> <{EX}o> <{GRAPH}candidates> .
<{EX}a> <{EX}p> <{EX}o> .
{SHARED_TRIPLE} .
<{EX}i> <{EX}p> <{EX}o> .
"""
GRAPHS = {
    GRAPH + "facts": GraphEntry(2, "ontology/facts/facts.ttl", published=True),
    GRAPH + "inferred": GraphEntry(1, None, published=True),
    GRAPH + "candidates": GraphEntry(1, "mappings/some.candidates.sssom.tsv", published=False),
}
PARTNER = GRAPH + "partner"
IN_DEFAULT = "SELECT ?s { ?s <http://example.org/p> ?o } ORDER BY ?s"


def make_release(data_dir: Path, graphs: dict[str, GraphEntry], quads: str, label: str) -> None:
    manifest = Manifest("0.1.0", "2026-11-21T00:00:00Z", {label: "0" * 64}, graphs)
    make_current(data_dir, write_release(data_dir, manifest, {GRAPH_FILE: quads.encode()}))


@pytest.fixture(scope="module")
def running_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("data")
    make_release(data_dir, GRAPHS, QUADS, "one")
    with writable(data_dir) as found:
        yield found


@pytest.fixture
def service(running_service: Service) -> Service:
    """The service without any written graph."""
    for graph in ("partner", "second"):
        assert running_service.update(f"DROP GRAPH <{GRAPH}{graph}>").status == 200
    assert running_service.update(f"DROP GRAPH <{EX}apart>").status == 200
    return running_service


def subjects(service: Service) -> list[str]:
    return [row[0].removeprefix(EX) for row in service.rows(IN_DEFAULT)]


def insert(graph: str, *triples: str) -> str:
    return f"INSERT DATA {{ GRAPH <{graph}> {{ {' . '.join(triples)} }} }}"


FACTS = f"<{GRAPH}facts>"
ANY = "{ ?s ?p ?o }"


@pytest.mark.parametrize(
    ("update", "part"),
    [
        (insert(GRAPH + "facts", f"<{EX}x> <{EX}p> 1"), "ontology/facts/facts.ttl"),
        # What it would change in the end plays no part.
        (insert(GRAPH + "facts", SHARED_TRIPLE), "ontology/facts/facts.ttl"),
        (f"DELETE DATA {{ GRAPH {FACTS} {{ <{EX}none> <{EX}p> 1 }} }}", "facts.ttl"),
        (f"WITH {FACTS} DELETE {ANY} WHERE {ANY}", "facts.ttl"),
        (f"DELETE {{ GRAPH ?g {ANY} }} WHERE {{ GRAPH ?g {ANY} }}", "cannot be written here"),
        (f"CLEAR GRAPH {FACTS}", "facts.ttl"),
        (f"DROP SILENT GRAPH {FACTS}", "facts.ttl"),
        (f"CREATE SILENT GRAPH {FACTS}", "facts.ttl"),
        (f"ADD <{PARTNER}> TO {FACTS}", "facts.ttl"),
        (f"COPY <{PARTNER}> TO {FACTS}", "facts.ttl"),
        (f"MOVE {FACTS} TO <{PARTNER}>", "facts.ttl"),
        (insert(GRAPH + "candidates", f"<{EX}x> <{EX}p> 1"), "some.candidates.sssom.tsv"),
        (insert(GRAPH + "inferred", f"<{EX}x> <{EX}p> 1"), "the files in ontology/"),
        (insert(GRAPH + "default", f"<{EX}x> <{EX}p> 1"), "the files in ontology/"),
        (f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}", "GRAPH <…>"),
        (f"DELETE WHERE {ANY}", "GRAPH <…>"),
        ("CLEAR DEFAULT", "GRAPH <…>"),
        ("CLEAR ALL", "GRAPH <…>"),
        ("DROP NAMED", "cannot be written here"),
        (f"{insert(PARTNER, f'<{EX}x> <{EX}p> 1')} ; CLEAR DEFAULT", "GRAPH <…>"),
    ],
)
def test_what_the_release_brings_cannot_be_written(
    service: Service, update: str, part: str
) -> None:
    reply = service.update(update)
    assert reply.status == 403, reply.text
    assert part in json.loads(reply.body)["detail"]
    assert subjects(service) == ["a", "i", "shared"]
    assert len(service.rows(f"SELECT * {{ GRAPH {FACTS} {ANY} }}")) == 2
    assert service.rows(f"SELECT * {{ GRAPH <{PARTNER}> {ANY} }}") == []


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("graph", ["default", f"graph={GRAPH}facts"])
def test_the_graph_store_keeps_to_the_same_rule(service: Service, method: str, graph: str) -> None:
    reply = service.send(method, f"/graphs?{graph}", "", {"Content-Type": "text/turtle"})
    assert reply.status == 403
    assert send(service.address, f"/graphs?{graph}").status == 200


def test_the_default_graph_has_each_published_triple_once(service: Service) -> None:
    new = f"<{EX}new> <{EX}p> <{EX}o>"
    assert service.update(insert(PARTNER, new, SHARED_TRIPLE)).status == 200
    assert subjects(service) == ["a", "i", "new", "shared"]
    assert service.update(insert(GRAPH + "second", new)).status == 200
    assert subjects(service) == ["a", "i", "new", "shared"]
    # A triple goes with the last published graph that holds it.
    assert service.update(f"DROP GRAPH <{PARTNER}>").status == 200
    assert subjects(service) == ["a", "i", "new", "shared"]
    assert service.update(f"DROP GRAPH <{GRAPH}second>").status == 200
    assert subjects(service) == ["a", "i", "shared"]


def test_operations_see_the_merge_that_those_before_them_made(service: Service) -> None:
    new = f"<{EX}new> <{EX}p> <{EX}o>"
    follow = f"INSERT {{ GRAPH <{EX}apart> {{ ?s <{EX}q> 1 }} }} WHERE {{ ?s <{EX}p> <{EX}o> }}"
    assert service.update(f"{insert(PARTNER, new)} ; {follow}").status == 200
    rows = service.rows(f"SELECT ?s {{ GRAPH <{EX}apart> {{ ?s <{EX}q> 1 }} }} ORDER BY ?s")
    assert [row[0].removeprefix(EX) for row in rows] == ["a", "i", "new", "shared"]


def test_other_graphs_stay_apart_from_the_default_graph(service: Service) -> None:
    assert service.update(insert(EX + "apart", f"<{EX}apart> <{EX}p> <{EX}o>")).status == 200
    assert subjects(service) == ["a", "i", "shared"]
    assert len(service.rows(f"SELECT * {{ GRAPH <{EX}apart> {ANY} }}")) == 1


BARE_SKILL = f"<{ID}skill/bare> a <{SG}Skill>"


def test_the_shapes_stand_before_a_published_graph(service: Service) -> None:
    reply = service.update(insert(PARTNER, BARE_SKILL))
    assert (reply.status, reply.media_type) == (422, "application/problem+json")
    problem = json.loads(reply.body)
    assert "Thing-label-english" in problem["report"]
    assert f"{ID}skill/bare" in {result["focus"]["value"] for result in problem["results"]}
    assert service.rows(f"SELECT * {{ GRAPH <{PARTNER}> {ANY} }}") == []
    counted = 'symbiograph_writes_total{kind="update",outcome="invalid"} '
    [line] = [x for x in send(service.address, "/metrics").text.splitlines() if counted in x]
    assert int(line.removeprefix(counted)) > 0
    # The same is nobody's business in a graph that is not published.
    assert service.update(insert(EX + "apart", BARE_SKILL)).status == 200


KNOWN = f"<{SG}Extra> a <{EX}Class>"
USED = f"<{EX}x> a <{SG}Extra>"


def restore(data_dir: Path, sequence: int) -> Result:
    return CliRunner().invoke(main, ["restore", str(sequence), "--data-dir", str(data_dir)])


def test_the_shapes_stand_before_going_back(tmp_path: Path) -> None:
    make_release(tmp_path, GRAPHS, QUADS, "one")
    graphs = f"SELECT DISTINCT ?g {{ GRAPH ?g {ANY} FILTER (?g != {FACTS}) }} ORDER BY ?g"
    with writable(tmp_path) as service:
        served = service.rows(graphs)
        for update in (
            insert(GRAPH + "second", KNOWN),
            insert(PARTNER, USED),
            f"DROP GRAPH <{GRAPH}second>",
            f"DROP GRAPH <{PARTNER}>",
        ):
            assert service.update(update).status == 200
        # The class can be used while there is one, and not any more.
        for _ in range(2):
            refused = restore(tmp_path, 3)
            assert refused.exit_code == 2
            assert f"1 violation of the shapes in <{PARTNER}>" in refused.stderr
            assert "Term-class-known" in refused.stderr
        assert service.rows(graphs) == served
        assert restore(tmp_path, 2).exit_code == 0
        assert service.rows(graphs) == sorted([*served, [PARTNER], [GRAPH + "second"]])
        assert restore(tmp_path, 4).exit_code == 0
    # The same without a service.
    refused = restore(tmp_path, 3)
    assert (refused.exit_code, "Term-class-known" in refused.stderr) == (2, True)
    assert restore(tmp_path, 2).stdout.startswith("Commit 7: 2 triples added, 0 removed")


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_the_report_comes_as_rdf_on_request(service: Service, accept: str) -> None:
    path = "/graphs?graph=" + PARTNER
    headers = {"Content-Type": "text/turtle", "Accept": accept}
    reply = service.send("PUT", path, BARE_SKILL + " .", headers)
    assert (reply.status, reply.media_type) == (422, accept)
    form = RdfFormat.from_media_type(accept)
    assert form is not None
    graph = rdflib.Graph()
    lines = pyoxigraph.serialize(
        (quad.triple for quad in pyoxigraph.parse(reply.body, form)), format=RdfFormat.N_TRIPLES
    )
    graph.parse(data=lines, format="nt")
    assert list(graph.subjects(RDF.type, SH.ValidationReport))
    assert graph.value(predicate=SH.conforms, object=rdflib.Literal(False))


@pytest.mark.slow
def test_written_graphs_last_and_a_release_that_brings_one_takes_it_over(tmp_path: Path) -> None:
    make_release(tmp_path, GRAPHS, QUADS, "one")
    with writable(tmp_path) as service:
        service.update(insert(PARTNER, f"<{EX}new> <{EX}p> <{EX}o>"))
        service.update(insert(EX + "apart", f"_:x <{EX}q> _:x"))
        assert subjects(service) == ["a", "i", "new", "shared"]
    with writable(tmp_path, name="again") as service:
        assert subjects(service) == ["a", "i", "new", "shared"]
        assert service.rows(f"SELECT (1 AS ?n) {{ GRAPH <{EX}apart> {{ ?x ?p ?x }} }}") == [["1"]]
    partner = GraphEntry(1, "ontology/facts/partner.ttl", published=True)
    adopted = f"<{EX}adopted> <{EX}p> <{EX}o>"
    quads = f"{QUADS}{adopted} <{PARTNER}> .\n{adopted} .\n"
    make_release(tmp_path, {**GRAPHS, PARTNER: partner}, quads, "two")
    with writable(tmp_path, name="third") as service:
        assert subjects(service) == ["a", "adopted", "i", "shared"]
        assert service.update(f"DROP GRAPH <{PARTNER}>").status == 403


def test_services_on_one_release_share_the_writer_and_see_each_others_writes(
    tmp_path: Path,
) -> None:
    make_release(tmp_path, GRAPHS, QUADS, "one")
    with ExitStack() as first:
        one = first.enter_context(writable(tmp_path))
        # From here on the other service has to wait with its own writer.
        assert one.update(insert(PARTNER, f"<{EX}x> <{EX}p> <{EX}o>")).status == 200
        with writable(tmp_path, name="other") as other:
            assert subjects(one) == subjects(other) == ["a", "i", "shared", "x"]
            assert other.update(insert(PARTNER, f"<{EX}y> <{EX}p> <{EX}o>")).status == 200
            assert subjects(one) == subjects(other) == ["a", "i", "shared", "x", "y"]
            first.close()
            while other.update(insert(PARTNER, f"<{EX}z> <{EX}p> <{EX}o>")).status != 200:
                pass
            assert subjects(other) == ["a", "i", "shared", "x", "y", "z"]
