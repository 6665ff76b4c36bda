"""The rules for w3id.org, in Apache: every kind of IRI leads to what the service knows of it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from space import PLACEHOLDER, RULES

from server import Reply, send
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, SG
from symbiograph.settings import Settings
from symbiograph.web import create_app

HOST = "https://w3id.org"
DATA = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def ask(w3id: str, iri: str, **headers: str) -> Reply:
    """What Apache answers for an IRI; a fragment is never sent."""
    path = iri.removeprefix(HOST).partition("#")[0]
    return send(w3id, path, headers=headers)


def follow(w3id: str, iri: str, **headers: str) -> tuple[Reply, list[int], str]:
    """The last answer, the statuses of the redirects before it, and the last address."""
    reply, address = ask(w3id, iri, **headers), w3id
    statuses = []
    while reply.status in (301, 302, 303, 307):
        statuses.append(reply.status)
        assert len(statuses) < 5
        address = urljoin(address, reply.headers["Location"])
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        reply = send(f"http://{parts.netloc}", path, headers=headers)
    return reply, statuses, address


@pytest.fixture(scope="session")
def kinds(ours: list[str]) -> list[str]:
    """One IRI of each kind of thing, of each vocabulary and its concepts, some graphs."""
    by_kind: dict[str, str] = {}
    for iri in ours:
        path = iri.removeprefix(BASE)
        parts = re.split("[/#]", path)
        if parts[0] in ("id", "vocabulary", "graph"):
            depth = f"{len(parts)}" if parts[0] == "vocabulary" else ""
            by_kind.setdefault("/".join(parts[:2] if parts[0] == "id" else [parts[0], depth]), iri)
    assert len(by_kind) > 25
    return list(by_kind.values())


def test_every_kind_of_iri_leads_to_its_data(w3id: str, service: str, kinds: list[str]) -> None:
    for iri in kinds:
        reply, statuses, address = follow(w3id, iri, Accept="text/turtle")
        assert statuses[0] == 303, iri
        assert reply.status == 200, iri
        assert address.startswith(service), iri
        triples = {quad.triple for quad in pyoxigraph.parse(reply.body, RdfFormat.TURTLE)}
        assert any(iri in (t.subject.value, t.object.value) for t in triples), iri


@pytest.mark.parametrize("media_type", DATA)
def test_the_service_negotiates_the_format(w3id: str, media_type: str) -> None:
    iri = BASE + "id/skill/waste-heat-recovery"
    reply, _, _ = follow(w3id, iri, Accept=media_type)
    assert reply.media_type == media_type
    triples = {quad.triple for quad in pyoxigraph.parse(reply.body, DATA[media_type])}
    assert iri in {t.subject.value for t in triples}


def test_a_browser_gets_the_page_in_its_language(w3id: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "de"}
    reply, _, address = follow(w3id, BASE + "vocabulary/stream-kind/heat", **headers)
    assert reply.media_type == "text/html"
    assert address.endswith(".html")
    assert "Wärme" in reply.text


def test_a_term_of_the_ontology_is_an_anchor_of_the_page(w3id: str) -> None:
    reply, statuses, _ = follow(w3id, SG + "TrainingUnit", Accept="text/html")
    assert statuses == [303]
    assert 'id="TrainingUnit"' in reply.text
    # A client keeps its fragment where the redirect gives none (RFC 9110, section 10.2.2).
    assert "#" not in ask(w3id, SG + "TrainingUnit").headers["Location"]


@pytest.mark.parametrize("path", ["ontology", "ontology/skill", "shapes"])
def test_documents_come_as_data(w3id: str, path: str) -> None:
    reply, statuses, _ = follow(w3id, BASE + path, Accept="text/turtle")
    assert (reply.status, statuses, reply.media_type) == (200, [303], "text/turtle")


def test_versions_lead_to_their_content(w3id: str, image: Image) -> None:
    rows = image.query("SELECT ?v { ?o <http://www.w3.org/2002/07/owl#versionIRI> ?v }")
    versions = sorted(row["v"].value for row in rows)
    assert len(versions) > 10
    for iri in versions:
        reply, statuses, _ = follow(w3id, iri, Accept="text/turtle")
        assert (reply.status, statuses) == (200, [303]), iri
        assert iri in reply.text or "owl:versionIRI" in reply.text, iri


def test_query_strings_stay_as_they_are(w3id: str, service: str) -> None:
    asked = "describe?iri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Fskill%2Fa%23b&lang=de&x=%26%C3%A9"
    assert ask(w3id, BASE + asked).headers["Location"] == f"{service}/{asked}"


@pytest.mark.parametrize("path", ["id/skill/%C3%A9tude", "id/skill/a%23b"])
def test_what_is_escaped_stays_escaped(w3id: str, service: str, path: str) -> None:
    location = ask(w3id, BASE + path).headers["Location"]
    assert location.lower() == f"{service}/{path}".lower()


def test_a_query_sent_by_post_arrives(w3id: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    query = b"ASK { ?s a <https://w3id.org/symbiograph/ontology#Skill> }"
    moved = send(w3id, "/symbiograph/sparql", method="POST", headers=headers, body=query)
    assert moved.status == 307
    parts = urlsplit(moved.headers["Location"])
    reply = send(f"http://{parts.netloc}", parts.path, method="POST", headers=headers, body=query)
    assert (reply.status, reply.text.strip()) == (200, "true")


def test_the_method_stays_wherever_the_service_takes_a_body(w3id: str) -> None:
    rules = create_app(Image.empty(), Settings()).url_map.iter_rules()
    taking = {one.rule.split("/")[1] for one in rules if {"POST", "PUT"} & (one.methods or set())}
    assert "sparql" in taking
    assert {ask(w3id, f"{BASE}{start}").status for start in taking} == {307}


def test_names_that_begin_like_a_protocol_are_things(w3id: str) -> None:
    assert ask(w3id, BASE + "graph/skills").status == 303
    assert ask(w3id, BASE + "sparqling").status == 303


@pytest.mark.parametrize("path", ["", "/"])
def test_the_start_of_the_space_leads_to_the_home_page(w3id: str, path: str) -> None:
    reply, _, _ = follow(w3id, f"{HOST}/symbiograph{path}", Accept="text/html")
    assert reply.status == 200
    assert "<title>symbiograph" in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "/evil.example/",
        "//evil.example",
        "https://evil.example/",
        "%2F%2Fevil.example",
        "@evil.example",
        "%5Cevil.example",
        ".evil.example",
        "%0d%0aLocation:%20https://evil.example",
        "sparql//evil.example",
    ],
)
def test_nothing_leads_to_another_host(w3id: str, service: str, path: str) -> None:
    reply = send(w3id, f"/symbiograph/{path}")
    assert reply.status in (303, 307, 400, 403, 404)
    locations = reply.headers.get_all("Location") or []
    assert len(locations) == (1 if reply.status in (303, 307) else 0)
    for location in locations:
        assert urlsplit(location).netloc == urlsplit(service).netloc
        assert location.startswith(service + "/")


def test_the_file_is_as_w3id_asks() -> None:
    """Its rules are those of docs.w3id.org: what a reviewer there checks."""
    lines = [line for line in RULES.splitlines() if line and not line.startswith("#")]
    assert lines[0] == "RewriteEngine on"
    assert re.search(r"^# GitHub username: \S+$", RULES, re.MULTILINE)
    for line in lines[1:]:
        directive, pattern, target, flags = line.split(" ")
        assert directive == "RewriteRule"
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        assert "symbiograph" not in pattern
        assert target == f"{PLACEHOLDER}/$1"
        assert flags in ("[R=303,L]", "[R=307,L]")
