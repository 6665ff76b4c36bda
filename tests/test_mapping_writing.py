"""Writing SSSOM/TSV: the canonical form that the specification defines, and nothing lost."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings

from made_mappings import MAPPING_SETS
from symbiograph.errors import PrefixMissing
from symbiograph.mappings import (
    Mapping,
    MappingSet,
    file_of,
    read_mapping_file,
    read_mapping_set,
    set_of,
    sister,
    standing_of,
    write_mapping_set,
)
from symbiograph.mappings.slots import PROPAGATED, Slot
from symbiograph.mappings.standing import STANDINGS
from symbiograph.prefixes import GRAPH, ID, PREFIXES
from symbiograph.resources import folder

SKOS, SEMAPV, ESCO = PREFIXES["skos"], PREFIXES["semapv"], PREFIXES["esco-skill"]
DAY = datetime.date(2026, 11, 22)


def mapping(subject: str, target: str, **slots: object) -> Mapping:
    return Mapping.of(
        subject_id=f"{ID}skill/{subject}",
        predicate_id=SKOS + "exactMatch",
        object_id=ESCO + target,
        mapping_justification=SEMAPV + "ManualMappingCuration",
        **slots,  # type: ignore[arg-type]
    )


def mapping_set(*rows: Mapping, **head: str) -> MappingSet:
    said = {name: (value,) for name, value in head.items()}
    return MappingSet("x.sssom.tsv", said, list(rows), {"s": ESCO})  # type: ignore[arg-type]


def test_the_form_is_the_canonical_one() -> None:
    extensions = {"a_last": Slot(GRAPH + "b", "text"), "z_first": Slot(GRAPH + "a", "text")}
    rows = [
        mapping("b", "2", comment='say "so"', mapping_tool="m", mapping_date=DAY, confidence=0.8),
        mapping("a", "1", author_label=["x|y", "z"], mapping_tool="m", confidence=Decimal("1.00")),
        mapping("a", "0", mapping_tool="m", a_last="l", z_first="f\tg", object_source=GRAPH + "s"),
    ]
    head = {
        "comment": "No: plain text",
        "mapping_set_version": "1.0",
        "sssom_version": "1.1",
        "a_last": "y",
        "z_first": "x",
    }
    written = dataclasses.replace(mapping_set(*rows, **head), extensions=extensions)
    cells = [
        ["subject_id", "predicate_id", "object_id", "mapping_justification", "author_label",
         "object_source", "mapping_date", "confidence", "comment", "z_first", "a_last"],
        ["skill:a", "skos:exactMatch", "s:0", "semapv:ManualMappingCuration", "", "sgg:s", "", "",
         "", '"f\tg"', "l"],
        ["skill:a", "skos:exactMatch", "s:1", "semapv:ManualMappingCuration", "x\\|y|z", "", "",
         "1", "", "", ""],
        ["skill:b", "skos:exactMatch", "s:2", "semapv:ManualMappingCuration", "", "", "2026-11-22",
         "0.8", '"say ""so"""', "", ""],
    ]  # fmt: skip
    assert write_mapping_set(written).splitlines() == [
        '#sssom_version: "1.1"',
        "#curie_map:",
        f"#  s: {ESCO}",
        f"#  sgg: {GRAPH}",
        f"#  skill: {ID}skill/",
        '#mapping_set_version: "1.0"',
        "#mapping_tool: m",
        '#comment: "No: plain text"',
        "#extension_definitions:",
        "#  - slot_name: z_first",
        "#    property: sgg:a",
        "#  - slot_name: a_last",
        "#    property: sgg:b",
        "#z_first: x",
        "#a_last: y",
        *("\t".join(row) for row in cells),
    ]


def test_what_rows_do_not_share_leaves_the_head() -> None:
    read = read_mapping_set(write_mapping_set(mapping_set(mapping("a", "1", mapping_tool="m"))), "")
    assert read.one("mapping_tool") == "m"
    both = dataclasses.replace(read, mappings=[*read.mappings, mapping("b", "2", mapping_tool="n")])
    again = read_mapping_set(write_mapping_set(both), "")
    assert "mapping_tool" not in again.head
    assert [row.text("mapping_tool") for row in again.mappings] == ["m", "n"]


def test_an_identifier_without_prefix_is_refused() -> None:
    with pytest.raises(PrefixMissing, match=r"x\.sssom\.tsv: no prefix fits <https://example\.org"):
        write_mapping_set(mapping_set(mapping("a", "1", object_source="https://example.org/s")))


def test_the_longest_namespace_wins_and_one_of_the_set_over_one_of_the_project() -> None:
    prefixes = {"all": ID, "skills": ID + "skill/"}
    written = write_mapping_set(
        dataclasses.replace(mapping_set(mapping("a", "1")), prefixes=prefixes)
    )
    assert "\nskills:a\t" in written
    assert f"#  esco-skill: {ESCO}\n" in written


@pytest.mark.parametrize("path", sorted(folder("mappings").glob("*.tsv")), ids=lambda p: p.name)
def test_our_files_are_canonical(path: object) -> None:
    read = read_mapping_file(path)  # type: ignore[arg-type]
    assert write_mapping_set(read) == path.read_text("utf-8")  # type: ignore[attr-defined]


@settings(max_examples=20, deadline=None)
@given(MAPPING_SETS)
def test_nothing_is_lost_on_the_way_to_a_file_and_back(made: MappingSet) -> None:
    text = write_mapping_set(made)
    read = read_mapping_set(text, "x")
    assert write_mapping_set(read) == text

    def sorted_values(mappings: MappingSet) -> list[object]:
        return sorted((sorted(m.values.items()) for m in mappings.mappings), key=str)

    assert sorted_values(read) == sorted_values(made)
    assert {n: v for n, v in read.head.items() if n not in PROPAGATED} == made.head


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_name_of_a_file_tells_what_its_rows_are(standing: object) -> None:
    name = file_of("a-b2.1", standing)  # type: ignore[arg-type]
    assert (standing_of(name), set_of(name)) == (standing, "a-b2.1")


def test_candidates_get_a_set_of_their_own_beside_the_accepted_ones() -> None:
    read = read_mapping_file(folder("mappings") / "skills-esco.sssom.tsv")
    candidates = sister(read, "candidate", DAY)
    assert (candidates.source, candidates.mappings) == ("skills-esco.candidates.sssom.tsv", [])
    assert candidates.one("mapping_set_id") == GRAPH + "skills-esco.candidates"
    assert candidates.one("mapping_set_title") == "Skills of symbiograph to ESCO skills, candidates"
    assert candidates.one("publication_date") == DAY
    assert candidates.one("object_source_version") is None
    back = sister(candidates, "accepted", DAY)
    assert back.one("mapping_set_title") == read.one("mapping_set_title")
    assert back.one("license") == read.one("license")
