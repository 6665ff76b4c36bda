"""Checking data and sending a contribution in a browser: what is wrong, and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect
from visiting import Visit

from symbiograph.contributing import KINDS, template_csv
from symbiograph.engine.release import Release
from writing import Service, writable

pytestmark = pytest.mark.browser
# Milliseconds for a judgement, for which a process is started.
_PATIENCE: Final = 30_000
FAULTY: Final = Path(__file__).parents[1] / "findings"


@pytest.fixture(scope="module")
def college(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data_dir = tmp_path_factory.mktemp("contributed") / "data"
    shutil.copytree(release.folder.parents[1], data_dir, symlinks=True)
    with writable(data_dir, name="college") as service:
        yield service


@pytest.fixture
def partner(browser: Browser, college: Service) -> Iterator[Visit]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        visit = Visit(context, college.address)
        yield visit
        assert visit.faults == []


def test_data_is_pasted_and_an_edit_copied(visit: Visit) -> None:
    page = visit.open("/validate")
    page.get_by_label("Paste RDF").fill((FAULTY / "ten.ttl").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.locator(".finding")).to_have_count(10, timeout=_PATIENCE)
    expect(page.locator(".finding").nth(2)).to_contain_text('In line 18, replace "12,5" with 12.5.')
    copy = page.locator(".finding").nth(2).get_by_role("button", name="Copy")
    copy.press("Enter")
    expect(page.locator(".finding").nth(2).locator(".copy")).to_have_text("Copied")
    # What was pasted is still there, to be mended.
    assert "12,5" in page.get_by_label("Paste RDF").input_value()


def test_a_table_is_checked_mended_and_sent(
    partner: Visit, college: Service, tmp_path: Path
) -> None:
    page = partner.open("/contributions")
    page.get_by_label("Your token").fill(college.token)
    page.get_by_label("Name of the contribution").fill("heat")
    page.get_by_label("File").set_input_files(FAULTY / "ten.csv")
    page.get_by_role("button", name="Check only").click()
    expect(page.locator(".finding")).to_have_count(10, timeout=_PATIENCE)
    expect(page.locator(".finding").first).to_contain_text("row 1, column “skils”")
    good = tmp_path / "units.csv"
    good.write_bytes(template_csv(KINDS["units"]))
    page.get_by_label("File").set_input_files(good)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#verdict")).to_have_text("Stored and visible", timeout=_PATIENCE)
    page.get_by_role("link", name="college/heat").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("heat")
    page.get_by_role("link", name="Waste heat for beginners").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waste heat for beginners")


@pytest.mark.parametrize("path", ["/validate", "/contributions"])
def test_the_pages_fit_a_telephone(visit: Visit, path: str) -> None:
    page = visit.open(path)
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 380
