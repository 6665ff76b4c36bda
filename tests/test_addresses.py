"""Addresses with a slash too many, and methods that an address does not take."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from small_graph import client_of, small_image


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client_of(small_image(tmp_path_factory.mktemp("graph")))


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/id/", "/id"),
        ("/about/?lang=de", "/about?lang=de"),
        ("/id/skill/", "/id/skill"),
        ("/id/skill/heat/", "/id/skill/heat"),
        ("/id/skill/w%C3%A4rme%3F/", "/id/skill/w%C3%A4rme%3F"),
        ("/health/", "/health"),
    ],
)
def test_a_slash_at_the_end_leads_to_the_address_without(
    client: FlaskClient, address: str, target: str
) -> None:
    reply = client.get(address)
    assert reply.status_code == 308
    assert reply.location.removeprefix("http://localhost") == target


def test_what_takes_a_slash_or_is_not_there_is_left(client: FlaskClient) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/sparql/?query=ASK%7B%7D").status_code == 200
    assert client.get("/graphs/none/").status_code == 404
    assert client.get("/nothing/").status_code == 404
    assert client.delete("/about/").status_code in (404, 405)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/about", "GET, HEAD, OPTIONS"), ("GET", "/update", "OPTIONS, POST")],
)
def test_a_method_not_allowed_explains_itself(
    client: FlaskClient, method: str, path: str, allowed: str
) -> None:
    reply = client.open(path, method=method, headers={"Accept": "application/json"})
    assert (reply.status_code, reply.headers["Allow"]) == (405, allowed)
    problem = reply.get_json()
    assert problem["type"] == "https://w3id.org/symbiograph/problem/method-not-allowed"
    assert method in problem["detail"]
    assert client.get("/problem/method-not-allowed").status_code == 200
