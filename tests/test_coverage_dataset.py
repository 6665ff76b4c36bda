"""A curriculum laid over the graph: the same answers as before, and its own beside them."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum import BASE, Curriculum, Recogniser, read_curriculum
from symbiograph.coverage.dataset import with_curriculum
from symbiograph.coverage.heat import rows, text
from symbiograph.coverage.programme import problem, solve
from symbiograph.coverage.questions import QUERIES
from symbiograph.engine.image import Image
from symbiograph.prefixes import ID
from symbiograph.queries import ask, find, read_arguments

INSIGHT = "insight-industrial-symbiosis-facilitator-joint-curriculum"
OWN = b"""unit,title,hours,EQF level,outcome,skill
1,Energy in the plant,30,5,Analyse how a plant uses energy,analyse energy consumption
1,,,,,identify energy needs
2,Audits,20,5,Audit a plant,conduct energy audits
2,,,,,analyse energy consumption
"""
NEEDS = [
    {"profile": ["energy-manager", "industrial-symbiosis-facilitator"]},
    {"sector": ["steel", "leather-and-fashion"]},
    {"group": ["facilitation-and-brokerage"]},
]


@pytest.fixture(scope="module")
def curriculum(image: Image) -> Curriculum:
    return read_curriculum(OWN, "own.csv", BASE, Recogniser.of(image))


@pytest.fixture(scope="module")
def laid_over(image: Image, curriculum: Curriculum) -> Image:
    return with_curriculum(image, [curriculum])


@pytest.mark.parametrize("name", ["matrix", "gap", "overlap", "surplus", "shares"])
@pytest.mark.parametrize("needs", NEEDS, ids=lambda needs: next(iter(needs)))
@pytest.mark.parametrize("counting", ["exact", "narrower", "esco"])
def test_the_part_answers_as_the_whole_does(
    image: Image, laid_over: Image, name: str, needs: dict[str, list[str]], counting: str
) -> None:
    query = find(QUERIES[name])
    texts = {**needs, "units": [INSIGHT, "symbi-resource-management-waste"]}
    if any(parameter.name == "counting" for parameter in query.head.parameters):
        texts["counting"] = [counting]
    expected = ask(query, read_arguments(query, texts, image), image)
    found = ask(query, read_arguments(query, texts, laid_over), laid_over)
    assert found.table.rows == expected.table.rows != []


def test_the_part_gives_the_same_smallest_programme(image: Image) -> None:
    part = with_curriculum(image, [])
    needs, taken = [ID + "profile/energy-manager"], [f"{ID}unit/{INSIGHT}"]
    expected = solve(problem(image, needs, taken=taken))
    found = solve(problem(part, needs, taken=taken))
    assert found.selection == expected.selection
    assert found.selection.units != ()


def test_a_curriculum_teaches_what_its_units_teach(
    laid_over: Image, curriculum: Curriculum
) -> None:
    query = find(QUERIES["shares"])
    arguments = {
        "profile": [NamedNode(ID + "profile/energy-manager")],
        "units": [NamedNode(curriculum.iri)],
    }
    together = rows(ask(query, arguments, laid_over))[0]
    assert (text(together["required"]), text(together["exact"])) == ("12", "3")


def test_what_two_units_teach_is_told_with_their_hours(
    laid_over: Image, curriculum: Curriculum
) -> None:
    query = find(QUERIES["overlap"])
    [row] = rows(ask(query, {"units": [NamedNode(curriculum.iri)]}, laid_over))
    assert text(row["skill"]) == ID + "skill/analyse-energy-consumption"
    assert (text(row["taught_in"]), text(row["hours"])) == ("2", "50")


def test_two_curricula_are_compared(image: Image, curriculum: Curriculum) -> None:
    later = OWN.replace(b"2,,,,,analyse energy consumption\n", b"2,,,,,energy efficiency\n")
    other = read_curriculum(later, "later.csv", BASE + "/2", Recogniser.of(image))
    both = with_curriculum(image, [curriculum, other])
    query = find(QUERIES["compare"])
    arguments = {"first": [NamedNode(curriculum.iri)], "second": [NamedNode(other.iri)]}
    found = {text(r["label"]): text(r["taught_by"]) for r in rows(ask(query, arguments, both))}
    assert found["energy efficiency"] == "only the second"
    assert found["conduct energy audits"] == "both"


def test_nothing_of_a_curriculum_stays_in_the_graph(image: Image, laid_over: Image) -> None:
    ask_for = f"ASK {{ ?s ?p ?o FILTER STRSTARTS(STR(?s), '{BASE}') }}"
    assert bool(laid_over.query(ask_for))
    assert not bool(image.query(ask_for))
    assert not bool(with_curriculum(image, []).query(ask_for))


def test_a_curriculum_is_written_in_the_learning_model_with_its_skills(
    laid_over: Image, curriculum: Curriculum
) -> None:
    answer = ask(find(QUERIES["elm"]), {"units": [NamedNode(curriculum.iri)]}, laid_over)
    titles = {t.object for t in answer.triples(slice(None)) if t.predicate.value.endswith("title")}
    assert Literal("Audits", language="en") in titles
    skills = {t.object for t in answer.triples(slice(None)) if "relatedSkill" in str(t.predicate)}
    assert NamedNode(ID + "skill/conduct-energy-audits") in skills
