"""Lists of one's own: how they are read, what is proposed for them, how decisions come out."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from conftest import made_once
from reviewing import CHEESE, HEAT, PUMPS, SET, decision, make_reviewed, official
from symbiograph.engine.image import Image
from symbiograph.errors import PayloadTooLarge
from symbiograph.mappings import read_mapping_set
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.review.own_list import MOST_ITEMS, OWN, OwnList, lines, read_own_list
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.spreadsheets import Grid
from symbiograph.web import create_app
from webpage import Webpage

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(common: Path) -> FlaskClient:
    release = made_once(common / "reviewed", make_reviewed)
    index = LabelIndex(release.folder / INDEX_FILE)
    return create_app(release.image(), Settings(), index=index).test_client()


def listed(*rows: list[str]) -> OwnList:
    return read_own_list(Grid(rows), "My course")


def texts(found: OwnList) -> list[str]:
    return [item.text for item in found.items]


def test_lines_are_texts_with_commas_and_without_a_header() -> None:
    found = read_own_list(lines("analyse data, and report\n\n audit energy \n"), "My course")
    assert texts(found) == ["analyse data, and report", "audit energy"]
    assert [item.row for item in found.items] == [1, 3]
    assert found.items[0].iri == f"{OWN}my-course#analyse-data-and-report"
    assert found.problems == ()


def test_pasted_cells_are_columns() -> None:
    found = read_own_list(lines("Skill\tDescription\nweld\tJoin metal.\n"), "x")
    assert [(item.text, item.definition) for item in found.items] == [("weld", "Join metal.")]


def test_columns_are_known_by_many_names() -> None:
    found = listed(
        ["Code", "Kompetenz", "Kurs", "Beschreibung"],
        ["https://example.org/skill/1", "Schweißen", "Metall 1", "Fügen."],
        ["K-2", "Löten", "", ""],
    )
    assert [(i.iri, i.text, i.context, i.definition) for i in found.items] == [
        ("https://example.org/skill/1", "Schweißen", "Metall 1", "Fügen."),
        (f"{OWN}my-course#k-2", "Löten", "", ""),
    ]


def test_the_column_that_is_left_is_taken_for_the_text_and_said_so() -> None:
    found = listed(["id", "What they learn"], ["1", "weld"])
    assert texts(found) == ["weld"]
    assert "'What they learn' is taken for it" in found.problems[0].message


def test_what_stands_twice_is_taken_once_and_said_so() -> None:
    found = listed(["skill"], ["weld"], ["Weld"], [""], ["solder"])
    assert texts(found) == ["weld", "solder"]
    assert [(p.row, p.message) for p in found.problems] == [
        (3, "Row 2 has the same text; it is taken once.")
    ]


def test_texts_that_end_in_the_same_iri_stay_apart() -> None:
    found = listed(["skill"], ["C"], ["C++"], ["C#"], ["焊接"])
    assert texts(found) == ["C", "C++", "C#", "焊接"]
    assert len({item.iri for item in found.items}) == len(found.items)


def test_an_apostrophe_before_a_formula_is_taken_off() -> None:
    assert texts(
        listed(
            ["skill"],
            [
                "'=SUM",
            ],
            ["'tis"],
        )
    ) == ["=SUM", "'tis"]


def test_nothing_and_too_much() -> None:
    assert "empty" in listed().problems[0].message
    with pytest.raises(PayloadTooLarge, match="2,000 texts"):
        listed(["skill"], *([str(n)] for n in range(MOST_ITEMS + 1)))


def sent(client: FlaskClient, content: bytes, name: str) -> TestResponse:
    return client.post("/review/own/items", data={"list": (io.BytesIO(content), name)})


def test_files_are_read_and_nothing_of_them_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Skill"])  # type: ignore[union-attr]
    book.active.append(["zwiebelkuchen"])  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    with caplog.at_level(logging.DEBUG):
        excel = sent(client, stream.getvalue(), "my list.xlsx")
        csv = sent(client, "Skill;Description\nLöten;Fügen\n".encode("cp1252"), "a.csv")
        bad = sent(client, b"\x00\x01zwiebelkuchen", "a.csv")
    assert [item["text"] for item in excel.json["items"]] == ["zwiebelkuchen"]  # type: ignore[index]
    assert excel.json["name"] == "my-list"  # type: ignore[index]
    assert excel.headers["Cache-Control"] == "no-store"
    assert csv.json["items"][0]["definition"] == "Fügen"  # type: ignore[index]
    assert "Windows-1252" in csv.json["problems"][0]["message"]  # type: ignore[index]
    assert bad.status_code == 422
    assert "zwiebelkuchen" not in caplog.text


def test_a_request_without_a_list_says_what_to_send(client: FlaskClient) -> None:
    response = client.post("/review/own/items", data={"lines": "  "})
    assert (response.status_code, "lines of text" in response.text) == (400, True)


def export(client: FlaskClient, *decisions: dict[str, Any], **more: Any) -> TestResponse:
    return client.post("/review/decisions/sssom", json={"decisions": list(decisions), **more})


def own(text: str, target: str, verdict: str = "accepted", **more: Any) -> dict[str, Any]:
    said = {"subject_label": text, "object_label": "invented", **more}
    return {**decision("x", target, verdict, **said), "subject": f"{OWN}course#{text}"}


@pytest.mark.slow
def test_decisions_come_out_as_sssom_that_the_official_tool_accepts(
    client: FlaskClient, tmp_path: Path
) -> None:
    response = export(
        client,
        own("weld", CHEESE, comment="Not | really\ta tab."),
        own("solder", NO_TERM_FOUND, "no match"),
        own("rivet", PUMPS, "rejected"),
        {**own("own", HEAT), "subject": "https://example.org/skill/1"},
        target="esco-skills",
        title="Course",
        curator="Ada",
        rejected=True,
    )
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/tab-separated-values"
    name = "course-esco-skills.sssom.tsv"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    found = read_mapping_set(response.text, name)
    labels = {m.text("subject_label"): m.text("object_label") for m in found.mappings}
    assert labels == {"weld": "make cheese", "solder": "", "rivet": "heat pumps",
                      "own": "reuse waste heat"}  # fmt: skip
    assert {m.text("object_source_version") for m in found.mappings} == {"1.1.1"}
    assert {m.text("author_label") for m in found.mappings} == {"Ada"}
    modifiers = {m.text("subject_label"): m.text("predicate_modifier") for m in found.mappings}
    assert modifiers == {"weld": "", "solder": "", "rivet": "Not", "own": ""}
    path = tmp_path / name
    path.write_text(response.text, encoding="utf-8")
    assert official(path) == (0, 4, [])


def test_rejected_ones_stay_out_unless_asked_for(client: FlaskClient) -> None:
    text = export(client, own("a", PUMPS), own("b", HEAT, "rejected"), target="esco-skills").text
    assert [m.text("subject_label") for m in read_mapping_set(text, "x").mappings] == ["a"]


def test_decisions_on_a_set_of_ours_come_out_alike(client: FlaskClient) -> None:
    text = export(client, decision("pumps", PUMPS, curator="bea"), set=SET).text
    [row] = read_mapping_set(text, "x").mappings
    assert (row.text("subject_label"), row.text("author_label")) == (
        "heat pumps for factories",
        "bea",
    )


@pytest.mark.parametrize(
    ("decisions", "more", "reason"),
    [
        (
            [own("a", "http://data.europa.eu/esco/skill/s9")],
            {"target": "esco-skills"},
            "no concept",
        ),
        ([own("a", PUMPS)], {"target": "other"}, "no target"),
        ([own("a", PUMPS)], {}, "no target"),
        ([{"x": 1}], {"target": "esco-skills"}, "needs verdict"),
        ([own("a", PUMPS)], {"target": 1}, "is a text"),
        ([1], {"target": "esco-skills"}, "list of"),
    ],
)
def test_what_cannot_be_written_is_refused(
    client: FlaskClient, decisions: list[Any], more: dict[str, Any], reason: str
) -> None:
    response = export(client, *decisions, **more)
    assert response.status_code == 400
    assert reason in response.json["detail"]  # type: ignore[index]


def test_the_pages_name_what_can_be_reviewed(client: FlaskClient) -> None:
    start = Webpage(client.get("/review", headers=HTML).text)
    assert start.faults == start.handlers == []
    sets = [link.href for link in start.links if link.href.startswith("/review/")]
    assert sets == ["/review/skills-esco", "/review/decisions"]
    assert "ESCO skills" in start.text
    for path in ("/review/skills-esco", "/review/own"):
        bench = Webpage(client.get(path, headers=HTML).text)
        assert bench.faults == bench.handlers == []
    bare = create_app(Image.empty(), Settings()).test_client()
    assert "nothing to align with" in Webpage(bare.get("/review", headers=HTML).text).text
    missing = client.get("/review/skills-esko")
    assert (missing.status_code, "skills-esko" in missing.text) == (404, True)


def test_a_concept_is_described_by_what_is_around_it(client: FlaskClient) -> None:
    found = client.get("/review/concept", query_string={"iri": HEAT}).get_json()
    assert found["label"] == "reuse waste heat"
    assert found["definition"] == 'Use "excess" heat.\nTwice.'
    assert found["scope"] == "Not cooling."
    assert found["related"]["broader"] == {"names": ["handling heat"], "count": 1}
    assert found["related"]["essential for"]["names"] == ["heat engineer"]
    assert "use excess heat, from anywhere" in found["alternative"]
    assert client.get("/review/concept?iri=urn:x").status_code == 400
    assert client.get("/review/concept?iri=http://a b").status_code == 400
    assert client.get("/review/concept?iri=http://example.org/x").status_code == 404
