"""What a harvest writes: beside a service that runs, in part, in our words, and as few changes."""

from __future__ import annotations

import json
import random
import ssl
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
)

from certificates import self_signed
from harvesting_servers import Request, added, run, small, web, whole
from server import send
from symbiograph.engine.release import Release
from symbiograph.errors import PartnerFailed
from symbiograph.harvesting import Limits, Partner, Service, likeness
from symbiograph.harvesting.gathered import Gathered, Origin
from symbiograph.harvesting.likeness import called_as_before
from symbiograph.harvesting.mapping import mapped
from symbiograph.prefixes import GRAPH
from symbiograph.writing import Ledger, Workplace
from writing import writable

MINE = GRAPH + "partner/brewery"
P, Q = NamedNode("http://e.org/p"), NamedNode("http://e.org/q")
HEAD = """
PREFIX e: <http://e.org/>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# A requirement needs its skill, which is not right.
MIXED = (
    HEAD
    + """
e:good e:says [ e:deeply "here" ] .
e:bad a sg:Skill ; skos:prefLabel "roasting"@en ; e:note [ e:only "of the bad one" ] .
e:list e:mentions e:bad, e:good .
"""
)


def held(data_dir: Path) -> set[str]:
    store = Workplace(data_dir, 0).writer().store
    return {str(q.triple) for q in store.quads_for_pattern(None, None, None, NamedNode(MINE))}


def test_a_service_that_runs_has_it_at_once_and_is_told_what_is_wrong(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text(HEAD + "e:mash e:gives [ e:tonnes 1200 ] .")
    added(data_dir, "brewery", file)
    with writable(data_dir) as service:
        result = run(data_dir, "harvest")
        assert result.exit_code == 0, result.output
        query = f"SELECT ?t {{ GRAPH <{MINE}> {{ ?s ?p ?t FILTER(isLiteral(?t)) }} }}"
        assert service.rows(query) == [["1200"]]
        assert service.rows("SELECT ?t { ?b <http://e.org/tonnes> ?t }") == [["1200"]]
        # Others write in between; what they wrote elsewhere stays.
        service.update(f"INSERT DATA {{ GRAPH <http://e.org/other> {{ {P} {P} 1 }} }}")
        file.write_text(HEAD + "e:mash e:gives [ e:tonnes 1300 ] .")
        assert "commit 3: +" in run(data_dir, "harvest").stdout
        assert service.rows(query) == [["1300"]]
        file.write_text(MIXED)
        assert run(data_dir, "harvest").exit_code == 1
        assert service.rows(query) == [["1300"]]
        shown = send(
            service.address, f"/graphs?graph={quote(MINE)}", headers={"Accept": "text/turtle"}
        )
        assert "1300" in shown.text
        assert run(data_dir, "partner", "remove", "brewery").exit_code == 0
        assert service.rows(query) == []
        assert service.rows("SELECT ?s { GRAPH <http://e.org/other> { ?s ?p ?o } }")


def test_what_is_valid_is_taken_only_if_asked_for(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text(MIXED)
    added(data_dir, "brewery", file)
    assert run(data_dir, "harvest").exit_code == 1
    assert held(data_dir) == set()
    result = run(data_dir, "harvest", "--partial")
    assert result.exit_code == 0, result.output
    assert "left out: 1 thing." in result.stdout
    assert sorted(triple.split(" ")[1] for triple in held(data_dir)) == [
        "<http://e.org/deeply>", "<http://e.org/mentions>", "<http://e.org/says>"
    ]  # fmt: skip
    report = (data_dir / "harvests" / "brewery" / "report.txt").read_text()
    assert "<http://e.org/bad>" in report.partition("Left out")[2]
    assert "This skill has no kind" in report.partition("Left out")[2]
    assert "Left out" in (data_dir / "harvests" / "brewery" / "report.html").read_text()


def test_what_needs_a_thing_that_is_left_out_is_left_out_with_it(
    release: Release, tmp_path: Path
) -> None:
    """On the whole graph: an evidence whose source is not right, and a skill that rests on it."""
    data_dir = whole(release, tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text(
        HEAD
        + """
        PREFIX skill-kind: <https://w3id.org/symbiograph/vocabulary/skill-kind/>
        PREFIX skill-group: <https://w3id.org/symbiograph/vocabulary/skill-group/>
        e:evidence a sg:Evidence ; skos:prefLabel "seen"@en .
        e:skill a sg:Skill ; skos:prefLabel "roasting"@en ; sg:hasEvidence e:evidence ;
            skos:definition "Turning malt dark."@en ;
            sg:hasSkillKind skill-kind:skill ; sg:hasSkillGroup skill-group:digital-and-data .
        e:mash e:name "mash" .
        """
    )
    added(data_dir, "brewery", file)
    result = run(data_dir, "harvest", "--partial")
    assert result.exit_code == 0, result.output
    assert "left out: 2 things." in result.stdout
    assert held(data_dir) == {'<http://e.org/mash> <http://e.org/name> "mash"'}


def test_a_vocabulary_of_others_is_found_out(release: Release, tmp_path: Path) -> None:
    data_dir = whole(release, tmp_path / "data")
    file = tmp_path / "brewery.jsonld"
    file.write_text(
        '{"@context": "https://schema.org/", "@id": "http://e.org/brewery", '
        '"@type": "Organization", "name": "The Brewery", '
        '"https://w3id.org/symbiograph/ontology#isLocatedIn": '
        '{"@id": "http://publications.europa.eu/resource/authority/country/NLD"}}'
    )
    added(data_dir, "brewery", file)
    result = run(data_dir, "harvest")
    assert "found to be schema-org" in result.stderr
    assert any("Organization" in triple and "schema.org" not in triple for triple in held(data_dir))


def test_the_day_on_which_something_was_first_read_does_not_move(tmp_path: Path) -> None:
    schema, thing = "https://schema.org/", NamedNode("http://e.org/b")
    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [
        Quad(thing, type_, NamedNode(schema + "Organization")),
        Quad(thing, NamedNode(schema + "name"), Literal("The Brewery")),
    ]
    gathered = Gathered(quads, [Origin("http://e.org/data")])
    partner = Partner("brewery", "http://e.org/data")

    def days() -> set[str]:
        found = {str(quad.object) for quad in mapped(partner, gathered, tmp_path).statements}
        return {text[1:11] for text in found if text.endswith("XMLSchema#date>")}

    today = datetime.now(UTC).date().isoformat()
    assert days() == {today}
    seen = tmp_path / "seen.json"
    seen.write_text(seen.read_text().replace(today, "2020-02-20"))
    assert days() == {"2020-02-20"}
    gathered.statements.append(Quad(thing, P, Literal("new")))
    assert days() == {today}
    whole = seen.read_text()
    seen.write_text(whole[:20])
    assert days() == {today}
    assert seen.read_text() == whole


def test_a_vocabulary_is_left_as_it_is_where_that_is_said(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text("<http://e.org/b> <https://schema.org/name> 'The Brewery' .")
    added(data_dir, "brewery", file, "--vocabulary", "none")
    run(data_dir, "harvest")
    assert held(data_dir) == {'<http://e.org/b> <https://schema.org/name> "The Brewery"'}


def named(quads: set[Quad], seed: int) -> set[Quad]:
    """The same graph, its blank nodes called anew."""
    names: dict[BlankNode, BlankNode] = {}
    shuffled = random.Random(seed).sample(range(10_000), 1_000)  # noqa: S311

    def name(node: object) -> object:
        if isinstance(node, BlankNode):
            return names.setdefault(node, BlankNode(f"n{shuffled[len(names)]}"))
        return node

    return {Quad(name(q.subject), q.predicate, name(q.object), q.graph_name) for q in quads}  # type: ignore[arg-type]


NODES = st.one_of(
    st.integers(0, 6).map(lambda n: BlankNode(f"b{n}")),
    st.integers(0, 3).map(lambda n: NamedNode(f"http://e.org/{n}")),
)
QUADS = st.sets(
    st.builds(Quad, NODES, st.sampled_from([P, Q]), st.one_of(NODES, st.just(Literal("x")))),
    max_size=14,
)


@given(QUADS, st.integers(0, 5))
@settings(max_examples=80, deadline=None)
def test_the_same_graph_gets_the_same_names(quads: set[Quad], seed: int) -> None:
    assert called_as_before(named(quads, seed), quads) == quads


def canonical(quads: set[Quad]) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@given(QUADS, QUADS, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_names_say_what_the_new_graph_says(old: set[Quad], new: set[Quad], seed: int) -> None:
    assert canonical(called_as_before(named(new, seed), old)) == canonical(new)
    # Its nodes may be called like others of the graph before.
    assert canonical(called_as_before(new, old)) == canonical(new)


def test_a_graph_that_is_hard_to_recognise_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of nodes that differ by their distance from the end alone."""
    chain = {Quad(BlankNode(f"b{n}"), P, BlankNode(f"b{n + 1}")) for n in range(60)}
    assert called_as_before(named(chain, 1), chain) == chain
    monkeypatch.setattr(likeness, "MOST_STEPS", 300)
    renamed = called_as_before(named(chain, 1), chain)
    assert renamed != chain
    assert canonical(renamed) == canonical(chain)


def test_no_more_statements_are_looked_at_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few nodes that are alike, and of which much is said."""
    alike = {Quad(BlankNode(f"b{n}"), P, Literal(m)) for n in range(10) for m in range(50)}
    looked_at: list[Quad] = []
    look = likeness._seen

    def noted(quad: Quad, *more: Any) -> str:
        looked_at.append(quad)
        return look(quad, *more)

    monkeypatch.setattr(likeness, "_seen", noted)
    monkeypatch.setattr(likeness, "MOST_STEPS", 3_500)
    assert called_as_before(named(alike, 1), alike) == alike
    assert len(looked_at) == 3_000, "each round looks at 500 of both graphs"


def test_a_change_far_away_leaves_names_alone() -> None:
    old = {
        quad
        for number in range(300)
        for quad in (
            Quad(NamedNode(f"http://e.org/{number}"), P, BlankNode(f"b{number}")),
            Quad(BlankNode(f"b{number}"), Q, Literal(number)),
        )
    }
    new = named(old, 1) - {Quad(NamedNode("http://e.org/0"), P, BlankNode("b0"))}
    more = Quad(NamedNode("http://e.org/new"), P, Literal("new"))
    assert called_as_before({*new, more}, old) - old == {more}


def test_history_tells_of_harvests(tmp_path: Path) -> None:
    data_dir = small(tmp_path / "data")
    file = tmp_path / "brewery.ttl"
    file.write_text(HEAD + "e:mash e:name 'mash' .")
    added(data_dir, "brewery", file)
    run(data_dir, "harvest")
    assert {entry.author for entry in Ledger(data_dir).history()} == {"(harvest brewery)"}
    assert len({entry.sequence for entry in Ledger(data_dir).history()}) == 1


def test_ten_planted_faults_get_ten_messages(release: Release, tmp_path: Path) -> None:
    """The file is the one that findings are tested with; here the report must carry them."""
    data_dir = whole(release, tmp_path / "data")
    added(data_dir, "college", Path(__file__).parent / "findings" / "ten.ttl")
    result = run(data_dir, "harvest")
    assert result.exit_code == 1
    folder = data_dir / "harvests" / "college"
    text = (folder / "report.txt").read_text(encoding="utf-8")
    found = json.loads((folder / "report.json").read_text(encoding="utf-8"))["findings"]
    to_mend = [finding for finding in found if finding["severity"] == "Violation"]
    assert len(to_mend) == 10
    assert len({finding["where"]["line"] for finding in to_mend}) == 10
    assert "In line 14, replace sg:TraningModule with sg:TrainingModule." in text
    page = (folder / "report.html").read_text(encoding="utf-8")
    for finding in to_mend:
        assert finding["how"] in text
        assert escape(finding["how"]) in page
    shacl = pyoxigraph.parse((folder / "report.ttl").read_bytes(), RdfFormat.TURTLE)
    assert any(quad.predicate.value.endswith("#resultMessage") for quad in shacl)
    assert held(data_dir) == set()


def test_a_service_elsewhere_is_written_to_by_address_and_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = small(tmp_path / "here")
    file = tmp_path / "brewery.ttl"
    file.write_text(HEAD + "e:mash e:gives [ e:tonnes 1200 ] .")
    added(here, "brewery", file)
    with writable(small(tmp_path / "there")) as service:
        to = ("--service", service.address)
        refused = run(here, "harvest", *to)
        assert refused.exit_code == 2
        assert "SYMBIOGRAPH_TOKEN must hold the token" in refused.stderr
        monkeypatch.setenv("SYMBIOGRAPH_TOKEN", service.token)
        result = run(here, "harvest", *to)
        assert result.exit_code == 0, result.output
        query = "SELECT ?t { ?b <http://e.org/tonnes> ?t }"
        assert service.rows(query) == [["1200"]]
        assert run(here, "harvest", *to).stdout.startswith("brewery: nothing has changed")
        # And a third folder reads from there what this one has sent.
        third = small(tmp_path / "third")
        added(third, "first", f"{service.address}/sparql", "--graph", MINE)
        read = run(third, "harvest")
        assert read.exit_code == 0, read.output
        assert "2 triples in 1 graph" in read.stdout
        assert run(third, "harvest").stdout.startswith("first: nothing has changed; 2 triples")
        file.write_text(HEAD + "e:mash e:gives [ e:tonnes 1300 ] .")
        assert "commit 2" in run(here, "harvest", *to).stdout
        assert service.rows(query) == [["1300"]]
        file.write_text(MIXED)
        assert run(here, "harvest", *to).exit_code == 1
        assert service.rows(query) == [["1300"]]
        assert "commit 3" in run(here, "partner", "remove", "brewery", *to).stdout
        assert (
            service.rows("SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'partner')) }")
            == []
        )
    assert held(here) == set()


def test_a_service_that_does_not_tell_all_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = small(tmp_path / "here")
    file = tmp_path / "brewery.ttl"
    file.write_text(HEAD + "e:mash e:gives 1200 .")
    added(here, "brewery", file)
    with writable(small(tmp_path / "there"), ROW_LIMIT="2") as service:
        monkeypatch.setenv("SYMBIOGRAPH_TOKEN", service.token)
        to = ("--service", service.address)
        assert run(here, "harvest", *to).exit_code == 0
        file.write_text(HEAD + "e:mash e:gives 1300 .")
        result = run(here, "harvest", *to)
        assert (result.exit_code, "SYMBIOGRAPH_ROW_LIMIT" in result.stderr) == (2, True)
        assert service.rows("SELECT ?t { ?s <http://e.org/gives> ?t }") == [["1200"]]


def test_a_service_is_written_to_by_the_authorities_and_the_login_that_were_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else the environment says of proxies, certificates and logins is for others."""
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    (tmp_path / "netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    said = {"sequence": 7, "triples_added": 1, "triples_removed": 0, "visible": True}
    answers = [said, {"something": "else"}]

    def reply(request: Request) -> None:
        fields = {"Content-Type": "application/json"}
        request.answer(json.dumps(answers.pop(0)).encode(), fields=fields)

    with web(reply, context) as server:
        address = server.at("", host="localhost").replace("http:", "https:")
        place = Service(address, "token", Limits())
        quads = {Quad(P, P, Literal("new"), NamedNode(MINE))}
        assert place.change("(harvest brewery)", set(), quads).sequence == 7
        with pytest.raises(PartnerFailed, match=r"answered with 200: \{\"something"):
            place.change("(harvest brewery)", set(), quads)
        assert server.fields("authorization") == ["Bearer token"] * 2
