"""The parts of a named query: its head, the fit with the body, and the arguments put in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from symbiograph.engine.image import Image
from symbiograph.engine.tokens import position
from symbiograph.errors import BadArgument, UnreadableInput
from symbiograph.prefixes import ID, VOCABULARY
from symbiograph.queries import read_arguments, read_query
from symbiograph.queries.binding import bind, blocks

HEAD = """\
#+ title: Skills of a profile
#+ description: >
#+   What a profile
#+   requires.
#+ parameters:
#+   profile: {type: iri, class: sg:JobProfile, label: Job profile, many: true}
#+   skill:   {type: iri, class: sg:Skill, label: Skill, optional: true}
#+   lang:    {type: language, label: Language, default: en}
#+ columns:
#+   skill: {title: Skill}
#+   hours: {title: Hours, unit: hours}
"""
BODY = """\
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX profile: <https://w3id.org/symbiograph/id/profile/>
PREFIX skill: <https://w3id.org/symbiograph/id/skill/>

SELECT ?skill ?hours WHERE {
  # VALUES ?profile { in a comment }
  VALUES ?profile { profile:buyer profile:trainer }
  VALUES ?skill { skill:think-critically }
  values ?lang { "en" }
  VALUES (?hours ?note) { (1 "VALUES ?skill { in a string }") }
  ?profile sg:requiresSkill ?skill
}
"""


def fault(text: str) -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        read_query(text, "group/name")
    return caught.value


def place(error: UnreadableInput) -> tuple[int, int] | None:
    return error.position and (error.position.line, error.position.column)


# The head


def test_head_is_read_in_types() -> None:
    head = read_query(HEAD + BODY, "group/name").head
    assert head.title == "Skills of a profile"
    assert head.description == "What a profile requires."
    profile, skill, lang = head.parameters
    assert (profile.name, profile.type, profile.label) == ("profile", "iri", "Job profile")
    assert profile.class_iri == "https://w3id.org/symbiograph/ontology#JobProfile"
    assert (profile.many, profile.optional, profile.default) == (True, False, None)
    assert (skill.many, skill.optional) == (False, True)
    assert lang.default == "en"
    assert [(column.name, column.unit) for column in head.columns] == [
        ("skill", ""),
        ("hours", "hours"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("title: Skills", "titel: Skills", "titel", "'titel' is none of title, description"),
        ("#+ title: Skills of a profile\n", "", "description", "'title' is missing"),
        ("type: language", "type: tongue", "tongue", "the type 'tongue' is none of code, country"),
        ("many: true", "many: yes", "yes", "'yes' is neither true nor false"),
        ("many: true", "max: 2", "max", "'max' is none of type, label"),
        ("label: Job profile, ", "", "{type: iri", "'label' is missing"),
        ("class: sg:Skill", "class: xx:Skill", "xx:Skill", "'xx:Skill' is no name under a known"),
        ("default: en", "default: en, optional: true", "{type: l", "what has a default is never"),
        ("default: en", "class: sg:Skill", "{type: l", "lang: 'class' belongs to the type 'iri'"),
        ("default: en", "values: [en]", "{type: l", "lang: 'values' belongs to the type 'enum"),
        ("language, label", "enumeration, label", "{type: e", "lang: 'values' belongs to the"),
        ("lang:    {", "limit:   {", "{type: l", "'limit' cannot be the name of a parameter"),
        ("lang:    {", "skill:   {", "skill:   {type: l", "'skill' stands here twice"),
        ("{title: Skill}", "Skill", "Skill\n#+   hours", "here the head needs keys with values"),
        (
            "title: Skills of a profile",
            "title: [Skills]",
            "[Skills]",
            "here the head needs one text",
        ),
        ("{title: Skill}", "{title: Skill", ": {title: Hours", "the head is not YAML"),
    ],
)
def test_fault_in_the_head_names_its_place(old: str, new: str, at: str, reason: str) -> None:
    assert old in HEAD
    text = HEAD.replace(old, new, 1)
    error = fault(text + BODY)
    assert reason in error.reason
    assert error.position == position(text, text.index(at))


def test_query_without_a_head_is_told_so() -> None:
    error = fault(BODY)
    assert "it has no head" in error.reason
    assert place(error) == (1, 1)


# Head and body


@pytest.mark.parametrize(
    ("old", "new", "where", "reason"),
    [
        ("SELECT ?skill ?hours", "SELECT ?hours ?skill", None, "selects hours, skill, the head's"),
        ("VALUES ?skill {", "VALUES ?skills {", None, "0 blocks 'VALUES ?skill { … }' where one"),
        ("values ?lang", 'VALUES ?lang { "de" } values ?lang', None, "2 blocks 'VALUES ?lang"),
        ("skill:think-critically", '"think"', (19, 3), "?skill does not hold one example of the"),
        ("skill:think-critically", "", (19, 3), "?skill does not hold one example of the type"),
        ("skill:think-critically", "skill:a skill:b", (19, 3), "?skill does not hold one example"),
        ("profile:buyer", "UNDEF", (18, 3), "?profile does not hold examples of the type 'iri'"),
        ('{ "en" }', '{ "de" }', (20, 3), "?lang does not hold the default 'en'"),
        ('{ "en" }', '{ "en"@en }', (20, 3), "?lang does not hold one example of the type"),
        ("?profile sg:", "?profile xg:", (22, 12), "xg"),
    ],
)
def test_body_that_does_not_fit_its_head_is_refused(
    old: str, new: str, where: tuple[int, int] | None, reason: str
) -> None:
    assert old in BODY
    error = fault(HEAD + BODY.replace(old, new, 1))
    assert reason in error.reason
    assert place(error) == where


def test_optional_block_may_not_hold_the_query_together() -> None:
    first = "VALUES ?profile { profile:buyer profile:trainer }\n"
    error = fault(HEAD + BODY.replace(first, "").replace("think-critically }", "a } . " + first))
    assert error.source == "group/name without skill"


def test_number_is_an_example_in_every_form_of_it() -> None:
    head = HEAD.replace("type: language", "type: decimal").replace("default: en", "default: 0.50")
    query = read_query(head + BODY.replace('{ "en" }', "{ 0.5 }"), "group/name")
    assert [term.value for term in query.examples["lang"]] == ["0.5"]


# Arguments put into the body

SKILL = NamedNode(ID + "skill/acquire-funding")


def test_blocks_are_those_of_one_variable_outside_comments_and_strings() -> None:
    text = HEAD + BODY
    found = blocks(text)
    assert [block.variable for block in found] == ["profile", "skill", "lang"]
    assert text[found[2].start : found[2].end] == 'values ?lang { "en" }'


def test_arguments_replace_the_examples_and_nothing_else() -> None:
    text = HEAD + BODY
    bound = bind(text, {"profile": [SKILL], "skill": None, "other": [SKILL]})
    assert f"VALUES ?profile {{ {SKILL} }}" in bound
    assert "profile:buyer" not in bound
    assert "VALUES ?skill { skill:think-critically }" not in bound
    assert 'values ?lang { "en" }' in bound
    assert bound.startswith(HEAD)
    assert "# VALUES ?profile { in a comment }" in bound


@given(st.text())
def test_no_text_ends_the_block_it_stands_in(text: str) -> None:
    literal = Literal(text)
    query = bind('SELECT ?x ?y { VALUES ?x { "x" } VALUES ?y { 1 } }', {"x": [literal]})
    assert [(row[0], row[1].value) for row in Store().query(query)] == [(literal, "1")]


def test_parameters_are_bound_by_their_rules() -> None:
    query = read_query(HEAD + BODY, "group/name")
    text = query.bound({"profile": [SKILL, NamedNode(ID + "profile/trainer")]})
    assert f"VALUES ?profile {{ {SKILL} <{ID}profile/trainer> }}" in text
    assert "VALUES ?skill {" not in text.partition("SELECT")[2].replace("VALUES ?skill { in", "")
    assert 'values ?lang { "en" }' in text


@pytest.mark.parametrize(
    ("arguments", "parameter", "reason"),
    [
        ({}, "profile", "group/name needs a value for profile."),
        ({"profile": []}, "profile", "group/name needs a value for profile."),
        ({"profile": [SKILL], "skill": [SKILL, SKILL]}, "skill", "skill takes one value."),
        ({"profil": [SKILL]}, "profil", "no parameter 'profil'; its parameters: profile, skill"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    arguments: dict[str, list[NamedNode]], parameter: str, reason: str
) -> None:
    query = read_query(HEAD + BODY, "group/name")
    with pytest.raises(BadArgument, match=reason.replace("(", r"\(")) as caught:
        query.bound(arguments)
    assert caught.value.parameter == parameter
    assert caught.value.status == 400


# One of several


CHOICES = HEAD.replace(
    "skill:   {type: iri, class: sg:Skill, label: Skill, optional: true}",
    "skill:   {type: iri, class: sg:Skill, label: Skill, many: true}",
).replace("#+ columns:", "#+ any-of: [profile, skill]\n#+ columns:")
EMPTY = BODY.replace("{ skill:think-critically }", "{ }")


def test_one_of_several_choices_is_enough_and_the_others_stand_for_nothing() -> None:
    query = read_query(CHOICES + EMPTY, "group/name")
    assert query.head.any_of == ("profile", "skill")
    assert query.examples["skill"] == ()
    given_profile = query.bound({"profile": [SKILL]})
    assert f"VALUES ?profile {{ {SKILL} }}" in given_profile
    assert "VALUES ?skill { }" in given_profile
    given_skill = query.bound({"profile": [], "skill": [SKILL, SKILL]})
    assert "VALUES ?profile { }" in given_skill
    assert f"VALUES ?skill {{ {SKILL} {SKILL} }}" in given_skill


def test_optional_choices_may_all_be_left_out() -> None:
    head = CHOICES.replace("many: true}", "many: true, optional: true}")
    query = read_query(head + EMPTY, "group/name")
    assert "VALUES ?profile { }" in query.bound({})
    assert "VALUES ?skill { }" in query.bound({})


@pytest.mark.parametrize("arguments", [{}, {"profile": [], "skill": []}])
def test_no_choice_is_answered_with_the_choices(arguments: dict[str, list[NamedNode]]) -> None:
    query = read_query(CHOICES + EMPTY, "group/name")
    with pytest.raises(BadArgument, match="needs a value for one of profile, skill") as caught:
        query.bound(arguments)
    assert caught.value.allowed == ["profile", "skill"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[profile, skill]", "[profile]", "'any-of' names two parameters or more, each once"),
        ("[profile, skill]", "[profile, profile]", "'any-of' names two parameters or more"),
        ("[profile, skill]", "[profile, skills]", "'any-of' names two parameters or more"),
        ("[profile, skill]", "[profile, lang]", "lang: what is in 'any-of' has no default of its"),
        ("[profile, skill]", "profile", "here the head needs a list"),
        ("label: Skill, many", "label: Skill, optional: true, many", "optional together or not"),
        ("profile:buyer profile:trainer", "", "none of the blocks of profile, skill holds an exam"),
    ],
)
def test_choices_that_do_not_fit_are_refused(old: str, new: str, reason: str) -> None:
    text = CHOICES + EMPTY
    assert old in text
    assert reason in fault(text.replace(old, new, 1)).reason


# What people write


def written(image: Image, type_: str, *values: str) -> list[str]:
    """Return the terms, as written into a query, that values of a parameter stand for."""
    example = {"iri": "<urn:x>", "code": "<urn:x>", "country": "<urn:x>"}.get(type_.split(",")[0])
    literals = {"integer": "1", "decimal": "1.5", "date": '"2026-01-01"^^<urn:d>'}
    query = read_query(
        f"#+ title: T\n#+ description: D\n#+ parameters:\n#+   p: {{label: P, many: true, "
        f"type: {type_}}}\n#+ columns:\n#+   p: {{title: P}}\nSELECT ?p {{ VALUES ?p "
        f"{{ {example or literals.get(type_, chr(34) + 'en' + chr(34))} }} }}".replace(
            "<urn:d>", "<http://www.w3.org/2001/XMLSchema#date>"
        ),
        "group/name",
    )
    return [str(term) for term in read_arguments(query, {"p": values}, image)["p"]]


@pytest.mark.parametrize(
    ("type_", "value", "term"),
    [
        ("iri, class: sg:JobProfile", "energy-manager", f"<{ID}profile/energy-manager>"),
        ("iri, class: sg:JobProfile", "profile:energy-manager", f"<{ID}profile/energy-manager>"),
        (
            "iri, class: sg:JobProfile",
            f"{ID}profile/energy-manager",
            f"<{ID}profile/energy-manager>",
        ),
        ("iri, class: sg:JobProfile", "ISJ-011", f"<{ID}profile/energy-manager>"),
        ("iri, class: sg:Sector", "Steel", f"<{VOCABULARY}sector/steel>"),
        ("iri, class: owl:Class", "sg:Skill", "<https://w3id.org/symbiograph/ontology#Skill>"),
        ("iri, class: owl:Class", "SkillCall", "<https://w3id.org/symbiograph/ontology#SkillCall>"),
        ("iri", "skill:no-such-skill", f"<{ID}skill/no-such-skill>"),
        ("code, scheme: sgv:nace", "24.10", "<http://data.europa.eu/ux2/nace2/2410>"),
        ("code, scheme: sgv:nace", "2410", "<http://data.europa.eu/ux2/nace2/2410>"),
        ("code, scheme: sgv:list-of-waste", "02 03 04", f"<{VOCABULARY}list-of-waste/020304>"),
        ("code, scheme: sgv:list-of-waste", "02.0304", f"<{VOCABULARY}list-of-waste/020304>"),
        ("code, scheme: sgv:list-of-waste", "02", f"<{VOCABULARY}list-of-waste/02>"),
        ("country", "ITA", "<http://publications.europa.eu/resource/authority/country/ITA>"),
        ("language", "PT", '"pt"'),
        ("text", ' "} ', '"\\"}"'),
        ("integer", "-7", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", ".25", '".25"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("date", "2026-02-28", '"2026-02-28"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("enumeration, values: [en, two]", "two", '"two"'),
    ],
)
def test_value_becomes_the_term_it_stands_for(
    image: Image, type_: str, value: str, term: str
) -> None:
    assert written(image, type_, value) == [term]


@pytest.mark.parametrize(
    ("type_", "value", "reason", "allowed"),
    [
        (
            "iri, class: sg:JobProfile",
            "enrgy-manager",
            "the graph has no P 'enrgy-manager'. Close to it:",
            [ID + "profile/energy-manager"],
        ),
        ("iri, class: sg:JobProfile", "skill:think-critically", "the graph has no P", []),
        (
            "iri, class: owl:Class",
            "LearningOutcome",
            "'LearningOutcome' can mean",
            [
                "http://data.europa.eu/snb/model/elm/LearningOutcome",
                "https://w3id.org/symbiograph/ontology#LearningOutcome",
            ],
        ),
        ("iri", "no such thing", "not an IRI or a name under a known prefix", []),
        ("code, scheme: sgv:nace", "99.99", "the graph has no P '99.99'", []),
        ("language", "e", "a language tag such as 'en'", []),
        ("integer", "1.5", "p is '1.5', not a whole number.", []),
        ("decimal", "5 kg", "p is '5 kg', not a number such as 0.5.", []),
        ("date", "2026-2-1", "a date such as 2026-01-31", []),
        ("date", "2026-02-30", "a day of the calendar", []),
        ("enumeration, values: [en, two]", "three", "one of en, two", ["en", "two"]),
    ],
)
def test_value_that_stands_for_nothing_is_refused(
    image: Image, type_: str, value: str, reason: str, allowed: list[str]
) -> None:
    with pytest.raises(BadArgument) as caught:
        written(image, type_, value)
    assert reason in caught.value.message
    assert set(allowed) <= set(caught.value.allowed)
    assert caught.value.members["parameter"] == "p"
