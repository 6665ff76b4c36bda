"""What a page on a thing tells a reader, in which words, and with which marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from small_graph import INFERRED, client_of, small_image
from symbiograph.prefixes import PREFIXES
from webpage import FORMATS, Webpage, page

ESCO = PREFIXES["esco-skill"] + "1111"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(small_image(tmp_path))


def test_a_page_leads_with_label_class_and_definition(client: FlaskClient) -> None:
    found = page(client, "/id/skill/heat.html")
    assert ("h1", "waste heat recovery") in found.headings
    assert found.text.index("skill") < found.text.index("waste heat recovery")
    assert "Capturing <b>excess</b> heat & using it." in found.text
    assert found.hrefs("skill") == ["/ontology#Skill"]
    assert "identifier" in found.facts


def test_a_page_gives_the_names_in_other_languages(client: FlaskClient) -> None:
    found = page(client, "/id/skill/heat.html")
    assert "de Abwärmenutzung fr récupération de chaleur" in found.text
    assert found.languages["fr récupération de chaleur"] == "fr"


def test_a_description_is_not_told_twice(tmp_path: Path) -> None:
    told = "skill:tanks dcterms:description 'Storing heat.'@en ; skos:note 'Storing heat.'@en ."
    found = page(client_of(small_image(tmp_path, more=told)), "/id/skill/tanks.html")
    assert found.text.count("Storing heat.") == 1


def test_labels_and_facts_follow_the_readers_language(client: FlaskClient) -> None:
    found = page(client, "/id/skill/heat.html", "de-AT,de;q=0.9")
    assert ("h1", "Abwärmenutzung") in found.headings
    assert found.languages["Abwärmenutzung"] == "de"
    assert found.facts["alt label"] == "Überschusswärme"
    assert page(client, "/id/skill/heat.html").facts["alt label"] == "excess heat"


def test_the_language_asked_for_beats_the_browsers_and_stays(client: FlaskClient) -> None:
    found = page(client, "/id/skill/heat.html?lang=fr", "de")
    assert ("h1", "récupération de chaleur") in found.headings
    assert found.hrefs("energy efficiency") == ["/id/skill/energy?lang=fr"]
    assert "/id/skill/heat.html?lang=de" in found.hrefs("Deutsch")


def test_a_language_that_is_none_is_refused(client: FlaskClient) -> None:
    response = client.get("/id/skill/heat.html?lang=<script>")
    assert response.status_code == 400
    assert "lang=de" in response.get_json()["detail"]


def test_caches_are_told_what_an_answer_depends_on(client: FlaskClient) -> None:
    def varies(path: str) -> str:
        return ", ".join(client.get(path).headers.getlist("Vary"))

    assert "Accept-Language" in varies("/id/skill/heat.html")
    assert "Accept" in varies("/id/skill/heat").split(", ")
    assert "Accept-Language" not in varies("/id/skill/heat.ttl")


def test_text_of_the_graph_is_never_markup(client: FlaskClient) -> None:
    html = client.get("/id/exchange/frovi.html").text
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_only_web_addresses_become_links(client: FlaskClient) -> None:
    found = page(client, "/id/exchange/frovi.html")
    assert not [link for link in found.links if "javascript" in link.href]
    assert "javascript:alert(1)" in found.text


def test_links_to_others_are_marked_and_let_nobody_look_back(client: FlaskClient) -> None:
    found = page(client, "/id/exchange/frovi.html")
    (link,) = (link for link in found.links if link.href.startswith("https://example.org"))
    assert link.href == "https://example.org/page?a=1&b=2"
    assert "noopener" in link.attributes["rel"]
    assert link.attributes["class"] == "external"


def test_a_blank_node_is_told_in_place(client: FlaskClient) -> None:
    found = page(client, "/id/exchange/frovi.html")
    assert "a nested place" in found.text
    assert "_:" not in found.text


def test_evidence_is_told_with_its_source(client: FlaskClient) -> None:
    found = page(client, "/id/skill/heat.html")
    assert "read in a source Read in the report. Source: The report." in found.text
    assert "has hierarchy evidence: proposal" in found.text


def test_a_judgement_of_ours_is_marked_where_it_is_shown(client: FlaskClient) -> None:
    facts = page(client, "/id/skill/heat.html").facts
    # The hierarchy has evidence of its own.
    assert "broader proposal" in facts
    # An inferred fact that rests on a proposal alone.
    assert facts["is called for by inferred proposal"] == "heat exchanger"
    # A requirement stands in a table with its evidence.
    (told,) = (fact for name, fact in facts.items() if name.startswith("is skill required by"))
    assert told == "role has necessity evidence Energy manager essential proposal"


def test_what_rests_on_something_sound_is_not_marked(tmp_path: Path) -> None:
    client = client_of(small_image(tmp_path))
    path = "/id/technology/exchanger.html"
    assert page(client, path).facts["calls for skill inferred"] == (
        "steam networks waste heat recovery proposal"
    )
    sound = """call:three sg:isCallOf technology:exchanger ; sg:hasCalledSkill skill:heat ;
        sg:hasEvidence evidence:read ."""
    client = client_of(small_image(tmp_path, more=sound))
    assert page(client, path).facts["calls for skill inferred"] == (
        "steam networks waste heat recovery"
    )


def test_what_was_inferred_up_a_hierarchy_rests_on_the_hierarchy_too(tmp_path: Path) -> None:
    client = client_of(small_image(tmp_path, inferred=f"{INFERRED} {UP}"))
    facts = page(client, "/id/profile/manager.html").facts
    assert facts["requires skill within inferred proposal"] == "energy efficiency"


UP = """
requirement:two sg:isRequirementOf profile:manager ; sg:hasRequiredSkill skill:heat ;
    sg:hasEvidence evidence:read .
profile:manager sg:requiresSkillWithin skill:energy .
sg:requiresSkillWithin rdfs:label "requires skill within"@en .
"""


def test_a_link_stated_from_the_other_end_is_not_called_inferred(client: FlaskClient) -> None:
    facts = page(client, "/id/profile/manager.html").facts
    assert "has requirement" in facts
    assert "narrower" in page(client, "/id/skill/energy.html").facts


def test_a_wider_property_is_left_to_the_data(client: FlaskClient) -> None:
    facts = page(client, "/vocabulary/sector/steel.html").facts
    assert facts["has core activity proposal"] == "24.10 Manufacture of basic iron and steel"
    assert not [name for name in facts if name.startswith("has activity")]
    said = client.get("/vocabulary/sector/steel.nt").text
    assert "hasActivity>" in said


def test_a_mapping_is_told_with_its_confidence_and_not_twice(client: FlaskClient) -> None:
    found = page(client, "/id/skill/energy.html")
    assert found.facts["mappings"].endswith("exact match manage energy use 0.8 details")
    assert "exact match" not in found.facts
    assert [link.href for link in found.links if link.text == "manage energy use"] == [ESCO]


def test_a_mapping_to_nothing_states_no_relation(tmp_path: Path) -> None:
    nothing = """
    <https://w3id.org/symbiograph/id/mapping/two> a sssom:Mapping ; sssom:confidence 0.90 ;
        owl:annotatedSource skill:steam ; owl:annotatedProperty skos:exactMatch ;
        owl:annotatedTarget sssom:NoTermFound ; sssom:subject_label "steam networks" .
    """
    facts = page(client_of(small_image(tmp_path, more=nothing)), "/id/skill/steam.html").facts
    assert facts["mappings"] == "matched concept confidence evidence no concept found 0.9 details"


def test_that_there_is_no_concept_is_told(client: FlaskClient) -> None:
    facts = page(client, "/id/skill/steam.html").facts
    assert facts["has no match in"] == "data.europa.eu/esco/concept-scheme/skills"


def test_a_vocabulary_shows_its_concepts_as_a_tree(client: FlaskClient) -> None:
    html = client.get("/vocabulary/use.html").text
    assert html.index(">energy<") < html.index(">heating<")
    assert html.count(">heating<") == 1
    assert page(client, "/vocabulary/use.html").hrefs("heating") == ["/vocabulary/use/heating"]


def test_a_circle_of_broader_concepts_ends_and_hides_none(tmp_path: Path) -> None:
    ring = "PREFIX r: <https://w3id.org/symbiograph/vocabulary/ring/>\n" + "".join(
        f"r:{narrow} skos:inScheme sgv:ring ; skos:broader r:{wide} .\n"
        for narrow, wide in ("ab", "ba", "cd", "dc", "de", "ex")
    )
    found = page(client_of(small_image(tmp_path, ring=ring)), "/vocabulary/ring.html")
    for name in "abcde":
        assert found.hrefs(name) == [f"/vocabulary/ring/{name}"]
    assert found.hrefs("x") == []


def test_a_long_list_is_cut_with_its_count_and_a_way_to_the_rest(tmp_path: Path) -> None:
    many = "".join(f"skill:s{i:02} skos:related skill:hub .\n" for i in range(41))
    client = client_of(small_image(tmp_path, many=many))
    found = page(client, "/id/skill/hub.html")
    assert "30 of 41 shown." in found.text
    (href,) = found.hrefs("Show all")
    assert "s40" not in found.text
    whole = page(client, href)
    assert "s40" in whole.text
    assert not whole.hrefs("Show all")


def test_the_page_names_its_data(client: FlaskClient) -> None:
    html = client.get("/id/skill/heat.html").text
    for suffix, media_type in FORMATS.items():
        assert f'<link rel="alternate" type="{media_type}"' in html
        assert client.get(f"/id/skill/heat{suffix}").status_code == 200
    assert "https://w3id.org/symbiograph/id/skill/heat" in Webpage(html).text
