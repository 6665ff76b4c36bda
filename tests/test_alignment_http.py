"""``/align`` over HTTP: JSON, the page, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app
from webpage import Webpage

HEAT = "https://w3id.org/symbiograph/id/skill/waste-heat-recovery"


@pytest.fixture
def client(image: Image, release: Release, tmp_path: Path) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    return create_app(image, Settings(data_dir=tmp_path), index=index).test_client()


def test_a_text_gets_candidates_with_reasons(client: FlaskClient) -> None:
    answer = client.get("/align?text=waste+heat+recovery&target=skills&limit=3&language=en")
    assert answer.mimetype == "application/json"
    assert {"Accept", "Accept-Language"} <= {*answer.vary}
    found = answer.get_json()
    best = found["candidates"][0]
    assert (best["iri"], best["predicate"], found["answer"]) == (HEAT, *["skos:exactMatch"] * 2)
    assert len(found["candidates"]) <= 3
    assert sum(reason["share"] for reason in best["reasons"]) == pytest.approx(1, abs=0.01)


def test_many_texts_are_sent_at_once(client: FlaskClient) -> None:
    queries = [{"text": "waste heat recovery"}, {"text": "xylophone", "definition": "music"}]
    body = {"target": "skills", "limit": 2, "queries": queries}
    results = client.post("/align", json=body).get_json()["results"]
    assert [one["text"] for one in results] == ["waste heat recovery", "xylophone"]
    assert results[0]["candidates"][0]["iri"] == HEAT
    assert results[1]["answer"] == "none"


def test_the_page_shows_the_reasons_as_bars(client: FlaskClient) -> None:
    answer = client.get("/align?text=waste+heat+recovery&target=skills", headers=HTML)
    page = Webpage(answer.text)
    assert '<meter min="0" max="1"' in answer.text
    assert f'href="{HEAT.removeprefix("https://w3id.org/symbiograph")}"' in answer.text
    assert 'aria-current="page">Align' in answer.text
    assert page.faults == page.handlers == []


HTML = {"Accept": "text/html"}


def test_the_page_without_a_text_is_a_form(client: FlaskClient) -> None:
    page = client.get("/align?target=skills", headers=HTML).text
    assert '<option value="skills" selected>' in page
    assert "esco-skills" not in page
    assert "Candidates" not in page


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("target=jobs", "target"),
        ("target=skills&limit=0", "limit"),
        ("target=skills&limit=51", "limit"),
        ("target=skills&limit=many", "limit"),
        ("target=skills&language=no!", "language"),
        (f"target=skills&text={'x' * 1001}", "text"),
        (f"target=skills&definition={'x' * 2001}", "definition"),
    ],
)
def test_a_value_out_of_range_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"/align?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["parameter"] == parameter


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ([], 400, "queries"),
        ({"queries": "waste"}, 400, "queries"),
        ({"queries": [{}]}, 400, "queries[0].text"),
        ({"queries": [{"text": 1}]}, 400, "queries[0].text"),
        ({"queries": [{"text": "a", "context": 2}]}, 400, "queries[0].context"),
        ({"queries": [{"text": "a"}, {"text": "x" * 1001}]}, 400, "queries[1].text"),
        ({"queries": [{"text": "a"}] * 51}, 413, "at most 50"),
        ({"queries": [], "target": 5}, 400, "target"),
        ({"queries": [], "limit": True}, 400, "limit"),
        ({"queries": [], "limit": 99, "target": "skills"}, 400, "limit=99"),
    ],
)
def test_a_body_that_is_none_is_told_why(
    client: FlaskClient, body: Any, status: int, said: str
) -> None:
    answer = client.post("/align", json=body)
    assert answer.status_code == status
    assert said in answer.get_json()["detail"]


def test_a_body_of_another_kind_is_refused(client: FlaskClient) -> None:
    assert client.post("/align", data={"text": "waste"}).status_code == 415


def test_without_esco_it_is_told_how_to_get_it(client: FlaskClient) -> None:
    answer = client.get("/align?text=energy&target=esco-skills")
    assert answer.status_code == 404
    assert "symbiograph esco import" in answer.get_json()["detail"]


def test_without_a_release_there_is_nothing_to_align_with(image: Image, tmp_path: Path) -> None:
    client = create_app(image, Settings(data_dir=tmp_path)).test_client()
    answer = client.get("/align?text=energy&target=esco-skills")
    assert (answer.status_code, answer.get_json()["title"]) == (
        503,
        "There is nothing to align with",
    )
