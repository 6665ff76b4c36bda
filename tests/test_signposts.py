"""What pages and data tell programs of themselves: links in the header, and schema.org."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.http import parse_options_header

from small_graph import client_of, small_image
from symbiograph.prefixes import BASE, GRAPH
from webpage import page

HEAT = BASE + "id/skill/heat"
CATALOGUE = f'<{GRAPH}facts> a dcat:Dataset ; dcterms:title "Facts"@en ; dcat:version "1.0" .'
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path, catalog=CATALOGUE))


def links(client: FlaskClient, path: str) -> set[tuple[str, str, str]]:
    """Relation, target and media type of every link in the header."""
    found = set()
    for link in client.get(path).headers["Link"].split(", "):
        target, parameters = parse_options_header(link)
        found.add((parameters["rel"], target.strip("<>"), parameters.get("type", "")))
    return found


def schema_org(client: FlaskClient, path: str) -> Any:
    [block] = page(client, path).data_blocks
    return json.loads(block)


def test_a_page_names_what_it_is_about_and_every_form_of_its_data(client: FlaskClient) -> None:
    found = links(client, "/id/skill/heat.html")
    assert ("cite-as", HEAT, "") in found
    assert ("license", LICENCE, "") in found
    assert {target for relation, target, _ in found if relation == "type"} == {
        "https://schema.org/AboutPage",
        "https://schema.org/DefinedTerm",
    }
    described = {(target, kind) for relation, target, kind in found if relation == "describedby"}
    assert len(described) == 4
    for target, kind in described:
        response = client.get(target)
        assert response.mimetype == kind
        assert ("describes", "/id/skill/heat.html", "text/html") in links(client, target)
        assert ("cite-as", HEAT, "") in links(client, target)
        assert next(iter(parse(response.data, RdfFormat.from_media_type(kind))), None)


def test_the_address_of_a_thing_names_every_document_about_it(client: FlaskClient) -> None:
    found = links(client, "/id/skill/heat?lang=de")
    documents = {target for relation, target, _ in found if relation == "alternate"}
    assert documents == {
        f"/id/skill/heat.{ending}?lang=de" for ending in ("html", "ttl", "jsonld", "nt", "rdf")
    }


def test_the_data_of_a_graph_are_its_items(client: FlaskClient) -> None:
    found = links(client, "/graph/facts.html")
    assert ("type", "https://schema.org/Dataset", "") in found
    assert ("item", "/graph/facts.ttl", "text/turtle") in found
    told = schema_org(client, "/graph/facts.html")
    assert (told["@type"], told["name"], told["version"]) == ("Dataset", "Facts", "1.0")


def test_a_foreign_iri_is_cited_as_its_publisher_names_it(client: FlaskClient) -> None:
    nace = "http://data.europa.eu/ux2/nace2/2410"
    found = links(client, f"/describe.html?iri={nace}")
    assert ("cite-as", nace, "") in found
    assert ("describedby", "/describe.ttl?" + urlencode({"iri": nace}), "text/turtle") in found


def test_pages_say_in_the_words_of_schema_org_what_the_thing_is(client: FlaskClient) -> None:
    profile = schema_org(client, "/id/profile/manager.html")
    assert profile["@type"] == "Occupation"
    assert profile["name"] == "Energy manager"
    assert profile["skills"] == {"@id": HEAT, "name": "waste heat recovery"}
    skill = schema_org(client, "/id/skill/heat.html?lang=de")
    assert (skill["@id"], skill["name"], skill["identifier"]) == (HEAT, "Abwärmenutzung", "ISK-041")
    assert skill["description"] == "Capturing <b>excess</b> heat & using it."
    assert skill["url"] == BASE + "id/skill/heat.html"


def test_no_label_ends_the_block_that_holds_it(client: FlaskClient) -> None:
    assert schema_org(client, "/id/exchange/frovi.html")["name"] == "<script>alert(1)</script>"
