"""The changes as an event stream: what it tells, how it goes on, and how people read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pyoxigraph
import pyshacl
import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
)

from symbiograph.changes import documents, words
from symbiograph.changes.database import FILE
from symbiograph.engine.image import Image
from symbiograph.engine.release import (
    GraphEntry,
    HeldFile,
    Manifest,
    Release,
    checksum,
    make_current,
    write_release,
)
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.writing.ledger import Change, Ledger
from webpage import page

EX = "http://example.org/"
SKILLS, PARTNER, ESCO = (NamedNode(GRAPH + name) for name in ("skills", "partner", "esco-9"))
LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
QUADS_TYPES = {form.media_type: form for form in (RdfFormat.N_QUADS, RdfFormat.TRIG)} | {
    "application/ld+json": RdfFormat.JSON_LD
}


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def labelled(name: str, label: str, graph: NamedNode = SKILLS) -> Quad:
    return Quad(node(name), LABEL, Literal(label, language="en"), graph)


# Two subjects share a blank node, which is in a circle with another one.
BLANK = [
    Quad(node("a"), node("p"), BlankNode("one"), SKILLS),
    Quad(node("b"), node("p"), BlankNode("one"), SKILLS),
    Quad(BlankNode("one"), node("p"), BlankNode("two"), SKILLS),
    Quad(BlankNode("two"), node("p"), BlankNode("one"), SKILLS),
    Quad(BlankNode("two"), node("q"), Literal('"\\\n\t<x> .'), SKILLS),
]
OWN = [*(labelled(f"s{n}", f"skill {n}") for n in range(20)), *BLANK]


def release_of(data_dir: Path, quads: list[Quad], name: str, *graphs: NamedNode) -> Release:
    """A release of these quads and an imported graph, in force."""
    held = data_dir / "held.nt"
    data_dir.mkdir(exist_ok=True)
    held.write_text(f"<{EX}concept> {LABEL} 'from ESCO' .\n".replace("'", '"'))
    entries = {
        graph.value: GraphEntry(1, "x.ttl", published=True) for graph in (SKILLS, ESCO, *graphs)
    }
    manifest = Manifest("9", "2026-01-01", {name: "b"}, entries)
    merged = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    content = pyoxigraph.serialize([*quads, *merged], format=RdfFormat.N_QUADS) or b""
    imported = {"esco-9.nt": HeldFile(held, checksum(held.read_bytes()))}
    release = write_release(data_dir, manifest, {"graph.nq": content}, imported)
    make_current(data_dir, release)
    return release


def client_of(data_dir: Path, release: Release) -> FlaskClient:
    settings = replace(Settings(), data_dir=data_dir)
    return create_app(Image(release.image().store, release.id), settings).test_client()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def client(data_dir: Path) -> FlaskClient:
    return client_of(data_dir, release_of(data_dir, OWN, "one"))


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two members, and parts of the index with two pages."""
    monkeypatch.setattr(documents, "PAGE", 2)
    monkeypatch.setattr(documents, "NODE", 2)


def commit(data_dir: Path, added: list[Quad], removed: list[Quad] = (), by: str = "ada") -> None:  # type: ignore[assignment]
    ledger = Ledger(data_dir)
    name = f"{data_dir.parent.name}-{ledger.head()}-{by}"
    ledger.record(by, name, Change(frozenset(added), frozenset(removed)))


def read(client: FlaskClient, address: str, media_type: str) -> list[Quad]:
    response = client.get(address, headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    return list(pyoxigraph.parse(response.data, QUADS_TYPES[media_type], lenient=True))


def walk(
    client: FlaskClient, address: str = "/changes", media_type: str = "application/n-quads"
) -> Iterator[list[Quad]]:
    """The documents of the stream, as links lead on."""
    quads = read(client, address, media_type)
    yield quads
    for target in dict.fromkeys(q.object.value for q in of(quads, f"{words.TREE}node")):
        yield from walk(client, urlsplit(target).path, media_type)


def of(quads: list[Quad], predicate: str) -> list[Quad]:
    return [quad for quad in quads if quad.predicate.value == predicate.strip("<>")]


def members(client: FlaskClient, media_type: str = "application/n-quads") -> dict[int, list[Quad]]:
    """What each member says, by its number."""
    found = {}
    for quads in walk(client, media_type=media_type):
        for listed in of(quads, words.MEMBER):
            own = [q for q in quads if listed.object in (q.subject, q.graph_name)]
            [number] = of(own, words.SEQUENCE)
            found[int(number.object.value)] = own
    return found


def value(member: list[Quad], predicate: str) -> str:
    [found] = of(member, predicate)
    return found.object.value


def copied(client: FlaskClient, media_type: str = "application/n-quads") -> list[Quad]:
    """What one has who keeps the latest version of each description, blank nodes for their IRIs."""
    latest = {}
    for _, member in sorted(members(client, media_type).items()):
        latest[value(member, words.VERSION_OF)] = member
    found = []
    for member in latest.values():
        graph = NamedNode(value(member, words.PART_OF))
        for quad in member:
            if quad.graph_name != DefaultGraph():
                terms = [local(term) for term in (quad.subject, quad.object)]
                found.append(Quad(terms[0], quad.predicate, terms[1], graph))
    return found


def local(term: NamedNode | Literal) -> NamedNode | Literal | BlankNode:
    if "/.well-known/genid/" in term.value:
        return BlankNode(term.value.rpartition("/")[2])
    return term


def canonical(quads: list[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("media_type", QUADS_TYPES)
def test_the_stream_holds_our_graphs_with_their_blank_nodes(
    client: FlaskClient, media_type: str
) -> None:
    assert canonical(copied(client, media_type)) == canonical(OWN)


def test_every_member_is_a_version_of_one_description(client: FlaskClient) -> None:
    for number, member in members(client).items():
        assert value(member, words.TYPE) == words.ACTIVITY + "Create"
        assert value(member, words.TIMESTAMP) == "2026-01-01T00:00:00.000Z"
        topic = value(member, words.SUBJECT)
        held = [quad for quad in member if quad.graph_name != DefaultGraph()]
        assert held
        assert {quad.subject.value for quad in held} == {topic}
        completed = value(member, words.STATUS) == words.COMPLETED.strip("<>")
        assert completed == (number == 24)


@pytest.mark.usefixtures("short_pages")
def test_links_say_from_when_until_when(client: FlaskClient, data_dir: Path) -> None:
    for number in range(5):
        commit(data_dir, [labelled(f"n{number}", "new", PARTNER)])
    documents_seen = 0
    for quads in walk(client):
        for link in of(quads, f"{words.TREE}node"):
            bound = {q.predicate.value: q.object.value for q in quads if q.subject == link.subject}
            below = list(walk(client, urlsplit(link.object.value).path))
            times = [q.object.value for part in below for q in of(part, words.TIMESTAMP)]
            assert times
            kind = bound[words.TYPE.strip("<>")].rpartition("#")[2]
            limit = bound[words.TREE + "value"]
            if kind == "GreaterThanOrEqualToRelation":
                assert min(times) == limit
            else:
                assert kind == "LessThanOrEqualToRelation"
                assert max(times) == limit
            documents_seen += 1
    assert documents_seen > 20


def test_the_root_says_what_clients_need(client: FlaskClient) -> None:
    quads = read(client, "/changes", "application/n-quads")
    [view] = of(quads, f"{words.TREE}view")
    assert view.object.value == "http://localhost/changes"
    context = {q.predicate.value: str(q.object) for q in quads if q.subject == view.subject}
    for name, told in words.CONTEXT.items():
        assert context[words.LDES + name] == told
    [policy] = of(quads, f"{words.LDES}retentionPolicy")
    assert value([q for q in quads if q.subject == policy.object], f"{words.LDES}startingFrom")


@pytest.mark.usefixtures("short_pages")
def test_full_pages_never_change_and_the_last_one_does(client: FlaskClient, data_dir: Path) -> None:
    commit(data_dir, [labelled("x", "one", PARTNER)])
    full, last = (client.get(f"/changes/current/{path}") for path in ("pages/1", "pages/13"))
    assert full.status_code == last.status_code == 302
    full, last = (client.get(found.location) for found in (full, last))
    assert "immutable" in full.headers["Cache-Control"]
    assert f"max-age={words.POLLING}" in last.headers["Cache-Control"]
    assert "immutable" not in last.headers["Cache-Control"]
    commit(data_dir, [labelled("x", "two", PARTNER)])
    for response, status in ((full, 304), (last, 200)):
        again = client.get(
            response.request.path, headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == status
        assert "Accept" in again.headers["Vary"]
    assert "immutable" in again.headers["Cache-Control"]


def test_members_have_the_shape_that_the_root_states(client: FlaskClient) -> None:
    root = client.get("/changes", headers={"Accept": "text/turtle"}).data
    shapes = rdflib.Graph().parse(data=root, format="turtle")
    [shape] = shapes.objects(None, rdflib.URIRef(words.TREE + "shape"))
    quads = read(client, client.get("/changes/current/pages/1").location, "application/n-quads")
    triples = [quad.triple for quad in quads if quad.graph_name == DefaultGraph()]
    for listed in of(quads, words.MEMBER):
        shapes.add((shape, rdflib.SH.targetNode, rdflib.URIRef(listed.object.value)))

    def conforms(shown: list[pyoxigraph.Triple]) -> bool:
        text = pyoxigraph.serialize(shown, format=RdfFormat.N_TRIPLES)
        found, _, _ = pyshacl.validate(rdflib.Graph().parse(data=text), shacl_graph=shapes)
        return bool(found)

    assert conforms(triples)
    for predicate in (words.VERSION_OF, words.TIMESTAMP, words.SUBJECT):
        assert not conforms([t for t in triples if str(t.predicate) != predicate])


def test_pages_have_named_graphs_so_turtle_is_for_the_root(client: FlaskClient) -> None:
    turtle = {"Accept": "text/turtle"}
    root = client.get("/changes", headers=turtle)
    assert root.mimetype == "text/turtle"
    assert list(pyoxigraph.parse(root.data, RdfFormat.TURTLE))
    refused = client.get(client.get("/changes/current/pages/1").location, headers=turtle)
    assert refused.status_code == 406
    assert refused.get_json()["available"] == list(QUADS_TYPES)


def test_a_commit_is_told_by_creations_updates_and_deletions(
    client: FlaskClient, data_dir: Path
) -> None:
    kept, gone = labelled("kept", "kept", PARTNER), labelled("gone", "gone", PARTNER)
    commit(data_dir, [kept, gone])
    more = Quad(kept.subject, node("p"), Literal("more"), PARTNER)
    commit(data_dir, [more, labelled("new", "new", PARTNER)], [gone], by="eve")
    last = [member for number, member in sorted(members(client).items()) if number > 26]
    told = {
        value(member, words.SUBJECT).removeprefix(EX): (
            value(member, words.TYPE).removeprefix(words.ACTIVITY),
            sum(quad.graph_name != DefaultGraph() for quad in member),
        )
        for member in last
    }
    assert told == {"kept": ("Update", 2), "new": ("Create", 1), "gone": ("Delete", 0)}
    assert len({value(member, words.COMMIT_OF) for member in last}) == 1
    statuses = [value(member, words.STATUS) for member in last]
    assert statuses.count(words.COMPLETED.strip("<>")) == 1
    assert statuses[-1] == words.COMPLETED.strip("<>")
    assert canonical(copied(client)) == canonical(
        [*OWN, kept, more, labelled("new", "new", PARTNER)]
    )


def test_a_commit_is_an_activity_with_its_author(client: FlaskClient, data_dir: Path) -> None:
    commit(data_dir, [labelled("x", "one", PARTNER)], by="eve")
    last = members(client)[25]
    path = urlsplit(value(last, words.COMMIT_OF)).path
    quads = read(client, path, "application/n-quads")
    prov = PREFIXES["prov"]
    assert (
        value(quads, prov + "generated")
        == f"http://localhost{path.replace('commits/2', 'members/25')}"
    )
    [agent] = of(quads, prov + "wasAssociatedWith")
    assert (
        value([q for q in quads if q.subject == agent.object], PREFIXES["foaf"] + "name") == "eve"
    )
    assert value(quads, prov + "endedAtTime") == value(last, words.TIMESTAMP)


def test_a_description_leads_to_its_latest_version(client: FlaskClient, data_dir: Path) -> None:
    commit(data_dir, [labelled("x", "one", PARTNER)])
    described = urlsplit(value(members(client)[25], words.VERSION_OF)).path
    assert client.get(described).location.endswith("/members/25")
    commit(data_dir, [labelled("x", "two", PARTNER)])
    found = client.get(described)
    assert (found.status_code, found.location.rpartition("/")[2]) == (303, "26")
    quads = read(client, urlsplit(found.location).path, "application/trig")
    held = {quad.object.value for quad in quads if quad.graph_name != DefaultGraph()}
    assert held == {"one", "two"}


def test_a_new_release_goes_on_with_the_stream_by_what_it_changes(
    client: FlaskClient, data_dir: Path
) -> None:
    """A graph that it brings, and that was written before, becomes as the release has it."""
    written = labelled("x", "written", PARTNER)
    other = labelled("y", "kept", NamedNode(GRAPH + "other"))
    commit(data_dir, [written, other])
    before = members(client)
    quads = [*OWN[1:], labelled("s1", "also"), labelled("x", "released", PARTNER)]
    after = client_of(data_dir, release_of(data_dir, quads, "two", PARTNER))
    assert canonical(copied(after)) == canonical([*quads, other])
    news = {n: m for n, m in members(after).items() if n not in before}
    told = {
        value(m, words.SUBJECT).removeprefix(EX): value(m, words.TYPE).rpartition("#")[2]
        for m in news.values()
    }
    assert told == {"s0": "Delete", "s1": "Update", "x": "Update"}
    assert {n: m for n, m in members(after).items() if n in before} == before
    back = client_of(data_dir, release_of(data_dir, OWN, "three"))
    assert canonical(copied(back)) == canonical([*OWN, written, other])


def test_a_service_of_the_release_before_leaves_the_stream_alone(
    client: FlaskClient, data_dir: Path
) -> None:
    assert client.get("/changes").status_code == 200
    after = client_of(data_dir, release_of(data_dir, OWN[1:], "two"))
    assert after.get("/changes").status_code == 200
    refused = client.get("/changes")
    assert refused.status_code == 503
    assert "Restart the service" in refused.text


def test_other_commits_make_another_stream(client: FlaskClient, data_dir: Path) -> None:
    commit(data_dir, [labelled("x", "one", PARTNER)])
    old = urlsplit(client.get("/changes/current/pages/1").location).path
    (data_dir / "commits.db").unlink()
    commit(data_dir, [labelled("x", "another", PARTNER)], by="eve")
    assert canonical(copied(client)) == canonical([*OWN, labelled("x", "another", PARTNER)])
    gone = client.get(old)
    assert gone.status_code == 404
    assert gone.get_json()["suggestions"] == ["http://localhost/changes"]


def test_times_only_grow_whatever_the_clock_says(
    client: FlaskClient, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for time in ("2030-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"):
        monkeypatch.setattr("symbiograph.writing.ledger.now", lambda time=time: time)
        commit(data_dir, [labelled(time, "x", PARTNER)])
    told = members(client)
    times = [value(told[number], words.TIMESTAMP) for number in (24, 25, 26)]
    assert times == sorted(set(times))
    assert times[1] == "2030-01-01T00:00:00.000Z"


def test_a_file_of_another_program_is_left_alone(client: FlaskClient, data_dir: Path) -> None:
    (data_dir / FILE).write_text("no database, but long enough to be looked at " * 50)
    refused = client.get("/changes")
    assert refused.status_code == 503
    assert FILE in refused.get_json()["detail"]


ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, address: str = "/changes/feed") -> ElementTree.Element:
    response = client.get(address)
    assert response.mimetype == "application/atom+xml"
    return ElementTree.fromstring(response.data)  # noqa: S314 - our own answer


def test_the_feed_is_atom_with_who_what_and_where(client: FlaskClient, data_dir: Path) -> None:
    label = Quad(node("x"), LABEL, Literal("heat <b>& \x07more</b>", language="en"), PARTNER)
    script = Quad(NamedNode("javascript:alert(1)"), LABEL, Literal("no address"), PARTNER)
    commit(data_dir, [label, labelled("gone", "gone", PARTNER), script])
    commit(data_dir, [], [labelled("gone", "gone", PARTNER)], by="eve")
    root = feed(client)
    for parent in (root, *root.iter(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            [found] = parent.findall(ATOM + name)
            assert found.text
        assert datetime.fromisoformat(parent.findtext(ATOM + "updated") or "").tzinfo
    entries = root.findall(ATOM + "entry")
    assert [e.findtext(f"{ATOM}author/{ATOM}name") for e in entries] == [
        "eve",
        "ada",
        "symbiograph",
    ]
    assert entries[0].findtext(ATOM + "title") == (
        f"Commit 2, triples added: 0, removed: 1, in {PARTNER.value}"
    )
    assert ">gone</a> (gone)" in (entries[0].findtext(ATOM + "content") or "")
    content = entries[1].findtext(ATOM + "content") or ""
    assert f"{PARTNER.value}: +3 −0" in content
    assert "<li>no address (new)</li>" in content
    assert "heat &lt;b&gt;&amp; \ufffdmore&lt;/b&gt;" in content
    assert root.findtext(ATOM + "updated") == entries[0].findtext(ATOM + "updated")
    [own] = [link for link in root.findall(ATOM + "link") if link.get("rel") == "self"]
    assert own.get("href") == "http://localhost/changes/feed"


def test_the_feed_leads_to_older_entries(client: FlaskClient, data_dir: Path) -> None:
    for number in range(60):
        commit(data_dir, [labelled(f"n{number}", "new", PARTNER)])
    titles: list[str] = []
    address = "/changes/feed"
    while address:
        root = feed(client, address)
        titles += [entry.findtext(ATOM + "title", "") for entry in root.findall(ATOM + "entry")]
        after = [link for link in root.findall(ATOM + "link") if link.get("rel") == "next"]
        address = (after[0].get("href") or "").removeprefix("http://localhost") if after else ""
    assert len(titles) == len(set(titles)) == 61


def test_people_read_who_changed_what(client: FlaskClient, data_dir: Path) -> None:
    commit(data_dir, [labelled("x", "heat & power", PARTNER)], by="eve")
    html = {"Accept": "text/html"}
    response = client.get("/changes", headers=html)
    assert response.mimetype == "text/html"
    assert '<link rel="alternate" type="application/atom+xml"' in response.text
    assert '</changes/feed>; rel="alternate"' in response.headers["Link"].replace(
        "http://localhost", ""
    )
    assert "heat &amp; power" in response.text
    assert "eve" in response.text
    [path] = [
        link.href for link in page(client, "/changes").links if link.href.endswith("/commits/2")
    ]
    shown = client.get(path, headers=html).text
    assert "Triples added: 1, removed: 0." in shown
    assert "heat &amp; power" in shown


def test_without_a_release_every_graph_is_told(data_dir: Path) -> None:
    client = create_app(Image.empty(), replace(Settings(), data_dir=data_dir)).test_client()
    assert client.get("/changes").status_code == 200
    quads = [Quad(node("a"), LABEL, Literal("x"), PARTNER)]
    commit(data_dir, [*quads, Quad(node("a"), LABEL, Literal("in the default graph"))])
    unnamed = [m for m in members(client).values() if not of(m, words.PART_OF)]
    assert len(unnamed) == 1
    assert "in the default graph" in {quad.object.value for quad in unnamed[0]}
