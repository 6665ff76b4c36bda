"""A real browser on the real service: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from visiting import Visit

from server import running
from symbiograph.engine.release import Release

CHROMIUM = os.environ.get("SYMBIOGRAPH_CHROMIUM") or shutil.which("chromium") or ""
# No sandbox for root, and none of the browser's own talk with its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).is_file():
        pytest.fail(
            "Chromium is missing. Install it ('apt-get install chromium') or name its program "
            "in SYMBIOGRAPH_CHROMIUM."
        )
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield program
        program.close()


@pytest.fixture(scope="session")
def address(release: Release) -> Iterator[str]:
    with running("--data-dir", str(release.folder.parents[1])) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """An ordinary window; at the end nothing must have gone wrong in it."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB") as context:
        visit = Visit(context, address)
        yield visit
        assert visit.faults == []
