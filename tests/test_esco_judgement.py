"""Nodes are told apart before the engine judges them; the engine alone would say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from symbiograph.esco import judge
from symbiograph.esco.sieve import suspects
from symbiograph.prefixes import PREFIXES
from symbiograph.resources import folder
from symbiograph.validation import read_shapes, validate_text

SHAPES = folder("shapes") / "esco.shapes.ttl"
ESCO, DATA = PREFIXES["esco"], "http://data.europa.eu/esco/"
TYPE, XSD = PREFIXES["rdf"] + "type", PREFIXES["xsd"]
GREEN_SHARE = PREFIXES["sg"] + "hasGreenShare"
SUBJECTS = [f"<{DATA}{name}>" for name in ("skill/s1", "occupation/o1", "isced-f/1", "skill/a b")]
CLASSES = [f"<{ESCO}{name}>" for name in ("Skill", "Occupation", "NodeLiteral")]
VALUES = {
    f"{PREFIXES['skos']}prefLabel": ['"heat"@en'],
    f"{ESCO}skillType": [f"<{DATA}skill-type/skill>", f"<{DATA}skill-type/odd>", '"skill"'],
    f"{ESCO}skillReuseLevel": [f"<{DATA}skill-reuse-level/transversal>", f"<{DATA}transversal>"],
    f"{ESCO}language": [f'"en"^^<{XSD}language>'],
    f"{ESCO}nodeLiteral": ['"A text."'],
    f"{ESCO}memberOfISCOGroup": [f"<{DATA}isco/C2149>", f"<{DATA}isco/C21491>"],
    f"{ESCO}hasNACECode": [f"<{PREFIXES['nace2.1']}3811>", f"<{PREFIXES['nace2.1']}x>"],
    f"{ESCO}relatedEssentialSkill": [SUBJECTS[0], SUBJECTS[1], '"heat"'],
    f"{ESCO}relatedOptionalSkill": [SUBJECTS[2], f"<{DATA}skill/>"],
    GREEN_SHARE: [f'"{n}"^^<{XSD}decimal>' for n in ("0.5", "1.5", "-1")] + ['"half"'],
}
STATEMENTS = [f"<{TYPE}> {kind} .\n" for kind in CLASSES] + [
    f"<{name}> {value} .\n" for name, values in VALUES.items() for value in values
]
SKILL = f"{SUBJECTS[0]} <{TYPE}> {CLASSES[0]} .\n"
NAMED = f'{SUBJECTS[0]} <{PREFIXES["skos"]}prefLabel> "heat"@en .\n'


@given(some.sets(some.tuples(some.sampled_from(SUBJECTS[:3]), some.sampled_from(STATEMENTS))))
def test_the_judgement_is_that_of_the_engine(lines: set[tuple[str, str]]) -> None:
    text = "".join(f"{subject} {rest}" for subject, rest in sorted(lines))
    told, alone = judge(text.encode()), validate_text(text, read_shapes([SHAPES]))
    assert told.results == alone.results
    assert told.triples == alone.triples


@pytest.mark.parametrize("rest", STATEMENTS)
def test_each_value_by_itself_is_judged_as_by_the_engine(rest: str) -> None:
    for subject in SUBJECTS[:3]:
        text = f"{subject} {rest}"
        assert judge(text.encode()).results == validate_text(text, read_shapes([SHAPES])).results


def test_what_keeps_to_the_shapes_is_not_shown_to_the_engine() -> None:
    shapes = read_shapes([SHAPES])
    odd = f"{SUBJECTS[2]} <{TYPE}> {CLASSES[1]} .\n"
    assert suspects((SKILL + NAMED).encode(), shapes) == b""
    assert suspects((odd + SKILL + NAMED).encode(), shapes) == odd.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sh:targetClass esco:Skill ;", "sh:targetNode esco:Skill ;"),
        ("sh:maxCount 1 ;", "sh:lessThan skos:prefLabel ;"),
        ("sh:minCount 1 ;", "sh:minCount 2 ;"),
        ("sh:maxCount 1 ;", "sh:class esco:Skill ;"),
        ("sh:maxCount 1 ;", "sh:maxCount 1 ; sh:deactivated true ;"),
        ("sh:path skos:prefLabel ;", "sh:path [ sh:inversePath skos:prefLabel ] ;"),
        ("(skill|isced-f)", "(sk.ll|isced-f)"),
        ("sh:path esco:skillType ;", "sh:path rdf:type ;"),
        ("a owl:Ontology ;", "a owl:Ontology ; rdfs:subClassOf esco:Skill ;"),
    ],
)
def test_a_shape_that_asks_for_more_goes_to_the_engine_with_the_whole_graph(
    tmp_path: Path, before: str, after: str
) -> None:
    text = SHAPES.read_text(encoding="utf-8").replace(before, after)
    assert after in text
    path = tmp_path / "esco.shapes.ttl"
    path.write_text(f"PREFIX rdfs: <{PREFIXES['rdfs']}>\n{text}", encoding="utf-8")
    document = (SKILL + NAMED).encode()
    assert suspects(document, read_shapes([path])) == document


def test_a_class_below_another_sends_the_whole_graph_to_the_engine() -> None:
    below = f"<urn:Heat> <{PREFIXES['rdfs']}subClassOf> {CLASSES[0]} .\n"
    assert judge((below + f"<urn:s> <{TYPE}> <urn:Heat> .\n").encode()).violations == 1
