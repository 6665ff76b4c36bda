"""The review page in a browser: two curators, keys alone, reloads, and a server that goes away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from visiting import Visit

from reviewing import SET, make_reviewed, official, write_mappings
from server import running
from symbiograph.cli import main
from symbiograph.mappings import read_mapping_file
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.writing import tokens
from writing import Service, writable

pytestmark = pytest.mark.browser

BENCH = f"/review/{SET}"
SAVED = "All decisions are on the server."


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release to review, and the tokens of two curators."""
    data_dir = tmp_path_factory.mktemp("made") / "data"
    make_reviewed(data_dir)
    return data_dir


@pytest.fixture(scope="session")
def curators(made: Path) -> dict[str, str]:
    return {name: tokens.create(made, name) for name in ("ada", "bea")}


@pytest.fixture(scope="session")
def shared_service(made: Path, curators: dict[str, str]) -> Iterator[Service]:
    assert curators
    shutil.copytree(made, made.with_name("apart"))
    with writable(made, name="cleaner") as found:
        yield found


@pytest.fixture
def service(shared_service: Service) -> Service:
    """The service, and nothing decided."""
    for name in ("ada", "bea"):
        graph = f"https://w3id.org/symbiograph/graph/review/{SET}/{name}"
        assert shared_service.update(f"DROP SILENT GRAPH <{graph}>").status == 200
    return shared_service


@pytest.fixture
def address(service: Service) -> str:
    return service.address


@contextmanager
def window(browser: Browser, address: str) -> Iterator[Visit]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB") as context:
        yield Visit(context, address)


def sign_in(page: Page, token: str) -> None:
    """Sign in as a keyboard does it."""
    page.wait_for_selector("#bench[data-ready]")
    page.locator("#sign").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(token)
    page.keyboard.press("Enter")
    expect(page.locator("#sign")).to_have_text("Sign out")
    # Keys decide once the dialogue is gone.
    expect(page.locator("dialog[open]")).to_have_count(0)


def curator(visit: Visit, token: str) -> Page:
    page = visit.open(BENCH)
    sign_in(page, token)
    expect(page.locator("#counts")).to_have_text("0 of 4 decided")
    return page


def subject(page: Page, label: str) -> None:
    """See what is shown; the order is that of names."""
    expect(page.locator("#subject-label")).to_have_text(label)


def decisions(page: Page) -> list[tuple[str, str, str, str]]:
    """What the server has, as the page sees it: curator, subject, object, verdict or predicate."""
    reply = page.request.get(f"{page.url.partition('/review')[0]}{BENCH}/decisions")
    return sorted(
        (
            one["curator"],
            one["subject"].rpartition("/")[2],
            one["object"].rpartition("/")[2],
            one["predicate"].rpartition("#")[2] if one["verdict"] == "accepted" else one["verdict"],
        )
        for one in reply.json()["decisions"]
    )


def test_a_curator_decides_by_keyboard_alone(visit: Visit, curators: dict[str, str]) -> None:
    page = curator(visit, curators["ada"])
    subject(page, "barter residues")
    page.keyboard.press("0")
    subject(page, "cheese making")
    expect(page.locator("#candidate-label")).to_have_text("make cheese")
    expect(page.locator(".reasons li").first).to_contain_text("%")
    page.keyboard.press("m")
    page.keyboard.type("By hand, too.")
    page.keyboard.press("Enter")
    page.keyboard.press("8")
    page.keyboard.press("c")
    subject(page, "heat pumps for factories")
    expect(page.locator("#candidate")).to_contain_text("handling heat")
    expect(page.locator("#candidate")).to_contain_text("heat engineer")
    page.keyboard.press("x")
    expect(page.locator("#candidates [role=option]").first).to_contain_text("you: rejected")
    page.keyboard.press("s")
    subject(page, "reuse of waste heat")
    expect(page.locator("#counts")).to_contain_text("1 skipped")
    proposed = page.locator(".proposal-line strong").inner_text()
    page.keyboard.press("a")
    expect(page.locator("#none-left")).to_be_visible()
    expect(page.locator("#saving")).to_have_text(SAVED)
    assert decisions(page) == [
        ("ada", "barter", "NoTermFound", "no match"),
        ("ada", "cheese", "s3", "closeMatch"),
        ("ada", "pumps", "s2", "rejected"),
        ("ada", "waste-heat", "s1", f"{proposed}Match"),
    ]
    [held] = [
        one
        for one in page.request.get(f"{visit.address}{BENCH}/decisions").json()["decisions"]
        if one["subject"].endswith("cheese")
    ]
    assert (held["confidence"], held["comment"]) == (0.8, "By hand, too.")


def test_undo_takes_back_step_by_step(visit: Visit, curators: dict[str, str]) -> None:
    page = curator(visit, curators["ada"])
    page.keyboard.press("0")
    subject(page, "cheese making")
    page.keyboard.press("c")
    subject(page, "heat pumps for factories")
    expect(page.locator("#saving")).to_have_text(SAVED)
    page.keyboard.press("u")
    subject(page, "cheese making")
    page.keyboard.press("u")
    subject(page, "barter residues")
    expect(page.locator("#counts")).to_have_text("0 of 4 decided")
    expect(page.locator("#saving")).to_have_text(SAVED)
    assert decisions(page) == []
    page.keyboard.press("u")
    expect(page.locator("#announced")).to_have_text("There is nothing to undo.")


def test_a_reload_in_the_middle_loses_nothing(visit: Visit, curators: dict[str, str]) -> None:
    page = curator(visit, curators["ada"])
    page.keyboard.press("0")
    page.keyboard.press("c")
    # Before anything has been sent: decisions wait a moment, so as to travel together.
    page.reload()
    page.wait_for_selector("#bench[data-ready]")
    expect(page.locator("#counts")).to_have_text("2 of 4 decided")
    expect(page.locator("#saving")).to_have_text(SAVED)
    assert [one[1] for one in decisions(page)] == ["barter", "cheese"]
    page.keyboard.press("u")
    subject(page, "cheese making")


def test_a_server_that_goes_gets_the_decisions_when_it_returns(
    browser: Browser, shared_service: Service, curators: dict[str, str]
) -> None:
    data_dir = shared_service.data_dir.with_name("apart")
    with window(browser, "") as visit:
        with running("--data-dir", str(data_dir)) as address:
            visit.address = address
            page = curator(visit, curators["ada"])
            # Candidates are there for all.
            expect(page.locator("#counts")).to_have_text("0 of 4 decided")
        page.keyboard.press("0")
        page.keyboard.press("c")
        expect(page.locator("#saving")).to_contain_text("2 decisions wait in this browser")
        expect(page.locator("#saving")).to_contain_text("The service does not answer.")
        port = str(urlsplit(address).port)
        with running("--data-dir", str(data_dir), "--port", port):
            expect(page.locator("#saving")).to_have_text(SAVED, timeout=40_000)
            assert [one[1] for one in decisions(page)] == ["barter", "cheese"]


def test_two_curators_see_where_they_differ_and_apply_asks_to_choose(
    browser: Browser, visit: Visit, curators: dict[str, str], tmp_path: Path
) -> None:
    ada = curator(visit, curators["ada"])
    ada.keyboard.press("ArrowRight")
    subject(ada, "cheese making")
    ada.keyboard.press("e")
    expect(ada.locator("#saving")).to_have_text(SAVED)
    with window(browser, visit.address) as other:
        bea = curator(other, curators["bea"])
        bea.keyboard.press("ArrowRight")
        expect(bea.locator("#candidate")).to_contain_text("ada exact")
        bea.keyboard.press("x")
        expect(bea.locator("#saving")).to_have_text(SAVED)
        expect(bea.locator("#counts")).to_contain_text("1 disagreed")
        bea.select_option("#f-state", "disagreed")
        subject(bea, "cheese making")
        expect(bea.locator("#subject .notice")).to_contain_text(
            "ada: exact “make cheese” · bea: rejected “make cheese”"
        )
        assert other.faults == []
    folder = write_mappings(tmp_path / "mappings")
    refused = applied(folder, "--from", visit.address)
    assert refused.exit_code == 1
    assert "--curator ada or --curator bea" in refused.stderr
    assert refused.stdout == ""
    chosen = applied(folder, "--from", visit.address, "--curator", "ada", "--write")
    assert chosen.exit_code == 0
    assert "+skill:cheese\tcheese making\tskos:exactMatch\tescoskill:s3" in chosen.stdout
    rows = read_mapping_file(folder / f"{SET}.sssom.tsv").mappings
    assert [row.text("author_label") for row in rows] == ["ada", "symbiograph", "symbiograph"]


def applied(folder: Path, *options: str):  # type: ignore[no-untyped-def]
    command = ["mappings", "apply", "--mappings", str(folder), *options]
    return CliRunner().invoke(main, command)


def test_another_window_of_the_same_curator_is_told(
    browser: Browser, visit: Visit, curators: dict[str, str]
) -> None:
    token = curators["ada"]
    page = visit.open(BENCH)
    sign_in(page, token)
    with window(browser, visit.address) as other:
        elsewhere = other.open(BENCH)
        sign_in(elsewhere, token)
        page.keyboard.press("0")
        expect(page.locator("#saving")).to_have_text(SAVED)
        subject(elsewhere, "barter residues")
        elsewhere.keyboard.press("ArrowRight")
        page.keyboard.press("e")
        expect(page.locator("#saving")).to_have_text(SAVED)
        subject(elsewhere, "cheese making")
        elsewhere.keyboard.press("c")
        expect(elsewhere.locator("#saving")).to_contain_text("1 needs a look.")
        elsewhere.get_by_role("button", name="cheese making").click()
        expect(elsewhere.locator("#conflict")).to_contain_text("exact")
        elsewhere.get_by_role("button", name="Keep mine").click()
        expect(elsewhere.locator("#saving")).to_have_text(SAVED)
        assert ("ada", "cheese", "s3", "closeMatch") in decisions(elsewhere)


def test_without_a_token_one_reads(visit: Visit) -> None:
    page = visit.open(BENCH)
    expect(page.locator("#saving")).to_contain_text("Reading only")
    expect(page.get_by_role("button", name="Exact")).to_be_disabled()
    page.keyboard.press("e")
    expect(page.locator("#announced")).to_have_text("Sign in with a token to decide.")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#f-text")).to_be_focused()
    page.keyboard.type("barter")
    expect(page.locator("#shown")).to_have_text("1 of 5")


def test_a_spreadsheet_of_course_skills_comes_out_as_sssom(
    visit: Visit, service: Service, tmp_path: Path
) -> None:
    rows = 500
    book = openpyxl.Workbook()
    book.active.append(["Skill", "Description"])  # type: ignore[union-attr]
    names = ["heat pumps", "make cheese", "barter residues", "use waste heat"]
    for number in range(rows):
        name = names[number] if number < len(names) else f"course skill number {number}"
        book.active.append([name, "Said in the course."])  # type: ignore[union-attr]
    file = tmp_path / "course.xlsx"
    book.save(file)
    page = visit.open("/review")
    page.set_input_files("#own-file", file)
    page.select_option("#own-target", "esco-skills")
    page.get_by_role("button", name="Read the list").click()
    page.wait_for_selector("#bench[data-ready]")
    page.fill("#curator", "Ada")
    page.keyboard.press("Escape")
    page.fill("#f-text", "heat pumps")
    page.keyboard.press("Escape")
    subject(page, "heat pumps")
    expect(page.locator("#candidate-label")).to_have_text("heat pumps")
    page.keyboard.press("e")
    page.fill("#f-text", "barter")
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    page.fill("#f-text", "make cheese")
    page.keyboard.press("Escape")
    expect(page.locator("#candidate-label")).to_have_text("make cheese")
    page.keyboard.press("x")
    page.reload()
    expect(page.locator("#counts")).to_contain_text(f"of {rows} decided")
    page.click("#download")
    page.check("#with-rejected")
    with page.expect_download() as downloading:
        page.get_by_role("dialog").get_by_role("button", name="Download").click()
    kept = tmp_path / "own" / downloading.value.suggested_filename
    downloading.value.save_as(kept)
    assert kept.name == "course-esco-skills.sssom.tsv"
    found = read_mapping_file(kept).mappings
    assert [(m.text("subject_label"), m.text("predicate_modifier")) for m in found] == [
        ("barter residues", ""),
        ("heat pumps", ""),
        ("make cheese", "Not"),
    ]
    assert found[0].text("object_id") == NO_TERM_FOUND
    assert {m.text("author_label") for m in found} == {"Ada"}
    assert official(kept) == (0, 3, [])
    command = ["mappings", "impact", "--to", "1.1.1", "--mappings", str(kept.parent)]
    result = CliRunner().invoke(main, [*command, "--data-dir", str(service.data_dir)])
    assert result.exit_code == 0, result.output
    assert "made for ESCO 1.1.1: 3 rows" in result.output


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_telephone(visit: Visit, scheme: str) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in ("/review", BENCH):
        page = visit.open(path)
        if path == BENCH:
            page.wait_for_selector("#bench[data-ready]")
            expect(page.locator("#counts")).to_have_text("0 of 4 decided")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
