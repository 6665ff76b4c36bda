"""The page on curriculum coverage in a browser: names, the report, and a file of one's own."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from visiting import Visit

INSIGHT = "Industrial Symbiosis Facilitator joint curriculum"
OWN = "unit,title,hours,skill\n1,Energy,30,conduct energy audits\n1,,,negotiating exchange term\n"


def tick(page: Page, search: str, name: str) -> None:
    page.fill("#filter", search)
    page.get_by_role("checkbox", name=name).first.check()


def test_a_designer_chooses_by_name_and_sorts_and_narrows_the_matrix(visit: Visit) -> None:
    page = visit.open("/coverage")
    tick(page, "energy man", "Energy manager")
    tick(page, "symbiosis facil", "Industrial Symbiosis Facilitator")
    tick(page, "joint curr", INSIGHT)
    page.get_by_role("button", name="Show coverage").click()
    expect(page.locator("#r-open")).to_contain_text("16")
    # The address says what was chosen, and nothing that was left empty.
    assert "profile=profile%3Aenergy-manager" in page.url
    assert "hours=" not in page.url
    assert "curriculum=" not in page.url
    rows = page.locator("table.heat tbody tr:visible")
    assert rows.count() == 31
    page.check("#only-open")
    assert rows.count() == 16
    page.locator("table.heat").get_by_role("button", name="Skill", exact=True).click()
    expect(rows.first.locator("th")).to_have_text("analyse energy consumption")


def test_a_file_is_read_and_asked_about(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(OWN, encoding="utf-8")
    page = visit.open("/coverage")
    tick(page, "energy man", "Energy manager")
    page.fill("#filter", "")
    page.get_by_text("A curriculum of your own").click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Show coverage").click()
    expect(page.locator(".own")).to_contain_text("Read from own.csv: 1 unit, 1 skill recognised")
    page.get_by_label("“negotiating exchange term”").select_option(index=1)
    page.get_by_role("button", name="Count them").click()
    expect(page.locator(".share").first).to_contain_text("2 of 12 skills")


def test_the_page_fits_a_telephone_and_paper(visit: Visit) -> None:
    page = visit.open("/coverage?profile=energy-manager&units=insight-resource-management")
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 380
    page.emulate_media(media="print")
    assert not page.locator("#coverage").is_visible()
    assert page.locator(".report h1").is_visible()
