"""How queries of both versions of the Reconciliation Service API are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconciliation_schemas import published
from symbiograph.errors import BadRequest
from symbiograph.reconciliation import draft_queries, queries
from symbiograph.reconciliation.identifiers import waste_code
from symbiograph.reconciliation.sought import (
    Condition,
    Quantifier,
    Sought,
    Strictness,
    Value,
)

READ = {"0.2": queries, "1.0-draft": draft_queries}


@pytest.mark.parametrize("version", READ)
def test_published_examples_of_batches_are_read(shared: Path, version: str) -> None:
    examples = published(shared, version).examples("reconciliation-query-batch", "valid")
    assert len(examples) >= 4
    for name, example in examples.items():
        read = READ[version](example, "en")
        number = len(example["queries"] if version == "1.0-draft" else example)
        assert len(read) == number > 0, name


@pytest.mark.parametrize("version", READ)
def test_published_examples_of_what_is_no_batch_are_refused(shared: Path, version: str) -> None:
    examples = published(shared, version).examples("reconciliation-query-batch", "invalid")
    assert len(examples) >= 3
    for example in examples.values():
        with pytest.raises(BadRequest):
            READ[version](example, "en")


def test_a_query_is_read_whole(shared: Path) -> None:
    examples = published(shared, "0.2").examples("reconciliation-query-batch", "valid")
    read = queries(examples["multi-values"], "de")["q0"]
    values = (Value("Politik*"), Value("Wissenschaftler(in)", "wissenschaftler"))
    assert read == Sought(
        names=("Christel Hanewinckel",),
        types=("DifferentiatedPerson",),
        strictness=Strictness.SHOULD,
        limit=5,
        conditions=(Condition("professionOrOccupation", values),),
        language="de",
    )


def test_a_query_of_the_draft_is_read_whole(shared: Path) -> None:
    examples = published(shared, "1.0-draft").examples("reconciliation-query-batch", "valid")
    [read] = draft_queries(examples["text-processing-language"], "de")
    assert (read.names, read.language) == (("Deng Shuping",), "en")
    [first, _] = draft_queries(examples["example-full"], "de")
    assert first.conditions[0] == Condition(
        "professionOrOccupation", (Value("Politik*"),), False, Quantifier.ANY, "WildcardMatch"
    )
    assert (first.types, first.limit, first.language) == (("DifferentiatedPerson",), 5, "de")


def test_ids_and_what_must_not_fit_are_told_apart() -> None:
    conditions = [
        {"matchType": "id", "propertyValue": ["urn:a", {"id": "urn:b"}]},
        {"matchType": "id", "propertyValue": "urn:c", "matchQuantifier": "none"},
        {"matchType": "name", "propertyValue": "x", "matchQuantifier": "none"},
        {"matchType": "property", "propertyId": "hazardous", "propertyValue": True,
         "required": True, "matchQuantifier": "all"},
    ]  # fmt: skip
    [read] = draft_queries({"queries": [{"conditions": conditions}]}, "en")
    assert read.ids == ("urn:a", "urn:b")
    assert read.names == ()
    assert read.conditions == (
        Condition("id", (Value("urn:c"),), True, Quantifier.NONE),
        Condition("label", (Value("x"),), True, Quantifier.NONE),
        Condition("hazardous", (Value("true"),), True, Quantifier.ALL),
    )


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        ([], "queries must be an object, not an array"),
        ({"q0": "heat"}, r"queries\.q0 must be an object, not a string"),
        ({"q0": {"query": 7}}, r"queries\.q0\.query must be a string, not a number"),
        ({"q0": {"query": "x", "limit": 0}}, r"q0\.limit must be a positive whole number, not 0"),
        ({"q0": {"query": "x", "limit": 1.5}}, "not 1.5"),
        ({"q0": {"query": "x", "limit": True}}, "not true"),
        ({"q0": {"query": "x", "type": [1]}}, r"q0\.type must be a string"),
        ({"q0": {"query": "x", "type_strict": "some"}}, 'is "some"; it may be "any", "all"'),
        ({"q0": {"query": "x", "properties": [{"v": 1}]}}, r'properties\[0\] needs "pid"'),
        ({"q0": {"query": "x", "properties": [{"pid": "a"}]}}, r'properties\[0\] needs "v"'),
        ({"q0": {"query": "x", "properties": [{"pid": "a", "v": None}]}}, r"v must be a text"),
        ({"q0": {"query": "x", "properties": [{"pid": "a", "v": {}}]}}, 'object without "id"'),
        ({"q0": {"query": "x", "props": []}}, 'has "props"; its members may be query, type'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(batch: Any, told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        queries(batch, "en")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({}, 'needs "matchType"'),
        ({"matchType": "name"}, 'needs "propertyValue"'),
        ({"matchType": "label", "propertyValue": "x"}, 'is "label"; it may be "name", "id"'),
        ({"matchType": "property", "propertyValue": "x"}, 'needs "propertyId"'),
        ({"matchType": "name", "propertyValue": "x", "required": "yes"}, "true or false"),
        ({"matchType": "name", "propertyValue": "x", "matchQuantifier": "one"}, '"any", "all"'),
    ],
)
def test_what_is_wrong_with_a_condition_is_told(condition: Any, told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        draft_queries({"queries": [{"conditions": [condition]}]}, "en")


def test_a_text_without_letters_asks_for_nothing() -> None:
    assert queries({"q0": {"query": " "}}, "en")["q0"].names == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("10 08 04", "10 08 04"),
        ("100804", "10 08 04"),
        ("10 08 04*", "10 08 04"),
        ("10.08.04 *", "10 08 04"),
        ("EWC 10-08-04", "10 08 04"),
        ("10 08 04 particulates and dust", "10 08 04"),
        ("10 08", "10 08"),
        ("10", "10"),
        ("10 tonnes of slag", ""),
        ("1008041", ""),
        ("slag 10 08 04", ""),
        ("", ""),
    ],
)
def test_codes_of_the_list_of_waste_are_read_as_people_write_them(text: str, code: str) -> None:
    assert waste_code(text) == code
