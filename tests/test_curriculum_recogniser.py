"""Which skill a text means: nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Store

from curricula import ESCO, SKILL, read, table
from symbiograph.coverage.curriculum import NONE, Recogniser
from symbiograph.coverage.curriculum.limits import MOST_SEARCHES
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.prefixes import PREFIXES
from symbiograph.search import INDEX_FILE, LabelIndex, Part, build_index

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
ONE, TWO, THREE, FOUR = (f"{n}0000000-0000-0000-0000-000000000000" for n in "1234")
GRAPH = f"""
skill:heat a sg:Skill , skos:Concept ; dcterms:identifier "ISK-1" ;
    skos:prefLabel "waste heat recovery"@en , "Abwärmenutzung"@de ; skos:altLabel "use of heat"@en ;
    skos:exactMatch esco-skill:{ONE} .
skill:fuels a sg:Skill , skos:Concept ; skos:prefLabel "alternative fuels"@en ;
    skos:relatedMatch esco-skill:{TWO} .
skill:funding a sg:Skill , skos:Concept ; skos:prefLabel "acquire funding"@en ;
    skos:closeMatch esco-skill:{THREE} .
skill:boat-1 a sg:Skill , skos:Concept ; skos:prefLabel "build boats"@en .
skill:boat-2 a sg:Skill , skos:Concept ; skos:prefLabel "repair boats"@en ;
    skos:altLabel "build boats"@en .
"""
OF_ESCO = f"""
esco-skill:{ONE} a esco:Skill , skos:Concept ; skos:prefLabel "recover heat"@en .
esco-skill:{TWO} a esco:Skill , skos:Concept ; skos:prefLabel "alternative fuels"@en .
esco-skill:{THREE} a esco:Skill , skos:Concept ; skos:prefLabel "apply for grants"@en .
esco-skill:{FOUR} a esco:Skill , skos:Concept ; skos:prefLabel "weave baskets"@en ,
    "Körbe flechten"@de .
"""


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    """A recogniser of five skills of ours and four of ESCO."""
    return made(GRAPH + OF_ESCO, tmp_path_factory.mktemp("labels"))


def made(turtle: str, folder: Path) -> Recogniser:
    store = Store()
    store.load((HEAD + turtle).encode(), RdfFormat.TURTLE)
    triples = [quad.triple for quad in store]
    lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    path = folder / INDEX_FILE
    path.write_bytes(build_index([Part(lines, None)]).content)
    return Recogniser.of(Image(store, "test"), LabelIndex(path))


@pytest.mark.parametrize(
    "text",
    [
        SKILL + "heat",
        f"<{SKILL}heat>",
        "skill:heat",
        "heat",
        "ISK-1",
        "isk 1",
        "Waste  Heat Recovery",
        "abwarmenutzung",
        "use of heat",
        ESCO + ONE,
        "esco-skill:" + ONE,
        "recover heat",
    ],
)
def test_a_skill_is_known_by_iri_identifier_and_name(recogniser: Recogniser, text: str) -> None:
    found = recogniser.recognise(text)
    assert (found.skills, found.esco_skills, found.is_certain) == ((SKILL + "heat",), (), True)


@pytest.mark.parametrize("text", [ESCO + FOUR, "weave baskets", "KÖRBE FLECHTEN"])
def test_an_esco_skill_that_none_of_ours_is_stays_one(recogniser: Recogniser, text: str) -> None:
    found = recogniser.recognise(text)
    assert (found.skills, found.esco_skills, found.is_certain) == ((), (ESCO + FOUR,), True)
    assert found.names[0].value == "weave baskets"


def test_close_in_meaning_is_asked_about_and_counts_as_escos_until_then(
    recogniser: Recogniser,
) -> None:
    found = recogniser.recognise("apply for grants")
    assert (found.skills, found.esco_skills, found.is_certain) == ((), (ESCO + THREE,), False)
    itself, candidate = found.candidates
    assert (itself.iri, itself.label) == (ESCO + THREE, "apply for grants")
    assert (candidate.iri, candidate.label) == (SKILL + "funding", "acquire funding")
    assert "close in meaning" in candidate.reason


def test_one_name_for_two_meanings_is_asked_about(recogniser: Recogniser) -> None:
    for text, iris in [
        ("alternative fuels", {SKILL + "fuels", ESCO + TWO}),
        ("build boats", {SKILL + "boat-1", SKILL + "boat-2"}),
    ]:
        found = recogniser.recognise(text)
        assert (found.skills, found.esco_skills) == ((), ())
        assert {candidate.iri for candidate in found.candidates} == iris


def test_what_is_only_near_is_never_taken(recogniser: Recogniser) -> None:
    found = recogniser.recognise("waste heat recovering")
    assert (found.skills, found.esco_skills) == ((), ())
    assert found.candidates[0].iri == SKILL + "heat"
    assert 0.5 < found.candidates[0].score < 1
    assert "waste heat recovery" in found.candidates[0].reason


def test_a_colon_in_a_name_makes_it_no_iri(recogniser: Recogniser) -> None:
    found = recogniser.recognise("sector: waste heat recovery")
    assert not found.note
    assert found.candidates[0].iri == SKILL + "heat"


def test_what_is_near_to_nothing_is_unknown(recogniser: Recogniser) -> None:
    found = recogniser.recognise("zzzz qqqq")
    assert not found.candidates
    assert not found.is_certain


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("http://example.org/skill", "neither a skill of the graph nor one of ESCO"),
        (SKILL + "none", "neither a skill of the graph nor one of ESCO"),
        (ESCO + ONE.replace("1", "9"), "ESCO has no such skill"),
        (ESCO + "<x y>", "ESCO has no such skill"),
        (ESCO + "S1.2", "ESCO has no such skill"),
    ],
)
def test_an_iri_of_nothing_is_told_of(recogniser: Recogniser, text: str, note: str) -> None:
    assert note in recogniser.recognise(text).note


def test_choices_settle_what_was_uncertain(recogniser: Recogniser) -> None:
    chosen = recogniser.with_choices(
        {
            "Alternative  FUELS": "skill:fuels",
            "apply for grants": SKILL + "funding",
            "build boats": NONE,
            "recovering of heat": ESCO + ONE,
            "baskets": ESCO + FOUR,
            "grants": ESCO + THREE,
        }
    )
    assert chosen.recognise("alternative fuels").skills == (SKILL + "fuels",)
    assert chosen.recognise("apply for grants").skills == (SKILL + "funding",)
    assert chosen.recognise("recovering of heat").skills == (SKILL + "heat",)
    assert chosen.recognise("baskets").esco_skills == (ESCO + FOUR,)
    assert chosen.recognise("grants").esco_skills == (ESCO + THREE,)
    assert chosen.recognise("grants").is_certain
    refused = chosen.recognise("build boats")
    assert refused.is_certain
    assert (refused.skills, refused.candidates) == ((), ())
    texts = ("alternative fuels", "apply for grants", "recovering of heat", "baskets")
    assert all(chosen.recognise(text).is_certain for text in texts)
    assert not recogniser.recognise("alternative fuels").is_certain


@pytest.mark.parametrize("choice", ["skill:none", "http://example.org/x", ESCO + "x", "heat"])
def test_a_choice_that_is_no_skill_is_refused(recogniser: Recogniser, choice: str) -> None:
    with pytest.raises(BadArgument, match="is no skill of the graph or of ESCO"):
        recogniser.with_choices({"x": choice})


def test_a_curriculum_lists_what_is_to_be_confirmed_with_all_its_rows(
    recogniser: Recogniser,
) -> None:
    rows = [f"1;A;;;;;;;;;{text}" for text in ("build boats", "heat", "zzzz qqqq", "Build boats")]
    curriculum = read(recogniser, table(*rows, "1;;;;;;;;;;build boats"))
    first, second = curriculum.uncertain
    assert (first.text, first.row) == ("build boats", 2)
    assert [place.row for place in first.places] == [2, 6]
    assert second.text == "Build boats"
    assert [(one.text, one.row) for one in curriculum.unknown] == [("zzzz qqqq", 4)]
    assert curriculum.skills == {SKILL + "heat"}


def test_beyond_a_number_of_doubts_nothing_near_is_looked_for(recogniser: Recogniser) -> None:
    rows = [f"1;A;;;;;;;;;waste heat recovering {number}" for number in range(MOST_SEARCHES + 5)]
    curriculum = read(recogniser, table(*rows, "1;;;;;;;;;;recover heat", "1;;;;;;;;;;heat"))
    assert len(curriculum.uncertain) == MOST_SEARCHES
    first = MOST_SEARCHES + 2
    assert [one.row for one in curriculum.unknown] == list(range(first, first + 5))
    (problem,) = curriculum.problems
    assert (problem.row, problem.severity) == (first, "warning")
    assert curriculum.skills == {SKILL + "heat"}


def test_an_esco_skill_is_stated_of_its_unit_and_of_the_whole(recogniser: Recogniser) -> None:
    curriculum = read(recogniser, table("P;All;;;;;;;;;", "1;A;P;;;;;;;;weave baskets"))
    taught = {
        (t.subject, t.object)
        for t in curriculum.triples()
        if t.predicate.value == PREFIXES["sg"] + "teachesEscoSkill"
    }
    assert {object_.value for _, object_ in taught} == {ESCO + FOUR}
    assert {subject.value for subject, _ in taught} == {curriculum.iri, curriculum.units[0].iri}


def test_without_esco_its_iris_are_taken_as_they_are(image: Image) -> None:
    recogniser = Recogniser.of(image)
    assert not recogniser.esco.is_loaded
    circular = "22c45bf7-e52b-475f-847b-c32a87f65a5d"
    assert recogniser.recognise(ESCO + circular).skills == (SKILL + "circular-economy",)
    assert recogniser.recognise(ESCO + FOUR).esco_skills == (ESCO + FOUR,)
    assert "ESCO has no such skill" in recogniser.recognise(ESCO + "<x y>").note
    trap = recogniser.recognise("alternative fuels")
    assert [candidate.label for candidate in trap.candidates] == ["alternative fuels"] * 2
    near = recogniser.recognise("waste heat recovry")
    assert near.candidates[0].iri == SKILL + "waste-heat-recovery"
