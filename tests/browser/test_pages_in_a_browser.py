"""What only a browser can tell: that pages fit, can be read, and work without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import Visit

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/about",
    "/id",
    "/id/skill",
    "/vocabulary",
    "/graph",
    "/ontology",
    "/ontology/flow",
    "/sparql",
    "/id/skill/waste-heat-recovery",
    "/id/profile/industrial-symbiosis-facilitator",
    "/id/exchange/frovi-excess-heat",
    "/id/unit/insight-resource-management",
    "/vocabulary/list-of-waste",
    "/vocabulary/necessity/essential",
    "/graph/skills",
)
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    const scrolls = element => element.closest('.scroll, pre, textarea') !== null;
    return [...document.querySelectorAll('main *, header *, footer *')]
        .filter(e => !scrolls(e) && e.getBoundingClientRect().right > width + 1)
        .map(e => e.tagName + ' ' + e.textContent.slice(0, 40));
}"""
# Text that is hard to read: less contrast with what is behind it than WCAG 2.2 asks at level AA.
FAINT = """() => {
    const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const channel = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
    const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
    const ground = element => {
        for (let e = element; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0.99) return c;
        }
        return [255, 255, 255];
    };
    const found = new Set();
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!own || element.closest('svg, .skip') || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(rgb(style.color)), light(ground(element))].sort((x, y) => y - x);
        const contrast = (a + 0.05) / (b + 0.05);
        const name = `${element.tagName}.${element.className}`;
        if (contrast < 4.5) found.add(`${name} ${contrast.toFixed(2)}`);
    }
    return [...found];
}"""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_whole_from_here_and_fits_a_desk(visit: Visit, path: str) -> None:
    page = visit.open(path)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [360, 390])
def test_a_page_fits_a_phone(visit: Visit, path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 780})
    page = visit.open(path)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(visit: Visit, path: str, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    assert visit.open(path).evaluate(FAINT) == []


def test_dark_is_dark(visit: Visit) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    visit.page.emulate_media(color_scheme="light")
    light = visit.open("/").evaluate(ground)
    visit.page.emulate_media(color_scheme="dark")
    assert visit.page.evaluate(ground) != light


def test_the_keyboard_skips_to_the_content(visit: Visit) -> None:
    page = visit.open("/id/skill/waste-heat-recovery")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    assert page.locator(".skip").bounding_box() is not None
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_term_is_found_by_its_address(visit: Visit) -> None:
    page = visit.open("/ontology#requiresSkill")
    expect(page.locator("#requiresSkill h4")).to_be_in_viewport()
    expect(page.locator("#requiresSkill h4")).to_contain_text("requires skill")


def test_paper_gets_no_navigation(visit: Visit) -> None:
    page = visit.open("/id/skill/waste-heat-recovery")
    page.emulate_media(media="print")
    expect(page.locator(".site-header nav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


@pytest.fixture
def plain(browser: Browser, address: str) -> Page:
    """A window that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE", base_url=address)
    return context.new_page()


def test_the_way_through_the_graph_needs_no_script(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="waste heat recovery").click()
    expect(plain.locator("h1")).to_have_text("waste heat recovery")
    expect(plain.locator(".kind")).to_have_text("Kompetenz")
    plain.get_by_role("link", name="Energy manager").first.click()
    expect(plain.locator("h1")).to_have_text("Energy manager")
    plain.get_by_role("link", name="Français").click()
    expect(plain.locator(".kind")).to_have_text("profil de métier")
    expect(plain).to_have_url(re.compile(r"\?lang=fr$"))
    plain.get_by_role("link", name="Ontology").click()
    expect(plain).to_have_url(re.compile("/ontology"))
