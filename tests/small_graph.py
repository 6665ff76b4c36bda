"""A graph small enough to know by heart, and the web application on it."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from symbiograph.engine.image import Image
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.settings import Settings
from symbiograph.web import create_app

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

ONTOLOGY = """
sg:Skill a owl:Class ; rdfs:label "skill"@en , "Kompetenz"@de ; rdfs:subClassOf skos:Concept ;
    skos:definition "What people know and can do."@en .
sg:JobProfile a owl:Class ; rdfs:label "job profile"@en ; rdfs:subClassOf sg:Role .
sg:Role a owl:Class ; rdfs:label "role"@en .
sg:SkillRequirement a owl:Class ; rdfs:label "skill requirement"@en .
sg:Technology a owl:Class ; rdfs:label "technology"@en .
sg:Exchange a owl:Class ; rdfs:label "exchange"@en .
sg:hasRequirement rdfs:label "has requirement"@en ; owl:inverseOf sg:isRequirementOf .
sg:isRequirementOf rdfs:label "is requirement of"@en ; rdfs:range sg:Role .
sg:hasRequiredSkill rdfs:label "has required skill"@en ; rdfs:range sg:Skill .
sg:isSkillRequiredBy rdfs:label "is skill required by"@en ; owl:inverseOf sg:requiresSkill .
sg:hasNecessity rdfs:label "has necessity"@en .
sg:hasSkillKind rdfs:label "has skill kind"@en .
sg:callsForSkill rdfs:label "calls for skill"@en , "verlangt Kompetenz"@de ;
    owl:inverseOf sg:isCalledForBy .
sg:isCalledForBy rdfs:label "is called for by"@en .
sg:hasHierarchyEvidence rdfs:label "has hierarchy evidence"@en .
sg:hasNoMatchIn rdfs:label "has no match in"@en .
sg:hasActivity rdfs:label "has activity"@en .
sg:hasCoreActivity rdfs:label "has core activity"@en ; rdfs:subPropertyOf sg:hasActivity .
"""
FACTS = """
skill:heat a sg:Skill , skos:Concept ;
    skos:prefLabel "waste heat recovery"@en , "Abwärmenutzung"@de , "récupération de chaleur"@fr ;
    skos:altLabel "excess heat"@en , "Überschusswärme"@de ;
    skos:definition "Capturing <b>excess</b> heat & using it."@en ;
    skos:broader skill:energy ; sg:hasHierarchyEvidence evidence:ours ;
    dcterms:identifier "ISK-041" ;
    sg:hasEvidence evidence:read .
skill:energy a sg:Skill , skos:Concept ; skos:prefLabel "energy efficiency"@en .
skill:steam a sg:Skill , skos:Concept ; skos:prefLabel "steam networks"@en ;
    sg:hasNoMatchIn <http://data.europa.eu/esco/concept-scheme/skills> .
profile:manager a sg:JobProfile , sg:Role ; skos:prefLabel "Energy manager"@en .
requirement:one a sg:SkillRequirement ; skos:prefLabel "Energy manager: waste heat"@en ;
    sg:isRequirementOf profile:manager ; sg:hasRequiredSkill skill:heat ;
    sg:hasNecessity <https://w3id.org/symbiograph/vocabulary/necessity/essential> ;
    sg:hasEvidence evidence:ours .
technology:exchanger a sg:Technology ; skos:prefLabel "heat exchanger"@en .
call:one a sg:SkillCall ; skos:prefLabel "call"@en ; sg:isCallOf technology:exchanger ;
    sg:hasCalledSkill skill:heat ; sg:hasEvidence evidence:ours .
call:two a sg:SkillCall ; skos:prefLabel "call 2"@en ; sg:isCallOf technology:exchanger ;
    sg:hasCalledSkill skill:steam ; sg:hasEvidence evidence:read .
exchange:frovi a sg:Exchange ; skos:prefLabel "<script>alert(1)</script>"@en ;
    sg:usesTechnology technology:exchanger ;
    sg:hasAddress "javascript:alert(1)"^^xsd:anyURI ;
    rdfs:seeAlso <https://example.org/page?a=1&b=2> ;
    sg:statesPlace [ skos:prefLabel "a nested place"@en ; rdfs:comment "within"@en ] .
evidence:read a sg:Evidence ; skos:prefLabel "Read in a report"@en ;
    skos:note "Read in the report."@en ; sg:citesSource source:report ;
    sg:hasEvidenceKind <https://w3id.org/symbiograph/vocabulary/evidence-kind/read> .
evidence:ours a sg:Evidence ; skos:prefLabel "Our judgement"@en ;
    sg:hasEvidenceKind <https://w3id.org/symbiograph/vocabulary/evidence-kind/proposal> .
source:report a sg:Source ; skos:prefLabel "The report"@en .
<https://w3id.org/symbiograph/vocabulary/evidence-kind/proposal> a skos:Concept ;
    skos:prefLabel "proposal"@en , "Vorschlag"@de ; skos:definition "Our own judgement."@en .
<https://w3id.org/symbiograph/vocabulary/evidence-kind/read> a skos:Concept ;
    skos:prefLabel "read in a source"@en .
<https://w3id.org/symbiograph/vocabulary/necessity/essential> a skos:Concept ;
    skos:prefLabel "essential"@en .
<https://w3id.org/symbiograph/vocabulary/use> a skos:ConceptScheme ; skos:prefLabel "Uses"@en .
<https://w3id.org/symbiograph/vocabulary/use/heating> a skos:Concept ; skos:prefLabel "heating"@en ;
    skos:inScheme <https://w3id.org/symbiograph/vocabulary/use> ;
    skos:broader <https://w3id.org/symbiograph/vocabulary/use/energy> .
<https://w3id.org/symbiograph/vocabulary/use/energy> a skos:Concept ; skos:prefLabel "energy"@en ;
    skos:notation "E" ; skos:inScheme <https://w3id.org/symbiograph/vocabulary/use> .
nace2:2410 a skos:Concept ; skos:prefLabel "Manufacture of basic iron and steel"@en ;
    skos:notation "24.10" .
<https://w3id.org/symbiograph/vocabulary/sector/steel> a skos:Concept ; skos:prefLabel "Steel"@en ;
    sg:hasActivity nace2:2410 ; sg:hasCoreActivity nace2:2410 ;
    sg:hasActivityEvidence evidence:ours .
<https://w3id.org/symbiograph/id/mapping/one> a sssom:Mapping ;
    owl:annotatedSource skill:energy ; owl:annotatedProperty skos:exactMatch ;
    owl:annotatedTarget esco-skill:1111 ; sssom:subject_label "energy efficiency" ;
    sssom:object_label "manage energy use" ; sssom:confidence 0.80 .
skill:energy skos:exactMatch esco-skill:1111 .
"""
INFERRED = """
profile:manager sg:hasRequirement requirement:one ; sg:requiresSkill skill:heat .
skill:heat sg:isSkillRequiredBy profile:manager ; sg:isCalledForBy technology:exchanger .
technology:exchanger sg:callsForSkill skill:heat , skill:steam .
exchange:frovi sg:callsForSkill skill:heat .
skill:energy skos:narrower skill:heat .
"""


def small_image(folder: Path, **more: str) -> Image:
    """Return the image of the small graph, with ``more`` Turtle by name of graph."""
    loads = {}
    texts = {"ontology": ONTOLOGY, "facts": FACTS, "inferred": INFERRED, **more}
    for name, text in texts.items():
        path = folder / f"{name}.ttl"
        path.write_text(_PREFIXES + text, encoding="utf-8")
        loads[GRAPH + name] = [path]
    return Image.empty(loads)


def client_of(image: Image) -> FlaskClient:
    """Return a client of the application on ``image``."""
    return create_app(image, Settings()).test_client()
