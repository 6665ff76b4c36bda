"""Things in the vocabularies of others, asked for by parameter or by ``Accept-Profile``."""

from __future__ import annotations

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple

from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, PREFIXES
from symbiograph.settings import Settings
from symbiograph.web import create_app

UNIT = "/id/unit/insight-is-theory-concepts-and-context"
ELM = PREFIXES["elm"]
SCHEMA = PREFIXES["schema"]


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return create_app(image, Settings()).test_client()


def triples(client: FlaskClient, address: str) -> set[Triple]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    rdf_format = RdfFormat.from_media_type(response.mimetype or "")
    return {quad.triple for quad in pyoxigraph.parse(response.data, rdf_format)}


def types(client: FlaskClient, address: str) -> set[str]:
    thing = NamedNode(BASE + UNIT[1:])
    return {
        t.object.value
        for t in triples(client, address)
        if t.subject == thing and t.predicate.value == PREFIXES["rdf"] + "type"
    }


@pytest.mark.parametrize(
    ("name", "class_"),
    [("elm", ELM + "LearningAchievementSpecification"), ("schema-org", SCHEMA + "Course")],
)
def test_a_unit_comes_in_the_vocabulary_asked_for(
    client: FlaskClient, name: str, class_: str
) -> None:
    assert types(client, f"{UNIT}.ttl?vocabulary={name}") == {class_}
    found = triples(client, f"{UNIT}.jsonld?vocabulary={name}")
    titles = {t.object.value for t in found if t.predicate.value.endswith(("/name", "/title"))}
    assert "IS theory, concepts and context" in titles
    assert not any(t.predicate.value.startswith(PREFIXES["sg"]) for t in found)


def test_the_iri_leads_to_the_document_in_that_vocabulary(client: FlaskClient) -> None:
    for headers in ({"Accept-Profile": f"<{ELM}>"}, {}):
        asked = UNIT if headers else f"{UNIT}?vocabulary=elm"
        response = client.get(asked, headers={"Accept": "application/ld+json", **headers})
        assert response.status_code == 303
        assert response.headers["Location"] == f"{UNIT}.jsonld?vocabulary=elm"
        assert "Accept-Profile" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("profiles", "name"),
    [
        (f"<{SCHEMA}>;q=0.5, <{ELM}>;q=0.9", "elm"),
        (f"<{SCHEMA}>, <{ELM}>", "schema-org"),
        (f"<http://example.org/none>, <{SCHEMA}>;q=0.1", "schema-org"),
        (f"<{ELM}>;q=0", ""),
        ("<http://example.org/none>", ""),
        ("nonsense", ""),
    ],
)
def test_the_best_profile_that_is_known_decides(
    client: FlaskClient, profiles: str, name: str
) -> None:
    headers = {"Accept": "text/turtle", "Accept-Profile": profiles}
    expected = f"{UNIT}.ttl?vocabulary={name}" if name else f"{UNIT}.ttl"
    assert client.get(UNIT, headers=headers).headers["Location"] == expected


def test_a_browser_that_names_a_vocabulary_gets_data(client: FlaskClient) -> None:
    headers = {"Accept": "text/html,*/*;q=0.8"}
    location = client.get(f"{UNIT}?vocabulary=elm", headers=headers).headers["Location"]
    assert location == f"{UNIT}.ttl?vocabulary=elm"
    page = client.get(f"{UNIT}.html?vocabulary=elm")
    assert page.mimetype == "text/html"


def test_the_answer_names_its_profile(client: FlaskClient) -> None:
    response = client.get(f"{UNIT}.ttl?vocabulary=elm")
    assert f'<{ELM}>; rel="profile"' in response.headers["Link"]
    assert response.headers["ETag"] != client.get(f"{UNIT}.ttl").headers["ETag"]


def test_a_thing_without_words_there_is_not_acceptable(client: FlaskClient) -> None:
    response = client.get("/id/profile/energy-manager.ttl?vocabulary=elm")
    assert response.status_code == 406
    assert "has no words for" in response.text


def test_a_vocabulary_that_is_none_is_a_bad_argument(client: FlaskClient) -> None:
    response = client.get(f"{UNIT}.ttl?vocabulary=dcat")
    assert response.status_code == 400
    assert "schema-org" in response.text


def test_ours_can_be_named_too(client: FlaskClient) -> None:
    ours = client.get(f"{UNIT}.ttl?vocabulary=symbiograph")
    assert b"sg:TrainingUnit" in ours.data
