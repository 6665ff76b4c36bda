"""Harvesting a partner's file: what is written, what is not, and what the commands say."""

from __future__ import annotations

import fcntl
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from harvesting_servers import LICENCE, added, run, small
from symbiograph.harvesting import Partner, add, partners
from symbiograph.harvesting.memory import Last
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.writing import Ledger, Workplace

MINE = GRAPH + "partner/brewery"
GOOD = """
<http://example.org/mash> <http://example.org/gives> [ <http://example.org/tonnes> 1200 ] .
<http://example.org/mash> <http://example.org/name> "mash"@en .
"""
BAD = """
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

<http://example.org/skill/roasting> a sg:Skill ;
    skos:prefLabel "roasting"@en .
"""
LAUGHS = """<!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return small(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "brewery.ttl"
    path.write_text(GOOD)
    return path


def changed(data_dir: Path) -> list[tuple[int, str, int, int]]:
    return [(e.sequence, e.graph, e.added, e.removed) for e in Ledger(data_dir).history()]


def held(data_dir: Path, graph: str = MINE) -> set[str]:
    store = Workplace(data_dir, 0).writer().store
    return {str(q.triple) for q in store.quads_for_pattern(None, None, None, NamedNode(graph))}


def test_a_file_becomes_the_partners_graph_and_says_where_it_is_from(
    data_dir: Path, file: Path
) -> None:
    added(data_dir, "brewery", file, "--title", "The Brewery")
    result = run(data_dir, "harvest", "brewery")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("brewery: commit 1: +")
    assert len(held(data_dir)) == 3
    place = Workplace(data_dir, 0).writer()
    described = {
        q.predicate.value: q.object
        for q in place.store.quads_for_pattern(
            NamedNode(MINE), None, None, NamedNode(GRAPH + "partner")
        )
    }
    assert described[PREFIXES["dcterms"] + "license"] == NamedNode(LICENCE)
    assert described[PREFIXES["void"] + "triples"].value == "3"  # type: ignore[union-attr]
    assert described[PREFIXES["prov"] + "wasGeneratedBy"] == NamedNode(MINE + "#harvest")
    published = place.store.query("ASK { <http://example.org/mash> ?p 'mash'@en }")
    assert bool(published)


def test_the_same_again_is_no_commit_and_a_change_is_a_small_one(
    data_dir: Path, file: Path
) -> None:
    added(data_dir, "brewery", file)
    assert run(data_dir, "harvest").exit_code == 0
    file.write_text(GOOD.replace("[", "_:other . _:other").replace("]", ""))
    result = run(data_dir, "harvest")
    assert result.stdout == "brewery: nothing has changed; 3 triples in 1 graph.\n"
    file.write_text(GOOD.replace('"mash"', '"malt mash"'))
    assert run(data_dir, "harvest").exit_code == 0
    assert (2, MINE, 1, 1) in changed(data_dir)


def test_what_the_shapes_refuse_changes_nothing_and_is_told(data_dir: Path, file: Path) -> None:
    added(data_dir, "brewery", file)
    run(data_dir, "harvest")
    before = held(data_dir)
    file.write_text(GOOD + BAD)
    result = run(data_dir, "harvest")
    assert result.exit_code == 1
    assert "nothing was changed" in result.stdout
    assert held(data_dir) == before
    assert [sequence for sequence, *_ in changed(data_dir)] == [1, 1]
    report = (data_dir / "harvests" / "brewery" / "report.txt").read_text()
    assert "This skill has no kind" in report
    assert "brewery.ttl, line 8" in report
    shacl = (data_dir / "harvests" / "brewery" / "report.ttl").read_bytes()
    graph = {q.predicate.value for q in pyoxigraph.parse(shacl, RdfFormat.TURTLE)}
    assert "http://www.w3.org/ns/shacl#resultMessage" in graph
    file.write_text(GOOD)
    assert run(data_dir, "harvest").exit_code == 0
    assert not (data_dir / "harvests" / "brewery" / "report.txt").exists()


def test_a_partner_that_fails_does_not_stop_the_next(data_dir: Path, file: Path) -> None:
    added(data_dir, "a-lost", file.with_name("lost.ttl"))
    added(data_dir, "brewery", file)
    bad = file.with_name("bad.ttl")
    bad.write_text(BAD)
    added(data_dir, "c-bad", bad)
    result = run(data_dir, "harvest")
    assert result.exit_code == 2
    assert "a-lost: " in result.stderr
    assert "No such file" in result.stderr
    assert "brewery: commit 1" in result.stdout
    assert "c-bad: the shapes do not allow it" in result.stdout


def test_a_partner_is_harvested_by_one_at_a_time(data_dir: Path, file: Path) -> None:
    added(data_dir, "brewery", file)
    folder = data_dir / "harvests" / "brewery"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = [run(data_dir, "harvest"), run(data_dir, "partner", "remove", "brewery")]
    for result in results:
        assert (result.exit_code, "is under way" in result.stderr) == (2, True)
    # What is remembered is for the other to say.
    assert "never" in run(data_dir, "partner", "list").stdout
    assert run(data_dir, "harvest").exit_code == 0


def test_partners_that_are_added_at_one_time_are_all_noted(data_dir: Path) -> None:
    names = [f"partner-{number}" for number in range(16)]
    with ThreadPoolExecutor(8) as threads:
        noted = [
            threads.submit(add, data_dir, Partner(name, f"https://example.org/{name}"))
            for name in names
        ]
        for each in noted:
            each.result()
    assert [*partners(data_dir)] == sorted(names)


def test_removing_a_partner_takes_its_graphs_away(data_dir: Path, file: Path) -> None:
    added(data_dir, "brewery", file)
    run(data_dir, "harvest")
    result = run(data_dir, "partner", "remove", "brewery")
    assert "commit 2" in result.stdout
    assert held(data_dir) == set()
    assert held(data_dir, GRAPH + "partner") == set()
    assert "no partners yet" in run(data_dir, "partner", "list").stdout
    assert run(data_dir, "harvest", "brewery").exit_code == 2


def test_named_graphs_become_parts_of_the_partners_graph(data_dir: Path, tmp_path: Path) -> None:
    source = tmp_path / "all.nq"
    triple = "<http://example.org/a> <http://example.org/p>"
    names = (f"{GRAPH}facts", "http://e.org/Flows#2025", "http://f.org/2025/", f"{MINE}/own")
    lines = [f'{triple} "{n}" <{name}> .' for n, name in enumerate(names)]
    source.write_text("\n".join([*lines, f'{triple} "none" .']))
    added(data_dir, "brewery", source)
    before = held(data_dir, GRAPH + "facts")
    assert run(data_dir, "harvest").exit_code == 0
    graphs = {graph for _, graph, _, _ in changed(data_dir)}
    assert {MINE, f"{MINE}/facts", f"{MINE}/own"} < graphs
    assert len([graph for graph in graphs if graph.startswith(f"{MINE}/2025-")]) == 2
    assert all(graph.startswith(GRAPH + "partner") for graph in graphs)
    assert held(data_dir, GRAPH + "facts") == before


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.ttl", "<mash> <http://example.org/p> 1 .", "relative"),
        ("a.ttl", "<http://e.org/a> <http://e.org/p> .", "line 1"),
        ("a.jsonld", '{"@id": "mash", "http://example.org/p": 1}', "relative"),
        ("a.jsonld", '{"@context": "https://example.org/context"}', "is on another host"),
        ("a.nq", "<http://e.org/a> <http://e.org/p> 1 _:g .", "blank node"),
        ("a.ttl", "# nothing", "holds no statement"),
        ("a.dat", "<!DOCTYPE html><html></html>", "web page"),
        ("a.rdf", LAUGHS, "the XML entity 'b'"),
        ("a.dat", "[" * 60_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_taken_is_told_and_changes_nothing(
    data_dir: Path, tmp_path: Path, name: str, content: str, part: str
) -> None:
    source = tmp_path / name
    source.write_text(content.replace(" 1 _:g", ' "1" _:g'))
    added(data_dir, "brewery", source)
    result = run(data_dir, "harvest")
    assert result.exit_code == 2
    assert part in result.stderr
    assert changed(data_dir) == []


def test_the_file_of_partners_holds_no_secret_and_is_checked(data_dir: Path, file: Path) -> None:
    added(data_dir, "brewery", file, "--login", "BREWERY_LOGIN", "--title", 'Brew "x" \\ ä')
    text = (data_dir / "partners.toml").read_text()
    assert tomllib.loads(text)["partner"]["brewery"]["title"] == 'Brew "x" \\ ä'
    assert "BREWERY_LOGIN" in run(data_dir, "partner", "show", "brewery").stdout
    again = run(data_dir, "partner", "add", "brewery", "--source", "x")
    assert (again.exit_code, "--replace" in again.stderr) == (2, True)
    query = file.with_name("q.rq")
    query.write_text("SELECT * { ?s ?p ?o }")
    told = run(data_dir, "partner", "add", "x", "--source", "x", "--construct", str(query))
    assert (told.exit_code, "cannot be read in pages" in told.stderr) == (2, True)
    bad = run(data_dir, "partner", "add", "Brewery/2", "--source", "x")
    assert (bad.exit_code, "no partner's name" in bad.stderr) == (2, True)
    (data_dir / "partners.toml").write_text(text + 'colour = "red"\n')
    assert "'colour' is unknown" in run(data_dir, "harvest").stderr


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--source", "http://e.org/a b.ttl", "source is an IRI, not 'http://e.org/a b.ttl'"),
        ("--source", "http://[e.org/", "source is an IRI"),
        ("--source", "https://me:secret@e.org/a.ttl", "a login does not belong in it"),
        ("--licence", "CC0", "licence is an IRI, not 'CC0'"),
        ("--publisher", "http://e.org/%zz", "publisher is an IRI"),
        ("--graph", "flows", "graph is an IRI"),
        ("--allow", "partner", "'partner' is no IP address"),
    ],
)
def test_what_cannot_be_is_told_when_it_is_noted_or_read(
    data_dir: Path, file: Path, option: str, value: str, told: str
) -> None:
    options = {"--source": "http://e.org/a.ttl", option: value}
    refused = run(
        data_dir, "partner", "add", "x", *(word for pair in options.items() for word in pair)
    )
    assert (refused.exit_code, told in refused.stderr) == (2, True), refused.output
    assert not (data_dir / "partners.toml").exists()
    key = {"--graph": "graphs", "--allow": "allowed"}.get(option, option.removeprefix("--"))
    written = f"[{value!r}]" if key in ("graphs", "allowed") else repr(value)
    known = "" if key == "source" else f"source = {str(file)!r}\n"
    (data_dir / "partners.toml").write_text(f"[partner.x]\n{known}{key} = {written}\n")
    read = run(data_dir, "harvest")
    assert (read.exit_code, told in read.stderr) == (2, True), read.output


def test_entities_that_abbreviate_iris_are_read(data_dir: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.owl"
    source.write_text(
        """<!DOCTYPE rdf:RDF [<!ENTITY e "http://example.org/">]>
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;">
        <rdf:Description rdf:about="&e;mash"><e:p>1</e:p></rdf:Description></rdf:RDF>"""
    )
    added(data_dir, "brewery", source)
    assert run(data_dir, "harvest").exit_code == 0
    assert held(data_dir) == {'<http://example.org/mash> <http://example.org/p> "1"'}


def test_what_became_of_a_harvest_is_remembered(data_dir: Path, file: Path) -> None:
    added(data_dir, "brewery", file)
    assert "never" in run(data_dir, "partner", "list").stdout
    run(data_dir, "harvest")
    assert "committed" in run(data_dir, "partner", "list").stdout
    assert "commit 1: +" in run(data_dir, "partner", "show", "brewery").stdout
    key = Last.read(data_dir / "harvests" / "brewery")
    assert (
        run(data_dir, "harvest").stdout == "brewery: nothing has changed; 3 triples in 1 graph.\n"
    )
    assert Last.read(data_dir / "harvests" / "brewery") == key, "nothing had to be looked at"
    assert run(data_dir, "backup", str(data_dir.with_name("copy"))).exit_code == 0
    assert "brewery" in run(data_dir.with_name("copy"), "partner", "list").stdout
    # What somebody else has changed is seen.
    assert run(data_dir, "restore", "0").exit_code == 0
    assert run(data_dir, "harvest").stdout.startswith("brewery: commit 3: +")
    file.unlink()
    run(data_dir, "harvest")
    assert "failed" in run(data_dir, "partner", "list").stdout
