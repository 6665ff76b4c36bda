"""The description of the service's addresses: that it is OpenAPI, is whole, and is true."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.queries import catalogue
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.openapi.document import LEFT_OUT
from webpage import page

ANY_OF = "At least one of profile, sector, group is given."
METHODS = ("get", "put", "post", "patch", "delete")
QUERIES = catalogue()
_SUFFIX = re.compile(r"<any\('\.[^>]*>$")
_PART = re.compile(r"<(?:[^<>:]*:)?(\w+)>")


@pytest.fixture(scope="module")
def client(release: Release, image: Image) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    settings = replace(Settings(), data_dir=release.folder.parent.parent)
    return create_app(image, settings, index=index).test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


@pytest.mark.slow
def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_address_is_described_or_left_out_for_a_reason(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    """A suffix is a format of the address before it; OPTIONS and HEAD are everywhere."""
    described = {
        (path, method.upper())
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }
    served = {
        (_PART.sub(r"{\1}", _SUFFIX.sub("", rule.rule)), method)
        for rule in client.application.url_map.iter_rules()
        if rule.rule not in LEFT_OUT
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    each = {(f"/queries/{name}", "GET") for name in QUERIES}
    assert described - each == served - {("/queries/{group}/{name}", "GET")}
    assert each < described


def test_what_is_left_out_is_served(client: FlaskClient) -> None:
    assert set(LEFT_OUT) <= {rule.rule for rule in client.application.url_map.iter_rules()}


def test_examples_of_the_document_are_answered_as_it_says(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    """Every address that is read, with its examples where something must be given."""
    wrong = []
    for path, item in document["paths"].items():
        # A graph is named by one of two parameters, and one below /graphs has to be written first;
        # so has a contribution.
        if "get" not in item or path.startswith(("/graphs", "/contributions/{contributor}")):
            continue
        address, query = path, {}
        for parameter in item["get"]["parameters"]:
            if parameter.get("in") == "path":
                example = parameter.get("example") or parameter["schema"]["enum"][0]
                address = address.replace(f"{{{parameter['name']}}}", example)
            elif parameter.get("required") or parameter.get("description", "").endswith(ANY_OF):
                query[parameter["name"]] = parameter.get("example", [])
        response = client.get(address, query_string=query, follow_redirects=True, buffered=True)
        told = item["get"]["responses"].get(str(response.status_code))
        # Without an imported release ESCO's API has nothing to tell.
        missing = path.startswith("/esco/api") and response.status_code in (400, 404)
        if not missing and (
            response.status_code != 200 or response.mimetype not in told["content"]
        ):
            wrong.append((address, response.status_code, response.mimetype))
    assert wrong == []


def test_a_query_is_described_by_its_head(document: dict[str, Any]) -> None:
    said = document["paths"]["/queries/coverage/profile-gap"]["get"]
    assert said["tags"] == ["queries: coverage"]
    by_name = {one["name"]: one for one in said["parameters"] if "name" in one}
    profile, counting = by_name["profile"], by_name["counting"]
    assert (profile["required"], profile["style"], profile["explode"]) == (False, "form", True)
    assert profile["description"].endswith(ANY_OF)
    assert profile["schema"] == {"type": "array", "items": {"type": "string"}}
    assert profile["example"] == ["profile:energy-manager"]
    assert counting["schema"]["enum"] == ["exact", "narrower", "esco"]
    assert counting["schema"]["default"] == "exact"
    assert {"limit", "cursor", "format", "lang"} < set(by_name)
    answers = said["responses"]
    assert {"200", "304", "400", "406", "410"} == set(answers)
    rows = answers["200"]["content"]["application/json"]["schema"]["properties"]["rows"]
    columns = [column.name for column in QUERIES["coverage/profile-gap"].head.columns]
    assert list(rows["items"]["properties"]) == columns
    assert "text/csv" in answers["200"]["content"]


def test_numbers_are_examples_of_their_kind(document: dict[str, Any]) -> None:
    [least] = [
        one
        for one in document["paths"]["/queries/skills/cross-sectoral"]["get"]["parameters"]
        if one.get("schema", {}).get("type") == "integer" and one["name"] != "limit"
    ]
    assert isinstance(least["example"], int)


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_the_description_is_sent_once(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_home_leads_to_both_descriptions(client: FlaskClient) -> None:
    for accept in ("text/html", "text/turtle"):
        link = client.get("/", headers={"Accept": accept}).headers["Link"]
        assert '</openapi.json>; rel="service-desc"' in link
        assert '</docs>; rel="service-doc"' in link
    assert "/docs" in {link.href for link in page(client, "/").links}


def test_below_another_root_the_document_says_so(client: FlaskClient) -> None:
    found = client.get("/openapi.json", environ_overrides={"SCRIPT_NAME": "/graph"}).get_json()
    assert found["servers"] == [{"url": "/graph"}]


def test_the_page_tells_of_every_address_and_how_to_try_it(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    found = page(client, "/docs")
    named = {
        said["operationId"]
        for item in document["paths"].values()
        for method, said in item.items()
        if method in METHODS
    }
    assert named <= set(found.ids)
    assert [level for level, _ in found.headings].count("h1") == 1
    assert {f"/queries/{name}" for name in QUERIES} <= {link.href for link in found.links}
