"""Documents asked for again: told to be the same, until the graph or the question changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from small_graph import client_of, small_image
from symbiograph.engine.delta import Delta
from symbiograph.engine.live import LiveImage

DOCUMENTS = ["/id/skill/heat.html", "/id/skill/heat.ttl", "/id/skill", "/vocabulary", "/ontology"]
LABEL = '<https://w3id.org/symbiograph/id/skill/heat> <urn:is> "hot" .\n'


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path))


def again(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.get(path, headers=fields)


def live(client: FlaskClient) -> LiveImage:
    image: LiveImage = client.application.extensions["symbiograph.live"]
    return image


@pytest.mark.parametrize("path", DOCUMENTS)
def test_who_has_the_document_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    second = again(client, path, **{"If-None-Match": tag})
    assert (first.status_code, second.status_code) == (200, 304)
    assert second.data == b""
    assert second.headers["ETag"] == tag
    assert "Accept" in second.vary
    assert ("Accept-Language" in second.vary) == (not path.endswith(".ttl"))
    by_date = again(client, path, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_date.status_code == 304


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_head_request_has_the_fields_and_no_body(client: FlaskClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head.headers[name] == whole.headers[name]


def test_a_commit_makes_documents_stale_even_within_the_same_second(client: FlaskClient) -> None:
    first = client.get("/id/skill/heat.nt")
    live(client).step(Delta("next", LABEL, ""))
    by_tag = again(client, "/id/skill/heat.nt", **{"If-None-Match": first.headers["ETag"]})
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    by_date = again(client, "/id/skill/heat.nt", **since)
    assert (by_tag.status_code, by_date.status_code) == (200, 200)
    assert b'"hot"' in by_tag.data
    assert first.last_modified is not None
    assert by_tag.last_modified is not None
    assert by_tag.last_modified - first.last_modified >= timedelta(seconds=1)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/id/skill/heat.html", {"Accept-Language": "de"}),
        ("/id/skill/heat.html?lang=de", {}),
        ("/id/skill", {"Accept": "text/turtle"}),
    ],
)
def test_another_language_or_format_is_another_document(
    client: FlaskClient, path: str, fields: dict[str, str]
) -> None:
    tag = client.get(path.partition("?")[0]).headers["ETag"]
    other = again(client, path, **fields, **{"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_what_is_not_there_has_no_validators(client: FlaskClient) -> None:
    missing = again(
        client, "/id/skill/none.ttl", **{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert missing.status_code == 404
    assert "ETag" not in missing.headers


def test_data_are_the_same_in_every_language(client: FlaskClient) -> None:
    tag = client.get("/id/skill/heat.ttl").headers["ETag"]
    other = again(client, "/id/skill/heat.ttl", **{"Accept-Language": "de", "If-None-Match": tag})
    assert other.status_code == 304
