"""Alignment over a small graph of our own: what is found, why, and what is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbiograph.alignment import (
    Aligner,
    Asked,
    Gathered,
    Predicate,
    aligner,
    as_document,
    build_alignment,
    gathered,
    targets,
)
from symbiograph.alignment.abbreviations import spelled_out
from symbiograph.alignment.arrays import FORMAT, packed, unpacked
from symbiograph.alignment.compounds import parts
from symbiograph.alignment.phrases import Gain, likest_phrases
from symbiograph.alignment.tokens import tokens
from symbiograph.errors import AlignmentUnavailable, BadArgument
from symbiograph.search import Part

ESCO = "http://data.europa.eu/esco/"
SKILL, OCCUPATION = ESCO + "skill/", ESCO + "occupation/"
OURS = "https://w3id.org/symbiograph/id/skill/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
MODEL = ESCO + "model#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STATUS = "http://purl.org/iso25964/skos-thes#status"


class Graph:
    """Lines of N-Triples."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def link(self, subject: str, predicate: str, value: str) -> None:
        self.lines.append(f"<{subject}> <{predicate}> <{value}> .\n")

    def text(self, subject: str, predicate: str, text: str, language: str = "en") -> None:
        self.lines.append(f'<{subject}> <{predicate}> "{text}"@{language} .\n')

    def concept(self, iri: str, label: str, *others: str, kind: str = "Skill") -> None:
        self.link(iri, TYPE, MODEL + kind)
        self.text(iri, SKOS + "prefLabel", label)
        for other in others:
            self.text(iri, SKOS + "altLabel", other)

    @property
    def part(self) -> Part:
        return Part("".join(self.lines).encode(), None)


def small() -> Graph:
    graph = Graph()
    graph.concept(SKILL + "audit", "conduct energy audit", "perform energy audits", "audit energy")
    graph.text(SKILL + "audit", SKOS + "definition", "Evaluate the consumption of a building.")
    graph.concept(SKILL + "market", "energy market", "market for energy")
    graph.concept(SKILL + "heat", "recover waste heat", "use surplus heat", "reuse waste heat")
    graph.text(SKILL + "heat", SKOS + "prefLabel", "Abwärme nutzen", "de")
    graph.concept(SKILL + "team", "work in teams", "cooperate in a team", "work as a team")
    graph.concept(SKILL + "script", "JavaScript", "Java script")
    graph.concept(SKILL + "cpp", "C++")
    graph.concept(SKILL + "c", "C")
    graph.concept(SKILL + "old", "repair steam engines")
    graph.text(SKILL + "old", STATUS, "obsolete", "en")
    graph.concept(SKILL + "buy", "purchase goods", "buy goods", "procure goods")
    graph.concept(SKILL + "sell", "purchase land", "buy land")
    graph.concept(SKILL + "cook", "cook pasta")
    graph.concept(SKILL + "group", "energy", kind="None")
    graph.concept(OCCUPATION + "rd", "research and development manager", kind="Occupation")
    graph.concept(OCCUPATION + "cook", "chef", "kitchen chef", kind="Occupation")
    graph.link(SKILL + "cook", MODEL + "isEssentialSkillFor", OCCUPATION + "cook")
    graph.link(SKILL + "audit", SKOS + "broader", SKILL + "group")
    graph.concept(OURS + "surplus", "symbiosis warmth", kind="None")
    graph.link(OURS + "surplus", SKOS + "closeMatch", SKILL + "heat")
    return graph


def written(graph: Gathered, folder: Path) -> Path:
    for name, content in build_alignment(graph).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(gathered([small().part]), tmp_path_factory.mktemp("aligned"))


@pytest.fixture
def skills(place: Path) -> Aligner:
    return aligner(place, "esco-skills")


def first(aligned: Aligner, text: str, **more: str) -> str:
    found = aligned.suggest(Asked(text, **more))
    return found.candidates[0].iri.removeprefix(SKILL)


def test_targets_are_those_that_the_release_has_concepts_of(place: Path) -> None:
    assert targets(place) == ["esco-skills", "esco-occupations", "skills"]
    with pytest.raises(AlignmentUnavailable, match="no job profiles of symbiograph"):
        aligner(place, "profiles")
    with pytest.raises(BadArgument, match="no target"):
        aligner(place, "jobs")


def test_without_esco_it_is_told_how_to_import_it(tmp_path: Path) -> None:
    with pytest.raises(AlignmentUnavailable, match="symbiograph esco import FOLDER --current"):
        aligner(tmp_path, "esco-skills")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Conduct energy audit", "audit"),
        ("audit energy", "audit"),
        ("energy auditing", "audit"),
        ("re-use of waste heat", "heat"),
        ("javascripts", "script"),
        ("teamwork", "team"),
        ("C++", "cpp"),
        ("c", "c"),
        ("procure land", "sell"),
        ("consumption of buildings", "audit"),
    ],
)
def test_words_are_found_in_other_forms(skills: Aligner, text: str, found: str) -> None:
    assert first(skills, text) == found


def test_a_label_that_is_the_same_comes_first_and_is_said_to_be_exact(skills: Aligner) -> None:
    found = skills.suggest(Asked("Recover waste  heat"))
    best = found.candidates[0]
    assert (best.iri, best.label, best.kind) == (SKILL + "heat", "recover waste heat", "skill")
    assert best.predicate == found.answer == Predicate.EXACT
    assert best.confidence > 0.5 > found.none
    assert {reason.kind for reason in best.reasons} >= {"same-label", "words"}
    assert sum(reason.share for reason in best.reasons) == pytest.approx(1)
    shares = [reason.share for reason in best.reasons]
    assert shares == sorted(shares, reverse=True)


def test_an_alternative_label_is_the_reason_where_it_is_the_likest(skills: Aligner) -> None:
    best = skills.suggest(Asked("use surplus heat")).candidates[0]
    texts = {reason.kind: reason.text for reason in best.reasons}
    assert texts["alternative-label"] == "use surplus heat"
    assert best.label == "recover waste heat"


def test_what_is_obsolete_or_a_group_is_not_suggested(skills: Aligner) -> None:
    for text in ("repair steam engines", "energy"):
        found = skills.suggest(Asked(text), 100)
        iris = {candidate.iri for candidate in found.candidates}
        assert iris.isdisjoint({SKILL + "old", SKILL + "group"})


def test_only_what_something_speaks_for_is_a_candidate(skills: Aligner) -> None:
    assert {c.iri for c in skills.suggest(Asked("cook pasta"), 100).candidates} == {SKILL + "cook"}
    nothing = skills.suggest(Asked("xylophone"))
    assert (nothing.candidates, nothing.none, nothing.answer) == ((), 1.0, Predicate.NONE)
    assert skills.suggest(Asked(" – ")).none == 1.0


def test_context_and_definition_decide_between_equals(skills: Aligner) -> None:
    weight = {
        candidate.iri: candidate.confidence
        for candidate in skills.suggest(
            Asked("energy", context="Evaluate the consumption of a building.")
        ).candidates
    }
    plain = {c.iri: c.confidence for c in skills.suggest(Asked("energy")).candidates}
    assert weight[SKILL + "audit"] > plain[SKILL + "audit"]
    reasons = skills.suggest(Asked("energy", context="consumption")).candidates
    kinds = {reason.kind: reason.text for one in reasons for reason in one.reasons}
    assert kinds["context"] == "consumption"


def test_an_accepted_mapping_leads_to_its_concept_but_not_for_its_own_subject(
    skills: Aligner,
) -> None:
    best = skills.suggest(Asked("Symbiosis warmth")).candidates[0]
    assert (best.iri, best.predicate) == (SKILL + "heat", Predicate.CLOSE)
    mapped = next(reason for reason in best.reasons if reason.kind == "accepted-mapping")
    assert mapped.text == f"{OURS}surplus skos:closeMatch"
    own = skills.suggest(Asked("Symbiosis warmth", concept=OURS + "surplus"))
    assert own.candidates == ()


def test_mappings_lead_back_with_the_inverse_predicate(tmp_path: Path) -> None:
    graph = small()
    graph.concept(OURS + "narrow", "audit of furnaces", kind="None")
    graph.link(OURS + "narrow", SKOS + "broadMatch", SKILL + "audit")
    ours = aligner(written(gathered([graph.part]), tmp_path), "skills")
    best = ours.suggest(Asked("conduct energy audit")).candidates[0]
    assert (best.iri, best.predicate) == (OURS + "narrow", Predicate.NARROW)


def test_labels_of_the_language_asked_for_are_compared_else_english_ones(skills: Aligner) -> None:
    assert skills.languages == ("de", "en")
    german = skills.suggest(Asked("Abwärme", language="de-AT"))
    assert (german.language, german.candidates[0].label) == ("de", "Abwärme nutzen")
    assert skills.suggest(Asked("heat", language="fr")).language == "en"


def test_abbreviations_are_spelled_out_as_labels_do(place: Path) -> None:
    occupations = aligner(place, "esco-occupations")
    best = occupations.suggest(Asked("R&D manager")).candidates[0]
    assert (best.iri, best.kind) == (OCCUPATION + "rd", "occupation")
    assert spelled_out(["h&s"], "no label") == ["h&s"]


def test_the_occupations_that_need_a_skill_speak_for_it(skills: Aligner) -> None:
    found = skills.suggest(Asked("pasta chef")).candidates[0]
    texts = {reason.kind: reason.text for reason in found.reasons}
    assert (texts["occupations"], texts["use"]) == ("chef", "joined to one other")


def test_a_limit_out_of_range_is_refused(skills: Aligner) -> None:
    assert len(skills.suggest(Asked("energy"), 1).candidates) == 1
    for limit in (0, 101):
        with pytest.raises(BadArgument, match=f"limit={limit} is not between 1 and 100"):
            skills.suggest(Asked("energy"), limit)


def test_one_by_one_or_all_at_once_is_the_same(skills: Aligner) -> None:
    asked = [Asked("energy audit"), Asked(""), Asked("surplus heat")]
    assert skills.suggest_all(asked) == [skills.suggest(one) for one in asked]


def test_equal_triples_give_equal_bytes() -> None:
    graph = small()
    turned = Graph()
    turned.lines = graph.lines[::-1]
    assert build_alignment(gathered([graph.part])) == build_alignment(gathered([turned.part]))


def test_a_document_says_it_all(skills: Aligner) -> None:
    asked = Asked("energy audit")
    found = skills.suggest(asked, 1)
    document = as_document(asked, "esco-skills", found)
    assert document["candidates"][0]["iri"] == SKILL + "audit"
    assert document["compared"] == "en"
    assert document["answer"] == found.answer


def test_compounds_are_taken_apart_only_into_what_is_known() -> None:
    known = {"team", "work", "schiff", "reinigung", "under", "stand"}
    assert parts("teamwork", known) == ("team", "work")
    assert parts("schiffsreinigung", known) == ("schiff", "reinigung")
    assert parts("teamworks", known) is None
    assert parts("team", known) is None


def test_a_sentence_leads_to_what_some_of_its_words_name_together(tmp_path: Path) -> None:
    graph = small()
    graph.concept(SKILL + "vision", "computer vision")
    # More of its words are in the sentence, but they do not stand together there.
    graph.concept(SKILL + "customers", "join young customers in shops of a town and like them")
    # Phrases are made of words that few labels have.
    for number in range(40):
        graph.concept(SKILL + f"other{number}", f"handle thing{number} in place{number}")
    aligned = aligner(written(gathered([graph.part]), tmp_path), "esco-skills")
    sentence = "You join a young team and build computer vision which all our customers like"
    assert first(aligned, sentence) == "vision"


def test_words_that_stand_together_are_liker_than_the_same_words_apart() -> None:
    # Of four words label 0 has the first and the last, label 1 those between; 2 is not asked for.
    value = np.full(1, np.sqrt(0.5), np.float32)
    have = (np.array([number], np.int32) for number in (0, 1, 1, 0))
    text = [[Gain(labels, value, 1.0)] for labels in have]
    text[1] += [Gain(np.array([2], np.int32), value, 0.0)]
    found = likest_phrases(text, np.array([0, 1], np.int32), 3)
    assert found == pytest.approx([np.sqrt(0.5), 1, 0])


def test_words_keep_what_tells_programming_languages_apart() -> None:
    assert tokens("C++, C# and R&D in Überlingen") == [
        "c++",
        "c#",
        "and",
        "r&d",
        "in",
        "uberlingen",
    ]


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    arrays = {"one": np.arange(5, dtype=np.int32), "two": np.ones((2, 3), np.float32)}
    path = tmp_path / "x.npy"
    path.write_bytes(packed(arrays))
    found = unpacked(path)
    assert all((found[name] == array).all() for name, array in arrays.items())
    assert found["two"].shape == (2, 3)


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(b"nothing")
    with pytest.raises(AlignmentUnavailable, match="no index for alignment"):
        unpacked(path)
    other = packed({}).replace(f'"format": {FORMAT}'.encode(), b'"format": 9')
    path.write_bytes(other)
    with pytest.raises(AlignmentUnavailable, match="of format 9"):
        unpacked(path)
