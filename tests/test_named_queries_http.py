"""Named queries by HTTP: formats, arguments, parts, what is kept, and the pages."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pyoxigraph
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Store
from werkzeug.test import TestResponse

from conftest import ROOT
from symbiograph.engine.image import Image, QueryResults
from symbiograph.prefixes import BASE, PREFIXES
from symbiograph.queries import (
    NamedQuery,
    Part,
    ask,
    catalogue,
    find,
    read_arguments,
    read_query,
)
from symbiograph.queries.body import constructs
from symbiograph.queries.formats import separated
from symbiograph.queries.formats.document import plain
from symbiograph.queries.formats.separated import harmless
from symbiograph.resources import folder
from symbiograph.results import table
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.queries import preferences, respond
from symbiograph.web.queries.groups import TITLES, grouped
from symbiograph.web.queries.keeping import Kept, Shelf
from webpage import Webpage

HTML = {"Accept": "text/html"}
GAP = "/queries/coverage/profile-gap"
PREFIX_LINES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
SMALL = """
sg:Skill a owl:Class ; rdfs:label "Skill"@en .
skill:heat a sg:Skill ; dcterms:identifier "ISK-1" ; skos:prefLabel "=HYPERLINK(1)"@en ;
    skos:altLabel "Excess heat"@en , "Same"@en .
skill:boat a sg:Skill ; dcterms:identifier "ISK-2" ; skos:prefLabel "boats"@en , "Boote"@de ;
    skos:altLabel "Same"@en .
"""


class Counting(Image):
    """An image that counts what it is asked."""

    asked = 0

    def query(self, text: str, **options: Any) -> QueryResults:
        self.asked += 1
        return super().query(text, **options)


def small(generation: str = "small") -> Counting:
    store = Store()
    store.load(input=(PREFIX_LINES + SMALL).encode(), format=RdfFormat.TURTLE)
    return Counting(store, generation)


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return create_app(image, Settings()).test_client()


@pytest.fixture
def app() -> Flask:
    return create_app(small(), Settings())


def rows(response: TestResponse) -> list[list[Any]]:
    assert response.status_code == 200, response.text
    return [list(row.values()) for row in response.json["rows"]]  # type: ignore[index]


# Formats


def test_json_has_titles_units_things_and_numbers(client: FlaskClient) -> None:
    answer = client.get(
        "/queries/coverage/profiles-of-unit?unit=symbios-symbios-open-mooc-on-industrial-symbiosis"
    )
    document = answer.json
    assert answer.content_type == "application/json"
    assert document is not None
    assert document["query"] == "coverage/profiles-of-unit"
    assert document["title"] == "Job profiles that a training unit serves"
    assert document["columns"][-1] == {
        "name": "share",
        "title": find("coverage/profiles-of-unit").head.columns[-1].title,
        "unit": "percent",
    }
    first = document["rows"][0]
    assert first["role"]["iri"].startswith(BASE + "id/profile/")
    assert first["role"]["label"] == first["label"]
    assert isinstance(first["taught"], int)
    assert isinstance(first["share"], (int, float))
    assert document["total"] == len(document["rows"])
    assert answer.headers["X-Total-Count"] == str(document["total"])
    assert document["next"] is None


def test_unbound_cell_is_null(client: FlaskClient) -> None:
    found = client.get("/queries/coverage/units").json
    assert found is not None
    assert any(row["hours"] is None for row in found["rows"])
    assert all(row["hours"] != 0 for row in found["rows"])


FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


@pytest.mark.parametrize(("name", "media_type"), FORMATS.items())
def test_format_is_chosen_by_name_and_by_accept(
    client: FlaskClient, name: str, media_type: str
) -> None:
    by_name = client.get(f"/queries/skills/groups?format={name}")
    by_accept = client.get("/queries/skills/groups", headers={"Accept": media_type.split(";")[0]})
    for answer in (by_name, by_accept):
        assert answer.status_code == 200
        assert answer.content_type == media_type
    head = client.head(f"/queries/skills/groups?format={name}")
    assert head.status_code == 200
    assert head.data == b""
    assert head.content_length == len(by_name.data)
    assert head.headers["ETag"] == by_name.headers["ETag"]


def test_formats_of_sparql_hold_what_the_engine_says(client: FlaskClient, image: Image) -> None:
    found = table(image.query(find("skills/groups").text)).rows
    for name, format_ in (
        ("srj", QueryResultsFormat.JSON),
        ("srx", QueryResultsFormat.XML),
        ("tsv", QueryResultsFormat.TSV),
    ):
        answer = client.get(f"/queries/skills/groups?format={name}")
        assert table(pyoxigraph.parse_query_results(answer.data, format_)).rows == found
    part = client.get("/queries/skills/groups?format=srj&limit=3")
    assert (
        table(pyoxigraph.parse_query_results(part.data, QueryResultsFormat.JSON)).rows
        == (found[:3])
    )


def test_workbook_has_a_sheet_of_rows_and_one_of_where_they_come_from(
    client: FlaskClient, image: Image
) -> None:
    address = "/queries/sectors-and-profiles/profiles?sector=Leather+and+fashion&format=xlsx"
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == "attachment; filename=profiles.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    heading, *found = book["Rows"].values
    columns = find("sectors-and-profiles/profiles").head.columns
    tied_to = columns[-1].title
    assert heading == (*(column.title for column in columns), f"{tied_to}: IRI")
    sector = ("Leather and fashion", BASE + "vocabulary/sector/leather-and-fashion")
    assert all(row[-2:] == sector for row in found)
    assert all(isinstance(row[-3], int) for row in found)
    about = [[*filter(None, line)] for line in book["About"].values]
    assert ["Query", "sectors-and-profiles/profiles"] in about
    assert ["Sector", sector[1], sector[0]] in about
    assert ["State of the graph", image.generation] in about
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert any(line[0] == "Source" and line[2] == licence for line in about)


def test_workbook_states_units(client: FlaskClient) -> None:
    answer = client.get("/queries/skills/green-and-digital-shares?format=xlsx")
    heading, *_ = openpyxl.load_workbook(io.BytesIO(answer.data))["Rows"].values
    assert str(heading[-1]).endswith("(percent)")


def test_text_that_looks_like_a_formula_stays_text(app: Flask) -> None:
    client = app.test_client()
    address = "/queries/graph/by-identifier?identifier=ISK-1"
    [_, row] = csv.reader(io.StringIO(client.get(address + "&format=csv").text))
    assert row == ["ISK-1", BASE + "id/skill/heat", "'=HYPERLINK(1)"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address + "&format=xlsx").data))
    cell = book["Rows"].cell(2, 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    # Other formats hold what the graph holds.
    assert rows(client.get(address))[0][2] == "=HYPERLINK(1)"


CONSTRUCT = """
#+ title: Labels of a skill
#+ description: The labels as triples.
#+ parameters:
#+   skill: {type: iri, class: sg:Skill, label: Skill}
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skill: <https://w3id.org/symbiograph/id/skill/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?skill skos:prefLabel ?label } WHERE {
  VALUES ?skill { skill:boat }
  ?skill skos:prefLabel ?label , ?other .
}
""".lstrip()


def answered(app: Flask, query: NamedQuery, path: str, image: Image, **more: Any) -> Response:
    with app.test_request_context(path):
        arguments = read_arguments(query, {"skill": ["Boote"]}, image)
        return respond(query, arguments, image, preferences(query), **more)


@pytest.mark.parametrize(
    ("name", "media_type", "format_"),
    [
        ("", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("ttl", "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_constructed_graph_comes_as_rdf(
    app: Flask, name: str, media_type: str, format_: RdfFormat
) -> None:
    query = read_query(CONSTRUCT, "group/labels")
    answer = answered(app, query, f"/?format={name}", small())
    assert answer.content_type == media_type
    assert {q.object.value for q in pyoxigraph.parse(answer.data, format_)} == {"boats", "Boote"}
    assert answer.headers["X-Total-Count"] == "2"


def test_constructed_graph_can_be_had_in_parts_and_as_a_page(app: Flask) -> None:
    query = read_query(CONSTRUCT, "group/labels")
    part = answered(app, query, "/?format=nt&limit=1", small())
    assert len(part.data.splitlines()) == 1
    assert 'rel="next"' in part.headers["Link"]
    page = answered(app, query, "/?format=html", small())
    assert "boats" in page.get_data(as_text=True)
    refused = app.test_client().get("/queries/skills/groups?format=ttl")
    assert refused.status_code == 400
    assert refused.json is not None
    assert "xlsx" in refused.json["allowed"]


# Arguments


@pytest.mark.parametrize(
    "name",
    [
        BASE + "id/profile/energy-manager",
        "profile:energy-manager",
        "energy-manager",
        "ISJ-011",
        "isj-011",
        "Energy manager",
        "  ENERGY\tManager ",
    ],
)
def test_thing_is_known_by_every_name_it_has(client: FlaskClient, name: str) -> None:
    expected = rows(client.get(f"{GAP}?profile=energy-manager"))
    assert expected
    assert rows(client.get(GAP, query_string={"profile": name})) == expected


@pytest.mark.parametrize("name", ["Boote", "bo ote", "boats", "boat", "ISK-2"])
def test_labels_of_all_languages_are_names(name: str) -> None:
    query = find("skills/narrower")
    [term] = read_arguments(query, {"skill": [name]}, small())["skill"]
    assert term.value == BASE + "id/skill/boat"


def test_alternative_label_names_a_thing_where_it_is_alone(app: Flask) -> None:
    query = find("skills/narrower")
    [term] = read_arguments(query, {"skill": ["excess heat"]}, small())["skill"]
    assert term.value == BASE + "id/skill/heat"
    refused = app.test_client().get("/queries/skills/narrower?skill=same")
    assert refused.status_code == 400
    assert refused.json is not None
    assert refused.json["parameter"] == "skill"
    assert refused.json["allowed"] == [BASE + "id/skill/boat", BASE + "id/skill/heat"]


@pytest.mark.parametrize(
    ("address", "parameter", "allowed"),
    [
        (GAP, "profile", None),
        (f"{GAP}?profile=energy-manger", "profile", BASE + "id/profile/energy-manager"),
        ("/queries/skills/skills?kind=zzz", "kind", BASE + "vocabulary/skill-kind/attitude"),
        (f"{GAP}?profile=energy-manager&counting=all", "counting", "narrower"),
        (f"{GAP}?profil=energy-manager", "profil", "profile"),
        ("/queries/skills/cross-sectoral?least=few", "least", None),
        ("/queries/skills/groups?lang=!", None, None),
        ("/queries/skills/groups?format=pdf", "format", "xlsx"),
        ("/queries/skills/groups?limit=0", "limit", None),
        ("/queries/skills/groups?limit=-1", "limit", None),
        ("/queries/skills/groups?limit=1e3", "limit", None),
        ("/queries/skills/groups?limit=2&cursor=2", "cursor", None),
    ],
)
def test_what_is_wrong_is_told_with_what_is_right(
    client: FlaskClient, address: str, parameter: str | None, allowed: str | None
) -> None:
    refused = client.get(address)
    assert refused.status_code == 400
    assert refused.content_type == "application/problem+json"
    assert refused.json is not None
    assert refused.json.get("parameter") == parameter
    assert allowed is None or allowed in refused.json["allowed"]
    page = client.get(address, headers=HTML)
    assert page.status_code == (200 if address == GAP else 400)
    if parameter not in (None, "format") and address != GAP:
        assert refused.json["detail"].split("'")[0] in Webpage(page.text).text
        assert "<form" in page.text


def test_formats_that_nobody_offers_are_refused(client: FlaskClient) -> None:
    refused = client.get("/queries/skills/groups", headers={"Accept": "image/png"})
    assert refused.status_code == 406


def test_unknown_query_is_answered_with_similar_ones(client: FlaskClient) -> None:
    refused = client.get("/queries/skills/group")
    assert refused.status_code == 404
    assert refused.json is not None
    assert "/queries/skills/groups" in refused.json["suggestions"]
    assert client.get("/queries/nothing").status_code == 404


def test_reader_gets_labels_in_their_language(client: FlaskClient) -> None:
    german = client.get("/queries/skills/groups", headers={"Accept-Language": "de-AT, en;q=0.5"})
    assert (
        german.data == client.get("/queries/skills/groups", headers={"Accept-Language": "de"}).data
    )
    assert rows(german) == rows(client.get("/queries/skills/groups?lang=de"))
    assert rows(german) != rows(client.get("/queries/skills/groups"))
    assert "Accept-Language" in german.headers["Vary"]


# Parts


def test_parts_hold_all_rows_once(client: FlaskClient) -> None:
    whole = rows(client.get("/queries/skills/skills"))
    address: str | None = "/queries/skills/skills?limit=50"
    found: list[list[Any]] = []
    pages = []
    while address:
        answer = client.get(address)
        pages.append(address)
        found += rows(answer)
        assert answer.headers["X-Total-Count"] == str(len(whole))
        assert answer.json is not None
        address = answer.json["next"]
        assert (f'<{address}>; rel="next"' in answer.headers.get("Link", "")) == bool(address)
    assert found == whole
    assert len(pages) == -(-len(whole) // 50)
    last = client.get(pages[-1]).headers["Link"]
    assert f'<{pages[-2]}>; rel="prev"' in last
    assert f'<{pages[0]}>; rel="first"' in last


def test_cursor_belongs_to_one_answer(client: FlaskClient) -> None:
    first = client.get("/queries/skills/skills?limit=10").json
    assert first is not None
    other = client.get(first["next"] + "&kind=attitude")
    assert other.status_code == 410
    assert other.json is not None
    assert "without the cursor" in other.json["detail"]


def test_cursor_ends_with_the_state_of_the_graph() -> None:
    address = "/queries/graph/by-identifier?identifier=ISK-1&identifier=ISK-2&limit=1"
    before = create_app(small("one"), Settings()).test_client().get(address).json
    assert before is not None
    after = create_app(small("two"), Settings()).test_client()
    assert after.get(before["next"]).status_code == 410
    assert after.get(address).status_code == 200


# What is kept


def test_request_that_was_made_before_costs_no_query() -> None:
    image = small()
    client = create_app(image, Settings()).test_client()
    address = "/queries/graph/by-identifier?identifier=ISK-1"
    first = client.get(address)
    asked = image.asked
    assert client.get(address).data == first.data
    for format_ in ("csv", "srj", "html"):
        assert client.get(f"{address}&format={format_}").status_code == 200
    assert image.asked == asked
    client.get(address.replace("ISK-1", "ISK-2"))
    assert image.asked > asked


def test_entity_tag_names_state_arguments_format_and_language() -> None:
    client = create_app(small("one"), Settings()).test_client()
    later = create_app(small("two"), Settings()).test_client()
    address = "/queries/graph/by-identifier?identifier=ISK-2"
    first = client.get(address)
    tag = first.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert {"Accept", "Accept-Language"} <= set(first.headers["Vary"].split(", "))
    tags = {
        tag,
        later.get(address).headers["ETag"],
        client.get(address + "&identifier=ISK-1").headers["ETag"],
        client.get(address, headers={"Accept": "text/csv"}).headers["ETag"],
        client.get(address, headers={"Accept-Language": "de"}).headers["ETag"],
        client.get(address + "&limit=1").headers["ETag"],
    }
    assert len(tags) == 6
    assert later.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_answer_from_own_data_is_kept_nowhere(app: Flask) -> None:
    image = small("somebody's own")
    query = find("skills/narrower")
    shelf: Shelf = app.extensions["symbiograph.answers"]
    answer = answered(app, query, "/", image, keep=False)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert len(shelf) == 0
    answered(app, query, "/", image)
    assert len(shelf) > 0


def test_page_around_an_answer_can_be_another(app: Flask) -> None:
    answer = answered(
        app,
        find("skills/narrower"),
        "/?format=html",
        small(),
        page=lambda found: f"{found.total} of {found.answer.query.name}",
    )
    assert answer.get_data(as_text=True) == "0 of skills/narrower"


def test_shelf_lets_go_of_what_was_asked_for_longest() -> None:
    shelf = Shelf(4 * Kept(bytes(25), 1).size)
    for name in "abcd":
        shelf.put(name, Kept(bytes(25), 1))
    assert shelf.get("a")
    shelf.put("e", Kept(bytes(25), 1))
    assert [name for name in "abcde" if shelf.get(name)] == ["a", "c", "d", "e"]
    shelf.put("f", Kept(bytes(26), 1))
    assert shelf.get("f") is None
    shelf.put("a", Kept(bytes(1), 2))
    assert shelf.get("a") == Kept(bytes(1), 2)


def test_answers_without_a_body_fill_the_shelf_too() -> None:
    shelf = Shelf(10_000)
    for number in range(1_000):
        shelf.put(str(number), Kept(b"", 0))
    assert 0 < len(shelf) < 100


# Pages


def test_list_has_every_query_by_group(client: FlaskClient) -> None:
    listed = client.get("/queries").json
    assert listed is not None
    assert {one["query"] for one in listed["queries"]} == set(catalogue())
    gap = next(one for one in listed["queries"] if one["query"] == "coverage/profile-gap")
    assert gap["href"] == GAP
    parameters = {parameter["name"]: parameter for parameter in gap["parameters"]}
    assert parameters["counting"]["values"] == ["exact", "narrower", "esco"]
    assert not parameters["profile"]["required"]
    assert "profile" in gap["anyOf"]
    narrower = next(one for one in listed["queries"] if one["query"] == "skills/narrower")
    assert narrower["parameters"][0]["required"]
    page = Webpage(client.get("/queries", headers=HTML).text)
    addresses = {link.href for link in page.links}
    for name, query in catalogue().items():
        assert f"/queries/{name}" in addresses
        assert query.head.title in page.text
    group = client.get("/queries/skills").json
    assert group is not None
    assert {one["query"] for one in group["queries"]} == {
        name for name in catalogue() if name.startswith("skills/")
    }


def test_groups_are_called_as_in_the_readme() -> None:
    lines = (folder("queries") / "README.md").read_text(encoding="utf-8").splitlines()
    assert list(TITLES.values()) == [
        line.removeprefix("### ") for line in lines if line.startswith("### ")
    ]
    assert list(grouped(catalogue())) == list(TITLES)


def test_page_shows_a_form_that_fits_and_the_example_below(client: FlaskClient) -> None:
    page = client.get(GAP, headers=HTML)
    assert page.status_code == 200
    assert 'type="checkbox" name="profile" value="profile:energy-manager" checked' in page.text
    assert '<select id="p-counting" name="counting">' in page.text
    assert '<option value="exact" selected' in page.text
    assert "for the example" in page.text
    of_sector = client.get("/queries/skills/skills", headers=HTML).text
    assert '<select id="p-kind" name="kind">' in of_sector
    least = client.get("/queries/skills/cross-sectoral", headers=HTML).text
    default = find("skills/cross-sectoral").head.parameters[0].default
    assert f'<input id="p-least" name="least" type="number" value="{default}" step="1"' in least


def test_page_links_things_downloads_and_the_editor(client: FlaskClient) -> None:
    page = Webpage(client.get(f"{GAP}?profile=energy-manager&lang=de", headers=HTML).text)
    addresses = {link.href for link in page.links}
    assert "/id/skill/conduct-energy-audits?lang=de" in addresses
    for name in ("json", "csv", "xlsx", "srj", "srx", "tsv"):
        assert f"{GAP}?profile=energy-manager&lang=de&format={name}" in addresses
    [editor] = [link for link in addresses if link.startswith("/sparql?query=")]
    assert client.get(editor, headers=HTML).status_code == 200


def test_long_answer_is_shown_in_pages_that_say_so(client: FlaskClient) -> None:
    page = Webpage(client.get("/queries/skills/skills?limit=100", headers=HTML).text)
    total = len(rows(client.get("/queries/skills/skills")))
    assert f"Rows 1 to 100 of {total}" in page.text
    [following] = [link.href for link in page.links if "cursor=" in link.href]
    second = Webpage(client.get(following, headers=HTML).text)
    assert f"Rows 101 to {total} of {total}" in second.text


@pytest.mark.parametrize("name", [n for n, q in catalogue().items() if q.head.chart])
def test_chart_draws_the_numbers_of_its_rows(client: FlaskClient, name: str) -> None:
    page = client.get(f"/queries/{name}", headers=HTML).text
    chart = find(name).head.chart
    assert chart is not None
    assert '<svg class="diagram bars" role="img" aria-labelledby="chart-title"' in page
    assert page.count("<rect") > 1
    assert chart.title in page


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_query_has_a_page_and_an_answer(client: FlaskClient, name: str) -> None:
    page = client.get(f"/queries/{name}", headers=HTML)
    assert page.status_code == 200
    shown = Webpage(page.text)
    assert (shown.faults, shown.handlers) == ([], [])
    query = find(name)
    least = [
        (p.name, term.value)
        for p in query.head.parameters
        if not p.optional and p.default is None
        for term in query.examples[p.name]
    ]
    answer = client.get(f"/queries/{name}?{urlencode(least)}")
    assert answer.status_code == 200
    if constructs(query.text):
        assert answer.mimetype == "text/turtle"
    else:
        assert answer.json is not None
        assert answer.json["total"] == len(answer.json["rows"])


def test_names_beside_things_are_shown_as_their_links(client: FlaskClient) -> None:
    page = Webpage(client.get(f"{GAP}?profile=energy-manager", headers=HTML).text)
    assert page.hrefs("conduct energy audits") == ["/id/skill/conduct-energy-audits"]
    assert page.text.count("conduct energy audits") == 1
    # A code is no thing: its label keeps a column of its own.
    address = "/queries/exchanges/partners-of-activity?activity=23.51"
    labels = {row[2] for row in rows(client.get(address))}
    assert labels
    shown = Webpage(client.get(address, headers=HTML).text).text
    assert all(label in shown for label in labels)


# What the documents show

ADDRESS = re.compile(r"^(?:\$ )?curl 'http://127\.0\.0\.1:8000(/queries/[^']*)'$", re.MULTILINE)


def test_readme_shows_what_a_query_answers(client: FlaskClient) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = ADDRESS.finditer(text)
    block = text[shown.end() :].split("```\n")[2]
    assert client.get(shown[1]).text.replace("\r\n", "\n") == block


def test_readme_of_queries_shows_the_json(client: FlaskClient) -> None:
    text = (ROOT / "queries" / "README.md").read_text(encoding="utf-8")
    [shown] = ADDRESS.finditer(text)
    documented = json.loads(text[shown.end() :].split("```")[0])
    answer = client.get(shown[1]).json
    assert answer is not None
    assert documented.pop("next").split("-")[0] == answer.pop("next").split("-")[0]
    assert documented.keys() == answer.keys()
    assert documented | {"generation": answer["generation"]} == answer


def test_several_values_are_the_lines_of_one_field(app: Flask) -> None:
    client = app.test_client()
    address = "/queries/graph/by-identifier?identifier=ISK-1%0D%0AISK-2%0D%0A"
    assert [row[0] for row in rows(client.get(address))] == ["ISK-1", "ISK-2"]
    page = client.get(address, headers=HTML).text
    assert ">ISK-1\nISK-2</textarea>" in page


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("007", "integer", 7),
        ("-2", "int", -2),
        ("0.50", "decimal", 0.5),
        ("1e3", "double", 1000.0),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("INF", "double", "INF"),
        ("a few", "integer", "a few"),
        ("maybe", "boolean", "maybe"),
        ("2026-01-31", "date", "2026-01-31"),
        ("7", "string", "7"),
    ],
)
def test_literal_becomes_what_json_has_for_it(text: str, datatype: str, value: object) -> None:
    found = plain(Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype)))
    assert (found, type(found)) == (value, type(value))


MINUS = """
#+ title: Minus
#+ description: A number and a text.
#+ columns:
#+   number: {title: Number}
#+   text: {title: Text}
SELECT ?number ?text WHERE { BIND (-1 AS ?number) BIND ("-1" AS ?text) }
""".lstrip()


def test_cells_are_harmless_unless_they_are_numbers() -> None:
    for text in ("=1", "+1", "-1", "@x", "\tx", "\rx"):
        assert harmless(text) == f"'{text}"
    assert harmless("1 = 1") == "1 = 1"
    query = read_query(MINUS, "group/minus")
    output = io.BytesIO()
    separated.write(Part(ask(query, {}, small())), output)
    assert output.getvalue() == b"number,text\r\n-1,'-1\r\n"
