"""The pages that lead into the graph, and what holds for every page."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat
from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, VOID
from werkzeug.test import TestResponse

from small_graph import client_of, small_image
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE, GRAPH, ID, PREFIXES, SG
from symbiograph.web.bridge import QUERY
from webpage import FORMATS, Webpage, page

UNITS = """
unit:course a sg:LearningUnit ; skos:prefLabel "Heat course"@en ; sg:hasOutcome outcome:one .
outcome:one a sg:LearningOutcome ; skos:prefLabel "Plan heat use"@en ; sg:developsSkill skill:heat ;
    sg:hasEvidence evidence:read .
skill:heat sg:isTaughtBy unit:course .
"""
CATALOGUE = """
sgg:facts dcterms:title "Facts"@en ; dcterms:description "What is known."@en ;
    void:triples 12345 ; dcterms:identifier "ontology/facts/facts.ttl" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
"""
PATHS = (
    "/",
    "/about",
    "/id",
    "/id/skill",
    "/vocabulary",
    "/graph",
    "/ontology",
    "/id/skill/heat.html",
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path, units=UNITS, catalog=CATALOGUE))


# Every page


@pytest.mark.parametrize("path", [*PATHS, "/id/skill/nowhere", "/sparql"])
def test_a_page_has_what_everybody_needs(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    found = Webpage(response.text)
    assert found.faults == []
    assert [level for level, _ in found.headings].count("h1") == 1
    assert found.headings[0][0] == "h1"
    assert found.hrefs("Skip to content") == ["#content"]
    assert "content" in found.ids
    assert '<html lang="en">' in response.text
    assert '<meta name="viewport"' in response.text
    assert "This service uses the ESCO classification of the European Commission." in found.text


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path)
    found = Webpage(response.text)
    assert found.resources
    assert all(address.startswith("/static/") for address in found.resources)
    assert found.handlers == []
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    for address in found.resources:
        file = client.get(address)
        assert file.status_code == 200
        assert b"url(" not in file.data
        assert b"@import" not in file.data
        file.close()


@pytest.mark.parametrize("path", PATHS)
def test_links_stay_below_the_place_of_the_service(client: FlaskClient, path: str) -> None:
    response = client.get(path, environ_overrides={"SCRIPT_NAME": "/is"})
    inner = [
        link.href
        for link in Webpage(response.text).links
        if not link.href.startswith(("#", "https://", "http://"))
    ]
    assert len(inner) > 4
    assert not [href for href in inner if not href.startswith("/is/")]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_asked_for_in_a_language(client: FlaskClient, path: str) -> None:
    found = page(client, path + "?lang=de", "fr")
    assert f"{path}?lang=fr" in found.hrefs("Français")
    (chosen,) = (link for link in found.links if link.text == "Deutsch")
    assert chosen.attributes["aria-current"] == "true"


def test_the_way_here_is_marked_in_the_navigation(client: FlaskClient) -> None:
    current = [a.text for a in page(client, "/id/skill").links if a.attributes.get("aria-current")]
    assert current == ["Things"]


# Home


def test_home_counts_what_there_is(client: FlaskClient) -> None:
    found = page(client, "/")
    assert found.hrefs("skill 3") == ["/id/skill"]
    assert found.hrefs("exchange 1") == ["/id/exchange"]


def test_home_walks_from_an_exchange_to_a_course(client: FlaskClient) -> None:
    text = page(client, "/").text
    told = text[text.index("An exchange") : text.index("A statement marked")]
    assert told.strip() == (
        "An exchange <script>alert(1)</script> uses a technology heat exchanger "
        "that calls for a skill waste heat recovery proposal "
        "that these job profiles have Energy manager proposal "
        "that these training units teach Heat course "
        "and that in ESCO has no exact match yet."
    )


def test_home_tells_what_esco_has_and_what_it_lacks(tmp_path: Path) -> None:
    lacks = "skill:heat sg:hasNoMatchIn <http://data.europa.eu/esco/concept-scheme/skills> ."
    found = page(client_of(small_image(tmp_path, units=UNITS, more=lacks)), "/")
    assert "has no concept" in found.text
    match = "skill:heat skos:exactMatch esco-skill:1111 ."
    found = page(client_of(small_image(tmp_path, units=UNITS, more=match)), "/")
    assert found.hrefs("manage energy use") == [PREFIXES["esco-skill"] + "1111"]


def test_without_a_whole_way_home_walks_none(tmp_path: Path) -> None:
    found = page(client_of(small_image(tmp_path)), "/")
    assert "one example" not in found.text
    assert "Where to start" in found.text


@pytest.mark.parametrize("path", ["/", "/about", "/id", "/vocabulary", "/graph"])
def test_an_empty_service_has_its_pages(path: str) -> None:
    assert page(client_of(Image.empty()), path).headings


def test_home_on_the_real_graph_has_an_example_and_its_query_answers(release: Release) -> None:
    image = release.image()
    found = page(client_of(image), "/")
    for step in ("An exchange", "uses a technology", "that calls for a skill", "and that in ESCO"):
        assert step in found.text
    assert any(link.href.startswith("/sparql?query=") for link in found.links)
    rows = image.query(QUERY)
    assert len(list(rows)) == 500  # type: ignore[arg-type]


# Lists


def test_kinds_are_explained_and_counted(tmp_path: Path) -> None:
    more = "<https://w3id.org/symbiograph/id/widget/one> skos:prefLabel 'One'@en ."
    found = page(client_of(small_image(tmp_path, more=more)), "/id")
    assert found.facts["skill 3"] == "What people know and can do."
    assert "role" not in found.facts
    # A kind that no class explains is listed all the same.
    assert found.hrefs("widget") == ["/id/widget"]


def test_things_of_a_kind_are_listed_by_name(client: FlaskClient) -> None:
    found = page(client, "/id/skill")
    order = ["energy efficiency", "waste heat recovery", "steam networks"]
    names = [link.text for link in found.links if link.href.startswith("/id/skill/")]
    assert names == order


def test_a_long_list_comes_in_pages(tmp_path: Path) -> None:
    many = "".join(f'task:t{i:03} skos:prefLabel "Task {i}"@en .\n' for i in range(205))
    client = client_of(small_image(tmp_path, many=many))
    first, second, third = (page(client, f"/id/task?page={n}&lang=fr") for n in (1, 2, 3))
    assert [len(tasks(one)) for one in (first, second, third)] == [100, 100, 5]
    assert not set(tasks(first)) & set(tasks(second))
    assert first.hrefs("Next") == ["/id/task?page=2&lang=fr"]
    assert second.hrefs("Previous") == ["/id/task?page=1&lang=fr"]
    assert first.hrefs("Previous") == third.hrefs("Next") == []
    assert "Page 3 of 3" in third.text


def tasks(found: Webpage) -> list[str]:
    return [link.href for link in found.links if link.href.startswith("/id/task/")]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "²"])
def test_a_page_that_is_none_is_refused(client: FlaskClient, number: str) -> None:
    response = client.get("/id/skill", query_string={"page": number})
    assert response.status_code == 400
    assert "1 to 1" in response.get_json()["detail"]


def test_an_unknown_kind_suggests_those_there_are(client: FlaskClient) -> None:
    response = client.get("/id/skills")
    assert response.status_code == 404
    assert response.get_json()["suggestions"] == ["/id/skill"]


def test_vocabularies_are_listed_with_the_number_of_concepts(client: FlaskClient) -> None:
    assert "Uses 2" in page(client, "/vocabulary").facts


def test_graphs_are_listed_with_size_file_and_licence(client: FlaskClient) -> None:
    found = page(client, "/graph")
    assert "Facts What is known. 12 345 ontology/facts/facts.ttl CC BY 4.0" in found.text
    assert found.hrefs("Facts") == ["/graph/facts"]


def test_about_explains_the_words_for_evidence(client: FlaskClient) -> None:
    facts = page(client, "/about").facts
    assert facts["proposal"] == "Our own judgement."
    assert "inferred" in facts


# Lists as data


def _linked(client: FlaskClient, path: str) -> set[str]:
    """The IRIs whose pages the list at ``path`` leads to."""
    hrefs = {link.href for link in page(client, path).links}
    return {BASE + href.removeprefix("/") for href in hrefs if href.startswith(path + "/")}


def _data(client: FlaskClient, path: str, accept: str) -> tuple[TestResponse, rdflib.Graph]:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, accept)
    assert "Accept" in response.vary
    form = RdfFormat.from_media_type(accept)
    assert form is not None
    triples = (quad.triple for quad in pyoxigraph.parse(response.data, form))
    lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return response, rdflib.Graph().parse(data=lines, format="nt")


@pytest.mark.parametrize("accept", FORMATS.values())
@pytest.mark.parametrize("path", ["/", "/graph"])
def test_home_gives_the_catalogue_as_data(client: FlaskClient, path: str, accept: str) -> None:
    response, found = _data(client, path, accept)
    assert found.value(URIRef(GRAPH + "facts"), VOID.triples) == rdflib.Literal(12345)
    same = client.get(response.headers["Content-Location"])
    assert same.data == response.data


@pytest.mark.parametrize("accept", FORMATS.values())
def test_kinds_come_as_data(client: FlaskClient, accept: str) -> None:
    response, found = _data(client, "/id", accept)
    whole, skills = URIRef(BASE + "id"), URIRef(ID + "skill")
    assert (whole, VOID.classPartition, skills) in found
    assert found.value(skills, VOID["class"]) == URIRef(SG + "Skill")
    assert found.value(skills, VOID.entities) == rdflib.Literal(3)
    assert found.value(skills, VOID.uriSpace) == rdflib.Literal(ID + "skill/")
    assert rdflib.Literal("Kompetenz", "de") in set(found.objects(URIRef(SG + "Skill")))
    kinds = {str(kind) for kind in found.subjects(VOID.uriSpace)}
    assert kinds == _linked(client, "/id")
    assert len(kinds) > 5
    assert client.get(response.headers["Content-Location"]).data == response.data


@pytest.mark.parametrize("accept", FORMATS.values())
def test_things_of_a_kind_come_as_data(client: FlaskClient, accept: str) -> None:
    response, found = _data(client, "/id/skill", accept)
    members = set(found.objects(URIRef(ID + "skill"), DCTERMS.hasPart))
    assert members == {URIRef(f"{ID}skill/{name}") for name in ("heat", "energy", "steam")}
    assert found.value(URIRef(ID + "skill/steam"), SKOS.prefLabel)
    assert client.get(response.headers["Content-Location"]).data == response.data
    assert client.get("/id/nothing", headers={"Accept": accept}).status_code == 404


@pytest.mark.parametrize("accept", FORMATS.values())
def test_vocabularies_come_as_data(client: FlaskClient, accept: str) -> None:
    response, found = _data(client, "/vocabulary", accept)
    schemes = set(found.objects(URIRef(BASE + "vocabulary"), DCTERMS.hasPart))
    assert schemes == set(found.subjects(RDF.type, SKOS.ConceptScheme))
    assert {str(scheme) for scheme in schemes} == _linked(client, "/vocabulary")
    use = URIRef(BASE + "vocabulary/use")
    assert found.value(use, SKOS.prefLabel) == rdflib.Literal("Uses", "en")
    assert client.get(response.headers["Content-Location"]).data == response.data


@pytest.mark.parametrize("path", ["/", "/id", "/id/skill", "/vocabulary", "/graph"])
def test_lists_come_in_no_other_format(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert set(response.get_json(force=True)["available"]) == {"text/html", *FORMATS.values()}
    # Who does not mind gets the page.
    assert client.get(path, headers={"Accept": "*/*"}).mimetype == "text/html"
