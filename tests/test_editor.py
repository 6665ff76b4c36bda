"""The page to write queries on, as far as it needs no browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from symbiograph.engine.image import Image
from symbiograph.engine.parsing import parse_error
from symbiograph.prefixes import BASE
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.editor import examples

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    store = Store()
    skill = NamedNode(BASE + "id/skill/x")
    store.add(Quad(skill, NamedNode("urn:p"), Literal("<b>fett</b>", language="de")))
    store.add(Quad(skill, NamedNode("urn:p"), Literal(7)))
    store.add(Quad(skill, NamedNode("urn:p"), NamedNode("javascript:alert(1)")))
    return create_app(Image(store, "test"), Settings()).test_client()


def ask(client: FlaskClient, query: str) -> str:
    return client.post("/sparql", data={"query": query}, headers=HTML).text


def test_every_example_is_a_query_and_can_be_chosen(client: FlaskClient) -> None:
    page = client.get("/sparql", headers=HTML).text
    assert len(examples()) >= 2
    for name, example in examples().items():
        assert parse_error(example.query, BASE) is None, name
        assert not example.query.startswith("#+"), name
        assert f'<option value="{name}"' in page


def test_an_example_fills_the_form(client: FlaskClient) -> None:
    page = client.get("/sparql?example=to-start-with/profiles", headers=HTML)
    assert page.status_code == 200
    assert "?profile a sg:JobProfile" in page.text
    unknown = client.get("/sparql?example=none", headers=HTML)
    assert unknown.status_code == 404
    assert "to-start-with/profiles" in unknown.text


def test_terms_are_shown_as_what_they_are(client: FlaskClient) -> None:
    page = ask(client, "SELECT ?s ?o { ?s <urn:p> ?o }")
    assert '<a href="/id/skill/x">' in page
    assert '<span lang="de">&lt;b&gt;fett&lt;/b&gt;</span>' in page
    assert '<td class="number">7</td>' in page
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in page


def test_what_was_written_stays_in_the_form(client: FlaskClient) -> None:
    page = ask(client, 'ASK { ?s ?p "</textarea><script>" }')
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "</textarea><script>" not in page


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        ("ASK {}", ["json", "xml", "csv", "tsv"]),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["ttl", "jsonld", "nt", "nq", "trig", "rdf"]),
    ],
)
def test_each_result_can_be_saved_in_each_of_its_formats(
    client: FlaskClient, query: str, formats: list[str]
) -> None:
    page = ask(client, query)
    for ending in formats:
        assert f'name="format" value="{ending}"' in page
        saved = client.post("/sparql", data={"query": query, "format": ending}, headers=HTML)
        assert saved.headers["Content-Disposition"] == f"attachment; filename=results.{ending}"
    assert page.count('name="format"') == len(formats)


def test_nothing_in_the_page_comes_from_elsewhere(client: FlaskClient) -> None:
    reply = client.get("/sparql", headers=HTML)
    assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
    for attribute in ('src="http', 'style="', "<style", "onclick"):
        assert attribute not in reply.text
