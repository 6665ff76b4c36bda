"""The pages of the named queries in a browser: choosing, asking, sorting."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from visiting import Visit

pytestmark = pytest.mark.browser

COMPARED = "/queries/sectors-and-profiles/nearest-profiles"
GAP = "/queries/coverage/profile-gap"


def column(page: Page, place: int) -> list[str]:
    return page.locator(f"#answer tbody td:nth-child({place})").all_inner_texts()


def test_a_profile_is_chosen_from_a_long_list(visit: Visit) -> None:
    page = visit.open(GAP)
    profiles = page.get_by_role("group", name="Job profile")
    profiles.get_by_label("Energy manager").uncheck()
    profiles.get_by_role("searchbox").fill("facilit")
    expect(profiles.get_by_role("checkbox")).to_have_count(1)
    profiles.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(visit.address + GAP)
    profiles.get_by_role("checkbox").check()
    page.get_by_role("group", name="Sector").get_by_text("Choose from").click()
    expect(page.get_by_role("checkbox", name="Cement", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile("profile=profile%3Aindustrial-symbiosis-facilitator"))
    # Fields that were left empty are not in the address.
    assert "=&" not in page.url
    expect(page.locator("#outcome")).to_have_text(re.compile(r"^\d+ rows?$"))


def test_rows_are_sorted_by_a_heading_and_its_keyboard(visit: Visit) -> None:
    page = visit.open(COMPARED)
    heading = page.get_by_role("columnheader", name="Shared skills")
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    numbers = [int(text) for text in column(page, 2)]
    assert numbers == sorted(numbers)
    heading.get_by_role("button").press("Space")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert [int(text) for text in column(page, 2)] == sorted(numbers, reverse=True)
    page.get_by_role("button", name="Other profile", exact=True).click()
    names = column(page, 1)
    assert names == sorted(names, key=str.casefold)
    assert heading.get_attribute("aria-sort") is None


def test_nothing_is_wider_than_a_small_screen(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 380, "height": 800})
    for path in ("/queries", "/queries/skills", GAP, COMPARED, "/queries/exchanges/by-status"):
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 380, path
