"""ESCO's API, asked at a running service that serves two small hand-made releases."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
from click.testing import CliRunner
from rich.console import Console

import esco_api_shapes as shapes
from esco_files import (
    ESCO,
    OCCUPATION,
    OCCUPATIONS,
    SCHEME,
    SKILL,
    SKILLS,
    changed,
    write_project,
    write_release,
)
from server import Reply, running, send
from small_graph import client_of
from symbiograph.build import Steps, build
from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.esco import NOTICE

HEAT, PUMPS, GROUP = SKILL + "s1", SKILL + "s2", SKILL + "S1.2"
ENGINEER, CHIEF, UNIT = OCCUPATION + "o1", OCCUPATION + "o2", ESCO + "isco/C2149"
SCHEMES = [
    {
        "conceptType": "ConceptScheme", "conceptSchemeUri": SCHEME + name,
        "preferredLabel": label, "title": "", "status": "released", "description": "",
        "hasTopConcept": top,
    }
    for name, label, top in (
        ("skills", "ESCO skills", GROUP),
        ("member-skills", "ESCO member skills", f"{HEAT},\n{PUMPS}"),
        ("occupations", "ESCO Occupations", UNIT),
    )
]  # fmt: skip
UNITS = [
    {
        "conceptType": "ISCOGroup", "conceptUri": UNIT, "code": "2149",
        "preferredLabel": "Engineers not elsewhere classified", "status": "released",
        "altLabels": "", "inScheme": SCHEME + "occupations", "description": "Other engineers.",
    },
]  # fmt: skip
CHIEFS = [
    *OCCUPATIONS,
    {**OCCUPATIONS[0], "conceptUri": CHIEF, "preferredLabel": "chief heat engineer",
     "altLabels": "", "code": "2149.9.1"},
]  # fmt: skip
BELOW = [
    {"conceptType": "Occupation", "conceptUri": lower, "broaderType": "", "broaderUri": upper}
    for lower, upper in ((ENGINEER, UNIT), (CHIEF, ENGINEER))
]
GERMAN = changed(SKILLS, preferredLabel="Abwärme nutzen", altLabels="Hitze nutzen")
TABLES = {
    "conceptSchemes_en": SCHEMES,
    "ISCOGroups_en": UNITS,
    "occupations_en": CHIEFS,
    "broaderRelationsOccPillar": BELOW,
    "skills_de": [GERMAN[0]],
}
NEWER = changed(SKILLS, preferredLabel="use waste heat", status="obsolete")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("esco-api")
    data = place / "data"
    for release, more in (("1.1.1", {}), ("1.2.0", {"skills_en": NEWER})):
        source = write_release(place / release, **TABLES, **more)
        command = ["esco", "import", str(source), "--data-dir", str(data)]
        result = CliRunner().invoke(main, command, catch_exceptions=False)
        assert result.exit_code == 0, result.output
    build(data, write_project(place / "project"), Steps(Console(file=io.StringIO())))
    with running("--data-dir", str(data)) as address:
        yield address


def ask(service: str, method: str, **parameters: object) -> Reply:
    return send(service, f"/esco/api/{method}?{urlencode(parameters, doseq=True)}")


def answered(service: str, method: str, shape: shapes.Schema, **parameters: object) -> Any:
    """Return the answer, which must have the form that is documented for it."""
    reply = ask(service, method, **parameters)
    assert reply.status == 200, reply.text
    document = json.loads(reply.body)
    jsonschema.validate(document, shape)
    return document


def refused(service: str, method: str, status: int, **parameters: object) -> Any:
    reply = ask(service, method, **parameters)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")
    document = json.loads(reply.body)
    jsonschema.validate(document, shapes.ERROR)
    assert document["message"] == document["detail"]
    return document


def titles(links: list[dict[str, str]]) -> list[str]:
    return [link["title"] for link in links]


def test_a_skill_tells_labels_texts_and_relations(service: str) -> None:
    skill = answered(service, "resource/skill", shapes.SKILL, uri=HEAT, language="en")
    assert skill["preferredLabel"] == {"de": "Abwärme nutzen", "en": "reuse waste heat"}
    assert skill["alternativeLabel"]["en"] == ["heat reuse", "use excess heat, from anywhere"]
    assert skill["description"]["en"]["literal"].startswith('Use "excess" heat.')
    assert skill["scopeNote"]["en"]["literal"] == "Not cooling."
    assert skill["status"] == "released"
    links = skill["_links"]
    assert titles(links["isEssentialForOccupation"]) == ["heat engineer"]
    assert links["isEssentialForOccupation"] == links["isOptionalForOccupation"]
    assert links["isEssentialForOccupation"][0]["code"] == "2149.9"
    assert [link["uri"] for link in links["broaderHierarchyConcept"]] == [GROUP]
    assert titles(links["hasSkillType"]) == ["skill"]
    assert titles(links["hasReuseLevel"]) == ["cross-sector skills and competences"]
    assert titles(links["isInScheme"]) == ["ESCO member skills", "ESCO skills", "green"]
    (essential,) = links["hasEssentialSkill"]
    assert (essential["uri"], essential["skillType"]) == (PUMPS, ESCO + "skill-type/knowledge")
    ancestors = skill["_embedded"]["ancestors"]
    assert [(a["uri"], a["parents"]) for a in ancestors] == [(HEAT, [GROUP]), (GROUP, [])]
    other = answered(service, "resource/skill", shapes.SKILL, uri=PUMPS)
    assert [link["uri"] for link in other["_links"]["isEssentialForSkill"]] == [HEAT]


def test_an_occupation_tells_its_group_and_skills(service: str) -> None:
    occupation = answered(service, "resource/occupation", shapes.OCCUPATION, uri=ENGINEER)
    links = occupation["_links"]
    assert occupation["code"] == "2149.9"
    assert [(g["uri"], g["code"]) for g in links["broaderIscoGroup"]] == [(UNIT, "2149")]
    assert links["iscoUnitGroup"] == links["broaderIscoGroup"]
    assert titles(links["hasEssentialSkill"]) == ["reuse waste heat"]
    assert titles(links["hasOptionalSkill"]) == ["heat pumps", "reuse waste heat"]
    assert titles(links["narrowerOccupation"]) == ["chief heat engineer"]
    assert titles(links["regulatedProfessionNote"]) == ["unregulated"]
    chief = answered(service, "resource/occupation", shapes.OCCUPATION, uri=CHIEF)
    assert [o["uri"] for o in chief["_links"]["broaderOccupation"]] == [ENGINEER]
    assert [a["uri"] for a in chief["_embedded"]["ancestors"]] == [CHIEF, ENGINEER, UNIT]


def test_groups_are_concepts_and_schemes_taxonomies(service: str) -> None:
    unit = answered(service, "resource/concept", shapes.CONCEPT, uri=UNIT)
    assert (unit["code"], titles(unit["_links"]["narrowerOccupation"])) == (
        "2149", ["heat engineer"],
    )  # fmt: skip
    group = answered(service, "resource/concept", shapes.CONCEPT, uri=GROUP)
    assert titles(group["_links"]["narrowerSkill"]) == ["reuse waste heat"]
    scheme = answered(service, "resource/taxonomy", shapes.TAXONOMY, uri=SCHEME + "member-skills")
    assert titles(scheme["_links"]["hasTopConcept"]) == ["heat pumps", "reuse waste heat"]


def test_what_the_files_name_and_do_not_describe_is_an_empty_concept(service: str) -> None:
    reply = ask(service, "resource/concept", uri=ESCO + "skill-type/knowledge")
    concept = json.loads(reply.body)
    assert (concept["className"], concept["title"]) == ("Concept", "knowledge")
    assert concept["preferredLabel"] == {}


def test_links_lead_to_this_service_and_keep_language_and_version(service: str) -> None:
    asked = {"uri": HEAT, "language": "de", "selectedVersion": "v1.1.1"}
    skill = answered(service, "resource/skill", shapes.SKILL, **asked)
    assert skill["title"] == "Abwärme nutzen"
    (group,) = skill["_links"]["broaderHierarchyConcept"]
    root = f"{service}/esco/api"
    assert group["href"] == (
        f"{root}/resource/concept?uri={GROUP}&language=de&selectedVersion=v1.1.1"
    )
    followed = json.loads(send(service, group["href"].removeprefix(service)).body)
    assert followed["title"] == "handling heat"
    assert skill["_links"]["self"]["href"] == root + (
        f"/resource/skill?uri={HEAT}&language=de&selectedVersion=v1.1.1"
    )


def test_the_language_comes_from_the_header_where_none_is_named(service: str) -> None:
    path = "/esco/api/resource/skill?" + urlencode({"uri": HEAT})
    reply = send(service, path, headers={"Accept-Language": "de-AT, en;q=0.5"})
    assert json.loads(reply.body)["title"] == "Abwärme nutzen"
    assert "Accept-Language" in ", ".join(reply.headers.get_all("Vary", []))


def test_an_imported_release_that_is_not_current_is_read(service: str) -> None:
    asked = {"uri": HEAT, "selectedVersion": "v1.2.0"}
    reply = ask(service, "resource/skill", **asked)
    assert json.loads(reply.body)["title"] == "use waste heat"
    assert reply.headers["ESCO-Release"] == "v1.2.0"
    for version in ("latest", "v1.1.1", "1.1.1"):
        skill = answered(service, "resource/skill", shapes.SKILL, uri=HEAT, selectedVersion=version)
        assert skill["title"] == "reuse waste heat"
    problem = refused(service, "resource/skill", 400, uri=HEAT, selectedVersion="v1.0.9")
    assert problem["allowed"] == ["latest", "v1.1.1", "v1.2.0"]
    assert "imported are: v1.1.1, v1.2.0" in problem["message"]


def test_every_answer_shows_the_notice(service: str) -> None:
    for method, parameters in (
        ("", {}),
        ("search", {"text": "heat"}),
        ("resource/skill", {"uri": HEAT}),
    ):
        reply = ask(service, method, **parameters)
        assert (reply.status, reply.headers["ESCO-Notice"]) == (200, NOTICE)
        assert "ESCO-Notice" in reply.headers["Access-Control-Expose-Headers"]
    assert json.loads(ask(service, "").body)["notice"] == NOTICE


def test_several_resources_come_by_their_uris(service: str) -> None:
    shape = shapes.collection(shapes.WHOLE, paged=False)
    found = answered(service, "resource/skill", shape, uris=[PUMPS, HEAT, SKILL + "gone"])
    assert (found["count"], list(found["_embedded"])) == (2, [PUMPS, HEAT])
    by_end = answered(service, "resource/skill", shape, curie=SKILL, uris="s1,s2")
    assert list(by_end["_embedded"]) == [HEAT, PUMPS]


def test_resources_of_a_scheme_come_in_pages(service: str) -> None:
    shape = shapes.collection(shapes.WHOLE, paged=True)
    asked = {"isInScheme": SCHEME + "skills", "language": "en", "limit": 1}
    first = answered(service, "resource/skill", shape, **asked)
    assert (first["total"], first["count"], list(first["_embedded"])) == (2, 1, [PUMPS])
    assert "prev" not in first["_links"]
    following = first["_links"]["next"]["href"].removeprefix(service)
    second = json.loads(send(service, following).body)
    assert (second["offset"], list(second["_embedded"])) == (1, [HEAT])
    assert "next" not in second["_links"]
    every = answered(service, "resource/concept", shape, isInScheme=SCHEME + "occupations")
    assert list(every["_embedded"]) == [CHIEF, UNIT, ENGINEER]


@pytest.mark.parametrize(
    ("uri", "relation", "expected"),
    [
        (ENGINEER, "hasOptionalSkill", [PUMPS, HEAT]),
        (SCHEME + "skills", "hasTopConcept", [GROUP]),
        (CHIEF, "hasBroaderTransitive", [UNIT, ENGINEER]),
        (HEAT, "isOptionalForSkill", []),
    ],
)
def test_related_resources(service: str, uri: str, relation: str, expected: list[str]) -> None:
    shape = shapes.relation(relation, shapes.PART)
    found = answered(service, "resource/related", shape, uri=uri, relation=relation)
    assert [thing["uri"] for thing in found["_embedded"][relation]] == expected
    assert found["total"] == len(expected)
    shape = shapes.relation(relation, shapes.WHOLE)
    asked = {"uri": uri, "relation": relation, "full": "true", "limit": 1, "offset": 1}
    found = answered(service, "resource/related/", shape, **asked)
    assert [thing["uri"] for thing in found["_embedded"][relation]] == expected[1:2]


def test_obsolete_concepts_are_left_out_unless_asked_for(service: str) -> None:
    asked = {"selectedVersion": "v1.2.0", "uri": ENGINEER, "relation": "hasOptionalSkill"}
    shape = shapes.relation("hasOptionalSkill", shapes.PART)
    assert answered(service, "resource/related", shape, **asked)["total"] == 1
    asked["viewObsolete"] = "true"
    assert answered(service, "resource/related", shape, **asked)["total"] == 2
    every = {"type": "skill", "selectedVersion": "v1.2.0"}
    shape = shapes.found(shapes.PART, facets=True)
    assert answered(service, "search", shape, **every)["total"] == 1
    assert answered(service, "search", shape, **every, viewObsolete="true")["total"] == 2
    every["text"] = "waste"
    assert answered(service, "search", shape, **every)["total"] == 0
    assert answered(service, "search", shape, **every, viewObsolete="true")["total"] == 1


@pytest.mark.parametrize("version", ["v1.1.1", "v1.2.0"])
def test_search_finds_by_all_labels_and_counts(service: str, version: str) -> None:
    asked = {"text": "heat", "language": "en", "selectedVersion": version, "viewObsolete": "true"}
    shape = shapes.found(shapes.PART, facets=True)
    found = answered(service, "search", shape, **asked, facet=["type", "isInScheme"])
    results = {r["uri"]: r["searchHit"] for r in found["_embedded"]["results"]}
    assert {HEAT, PUMPS, ENGINEER, CHIEF, GROUP} <= set(results)
    assert found["total"] == len(results)
    assert found["facets"]["type"] == {"skill": 2, "occupation": 2, "concept": 1}
    assert found["facets"]["isInScheme"][SCHEME + "occupations"] == 2
    only = answered(service, "search", shape, **asked, type="skill")
    assert {r["className"] for r in only["_embedded"]["results"]} == {"Skill"}
    both = answered(service, "search", shape, **asked, type=["skill", "occupation"])
    assert both["total"] == 4
    within = answered(service, "search", shape, **asked, isInScheme=SCHEME + "occupations")
    assert {r["uri"] for r in within["_embedded"]["results"]} == {ENGINEER, CHIEF}
    by_other = answered(service, "search", shape, **asked | {"text": "heat reuse"}, limit=1)
    assert by_other["_embedded"]["results"][0]["uri"] == HEAT
    assert by_other["_embedded"]["results"][0]["searchHit"] == "heat reuse"


def test_search_gives_whole_resources_on_request_page_by_page(service: str) -> None:
    shape = shapes.found(shapes.WHOLE, facets=True)
    asked = {"type": "occupation", "full": "true", "limit": 1, "language": "en"}
    first = answered(service, "search", shape, **asked)
    second = answered(service, "search", shape, **asked, offset=1)
    assert [p["_embedded"]["results"][0]["uri"] for p in (first, second)] == [CHIEF, ENGINEER]
    assert first["_links"]["next"]["href"].endswith("&offset=1&limit=1")
    assert list(second["_links"]) == ["self", "prev"]
    assert answered(service, "search", shape, **asked | {"limit": 9999})["limit"] == 500


def test_search_is_in_the_language_asked_for(service: str) -> None:
    shape = shapes.found(shapes.PART, facets=True)
    found = answered(service, "search", shape, text="nutzen", language="de", type="skill")
    (hit,) = found["_embedded"]["results"]
    assert (hit["uri"], hit["title"]) == (HEAT, "Abwärme nutzen")


def test_suggestions_are_by_preferred_labels_unless_asked(service: str) -> None:
    shape = shapes.found(shapes.PART, facets=False)
    asked = {"text": "use exc", "language": "en"}
    for version in ("v1.1.1", "v1.2.0"):
        of = {**asked, "selectedVersion": version, "viewObsolete": "true"}
        assert answered(service, "suggest2", shape, **of)["total"] == 0
        (hit,) = answered(service, "suggest2", shape, **of, alt="true")["_embedded"]["results"]
        assert (hit["uri"], hit["searchHit"]) == (HEAT, "use excess heat, from anywhere")


@pytest.mark.parametrize("text", ['"', "'", "\\", "heat*", "x" * 5000, "} } #", "NEAR(heat)"])
@pytest.mark.parametrize("version", ["v1.1.1", "v1.2.0"])
def test_no_text_is_a_query_of_its_own(service: str, text: str, version: str) -> None:
    shape = shapes.found(shapes.PART, facets=True)
    answered(service, "search", shape, text=text, selectedVersion=version)


@pytest.mark.parametrize(
    ("method", "status", "parameters"),
    [
        ("resource/skill", 404, {"uri": SKILL + "gone"}),
        ("resource/skill", 400, {"uri": "no iri"}),
        ("resource/skill", 400, {}),
        ("resource/taxonomy", 400, {"isInScheme": SCHEME + "skills"}),
        ("resource/taxonom", 400, {"uri": SCHEME + "skills"}),
        ("resource/related", 400, {"uri": "no iri", "relation": "hasTopConcept"}),
        ("resource/related", 400, {"uri": HEAT}),
        ("resource/related", 400, {"uri": HEAT, "relation": "hasTopConcept"}),
        ("resource/related", 404, {"uri": SKILL + "gone", "relation": "isInScheme"}),
        ("search", 400, {"type": "qualification"}),
        ("search", 400, {"facet": "colour"}),
        ("search", 400, {"limit": "0"}),
        ("search", 400, {"offset": "-1"}),
        ("search", 400, {"full": "maybe"}),
        ("search", 400, {"language": "!"}),
        ("terms", 404, {}),
    ],
)
def test_what_cannot_be_answered_is_told(
    service: str, method: str, status: int, parameters: dict[str, str]
) -> None:
    assert refused(service, method, status, **parameters)["status"] == status


def test_hal_is_given_to_who_asks_for_it(service: str) -> None:
    path = "/esco/api/resource/skill?" + urlencode({"uri": HEAT})
    assert send(service, path).media_type == "application/json"
    reply = send(service, path, headers={"Accept": "application/hal+json"})
    assert reply.media_type == "application/hal+json"
    assert send(service, path, headers={"Accept": "image/png"}).status == 406


def test_without_esco_it_says_how_to_import_it() -> None:
    reply = client_of(Image.empty()).get("/esco/api/resource/skill?uri=" + HEAT)
    assert reply.status_code == 404
    assert "symbiograph esco import" in reply.get_json()["message"]
    assert reply.get_json()["logref"] == "NotFound"
