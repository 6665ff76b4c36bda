"""The reconciliation services for ESCO, over a small hand-made release of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from esco_files import (
    ESCO,
    NEEDS,
    OCCUPATION,
    OCCUPATIONS,
    SCHEME,
    SKILL,
    SKILLS,
    changed,
    write_project,
    write_release,
)
from reconciling import BOTH, Reconciling, client_of, ids, sure
from symbiograph.build import Steps, build
from symbiograph.cli import main

NUMBER = "b2a4f3f0-9d3c-4f5e-8d11-0a6c3a5f7e21"
HEAT, PUMPS, GROUP = SKILL + NUMBER, SKILL + "s2", SKILL + "S1.2"
ENGINEER, CHIEF, UNIT = OCCUPATION + "o1", OCCUPATION + "o2", ESCO + "isco/C2149"
MAJOR = ESCO + "isco/C2"
MOVED = {
    "skills_en": changed(SKILLS, conceptUri=HEAT),
    "skills_de": [changed(SKILLS, conceptUri=HEAT, preferredLabel="Abwärme nutzen",
                          altLabels="Hitze nutzen")[0]],
    "occupationSkillRelations": [{**row, "skillUri": row["skillUri"].replace("s1", NUMBER)}
                                 for row in NEEDS],
    "skillSkillRelations": [{
        "originalSkillUri": HEAT, "originalSkillType": "", "relationType": "essential",
        "relatedSkillType": "", "relatedSkillUri": PUMPS}],
    "broaderRelationsSkillPillar": [{
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": lower,
        "broaderType": "SkillGroup", "broaderUri": GROUP} for lower in (HEAT,)],
    "greenSkillsCollection_en": [{
        "conceptType": "KnowledgeSkillCompetence", "conceptUri": HEAT, "preferredLabel": "",
        "status": "released", "skillType": "", "reuseLevel": "", "altLabels": "",
        "description": "", "broaderConceptUri": GROUP, "broaderConceptPT": ""}],
    "occupations_en": [*OCCUPATIONS, {**OCCUPATIONS[0], "conceptUri": CHIEF, "code": "1321.2",
                                      "preferredLabel": "heat engineering manager",
                                      "altLabels": "", "iscoGroup": "1321"}],
    "ISCOGroups_en": [
        {"conceptType": "ISCOGroup", "conceptUri": group, "code": group.rpartition("C")[2],
         "preferredLabel": label, "status": "released", "altLabels": "",
         "inScheme": SCHEME + "occupations", "description": ""}
        for group, label in ((UNIT, "Engineers not elsewhere classified"),
                             (MAJOR, "Professionals"), (ESCO + "isco/C1321", "Managers"))],
    "broaderRelationsOccPillar": [
        {"conceptType": "", "conceptUri": lower, "broaderType": "", "broaderUri": upper}
        for lower, upper in ((ENGINEER, UNIT), (UNIT, MAJOR), (CHIEF, ESCO + "isco/C1321"))],
}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Reconciling:
    place = tmp_path_factory.mktemp("reconciliation")
    data = place / "data"
    source = write_release(place / "1.1.1", **MOVED)
    command = ["esco", "import", str(source), "--release", "1.1.1", "--data-dir", str(data)]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    steps = Steps(Console(file=io.StringIO()))
    return Reconciling(client_of(build(data, write_project(place / "project"), steps)), shared)


@pytest.mark.parametrize("name", ["esco-skills", "esco-occupations"])
def test_manifests(service: Reconciling, name: str) -> None:
    old = service.get(name, "manifest", ("0.2",))
    assert old["identifierSpace"] in (SKILL, OCCUPATION)
    service.get(f"1.0-draft/{name}", "manifest", ("1.0-draft",))


@pytest.mark.parametrize(
    "text", [HEAT, NUMBER, NUMBER.upper(), f"esco-skill:{NUMBER}", f"<{HEAT}>"]
)
def test_an_identifier_is_the_thing(service: Reconciling, text: str) -> None:
    assert sure(service.match("esco-skills", text)) == [HEAT]
    [first, *_] = service.get("esco-skills/suggest/entity", prefix=text)["result"]
    assert first["id"] == HEAT


def test_codes_of_occupations_are_identifiers(service: Reconciling) -> None:
    assert sure(service.match("esco-occupations", "2149.9")) == [ENGINEER]
    assert service.match("esco-occupations", HEAT) == []


def test_names_in_any_label_are_found(service: Reconciling) -> None:
    assert ids(service.match("esco-skills", "reuse waste heat"))[0] == HEAT
    assert ids(service.match("esco-skills", "heat reuse"))[0] == HEAT
    assert ids(service.match("esco-occupations", "engineer of heat"))[0] == ENGINEER


def test_groups_are_no_skills(service: Reconciling) -> None:
    assert GROUP not in ids(service.match("esco-skills", "handling heat"))
    assert service.match("esco-skills", GROUP) == []


def test_skills_and_knowledge_are_types(service: Reconciling) -> None:
    def found(type_: str) -> list[str]:
        return ids(service.match("esco-skills", "heat", type=type_))

    assert set(found("esco-skill")) == {HEAT, PUMPS}
    assert (found("knowledge"), found("competence")) == ([PUMPS], [HEAT])


@pytest.mark.parametrize("value", ["2149", "C2149", "2", UNIT, "Professionals",
                                   {"id": MAJOR, "name": "x"}])  # fmt: skip
def test_the_isco_group_tells_occupations_apart(service: Reconciling, value: Any) -> None:
    properties = [{"pid": "isco-group", "v": value}]
    found = service.match("esco-occupations", "heat engineering", properties=properties)
    assert found[0]["id"] == ENGINEER
    assert {"id": "properties", "value": 1.0} in found[0]["features"]
    condition = {"matchType": "property", "propertyId": "isco-group", "propertyValue": value}
    name = {"matchType": "name", "propertyValue": "heat engineering"}
    strict = service.draft("esco-occupations", name, {**condition, "required": True})
    assert ids(strict) == [ENGINEER]


def test_columns_lead_from_skills_to_occupations(service: Reconciling) -> None:
    head, rows = service.extend(
        "esco-skills", [HEAT],
        {"id": "description"}, {"id": "kind"}, {"id": "broader"}, {"id": "essential-for"},
        {"id": "modified"}, {"id": "alternative-label", "settings": {"language": "de"}},
    )  # fmt: skip
    service_of = {one["id"]: one.get("service") for one in head}
    assert service_of["essential-for"] == "http://localhost/reconcile/esco-occupations"
    assert service_of["broader"] is None
    row = rows[HEAT]
    assert row["description"][0]["str"].startswith('Use "excess" heat.')
    assert (row["kind"], row["broader"]) == ([{"str": "skill"}], [{"str": "handling heat"}])
    assert row["essential-for"] == [{"id": ENGINEER, "name": "heat engineer"}]
    assert row["modified"] == [{"date": "2022-08-25T12:53:49.834Z"}]
    assert row["alternative-label"] == [{"str": "Hitze nutzen"}]


def test_values_may_be_written_as_in_the_tables_of_esco(service: Reconciling) -> None:
    kind = {"matchType": "property", "propertyId": "kind", "propertyValue": "skill/competence"}
    name = {"matchType": "name", "propertyValue": "heat"}
    assert ids(service.draft("esco-skills", name, {**kind, "required": True})) == [HEAT]


def test_the_language_asked_for_is_that_of_names(service: Reconciling) -> None:
    [first, *_] = service.match("de/esco-skills", "Abwärme nutzen")
    assert (first["id"], first["name"]) == (HEAT, "Abwärme nutzen")
    condition = {"matchType": "name", "propertyValue": "Hitze nutzen"}
    [drafted, *_] = service.draft("1.0-draft/esco-skills", condition, lang="de")
    assert (drafted["id"], drafted["name"], drafted["lang"]) == (HEAT, "reuse waste heat", "en")
    suggested = service.get(
        "de/esco-skills/suggest/entity", "suggest-entities-response", BOTH, prefix="Abw"
    )
    assert suggested["result"][0]["name"] == "Abwärme nutzen"
    assert (
        "Abwärme nutzen" in service.client.get(f"/reconcile/de/esco-skills/preview?id={HEAT}").text
    )
