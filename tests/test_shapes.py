"""Every constraint has examples, and each example gets exactly the results that it lists.

A data example is judged by all data shapes at once and lists only results of its own constraint,
so that loosening one bound fails the test of that constraint and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from symbiograph.engine.reading import read_quads
from symbiograph.prefixes import BASE, PREFIXES, SG
from symbiograph.resources import folder
from symbiograph.validation import (
    Shapes,
    ValidationReport,
    as_text,
    background,
    data_shapes,
    read_shapes,
    validate,
)

EXAMPLES: Final = Path(__file__).parent / "shapes"
HOUSE_STYLE: Final = "house-style"
SHAPE: Final = BASE + "shapes#"
SH: Final = "http://www.w3.org/ns/shacl#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SHAPES_FILES: Final = sorted(folder("shapes").glob("*.shapes.ttl"))
TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
X, Y = NamedNode("https://example.org/x"), NamedNode("https://example.org/y")
# What says where, when and how much a shape judges, and not by what.
NOT_JUDGING: Final = {
    "deactivated", "flags", "message", "path", "property", "qualifiedMaxCount",
    "qualifiedMinCount", "qualifiedValueShapesDisjoint", "severity", "targetClass", "targetNode",
    "targetObjectsOf", "targetSubjectsOf",
}  # fmt: skip

Results = frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class Example:
    """A file under tests/shapes with the whole set of results that it is to get."""

    path: Path
    triples: frozenset[Triple]
    expected: Results

    @property
    def stem(self) -> str:
        """The shapes file that the example belongs to."""
        return self.path.parent.name

    @property
    def valid(self) -> bool:
        return self.path.name.endswith(".valid.ttl")

    @property
    def constraint(self) -> str:
        match = re.fullmatch(r"(.+?)(\.\d+\.invalid|\.valid)\.ttl", self.path.name)
        assert match, f"{self.path} is named neither ….valid.ttl nor ….<n>.invalid.ttl"
        return SHAPE + match[1]


@cache
def examples() -> list[Example]:
    return [_example(path) for path in sorted(EXAMPLES.glob("*/*.ttl"))]


def _example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"(?m)^PREFIX ([\w.-]*): <([^>]*)>", text))
    lines = re.findall(r"(?m)^# expect: (\S+) (\S+) (Violation|Warning|Info)$", text)
    assert len(lines) == text.count("# expect"), f"{path} has an expect line nobody can read"
    expected = frozenset(
        (_node(focus, prefixes), SHAPE + constraint, severity)
        for focus, constraint, severity in lines
    )
    return Example(path, frozenset(triples_of([path])), expected)


def _node(focus: str, prefixes: dict[str, str]) -> str:
    if focus == "[]":
        return focus
    if focus.startswith("<"):
        return focus[1:-1]
    prefix, _, local = focus.partition(":")
    return prefixes[prefix] + local


def triples_of(paths: Iterable[Path]) -> Iterator[Triple]:
    for path in paths:
        for quad in read_quads(path, one_graph=True):
            yield quad.triple


@cache
def shapes_graph() -> Dataset:
    return Dataset(
        Quad(t.subject, t.predicate, t.object) for file in SHAPES_FILES for t in triples_of([file])
    )


def components(shape: NamedNode) -> list[str]:
    """The parameters by which a shape judges."""
    names = (quad.predicate.value for quad in shapes_graph().quads_for_subject(shape))
    return [n for n in names if n.startswith(SH) and n.removeprefix(SH) not in NOT_JUDGING]


def constraints() -> list[str]:
    """The IRIs of all shapes that judge something themselves."""
    kinds = {NamedNode(SH + "PropertyShape"), NamedNode(SH + "NodeShape")}
    named = {
        quad.subject
        for quad in shapes_graph()
        if quad.predicate == TYPE and quad.object in kinds and isinstance(quad.subject, NamedNode)
    }
    return sorted(shape.value for shape in named if components(shape))


@cache
def surroundings() -> dict[object, list[Triple]]:
    """What examples may point at, by subject: the terms of the ontology and a few things."""
    modules = sorted(folder("ontology").glob("modules/*.ttl"))
    by_subject: dict[object, list[Triple]] = {}
    for triple in triples_of([*modules, EXAMPLES / "background.ttl"]):
        by_subject.setdefault(triple.subject, []).append(triple)
    return by_subject


@cache
def ways_on() -> dict[object, set[object]]:
    """What the surroundings describe and the triples of a subject name, by subject."""
    return {
        subject: {node for t in triples for node in (t.predicate, t.object)} & surroundings().keys()
        for subject, triples in surroundings().items()
    }


def led_to(triples: Iterable[Triple]) -> frozenset[Triple]:
    """The part of the surroundings that some triples lead to, directly or by way of others."""
    reached: set[object] = set()
    todo = {node for t in triples for node in (t.subject, t.predicate, t.object)}
    todo &= surroundings().keys()
    while todo:
        node = todo.pop()
        reached.add(node)
        todo |= ways_on()[node] - reached
    return frozenset(triple for node in reached for triple in surroundings()[node])


@cache
def house_style() -> Shapes:
    return read_shapes([folder("shapes") / f"{HOUSE_STYLE}.shapes.ttl"])


def judged(example: Example) -> Results:
    if example.stem == HOUSE_STYLE:
        return found(validate(example.triples, shapes=house_style()))
    return found(validate(example.triples, led_to(example.triples), shapes=data_shapes()))


def found(report: ValidationReport) -> Results:
    return frozenset(
        (
            "[]" if isinstance(result.focus, BlankNode) else result.focus.value,
            result.constraint,
            result.severity.value,
        )
        for result in report.results
    )


def each_constraint(function: object) -> object:
    names = [pytest.param(iri, id=iri.removeprefix(SHAPE)) for iri in constraints()]
    return pytest.mark.parametrize("constraint", names)(function)


@each_constraint
def test_examples_get_exactly_the_results_they_list(constraint: str) -> None:
    for example in examples():
        if example.constraint == constraint:
            assert judged(example) == example.expected, example.path.name


@each_constraint
def test_a_constraint_has_a_valid_and_an_invalid_example(constraint: str) -> None:
    own = [example for example in examples() if example.constraint == constraint]
    assert [example.expected for example in own if example.valid] == [frozenset()]
    broken = [example for example in own if not example.valid]
    assert broken
    for example in broken:
        assert constraint in {name for _, name, _ in example.expected}, example.path.name


def test_an_example_breaks_no_constraint_but_its_own() -> None:
    for example in examples():
        if example.stem != HOUSE_STYLE:
            assert {name for _, name, _ in example.expected} <= {example.constraint}, example.path


def test_every_example_belongs_to_a_constraint_of_the_shapes_file_it_stands_beside() -> None:
    for file in SHAPES_FILES:
        own = {str(triple.subject) for triple in triples_of([file])}
        stem = file.name.removesuffix(".shapes.ttl")
        for example in examples():
            if example.stem == stem:
                assert f"<{example.constraint}>" in own, example.path
    assert {example.stem for example in examples()} == {
        file.name.removesuffix(".shapes.ttl") for file in SHAPES_FILES
    }


@each_constraint
def test_a_constraint_says_what_to_change_and_how_much_it_matters(constraint: str) -> None:
    def values(name: str) -> list[object]:
        quads = shapes_graph().quads_for_subject(NamedNode(constraint))
        return [quad.object for quad in quads if quad.predicate.value == SH + name]

    assert re.fullmatch(re.escape(SHAPE) + r"[\w-]+-[\w-]+", constraint)
    (message,) = values("message")
    assert isinstance(message, Literal)
    assert message.language == "en"
    assert message.value.endswith(".")
    (severity,) = values("severity")
    assert severity in {NamedNode(SH + name) for name in ("Violation", "Warning", "Info")}
    assert len(components(NamedNode(constraint))) == 1, "two bounds cannot be told apart"


def test_shapes_use_only_terms_that_shacl_has() -> None:
    vocabulary = (files("pyshacl") / "assets" / "shacl.ttl").read_bytes()
    terms = {quad.subject for quad in parse(vocabulary, RdfFormat.TURTLE)}
    for quad in shapes_graph():
        for node in (quad.predicate, quad.object):
            if isinstance(node, NamedNode) and node.value.startswith(SH):
                assert node in terms, f"{node} is no term of SHACL"


@cache
def project() -> frozenset[str]:
    """The IRIs of everything that the project's files describe."""
    return frozenset(t.subject.value for t in background() if isinstance(t.subject, NamedNode))


def test_shapes_name_only_terms_and_concepts_that_there_are() -> None:
    """Engines take a misspelt class or property for one that no data uses."""
    texts = [str(node) for quad in shapes_graph() for node in (quad.predicate, quad.object)]
    names = {match for text in texts for match in re.findall(r"\b[\w.-]+:[\w-]+", text)}
    iris = {
        PREFIXES[prefix] + local
        for prefix, _, local in (name.partition(":") for name in names)
        if prefix in PREFIXES
    } | {match for text in texts for match in re.findall(r"<(http[^>\s]+)>", text)}
    ours = {iri for iri in iris if iri.startswith((SG, BASE + "vocabulary/", BASE + "id/"))}
    assert len(ours) > 200
    assert {iri for iri in ours if iri not in project()} == set()


def test_what_examples_point_at_is_in_the_vocabularies() -> None:
    no_levels = {PREFIXES["eqf"] + "0", PREFIXES["eqf"] + "9"}
    files_of_ours = background()
    for triple in triples_of([EXAMPLES / "background.ttl"]):
        iri = triple.subject.value
        if not iri.startswith("https://example.org/") and iri not in no_levels:
            assert triple in files_of_ours, triple


def terms(kind: str) -> list[NamedNode]:
    """The terms of the ontology that are of one kind of OWL, those of others left out."""
    named = {
        triple.subject
        for triples in surroundings().values()
        for triple in triples
        if triple.predicate == TYPE and triple.object == NamedNode(OWL + kind)
    }
    ours = (term for term in named if isinstance(term, NamedNode) and term.value.startswith(SG))
    return sorted(ours, key=str)


def local(term: NamedNode) -> str:
    return term.value.rpartition("#")[2]


def above(kind: NamedNode) -> set[str]:
    """The named classes that a class is below."""
    direct = [
        triple.object
        for triple in surroundings().get(kind, ())
        if triple.predicate.value == RDFS + "subClassOf" and isinstance(triple.object, NamedNode)
    ]
    return {name for node in direct for name in (node.value, *above(node))}


def results_on(*data: Triple) -> set[str]:
    report = validate(data, led_to(data), shapes=data_shapes())
    focus = data[0].subject
    return {r.constraint.removeprefix(SHAPE) for r in report.results if r.focus == focus}


@pytest.mark.parametrize("kind", terms("Class"), ids=local)
def test_things_of_every_class_need_an_iri_a_name_and_evidence(kind: NamedNode) -> None:
    assert "Thing-iri" in results_on(Triple(BlankNode("x"), TYPE, kind))
    found_here = results_on(Triple(X, TYPE, kind))
    assert "Thing-label-english" in found_here
    without = {"Evidence", "Source", "CompetenceFramework"}
    assert ("Fact-evidence" in found_here) == (local(kind) not in without)


@pytest.mark.parametrize("kind", terms("Class"), ids=local)
def test_concepts_of_every_class_need_a_scheme_and_a_definition(kind: NamedNode) -> None:
    classes = {kind.value, *above(kind)}
    # Skills and roles are mapped like concepts, and stand in no scheme.
    in_scheme = SKOS + "Concept" in classes and not {SG + "Skill", SG + "Role"} & classes
    published = {SG + "EconomicActivity", SG + "WasteListEntry"} & classes
    found_here = results_on(Triple(X, TYPE, kind))
    assert ("Concept-inScheme-present" in found_here) == in_scheme
    assert ("Concept-placed" in found_here) == in_scheme
    assert ("Concept-definition" in found_here) == (in_scheme and not published)


@pytest.mark.parametrize("prop", terms("ObjectProperty"), ids=local)
def test_every_object_property_is_judged_by_what_it_points_to(prop: NamedNode) -> None:
    found_here = results_on(Triple(X, prop, Y))
    assert found_here & {f"{local(prop)}-class", f"{local(prop)}-form"}


@pytest.mark.parametrize("prop", terms("ObjectProperty") + terms("DatatypeProperty"), ids=local)
def test_every_property_with_a_domain_is_judged_by_what_it_stands_on(prop: NamedNode) -> None:
    found_here = results_on(Triple(X, prop, Y))
    on_subject = {name for name in found_here if name.endswith(("-properties", "-subject"))}
    has_domain = any(t.predicate.value == RDFS + "domain" for t in surroundings()[prop])
    assert bool(on_subject) == has_domain


def test_the_facts_break_no_constraint() -> None:
    report = validate(background())
    assert report.triples > 40_000
    assert report.violations == 0, as_text(report)


DATA_STEMS: Final = sorted({example.stem for example in examples()} - {HOUSE_STYLE})


@pytest.mark.slow
@pytest.mark.parametrize("stem", DATA_STEMS)
def test_both_engines_find_the_same_in_all_examples(stem: str) -> None:
    """The examples of one file at once, the things of each moved into a namespace of its own."""
    own = [example for example in examples() if example.stem == stem]
    moved = [_moved(t, number) for number, example in enumerate(own) for t in example.triples]
    around = led_to(moved)
    fast, portable = (
        _comparable(validate(moved, around, engine=engine)) for engine in ("shacl", "pyshacl")
    )
    assert {example.constraint for example in own} <= {
        constraint for _, _, _, constraint, *_ in fast
    }
    assert fast == portable


def _comparable(report: ValidationReport) -> set[tuple[str, ...]]:
    return {
        (
            str(result.focus), str(result.path), str(result.value), result.constraint,
            result.component, result.severity.value, result.message,
        )
        for result in report.results
    }  # fmt: skip


def _moved(triple: Triple, number: int) -> Triple:
    own = re.compile(r"https://example\.org/[^/]+")
    subject, object_ = (
        NamedNode(f"{node.value}-{number}")
        if isinstance(node, NamedNode) and own.fullmatch(node.value)
        else node
        for node in (triple.subject, triple.object)
    )
    return Triple(subject, triple.predicate, object_)
