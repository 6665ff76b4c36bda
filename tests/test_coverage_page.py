"""``/coverage``: the page, its questions as data, and curricula that people bring."""

from __future__ import annotations

import csv
import io
import logging

import openpyxl
import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from symbiograph.engine.release import Release
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.coverage import turn
from symbiograph.web.coverage.uploads import CHOICE, CONTENT, FILE, NAME, TEXT
from test_coverage_dataset import INSIGHT, OWN
from webpage import Webpage

BOTH = "profile=Energy+manager&profile=Industrial+Symbiosis+Facilitator"
HTML = {"Accept": "text/html"}
UNCERTAIN = OWN + b"3,Talks,,,Talk,negotiating exchange term\n3,,,,,underwater basket weaving\n"


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    return create_app(release.image(), Settings(), index=index).test_client()


def sent(content: bytes, name: str = "own.csv", **fields: object) -> dict[str, object]:
    return {"profile": ["energy-manager"], FILE: (io.BytesIO(content), name), **fields}


def test_the_page_asks_for_names_and_for_no_iri(client: FlaskClient) -> None:
    response = client.get("/coverage", headers=HTML)
    page = Webpage(response.text)
    assert page.faults == page.handlers == []
    for name in ("Energy manager", "Steel", "Facilitation and brokerage", "IS management"):
        assert name in page.text
    assert "https://w3id.org/" not in page.text


def test_a_designer_sees_what_insight_leaves_open_and_what_closes_it(client: FlaskClient) -> None:
    response = client.get(f"/coverage?{BOTH}&units={INSIGHT}", headers=HTML)
    page = Webpage(response.text)
    assert response.status_code == 200
    assert page.faults == page.handlers == []
    assert "48.4 %" in page.text
    assert "15 of 31 skills" in page.text
    assert "Left open 16" in page.text
    assert "negotiate exchange terms" in page.text
    assert "Proven: no programme is better." in page.text
    assert page.hrefs("Waste prevention") == ["/id/unit/engage-ce-waste-prevention"]
    assert page.hrefs("negotiate exchange terms")[0] == "/id/skill/negotiate-exchange-terms"


def test_downloads_of_the_report_ask_what_the_report_asked(client: FlaskClient) -> None:
    page = Webpage(client.get(f"/coverage?{BOTH}&units={INSIGHT}", headers=HTML).text)
    downloads = [link.href for link in page.links if "format=" in link.href]
    assert len(downloads) == 14
    for href in downloads:
        assert client.get(href).status_code == 200, href
    gap = next(href for href in downloads if "/gap?" in href and "csv" in href)
    assert len(list(csv.reader(io.StringIO(client.get(gap).text)))) == 1 + 16


@pytest.mark.parametrize(
    "query",
    [
        "sector=Steel",
        "group=facilitation-and-brokerage&counting=narrower",
        f"{BOTH}&units={INSIGHT}&counting=esco&hours=40&eqf_from=4&eqf_to=6&alternatives=3",
        f"{BOTH}&mode=blended&language=de&provider=project:insight&wholes=yes&lang=de",
        f"{BOTH}&objective=hours-units&most_units=2&units=",
    ],
)
def test_every_choice_gives_a_sound_page(client: FlaskClient, query: str) -> None:
    response = client.get(f"/coverage?{query}", headers=HTML)
    assert response.status_code == 200, response.text[:2000]
    assert Webpage(response.text).faults == []


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/coverage?profile=nobody", "profile"),
        ("/coverage?profil=energy-manager", "profil"),
        ("/coverage/gap", "profile"),
        ("/coverage/programme?units=insight-is-management", "profile"),
        ("/coverage/programme?profile=energy-manager&eqf_from=9", "eqf_from"),
        ("/coverage/programme?profile=energy-manager&hours=0", "hours"),
        ("/coverage/programme?profile=energy-manager&language=xx", "language"),
        ("/coverage/programme?profile=energy-manager&objective=x", "objective"),
        ("/coverage/programme?profile=energy-manager&alternatives=99", "alternatives"),
        ("/coverage/matrix?profile=energy-manager&format=pdf", "format"),
        ("/coverage?profile=energy-manager&counting=x", "counting"),
    ],
)
def test_what_is_wrong_is_told(client: FlaskClient, path: str, parameter: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert response.get_json()["parameter"] == parameter


def test_one_programme_is_searched_at_a_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "_PATIENCE", 0.01)
    with turn._TURN:
        response = client.get("/coverage/programme?profile=energy-manager")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert client.get("/coverage/programme?profile=energy-manager").status_code == 200


def test_the_matrix_comes_as_rows_and_as_a_graph(client: FlaskClient) -> None:
    address = f"/coverage/matrix?profile=energy-manager&units={INSIGHT}"
    assert client.get(address).get_json()["query"] == "coverage/matrix"
    turtle = client.get(address, headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    named = client.get(address + "&format=nt")
    triples = {quad.triple for quad in parse(named.data, RdfFormat.N_TRIPLES)}
    assert triples == {quad.triple for quad in parse(turtle.data, RdfFormat.TURTLE)}
    assert any(str(t.predicate).endswith("teachesSkill>") for t in triples)


def test_questions_about_the_graph_are_named_by_their_content(client: FlaskClient) -> None:
    first = client.get(f"/coverage/gap?{BOTH}")
    again = client.get(f"/coverage/gap?{BOTH}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["gap", "matrix", "shares", "overlap", "surplus", "programme"])
def test_every_question_is_answered_for_a_file(client: FlaskClient, name: str) -> None:
    response = client.post(f"/coverage/{name}", data=sent(OWN))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    document = response.get_json()
    if name == "programme":
        assert document["covered_by_taken"] == 3
    elif name == "gap":
        assert document["total"] == 12 - 3


@pytest.mark.parametrize("name", ["gap", "programme"])
def test_programs_are_told_what_was_not_understood(client: FlaskClient, name: str) -> None:
    content = UNCERTAIN + b"4,Fast,soon,,,negotiation\n"
    response = client.post(f"/coverage/{name}", data=sent(content))
    [curriculum] = response.get_json()["curricula"]
    assert [(p["row"], p["column"]) for p in curriculum["problems"]] == [(8, "hours")]
    [uncertain, *_] = curriculum["uncertain"]
    assert uncertain["text"] == "negotiating exchange term"
    assert uncertain["candidates"][0]["label"] == "negotiate exchange terms"
    assert "underwater basket weaving" in [one["text"] for one in curriculum["unknown"]]
    found = sum(len(curriculum[kind]) for kind in ("problems", "uncertain", "unknown"))
    assert response.headers["Curriculum-Problems"] == str(found)


def test_tables_say_how_much_of_a_file_was_not_understood(client: FlaskClient) -> None:
    response = client.post("/coverage/gap?format=csv", data=sent(UNCERTAIN))
    assert response.headers["Curriculum-Problems"] == "2"
    assert "Curriculum-Problems" not in client.get(f"/coverage/gap?{BOTH}").headers


def test_a_file_gets_the_whole_report(client: FlaskClient) -> None:
    response = client.post("/coverage", data=sent(OWN), headers=HTML)
    page = Webpage(response.text)
    assert page.faults == page.handlers == []
    assert "Read from own.csv: 2 units, 3 skills recognised" in page.text
    assert "25 %" in page.text
    assert "3 of 12 skills" in page.text
    assert response.headers["Cache-Control"] == "no-store"


def test_uncertain_skills_count_once_they_are_chosen(client: FlaskClient) -> None:
    before = client.post("/coverage", data=sent(UNCERTAIN), headers=HTML)
    page = Webpage(before.text)
    assert "“negotiating exchange term” row 6, column skill" in page.text
    assert "No skill is near to: “underwater basket weaving” (row 7, column skill)" in page.text
    # The file comes back with the page, because nothing of it is kept here.
    fields = {
        NAME: "own.csv",
        CONTENT: before.text.split(f'name="{CONTENT}" value="')[1].split('"')[0],
        TEXT: "negotiating exchange term",
        CHOICE: "skill:negotiate-exchange-terms",
        "profile": "energy-manager",
    }
    after = client.post("/coverage", data=fields, headers=HTML)
    assert "4 of 12 skills" in Webpage(after.text).text
    shares = client.post("/coverage/shares?format=json", data=fields).get_json()
    assert shares["rows"][0]["exact"] == 4


def test_faults_of_a_file_are_told_with_row_and_column(client: FlaskClient) -> None:
    wrong = OWN.replace(b",30,5,", b",many,5,")
    page = Webpage(client.post("/coverage", data=sent(wrong), headers=HTML).text)
    assert "To mend in the file 1" in page.text
    assert "2 hours" in page.text


def test_two_releases_of_a_curriculum_are_compared(client: FlaskClient) -> None:
    later = OWN.replace(b"2,,,,,analyse energy consumption\n", b"2,,,,,energy efficiency\n")
    files = [(io.BytesIO(OWN), "one.csv"), (io.BytesIO(later), "two.csv")]
    rows = client.post("/coverage/compare", data={FILE: files}).get_json()["rows"]
    assert {row["label"]: row["taught_by"] for row in rows}["energy efficiency"] == (
        "only the second"
    )
    named = client.post(
        "/coverage/compare", data={FILE: (io.BytesIO(OWN), "a.csv"), "first": INSIGHT}
    )
    assert "only the first" in {row["taught_by"] for row in named.get_json()["rows"]}


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"%PDF-1.7", 415), (b"nothing of the kind\n", 200)],
)
def test_a_file_that_is_no_curriculum_is_no_defect(
    client: FlaskClient, content: bytes, status: int
) -> None:
    assert client.post("/coverage/gap", data=sent(content)).status_code == status


@pytest.mark.parametrize(
    "fields",
    [
        {CONTENT: "no Base64!", NAME: "a.csv"},
        {CONTENT: "QQ=="},
        {TEXT: "a", FILE: (io.BytesIO(OWN), "a.csv")},
        {FILE: [(io.BytesIO(OWN), f"{n}.csv") for n in range(3)]},
    ],
)
def test_forms_that_do_not_hold_together_are_told(
    client: FlaskClient, fields: dict[str, object]
) -> None:
    assert (
        client.post("/coverage/gap", data={"profile": "energy-manager", **fields}).status_code
        == 400
    )


def test_nothing_of_a_file_is_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = OWN.replace(b"Energy in the plant", b"Confidential title")
    for path in ("/coverage", "/coverage/gap", "/coverage/programme"):
        assert client.post(path, data=sent(secret)).status_code == 200
    client.post("/coverage/gap", data=sent(b"Confidential title,\x00\xff"))
    assert "Confidential" not in caplog.text


def test_a_defect_is_logged_without_what_was_sent(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(content: bytes, *_: object) -> None:
        raise RuntimeError(content.decode())

    monkeypatch.setattr("symbiograph.web.coverage.uploads.read_curriculum", broken)
    response = client.post("/coverage/gap", data=sent(b"Confidential title"))
    assert response.status_code == 500
    assert "Confidential" not in caplog.text + response.text
    assert "RuntimeError" in caplog.text
    assert "in broken" in caplog.text


def test_a_person_gets_the_fault_above_the_form(client: FlaskClient) -> None:
    for response in (
        client.get("/coverage?profile=Energie+manager", headers=HTML),
        client.post("/coverage", data=sent(b"%PDF-1.7", "mine.pdf"), headers=HTML),
    ):
        assert response.status_code in (400, 415)
        page = Webpage(response.text)
        assert page.faults == []
        assert "1. What is needed" in page.text
        assert "Close to it: profile:energy-manager" in page.text or "mine.pdf" in page.text


def test_titles_of_a_file_are_text_and_no_markup(client: FlaskClient) -> None:
    script = OWN.replace(b"Energy in the plant", b"<script>alert(1)</script>")
    response = client.post("/coverage", data=sent(script, "<b>.csv"), headers=HTML)
    assert "<script>alert" not in response.text
    assert "<b>" not in response.text


def test_templates_are_read_as_curricula(client: FlaskClient) -> None:
    for ending in ("csv", "xlsx"):
        template = client.get(f"/coverage/template.{ending}")
        assert f"curriculum.{ending}" in template.headers["Content-Disposition"]
        answer = client.post("/coverage/gap", data=sent(template.data, f"template.{ending}"))
        assert answer.status_code == 200


def test_answers_for_a_file_come_as_a_workbook(client: FlaskClient) -> None:
    answer = client.post("/coverage/gap?format=xlsx", data=sent(OWN))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert sheet.max_row >= 1 + 9
