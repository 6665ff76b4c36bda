"""Each inference rule alone on a small graph, and all of them against an OWL reasoner."""

from __future__ import annotations

import random

import owlrl
import pyoxigraph
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

from symbiograph.build.inference import infer
from symbiograph.errors import UnreadableInput
from symbiograph.prefixes import PREFIXES, SG
from symbiograph.resources import folder

SKOS = PREFIXES["skos"]
HEAD = (
    "".join(
        f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
        for prefix in ("sg", "skos", "owl", "rdf", "rdfs", "esco-skill", "skill", "unit", "profile")
    )
    + "PREFIX : <https://example.org/>\n"
)

# Rule: what is given, and the whole of what the rule alone makes of it.
CASES = {
    "sub-class": (
        """sg:Residue rdfs:subClassOf sg:ResourceStream , [ owl:onProperty sg:hasUse ] .
        sg:ResourceStream rdfs:subClassOf :Thing .
        :Thing rdfs:subClassOf :Everything .
        :whey a sg:Residue .""",
        ":whey a sg:ResourceStream , :Thing .",
    ),
    "sub-property": (
        """sg:requiresSkill rdfs:subPropertyOf sg:requiresSkillWithin .
        skos:broader rdfs:subPropertyOf skos:semanticRelation .
        :role sg:requiresSkill :skill ; sg:performsTask :task .
        :skill skos:broader :other .""",
        ":role sg:requiresSkillWithin :skill .",
    ),
    "inverse": (
        """sg:hasCall owl:inverseOf sg:isCallOf .
        :technology sg:hasCall :one .
        :two sg:isCallOf :pattern .
        :two sg:hasCalledSkill :skill .""",
        ":one sg:isCallOf :technology . :pattern sg:hasCall :two .",
    ),
    "symmetric": (
        """sg:hasMirrorEntry a owl:SymmetricProperty .
        :a sg:hasMirrorEntry :b . :a sg:hasUse :c .""",
        ":b sg:hasMirrorEntry :a .",
    ),
    "transitive": (
        """sg:isWithinRegion a owl:TransitiveProperty .
        :province sg:isWithinRegion :region . :region sg:isWithinRegion :country .
        :plant sg:isLocatedIn :province . :province sg:isLocatedIn :map .""",
        ":province sg:isWithinRegion :country .",
    ),
    "skos-inverse": (
        """:narrow skos:broader :broad ; skos:topConceptOf :scheme ; skos:inScheme :scheme .
        :broad skos:broadMatch :other .""",
        ":broad skos:narrower :narrow . :scheme skos:hasTopConcept :narrow .",
    ),
    "broader-transitive": (
        ":a skos:broader :b . :b skos:broader :c . :c skos:related :d .",
        """:a skos:broaderTransitive :b , :c .
        :b skos:broaderTransitive :c .""",
    ),
    "requires-skill": (
        """:role sg:hasRequirement :one , :two .
        :one sg:hasRequiredSkill :skill .
        :three sg:hasRequiredSkill :other .""",
        ":role sg:requiresSkill :skill .",
    ),
    "requires-skill-within": (
        """:role sg:requiresSkillWithin :narrow .
        :narrow skos:broader :middle . :middle skos:broader :broad .
        :narrower skos:broader :narrow .""",
        ":role sg:requiresSkillWithin :middle , :broad .",
    ),
    "teaches-skill": (
        """:unit sg:hasOutcome :one , :two .
        :one sg:developsSkill :skill .
        :three sg:developsSkill :other .""",
        ":unit sg:teachesSkill :skill .",
    ),
    "teaches-skill-of-parts": (
        """:programme sg:hasPartUnit :module . :module sg:hasPartUnit :unit .
        :unit sg:teachesSkill :skill .
        :programme sg:teachesSkill :own .""",
        ":module sg:teachesSkill :skill . :programme sg:teachesSkill :skill .",
    ),
    "teaches-skill-within": (
        """:unit sg:teachesSkillWithin :narrow .
        :narrow skos:broader :broad . :narrower skos:broader :narrow .""",
        ":unit sg:teachesSkillWithin :broad .",
    ),
    "exact-match-symmetric": (
        ":a skos:exactMatch :b ; skos:closeMatch :c ; skos:broadMatch :d .",
        ":b skos:exactMatch :a .",
    ),
    "exact-match-transitive": (
        """:a skos:exactMatch :b . :b skos:exactMatch :c , :a . :c skos:closeMatch :d .""",
        ":a skos:exactMatch :c .",
    ),
    "alignment-through-exact-match": (
        """skill:ours skos:exactMatch esco-skill:1 ; skos:closeMatch :close ;
          skos:broadMatch :broad ; skos:narrowMatch :narrow ; skos:broader :other ;
          skos:relatedMatch :related , esco-skill:1 , esco-skill:2 .
        :close skos:relatedMatch :far .""",
        """esco-skill:1 skos:closeMatch :close ; skos:broadMatch :broad ;
          skos:narrowMatch :narrow ; skos:relatedMatch :related .""",
    ),
    "requires-esco-skill": (
        """:role sg:requiresSkill :exact , :close ; sg:requiresSkillWithin :within .
        :exact skos:exactMatch esco-skill:1 , :framework-item .
        :close skos:closeMatch esco-skill:2 .
        :within skos:exactMatch esco-skill:3 .""",
        ":role sg:requiresEscoSkill esco-skill:1 .",
    ),
    "teaches-esco-skill": (
        """:unit sg:teachesSkill :exact , :close ; sg:teachesSkillWithin :within .
        :exact skos:exactMatch esco-skill:1 , :framework-item .
        :close skos:closeMatch esco-skill:2 .
        :within skos:exactMatch esco-skill:3 .""",
        ":unit sg:teachesEscoSkill esco-skill:1 .",
    ),
    "calls-for-skill": (
        """:technology sg:hasCall :one . :one sg:hasCalledSkill :skill , :more .
        :two sg:hasCalledSkill :other .""",
        ":technology sg:callsForSkill :skill , :more .",
    ),
    "calls-for-skill-of-technology": (
        """:exchange sg:usesTechnology :technology . :technology sg:callsForSkill :skill .
        :idle sg:callsForSkill :other .""",
        ":exchange sg:callsForSkill :skill .",
    ),
    "calls-for-skill-of-pattern": (
        """:residue sg:followsPattern :pattern . :pattern sg:callsForSkill :skill .
        :unused sg:callsForSkill :other .""",
        ":residue sg:callsForSkill :skill .",
    ),
    "follows-pattern": (
        """:heat-for-drying a sg:ExchangePattern ; sg:hasStreamKind :heat ; sg:hasUse :drying .
        :water-for-drying a sg:ExchangePattern ; sg:hasStreamKind :water ; sg:hasUse :drying .
        :steam sg:hasStreamKind :heat ; sg:hasUse :drying .
        :steam-to-dryer sg:exchangesStream :steam ; sg:hasUse :drying .
        :steam-to-baths sg:exchangesStream :steam ; sg:hasUse :bathing .
        :warm-sludge a sg:Residue ; sg:hasStreamKind :heat ; sg:hasUse :drying .
        :cold-sludge a sg:Residue ; sg:hasStreamKind :material ; sg:hasUse :drying .
        :material skos:broader :heat .""",
        ":steam-to-dryer sg:followsPattern :heat-for-drying . "
        ":warm-sludge sg:followsPattern :heat-for-drying .",
    ),
}


def rules() -> dict[str, str]:
    paths = (folder("ontology") / "rules").glob("*.rq")
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def triples(turtle: str) -> set[pyoxigraph.Triple]:
    quads = pyoxigraph.parse(HEAD + turtle, pyoxigraph.RdfFormat.TURTLE)
    return {quad.triple for quad in quads}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_rule_makes_this_and_nothing_else(name: str) -> None:
    given, expected = CASES[name]
    assert infer(triples(given), {name: rules()[name]}) == triples(expected)


def test_every_rule_has_a_case_and_says_what_it_is_for() -> None:
    assert set(rules()) == set(CASES)
    for text in rules().values():
        assert text.startswith("# ")
        assert "xiom: " in text
        assert text.count("INSERT {") == 1
        assert "DELETE" not in text


def test_rules_work_together_until_nothing_new_follows() -> None:
    given = triples(
        """sg:teachesSkill rdfs:subPropertyOf sg:teachesSkillWithin .
        sg:hasPartUnit owl:inverseOf sg:isPartOfUnit .
        sg:hasOutcome owl:inverseOf sg:isOutcomeOf .
        :outcome sg:isOutcomeOf :unit ; sg:developsSkill :narrow .
        :unit sg:isPartOfUnit :module . :module sg:isPartOfUnit :programme .
        :narrow skos:broader :broad . :broad skos:broader :broadest ."""
    )
    assert infer(given, rules()) >= triples(
        ":programme sg:teachesSkill :narrow ; sg:teachesSkillWithin :narrow , :broad , :broadest ."
    )
    assert infer(given | infer(given, rules()), rules()) == set()


def test_a_rule_that_is_not_sparql_is_named_with_line_and_column() -> None:
    with pytest.raises(UnreadableInput, match=r"ontology/rules/bad\.rq: line 2, column 6"):
        infer([], {"ontology/rules/bad.rq": "INSERT { ?a ?b ?c }\nWHER { ?a ?b ?c }"})


def test_a_rewritten_number_is_not_taken_for_a_new_statement() -> None:
    given = triples(':quantity sg:hasHours 150.0 ; sg:statesUnitCount "07" .')
    given |= triples(':quantity sg:statesCount "7"^^<http://www.w3.org/2001/XMLSchema#byte> .')
    assert infer(given, rules()) == set()


AXIOMS = {
    RDFS.subPropertyOf,
    RDFS.subClassOf,
    OWL.inverseOf,
    OWL.propertyChainAxiom,
    RDF.first,
    RDF.rest,
}


def axioms() -> rdflib.Graph:
    """The axioms that rules implement, without those on classes that have no name."""
    kept = rdflib.Graph()
    for path in [*folder("ontology").glob("modules/*.ttl")]:
        for s, p, o in rdflib.Graph().parse(path):
            named = not isinstance(s, rdflib.BNode) or p in (RDF.first, RDF.rest)
            structural = p in (OWL.propertyChainAxiom, RDF.rest) or not isinstance(o, rdflib.BNode)
            special = p == RDF.type and o in (OWL.SymmetricProperty, OWL.TransitiveProperty)
            if (p in AXIOMS and named and structural) or special:
                kept.add((s, p, o))
    return kept


def test_an_owl_reasoner_finds_the_same() -> None:
    """On random facts about properties with axioms, the rules find what OWL 2 RL finds."""
    ontology = axioms()
    properties = sorted(
        {s for s, p, _ in ontology if p in AXIOMS and str(s).startswith(SG)}
        | set(ontology.subjects(RDF.type, OWL.SymmetricProperty))
        | set(ontology.subjects(RDF.type, OWL.TransitiveProperty))
    )
    classes = sorted(set(ontology.subjects(RDFS.subClassOf)))
    choose = random.Random(20261121)  # noqa: S311 - facts, no secrets
    facts = rdflib.Graph()
    nodes = [rdflib.URIRef(f"https://example.org/{i}") for i in range(30)]
    for _ in range(150):
        facts.add((choose.choice(nodes), choose.choice(properties), choose.choice(nodes)))
    for chain in ontology.objects(None, OWL.propertyChainAxiom):
        node = choose.choice(nodes)
        for step in ontology.items(chain):
            following = choose.choice(nodes)
            facts.add((node, step, following))
            node = following
    for node in nodes[:10]:
        facts.add((node, RDF.type, choose.choice(classes)))
        facts.add((node, rdflib.SKOS.broader, choose.choice(nodes)))
    without_axiom = {name: text for name, text in rules().items() if "Axiom: " in text}

    reasoned = ontology + facts
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(reasoned)
    expected = {t for t in reasoned if t[0] in nodes and _comparable(t)}
    text = (ontology + facts).serialize(format="nt")
    given = [q.triple for q in pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES)]
    ours = rdflib.Graph().parse(
        data=pyoxigraph.serialize(
            [*given, *infer(given, without_axiom)], format=pyoxigraph.RdfFormat.N_TRIPLES
        ),
        format="nt",
    )
    assert {t for t in ours if t[0] in nodes and _comparable(t)} == expected
    assert len(expected) > len(facts)


def _comparable(triple: tuple[object, object, object]) -> bool:
    """Leave out OWL's own vocabulary, SKOS, whose axioms the ontology does not have, and a p a."""
    subject, predicate, value = triple
    foreign = (str(OWL), str(RDFS), SKOS + "broaderTransitive", SKOS + "narrower")
    return (
        subject != value
        and not str(predicate).startswith(foreign)
        and not str(value).startswith(foreign)
    )
