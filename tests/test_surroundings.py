"""What shapes look at: judged with that part of a graph alone, things get the same report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from symbiograph.engine.image import Image
from symbiograph.validation import (
    Shapes,
    ValidationResult,
    data_shapes,
    read_shapes,
    validate,
    validate_in_graph,
)
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find, surroundings
from test_shapes import HOUSE_STYLE, Example, examples
from test_shapes import surroundings as background

EX = "http://example.org/"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUB_CLASS_OF = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
HEAD = f"""\
PREFIX ex: <{EX}>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
ex:shapes sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}" ] .
"""
# Whatever a constraint may say; ?value is told with each result.
QUERIES = (
    "$this ex:p ?value . FILTER NOT EXISTS { ?value ex:q ?x }",
    "$this ex:p ?x . ?other ex:p ?x . FILTER (?other != $this) BIND (?other AS ?value)",
    "$this ex:p ?x . OPTIONAL { ?x ex:q ?y . ?value ex:r ?y }",
    "{ $this ex:p ?value } UNION { ?value ex:q $this . ?value ex:r ?x }",
    "$this ex:p|^ex:q ?value . ?value (ex:p/ex:r?)+ ?x",
    "$this ?way ?x . ?x ex:q ?value . FILTER NOT EXISTS { ?x ?way ?value }",
    "$this ex:p ?value . FILTER EXISTS { ?value ex:q ?x FILTER NOT EXISTS { ?x ex:r $this } }",
    "$this ex:p ?value { SELECT $this (COUNT(?x) AS ?n) { ?x ex:q $this } GROUP BY $this }"
    " FILTER (?n > 1)",
    "$this ex:p ?value . FILTER (?value = ex:n1 || EXISTS { ?value a ex:A . ?z ex:q ?value })",
    "$this ex:r+ $this . ?value ex:p $this",
    "?value ex:q ex:n2 . $this ex:p ?value",
)
OTHERS = """
ex:core a sh:NodeShape ; sh:targetClass ex:A ; sh:targetObjectsOf ex:r ;
    sh:property ex:core-p , ex:core-q ; sh:not [ sh:path ex:r ; sh:minCount 3 ] .
ex:core-p a sh:PropertyShape ; sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:class ex:B .
ex:core-q a sh:PropertyShape ; sh:path ex:q ; sh:disjoint ex:r ;
    sh:or ( [ sh:class ex:A ] [ sh:node ex:inner ] [ sh:path [ sh:zeroOrMorePath ex:p ] ;
    sh:qualifiedValueShape [ sh:class ex:B ] ; sh:qualifiedMinCount 2 ] ) .
ex:inner a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path ex:p ; sh:maxCount 1 ] .
"""


def sparql_shape(number: int, where: str) -> str:
    return f"""
ex:s{number} a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:sparql [
    a sh:SPARQLConstraint ; sh:prefixes ex:shapes ;
    sh:select "SELECT DISTINCT $this ?value WHERE {{ {where} }}" ] ."""


@pytest.fixture
def shapes_of(tmp_path: Path) -> Callable[[str], Shapes]:
    def read(text: str) -> Shapes:
        file = tmp_path / "some.shapes.ttl"
        file.write_text(HEAD + text)
        return read_shapes([file])

    return read


def finding(triples: Iterable[Triple]) -> Find:
    store = Store()
    store.extend(quad(triple) for triple in triples)
    return finding_in(store)


def quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def finding_in(store: Store) -> Find:
    def find(subject: Node | None, way: NamedNode | None, value: Term | None) -> Iterable[Triple]:
        return (found.triple for found in store.quads_for_pattern(subject, way, value))

    return find


def said(results: Iterable[ValidationResult]) -> set[tuple[object, ...]]:
    return {(r.focus, r.constraint, r.component, r.path, r.value) for r in results}


def random_graph(chance: random.Random) -> set[Triple]:
    nodes = [*(NamedNode(f"{EX}n{n}") for n in range(9)), BlankNode("b1"), BlankNode("b2")]
    values = [*nodes, Literal(1), Literal("one", language="en")]
    ways = [NamedNode(EX + name) for name in "pqr"]
    kinds = [NamedNode(EX + name) for name in "ABC"]
    some = {
        Triple(chance.choice(nodes), chance.choice(ways), chance.choice(values))
        for _ in range(chance.randint(5, 30))
    }
    some |= {Triple(chance.choice(nodes), TYPE, chance.choice(kinds)) for _ in range(6)}
    return some | {Triple(kinds[2], SUB_CLASS_OF, kinds[chance.randrange(2)])}


def test_every_kind_of_constraint_sees_what_it_looks_for(
    shapes_of: Callable[[str], Shapes],
) -> None:
    shapes = shapes_of("".join(map(sparql_shape, range(len(QUERIES)), QUERIES)) + OTHERS)
    seed = random.SystemRandom().getrandbits(32)
    chance = random.Random(seed)  # noqa: S311 - no secret
    faulty: set[str] = set()
    named = {f"{EX}s{number}" for number in range(len(QUERIES))}
    read = 0
    for number in range(3_000):
        # No constraint is left that nothing has broken.
        if number >= 150 and named <= faulty:
            break
        graph = random_graph(chance)
        focus = chance.choice([triple.subject for triple in sorted(graph, key=str)])
        judged = {triple for triple in graph if triple.subject == focus}
        whole = validate(judged, graph, shapes=shapes)
        part = validate_in_graph(judged, finding(graph), shapes=shapes)
        assert said(part.results) == said(whole.results), seed
        faulty |= {result.constraint for result in whole.results}
        around = surroundings(shapes, {focus}, finding(graph))
        assert around is not None
        read += len(around) < len(graph)
    assert named <= faulty, seed
    # Not everything is read.
    assert read > 0


@pytest.mark.parametrize(
    "where",
    [
        "$this ex:p ?x . ?value ex:q ?y . FILTER (?value != ?y)",
        "$this ex:p ?x . ?value ex:q ?y . FILTER (?x = ?y)",
        "$this ex:p ?x . ?value !ex:p ?x",
        "$this ex:p ?x . ?value ex:q 1",
        "$this ex:p ?x { SELECT ?value (COUNT(?y) AS ?n) { ?y ex:q ?value } GROUP BY ?value }",
        # Blank nodes have no order among themselves.
        "$this ex:p ?x { SELECT ?value { ?value ex:q ?y FILTER(isIRI(?value)) } "
        "ORDER BY ?value LIMIT 1 }",
        "$this ex:p ?x { ?x ex:q ?y OPTIONAL { ?y ex:r ?value } }",
        "$this ex:p ?x { { ?value ex:q ?y } UNION { ?x ex:q ?value } }",
    ],
)
def test_where_it_cannot_be_told_all_is_read(
    where: str, shapes_of: Callable[[str], Shapes]
) -> None:
    shapes = shapes_of(sparql_shape(0, where))
    seed = random.SystemRandom().getrandbits(32)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(20):
        graph = random_graph(chance)
        for focus in {triple.subject for triple in graph if triple.predicate.value == EX + "p"}:
            judged = {triple for triple in graph if triple.subject == focus}
            assert surroundings(shapes, {focus}, finding(graph)) is None
            whole = validate(judged, graph, shapes=shapes)
            part = validate_in_graph(judged, finding(graph), shapes=shapes)
            assert said(part.results) == said(whole.results), seed


def of_data(example: Example) -> bool:
    return example.stem != HOUSE_STYLE


def test_every_example_of_the_shapes_gets_the_results_it_lists() -> None:
    """All that examples may point at is in the graph, and one example after the other is judged."""
    store = Store()
    store.extend(quad(triple) for triples in background().values() for triple in triples)
    find = finding_in(store)
    for example in filter(of_data, examples()):
        added = [new for new in map(quad, example.triples) if new not in store]
        store.extend(added)
        # As the graph holds it, which writes 1.50 as 1.5.
        judged = {t for s in {t.subject for t in example.triples} for t in find(s, None, None)}
        report = validate_in_graph(judged, find)
        found = {
            ("[]" if isinstance(r.focus, BlankNode) else r.focus.value, r.constraint)
            for r in report.results
        }
        assert found == {(focus, name) for focus, name, _ in example.expected}, example.path
        for new in added:
            store.remove(new)


def test_random_changes_of_the_real_graph_get_the_same_report(image: Image) -> None:
    triples = {quad.triple for quad in image.store.quads_for_pattern(None, None, None, None)}
    seed = random.SystemRandom().getrandbits(32)
    chance = random.Random(seed)  # noqa: S311 - no secret
    by_subject: dict[Term, list[Triple]] = {}
    for triple in sorted(triples, key=str):
        by_subject.setdefault(triple.subject, []).append(triple)
    subjects = list(by_subject)
    changed = [t for s in chance.sample(subjects, 200) for t in by_subject[s]]
    judged = {each for triple in changed for each in spoilt(triple, chance, changed)}
    graph = (triples - set(changed)) | judged
    whole = validate(judged, graph)
    find = finding(graph)
    part = validate_in_graph(judged, find)
    assert part.results == whole.results, seed
    assert len(whole.results) > 30
    around = surroundings(data_shapes(), {t.subject for t in judged}, find)
    assert around is not None
    assert len(around) < len(graph) * 2 / 3


def spoilt(triple: Triple, chance: random.Random, others: list[Triple]) -> list[Triple]:
    """The triple as it is, or left out, or with another's subject, predicate or object."""
    other = chance.choice(others)
    return chance.choice(
        [
            *[[triple]] * 12,
            [],
            [triple, Triple(triple.subject, triple.predicate, other.object)],
            [Triple(triple.subject, other.predicate, triple.object)],
            [triple, Triple(triple.subject, other.predicate, other.object)],
        ]
    )
