"""What search engines are told to read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from small_graph import client_of, small_image
from symbiograph.web import crawling

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path))


def addresses(client: FlaskClient, path: str) -> list[str]:
    response = client.get(path)
    assert response.mimetype == "application/xml"
    found = ElementTree.fromstring(response.data).iter(f"{NAMESPACE}loc")  # noqa: S314 - ours
    return [place.text or "" for place in found]


def test_every_listed_page_is_there(client: FlaskClient) -> None:
    listed = addresses(client, "/sitemap.xml")
    assert "http://localhost/id/skill/heat.html" in listed
    assert len(set(listed)) == len(listed)
    for address in listed:
        path = address.removeprefix("http://localhost")
        response = client.get(path, headers={"Accept": "text/html"})
        assert (response.status_code, response.mimetype) == (200, "text/html"), address


def test_a_list_too_long_for_one_file_has_parts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = addresses(client, "/sitemap.xml")
    monkeypatch.setattr(crawling, "MOST", 10)
    parts = addresses(client, "/sitemap.xml")
    assert len(parts) == -(-len(whole) // 10)
    assert [
        a for part in parts for a in addresses(client, part.removeprefix("http://localhost"))
    ] == whole
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_robots_are_kept_from_what_has_no_end(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /sparql" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    listed = addresses(client, "/sitemap.xml")
    assert not [a for a in listed if a.removeprefix("http://localhost").startswith(tuple(closed))]
