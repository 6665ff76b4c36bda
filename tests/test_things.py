"""Every thing at its own address: where it leads, its data, and what a mistyped one gets."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple

from small_graph import client_of, small_image
from symbiograph.description import term
from symbiograph.prefixes import ID, PREFIXES
from webpage import FORMATS, Webpage, page

NACE = PREFIXES["nace2"] + "2410"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path))


def read(body: bytes, media_type: str) -> set[Triple]:
    rdf_format = RdfFormat.from_media_type(media_type)
    return {quad.triple for quad in pyoxigraph.parse(body, rdf_format)}


# Redirects


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, ".html"),
        ("*/*", ".html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ".html"),
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples", ".nt"),
        ("application/rdf+xml", ".rdf"),
        ("text/html;q=0.5, text/turtle", ".ttl"),
        ("application/rdf+xml;q=0.4, text/turtle;q=0.3", ".rdf"),
    ],
)
@pytest.mark.parametrize(
    "path",
    ["/id/skill/heat", "/vocabulary/use", "/vocabulary/use/energy", f"/describe?iri={quote(NACE)}"],
)
def test_a_thing_leads_to_a_document_in_the_format_asked_for(
    client: FlaskClient, path: str, accept: str | None, suffix: str
) -> None:
    response = client.get(path, headers={"Accept": accept} if accept else {})
    bare, mark, query = path.partition("?")
    assert response.status_code == 303
    assert response.location == bare + suffix + mark + quote(query, safe="=%")


def test_a_format_nobody_writes_is_not_acceptable(client: FlaskClient) -> None:
    response = client.get("/id/skill/heat", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.get_json()["available"]


def test_the_language_survives_the_redirect(client: FlaskClient) -> None:
    assert client.get("/id/skill/heat?lang=de").location == "/id/skill/heat.html?lang=de"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods_of_reading_work(client: FlaskClient, method: str) -> None:
    response = client.open("/id/skill/heat.ttl", method=method)
    assert response.status_code == 200
    assert response.data == b""


# Data


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_says_the_same(client: FlaskClient, suffix: str) -> None:
    response = client.get("/id/skill/heat" + suffix)
    assert response.status_code == 200
    assert response.mimetype == FORMATS[suffix]
    document = NamedNode(ID + "skill/heat" + suffix)
    heat = NamedNode(ID + "skill/heat")
    said = {t for t in read(response.data, FORMATS[suffix]) if t.subject != document}
    plain = read(client.get("/id/skill/heat.nt").data, FORMATS[".nt"])
    assert said == {t for t in plain if t.subject != NamedNode(ID + "skill/heat.nt")}
    assert Triple(heat, term("skos:broader"), NamedNode(ID + "skill/energy")) in said


def test_the_document_says_what_it_is_about_and_under_which_licence(client: FlaskClient) -> None:
    said = read(client.get("/id/skill/heat.ttl").data, "text/turtle")
    document = NamedNode(ID + "skill/heat.ttl")
    assert Triple(document, term("foaf:primaryTopic"), NamedNode(ID + "skill/heat")) in said
    licences = [t.object for t in said if t.predicate == term("dcterms:license")]
    assert licences == [NamedNode("https://creativecommons.org/licenses/by/4.0/")]


def test_data_that_leave_links_out_say_so(tmp_path: Path) -> None:
    many = "".join(f"skill:s{i:04} skos:related skill:hub .\n" for i in range(1003))
    client = client_of(small_image(tmp_path, many=many))
    said = read(client.get("/id/skill/hub.nt").data, FORMATS[".nt"])
    related = [t for t in said if t.predicate == term("skos:related")]
    (note,) = (str(t.object) for t in said if t.predicate == term("rdfs:comment"))
    assert len(related) == 1000
    assert "1003 things link here" in note
    assert "sparql?query=" in note
    whole = read(client.get("/id/skill/hub.nt?all=skos:related").data, FORMATS[".nt"])
    assert len([t for t in whole if t.predicate == term("skos:related")]) == 1003
    assert not [t for t in whole if t.predicate == term("rdfs:comment")]


def test_the_data_of_a_graph_are_the_whole_graph(client: FlaskClient, tmp_path: Path) -> None:
    written = read((tmp_path / "inferred.ttl").read_bytes(), "text/turtle")
    catalogue = "sgg:inferred dcterms:title 'Inferred'@en ."
    client = client_of(small_image(tmp_path, catalog=catalogue))
    said = read(client.get("/graph/inferred.ttl").data, "text/turtle")
    assert written < said
    assert {str(t.object) for t in said - written} == {'"Inferred"@en'}


# IRIs of others


def test_the_concept_of_a_publisher_has_a_page_of_ours_that_names_theirs(
    client: FlaskClient,
) -> None:
    found = page(client, f"/describe.html?iri={quote(NACE)}")
    assert ("h1", "24.10 Manufacture of basic iron and steel") in found.headings
    (link,) = (link for link in found.links if link.href == NACE)
    assert "noopener" in link.attributes["rel"]
    sector = page(client, "/vocabulary/sector/steel.html")
    (href,) = sector.hrefs("Manufacture of basic iron and steel")
    assert client.get(href, follow_redirects=True).status_code == 200


def test_an_iri_of_ours_is_sent_to_its_own_address(client: FlaskClient) -> None:
    response = client.get(f"/describe?iri={quote(ID)}skill/heat")
    assert (response.status_code, response.location) == (303, "/id/skill/heat")


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?iri=", 400), ("?iri=no%20iri", 400), ("?iri=https://example.org/unknown", 404)],
)
def test_what_cannot_be_described_is_an_error(client: FlaskClient, query: str, status: int) -> None:
    assert client.get("/describe" + query).status_code == status
    assert client.get("/describe.html" + query).status_code == status


# Mistyped addresses


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/id/skill/heet", "/id/skill/heat"),
        ("/id/profile/heat", "/id/skill/heat"),
        ("/id/skills/heat", "/id/skill/heat"),
        ("/id/technology/exchange", "/id/technology/exchanger"),
        ("/vocabulary/use/heatings", "/vocabulary/use/heating"),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_an_unknown_address_suggests_what_may_be_meant(
    client: FlaskClient, path: str, suggestion: str, suffix: str
) -> None:
    response = client.get(path + suffix)
    assert response.status_code == 404
    assert suggestion in response.get_json()["suggestions"]
    html = client.get(path + suffix, headers={"Accept": "text/html"})
    assert html.status_code == 404
    assert Webpage(html.text).hrefs(suggestion) == [suggestion]


def test_a_part_of_a_name_suggests_the_whole(tmp_path: Path) -> None:
    long = "skill:monitor-the-storage-of-waste-heat-in-tanks skos:prefLabel 'tanks'@en ."
    client = client_of(small_image(tmp_path, more=long))
    found = client.get("/id/skill/heat-tanks").get_json()["suggestions"]
    assert found == ["/id/skill/monitor-the-storage-of-waste-heat-in-tanks"]


def test_an_address_like_nothing_suggests_the_list_it_would_stand_in(client: FlaskClient) -> None:
    assert client.get("/id/skill/zzzzzzzz").get_json()["suggestions"] == ["/id/skill"]


def test_markup_in_an_address_is_not_markup_in_the_answer(client: FlaskClient) -> None:
    response = client.get("/id/skill/%3Cscript%3E", headers={"Accept": "text/html"})
    assert "<script>" not in response.text
