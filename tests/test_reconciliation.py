"""The reconciliation services for what is ours, by both versions of the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from reconciling import Reconciling, client_of, ids, sure
from symbiograph.alignment import Asked, Candidate, Predicate, Reason, Suggestions
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import ID, VOCABULARY
from symbiograph.reconciliation import Entities, Matching
from symbiograph.reconciliation.services import SKILLS
from symbiograph.reconciliation.sought import Condition, Sought, Value
from symbiograph.settings import Settings
from symbiograph.web import create_app
from webpage import page

OURS = ("skills", "profiles", "waste-codes")
DRAFT = "application/reconciliation.v1+json"
WASTE = VOCABULARY + "list-of-waste/"
SLAG, MUNICIPAL = WASTE + "100903", WASTE + "200301"
FUNDING, WASTE_SKILL = ID + "skill/acquire-funding", ID + "skill/manage-waste"


@pytest.fixture(scope="module")
def client(release: Release, image: Image) -> FlaskClient:
    return client_of(release, image)


@pytest.fixture(scope="module")
def service(client: FlaskClient, shared: Path) -> Reconciling:
    return Reconciling(client, shared)


@pytest.mark.parametrize("name", OURS)
def test_the_manifest_is_that_of_the_version_asked_for(service: Reconciling, name: str) -> None:
    old = service.get(name, "manifest", ("0.2",))
    assert old["suggest"]["entity"]["service_url"] == f"http://localhost/reconcile/{name}"
    assert old["view"]["url"] == "http://localhost/describe?iri={{id}}"
    new = service.get(f"1.0-draft/{name}", "manifest", ("1.0-draft",))
    assert new["suggest"] == {"entity": True, "property": True, "type": True}
    assert new["standardizedScore"] is True
    assert old["versions"] == new["versions"] == ["0.2", "1.0-draft"]
    accepted = service.client.get(f"/reconcile/{name}", headers={"Accept": DRAFT})
    assert (accepted.mimetype, accepted.get_json()) == (DRAFT, new)


@pytest.mark.parametrize("text", ["20 03 01", "200301", "20 03 01*", "EWC 20.03.01", MUNICIPAL,
                                  "list-of-waste:200301", "20 03 01 some other name"])  # fmt: skip
def test_identifiers_are_matched_for_sure(service: Reconciling, text: str) -> None:
    [found] = service.match("waste-codes", text)
    assert (found["id"], found["match"], found["score"]) == (MUNICIPAL, True, 100)
    assert found["features"] == [{"id": "identifier", "value": True}]
    [same] = service.draft("waste-codes", {"matchType": "id", "propertyValue": text})
    assert (same["id"], same["match"]) == (MUNICIPAL, True)


def test_codes_of_ours_are_identifiers(service: Reconciling) -> None:
    assert sure(service.match("skills", "ISK-085")) == [FUNDING]
    assert sure(service.match("skills", "isk-085")) == [FUNDING]
    assert sure(service.match("skills", "skill:acquire-funding")) == [FUNDING]
    assert service.match("profiles", "ISK-085")[:1] != [FUNDING]


def test_a_code_that_is_not_here_is_no_name(service: Reconciling) -> None:
    """Labels mention codes: that of 20 01 36 does 20 01 21."""
    assert service.match("waste-codes", "20 01 99") == []
    assert service.match("waste-codes", "99") == []


def test_the_very_name_comes_first(service: Reconciling) -> None:
    results = service.batch(
        "skills", {"a": {"query": "acquire funding"}, "b": {"query": "Acquire  Funding"}}
    )
    assert list(results) == ["a", "b"]
    assert results["a"][0]["id"] == results["b"][0]["id"] == FUNDING
    assert results["a"][0]["name"] == "acquire funding"
    assert results["a"][0]["description"] == "Find and apply for public and private funds."
    assert ids(service.match("waste-codes", "furnace slag"))[0] == SLAG


class Given:
    """Finds the same for every text."""

    def __init__(self, *candidates: Candidate) -> None:
        self._found = Suggestions(candidates, 0.0, "en")

    def suggest_all(self, asked: Sequence[Asked], limit: int = 10) -> list[Suggestions]:
        assert limit >= len(self._found.candidates)
        return [self._found] * len(asked)


def candidate(iri: str, confidence: float, kind: str = "same-label",
              predicate: Predicate = Predicate.EXACT) -> Candidate:  # fmt: skip
    return Candidate(iri, "x", "skill", predicate, confidence, (Reason(kind, "x", 1.0),))


@pytest.mark.parametrize(
    ("first", "second", "is_sure"),
    [
        (candidate(FUNDING, 0.85), 0.5, True),
        (candidate(FUNDING, 0.85, "accepted-mapping"), 0.5, True),
        (candidate(FUNDING, 0.79), 0.1, False),
        (candidate(FUNDING, 0.85), 0.6, False),
        (candidate(FUNDING, 0.95, "alternative-label"), 0.1, False),
        (candidate(FUNDING, 0.95, predicate=Predicate.CLOSE), 0.1, False),
    ],
)
def test_only_what_is_named_just_so_with_no_other_near_is_sure(
    image: Image, first: Candidate, second: float, is_sure: bool
) -> None:
    matching = Matching(
        image, Entities(image.store, SKILLS), Given(first, candidate(WASTE_SKILL, second))
    )
    right = (Condition("code", (Value("ISK-085"),)),)
    wrong = (Condition("kind", (Value("attitude"),)),)
    queries = [Sought(("x",)), Sought(("x",), conditions=right), Sought(("x",), conditions=wrong)]
    plain, holding, failing = matching.matches(queries)
    assert [match.sure for match in plain] == [is_sure, False]
    assert [match.iri for match in holding if match.sure] == [FUNDING] * is_sure
    assert [match.iri for match in failing if match.sure] == []


def test_both_versions_find_the_same(service: Reconciling) -> None:
    old = service.match("skills", "funds for projects", limit=4)
    new = service.draft("skills", {"matchType": "name", "propertyValue": "funds for projects"},
                        limit=4)  # fmt: skip
    assert [(c["id"], c["score"], c["match"]) for c in old] == [
        (c["id"], c["score"], c["match"]) for c in new
    ]
    assert len(old) == 4
    assert {c["lang"] for c in new} == {"en"}


def test_scores_fall_and_lie_between_0_and_100(service: Reconciling) -> None:
    scores = [candidate["score"] for candidate in service.match("skills", "waste heat", limit=50)]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 100


def test_a_type_is_a_filter_unless_it_only_should_hold(service: Reconciling) -> None:
    plain = service.match("waste-codes", "wastes from mineral excavation", limit=100)
    assert plain[0]["id"] == WASTE + "0101"
    strict = service.match("waste-codes", "wastes from mineral excavation", type="waste-code")
    assert strict
    assert all("waste-code" in [t["id"] for t in one["type"]] for one in strict)
    soft = service.match(
        "waste-codes", "wastes from mineral excavation", type=["waste-code"], type_strict="should",
        limit=100,
    )  # fmt: skip
    by_id = {one["id"]: one["score"] for one in plain}
    lowered = {one["id"] for one in soft if one["score"] < by_id[one["id"]]}
    assert WASTE + "0101" in lowered
    assert WASTE + "010101" not in lowered
    both = service.match("waste-codes", "slag", type=["waste-code", "waste-chapter"],
                         type_strict="all")  # fmt: skip
    assert both == []


def test_properties_raise_what_they_hold_for(service: Reconciling) -> None:
    text = "sludges from treatment"
    before = {one["id"]: one["score"] for one in service.match("waste-codes", text, limit=100)}
    hazardous = {"properties": [{"pid": "hazardous", "v": True}]}
    after = service.match("waste-codes", text, limit=100, **hazardous)
    assert {one["id"] for one in after} <= set(before)
    # The least likely have no score that could fall.
    shares = {one["id"]: one["features"][-1]["value"] for one in after if before[one["id"]] > 0.5}
    raised = {one["id"] for one in after if one["score"] > before[one["id"]]}
    lowered = {one["id"] for one in after if one["score"] < before[one["id"]]}
    assert raised >= {iri for iri, share in shares.items() if share == 1.0} != set()
    assert lowered >= {iri for iri, share in shares.items() if share == 0.0} != set()
    assert not raised & lowered


def test_what_is_required_filters(service: Reconciling) -> None:
    name = {"matchType": "name", "propertyValue": "sludges"}

    def flags(**condition: Any) -> set[str]:
        found = service.draft(
            "waste-codes", name, {"matchType": "property", "propertyId": "hazardous", **condition},
            type="waste-code", limit=100,
        )  # fmt: skip
        _, rows = service.extend("waste-codes", ids(found), {"id": "hazardous"})
        return {row["hazardous"][0]["str"] for row in rows.values()}

    assert flags(propertyValue=True) == {"true", "false"}
    assert flags(propertyValue="yes", required=True) == {"true"}
    assert flags(propertyValue="no", required=True) == {"false"}
    assert flags(propertyValue=True, required=True, matchQuantifier="none") == {"false"}
    assert flags(propertyValue=["yes", "no"], required=True) == {"true", "false"}
    assert flags(propertyValue=["yes", "no"], required=True, matchQuantifier="all") == set()


@pytest.mark.parametrize("value", ["10", "10 09", "Wastes from casting of ferrous pieces",
                                   WASTE + "10", {"id": WASTE + "1009"}])  # fmt: skip
def test_what_is_above_at_any_height_is_a_value(service: Reconciling, value: Any) -> None:
    below = [{"pid": "broader", "v": value}]
    found = service.match("waste-codes", "slag", properties=below, limit=100)
    holding = [c["id"] for c in found if {"id": "properties", "value": 1.0} in c["features"]]
    assert SLAG in holding
    assert {iri[: len(WASTE) + 2] for iri in holding} == {WASTE + "10"}
    assert holding[0] == found[0]["id"]


def test_the_qualifier_says_how_values_are_compared(service: Reconciling) -> None:
    def found(value: str, qualifier: str, property_: str) -> list[str]:
        return ids(service.draft(
            "waste-codes", {"matchType": "name", "propertyValue": "furnace slag"},
            {"matchType": "property", "propertyId": property_, "propertyValue": value,
             "required": True, "matchQualifier": qualifier},
        ))  # fmt: skip

    assert SLAG in found("10", "Within", "broader")
    assert SLAG not in found("10", "ExactMatch", "broader")
    assert found("10 09 03", "ExactMatch", "code") == [SLAG]
    assert SLAG in found("10", "StartsWith", "code")
    assert found("10", "ExactMatch", "code") == []


def test_a_property_alone_finds_entities(service: Reconciling) -> None:
    found = service.batch("waste-codes", {"q": {"properties": [{"pid": "code", "v": "100903"}]}})
    assert ids(found["q"]) == [SLAG]
    found = service.batch(
        "skills", {"q": {"properties": [{"pid": "kind", "v": "attitude"}], "limit": 100}}
    )
    assert {t["id"] for one in found["q"] for t in one["type"]} == {"skill-concept", "attitude"}
    assert sure(found["q"]) == []


def test_what_does_not_fit_can_be_left_out(service: Reconciling) -> None:
    name = {"matchType": "name", "propertyValue": "acquire funding"}
    without = {"matchType": "id", "propertyValue": FUNDING, "matchQuantifier": "none"}
    assert FUNDING not in ids(service.draft("skills", name, without))
    named = {**name, "matchQuantifier": "none"}
    assert FUNDING not in ids(service.draft("skills", name, named))
    assert ids(service.draft("skills", name))[0] == FUNDING


@pytest.mark.parametrize(
    ("service_name", "query", "told"),
    [
        ("skills", {"query": "x", "type": "Person"}, "skills has no type 'Person'; it has skill"),
        ("skills", {"query": "x", "properties": [{"pid": "born", "v": 1}]}, "no property 'born'"),
        ("skills", {"limit": 3}, "queries.q needs"),
    ],
)
def test_what_is_not_known_is_told(
    client: FlaskClient, service_name: str, query: Any, told: str
) -> None:
    answer = client.post(f"/reconcile/{service_name}", data={"queries": json.dumps({"q": query})})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert told in answer.get_json()["detail"]


def test_what_is_no_request_is_told(client: FlaskClient) -> None:
    def refused(answer: Any, status: int, told: str) -> None:
        assert answer.status_code == status, answer.text
        assert told in answer.get_json()["detail"]

    refused(client.get("/reconcile/skills?queries={"), 400, "queries is no JSON")
    refused(client.post("/reconcile/skills", data={"q": "x"}), 400, "neither queries=… nor")
    refused(client.post("/reconcile/skills", json={}), 415, "sends forms")
    refused(client.post("/reconcile/skills/match", data="{}"), 415, "Content-Type")
    refused(client.post("/reconcile/skills/match", json={"q0": {}}), 400, "without /match")
    refused(client.post("/reconcile/skills/extend", json={"ids": []}), 400, '"properties"')
    many = {f"q{number}": {"query": "x"} for number in range(51)}
    refused(client.post("/reconcile/skills", data={"queries": json.dumps(many)}), 413, "at most 50")
    refused(client.get("/reconcile/people"), 404, "'people'")
    refused(client.get("/reconcile/0.1/skills"), 404, "neither a language tag nor")
    strange = {"extend": json.dumps({"ids": [], "properties": [{"id": "age"}]})}
    refused(client.post("/reconcile/skills", data=strange), 400, "skills has id, label")


def test_one_may_ask_by_the_address_and_with_a_slash(client: FlaskClient) -> None:
    queries = json.dumps({"q": {"query": "ISK-085"}})
    by_address = client.get("/reconcile/skills", query_string={"queries": queries}).get_json()
    slashed = client.post("/reconcile/skills/", data={"queries": queries}).get_json()
    assert by_address["q"]["result"][0]["id"] == FUNDING
    assert slashed == by_address


def test_any_site_may_ask(client: FlaskClient) -> None:
    """CORS is for all addresses; a body of JSON is announced by a request of its own."""
    for path in ("", "/suggest/type", "/preview?id=ISK-085", "/nothing"):
        answer = client.get("/reconcile/skills" + path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/match", "/extend", ""):
        announced = client.options("/reconcile/skills" + path, headers={
            "Origin": "https://example.org", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type"})  # fmt: skip
        assert announced.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in announced.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in announced.headers["Access-Control-Allow-Headers"]


def test_entities_are_suggested_by_label_and_identifier(service: Reconciling) -> None:
    def suggested(name: str, prefix: str, **more: str) -> list[Any]:
        found = service.get(
            f"{name}/suggest/entity", "suggest-entities-response", prefix=prefix, **more
        )
        result: list[Any] = found["result"]
        return result

    assert suggested("skills", "acquire fun")[0]["id"] == FUNDING
    assert suggested("skills", FUNDING)[0]["id"] == FUNDING
    assert suggested("waste-codes", "20 03 01")[0]["id"] == MUNICIPAL
    assert suggested("waste-codes", "20 03 01")[0]["description"] == "20 03 01"
    first = suggested("skills", "heat", limit="3")
    assert len(first) == 3
    assert suggested("skills", "heat", offset="1", limit="2") == first[1:]
    assert suggested("skills", "heat", cursor="1", limit="2") == first[1:]
    assert all(one["id"].startswith(ID + "skill/") for one in first)
    assert first[0]["notable"][0] == {"id": "skill-concept", "name": "skill"}
    assert suggested("skills", "") == []


@pytest.mark.parametrize("name", OURS)
def test_types_and_properties_are_suggested(service: Reconciling, name: str) -> None:
    types = service.get(f"{name}/suggest/type", "suggest-types-response", prefix="")["result"]
    manifest = service.get(name)
    assert types == manifest["defaultTypes"]
    every = service.get(f"{name}/suggest/property", "suggest-properties-response", prefix="")
    names = [one["id"] for one in every["result"]]
    some = service.get(f"{name}/suggest/property", prefix="LAB")["result"]
    assert some[0]["id"] == "label"
    proposed = service.get(
        f"{name}/extend/propose", "data-extension-property-proposal", type=types[0]["id"]
    )
    assert sorted(one["id"] for one in proposed["properties"]) == sorted(names)
    two = service.get(f"{name}/extend/propose", type=types[0]["id"], limit="2")
    assert (len(two["properties"]), two["limit"], two["type"]) == (2, 2, types[0]["id"])


def test_suggestions_have_something_beside_them(service: Reconciling) -> None:
    told = service.get("skills/flyout/entity", id=FUNDING)
    assert told["id"] == FUNDING
    assert "<strong" in told["html"]
    assert "ISK-085" in told["html"]
    assert service.get("skills/flyout/type", id="attitude")["html"] == "<p>attitude</p>"
    assert "Skill, knowledge" in service.get("skills/flyout/property", id="kind")["html"]
    for kind in ("entity", "type", "property"):
        unknown = service.client.get(f"/reconcile/skills/flyout/{kind}?id=<b>")
        assert unknown.status_code == 404


def test_a_preview_fits_into_a_frame_of_any_site(client: FlaskClient) -> None:
    answer = client.get("/reconcile/skills/preview", query_string={"id": FUNDING})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    # Without these fields a page may be framed by anybody.
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert "Find and apply for public and private funds." in answer.text
    shown = page(client, f"/reconcile/skills/preview?id={FUNDING}")
    assert {link.href for link in shown.links} == {f"/describe?iri={quote(FUNDING, safe='')}"}
    assert client.get("/reconcile/skills/preview?id=nothing").status_code == 404


def test_values_of_properties_are_fetched(service: Reconciling) -> None:
    head, rows = service.extend(
        "skills", [FUNDING, WASTE_SKILL, "nothing", "http://example.org/a b"],
        {"id": "label"}, {"id": "kind"}, {"id": "group", "settings": {"content": "id"}},
        {"id": "exact-match"}, {"id": "required-by", "settings": {"limit": "1"}},
    )  # fmt: skip
    assert [one["id"] for one in head] == ["label", "kind", "group", "exact-match", "required-by"]
    assert head[3]["service"] == "http://localhost/reconcile/esco-skills"
    assert head[4]["service"] == "http://localhost/reconcile/profiles"
    assert head[4]["type"] == {"id": "profile", "name": "job profile"}
    found = rows[FUNDING]
    assert found["label"] == [{"str": "acquire funding"}]
    assert found["kind"] == [{"str": "skill"}]
    assert found["group"] == [{"str": VOCABULARY + "skill-group/business-finance-and-agreements"}]
    [same] = rows[WASTE_SKILL]["exact-match"]
    assert same["id"].startswith("http://data.europa.eu/esco/skill/")
    assert same["name"] == "manage waste"
    assert found["exact-match"] == []
    assert len(rows[WASTE_SKILL]["required-by"]) == 1
    assert rows["nothing"] == {name: [] for name in found}


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"limit": "two"}, 'limit is "two"'), ({"content": "all"}, "it may be name, id")],
)
def test_settings_that_make_no_sense_are_told(
    client: FlaskClient, settings: Any, told: str
) -> None:
    query = {"ids": [FUNDING], "properties": [{"id": "label", "settings": settings}]}
    answer = client.post("/reconcile/skills/extend", json=query)
    assert answer.status_code == 400
    assert told in answer.get_json()["detail"]


def test_a_language_may_stand_in_the_address(service: Reconciling) -> None:
    german = service.get("de/waste-codes", "manifest", ("0.2",))
    assert german["defaultTypes"][1]["name"] == "Abfallschlüssel"
    assert german["suggest"]["type"]["service_url"].endswith("/reconcile/de/waste-codes")
    accepted = service.client.get("/reconcile/waste-codes", headers={"Accept-Language": "de"})
    assert accepted.get_json()["defaultTypes"] == german["defaultTypes"]
    found = service.match("de/skills", "acquire funding")
    assert (found[0]["id"], found[0]["name"]) == (FUNDING, "acquire funding")
    assert found[0]["type"][0]["name"] == "Kompetenz"
    [column], _ = service.extend("de/skills", [FUNDING], {"id": "kind"})
    assert column["name"] == "hat Kompetenzart"
    [column], _ = service.extend("de/skills", [FUNDING], {"id": "required-by"})
    assert column["service"] == "http://localhost/reconcile/de/profiles"


def test_the_services_are_listed(client: FlaskClient) -> None:
    listed = client.get("/reconcile", headers={"Accept": "application/json"}).get_json()["services"]
    here = {one["name"]: one["available"] for one in listed}
    assert here == {"esco-skills": False, "esco-occupations": False} | dict.fromkeys(OURS, True)
    assert {one["url"] for one in listed} == {f"http://localhost/reconcile/{n}" for n in here}
    shown = page(client, "/reconcile")
    assert {"waste-codes", "url-waste-codes", "esco-skills"} <= set(shown.ids)
    assert "url-esco-skills" not in shown.ids


def test_what_a_release_has_not_is_told(client: FlaskClient, image: Image) -> None:
    answer = client.get("/reconcile/esco-skills")
    assert answer.status_code == 404
    assert "symbiograph esco import" in answer.get_json()["detail"]
    without = create_app(image, Settings()).test_client().get("/reconcile/skills")
    assert without.status_code == 503
    assert "symbiograph build" in without.get_json()["detail"]
