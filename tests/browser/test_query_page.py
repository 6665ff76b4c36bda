"""The query page in a browser, with its script and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from server import running

pytestmark = pytest.mark.browser

SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("data") / "data.ttl"
    data.write_text(f'{SKOS} <urn:s> skos:note "here" .')
    with running("--empty", f"--load={data}=urn:g") as url:
        yield url


@pytest.fixture
def page(browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    with browser.new_context(base_url=address) as context:
        opened = context.new_page()
        opened.goto("/sparql")
        yield opened


def outcome(page: sync_api.Page) -> sync_api.Locator:
    return page.locator("#outcome")


def test_results_come_without_a_reload(page: sync_api.Page) -> None:
    page.evaluate("window.sameDocument = true")
    page.fill("#query", "SELECT ?o { ?s ?p ?o }")
    page.click("#run")
    sync_api.expect(outcome(page)).to_contain_text("here")
    assert page.evaluate("window.sameDocument")
    assert "query=SELECT" in page.url
    page.reload()
    sync_api.expect(outcome(page)).to_contain_text("here")


def test_missing_prefixes_add_themselves(page: sync_api.Page) -> None:
    query = 'SELECT ?o { ?s skos:note ?o FILTER(?o != "sg:x") } # qudt:y'
    page.fill("#query", query)
    page.press("#query", "Control+Enter")
    sync_api.expect(outcome(page)).to_contain_text("here")
    assert page.input_value("#query") == f"{SKOS}\n{query}"


def test_a_fault_is_shown_where_it_is(page: sync_api.Page) -> None:
    page.fill("#query", "SELECT * {\n  ?s ?p ?o\n  OPTIONL { ?a ?b ?c }\n}")
    page.press("#query", "Control+Enter")
    sync_api.expect(page.locator(".fault mark")).to_have_text("OPTIONL { ?a ?b ?c }")
    selected = "query.value.slice(query.selectionStart, query.selectionStart + 7)"
    assert page.evaluate(selected) == "OPTIONL"


def test_the_browser_remembers_what_was_asked(page: sync_api.Page) -> None:
    sync_api.expect(page.locator("#past")).to_be_hidden()
    for query in ("ASK { ?first ?p ?o }", "ASK { ?second ?p ?o }"):
        page.fill("#query", query)
        page.click("#run")
        sync_api.expect(page.locator("#history option").nth(1)).to_have_text(query)
    page.reload()
    page.select_option("#history", label="ASK { ?first ?p ?o }")
    assert page.input_value("#query") == "ASK { ?first ?p ?o }"
    page.click("#forget")
    sync_api.expect(page.locator("#past")).to_be_hidden()


def test_results_are_saved_as_a_file(page: sync_api.Page) -> None:
    page.fill("#query", "SELECT ?o { ?s ?p ?o }")
    page.click("#run")
    with page.expect_download() as download:
        page.click("button[value=csv]")
    assert download.value.suggested_filename == "results.csv"
    assert Path(download.value.path()).read_bytes() == b"o\r\nhere\r\n"


def test_without_a_script_it_is_a_form(browser: sync_api.Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False, base_url=address) as context:
        page = context.new_page()
        page.goto("/sparql")
        page.fill("#query", "SELECT ?o { ?s ?p ?o }")
        page.click("#run")
        sync_api.expect(outcome(page)).to_contain_text("here")
        sync_api.expect(page.locator("#past")).to_be_hidden()


def test_it_fits_a_phone(browser: sync_api.Browser, address: str) -> None:
    with browser.new_context(base_url=address, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/sparql")
        page.fill("#query", "CONSTRUCT WHERE { ?s ?p ?o }")
        page.click("#run")
        sync_api.expect(outcome(page)).to_contain_text("here")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
