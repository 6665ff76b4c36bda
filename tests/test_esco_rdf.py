"""ESCO's RDF distribution: hand-made files in the published model give what CSV files give."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, serialize

from esco_files import ESCO, OCCUPATION, SCHEME, SKILL, write_release
from symbiograph.errors import NotEsco
from symbiograph.esco import Imported, read_release
from symbiograph.prefixes import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
TURTLE = (
    HEAD
    + f"""PREFIX iso-thes: <http://purl.org/iso25964/skos-thes#>
PREFIX xl: <http://www.w3.org/2008/05/skos-xl#>
<{SKILL}s1> a skos:Concept , esco:MemberConcept , esco:Skill ;
  esco:hasAssociation <{ESCO}relation/r1> ; esco:skillType <{ESCO}skill-type/skill> ;
  esco:skillReuseLevel <{ESCO}skill-reuse-level/cross-sector> ;
  dcterms:description <{ESCO}node-literal/n1> , <{ESCO}node-literal/n2> ;
  skos:scopeNote <{ESCO}node-literal/n3> ;
  dcterms:modified "2022-08-25T12:53:49.834Z"^^xsd:dateTime ; iso-thes:status "released" ;
  skos:prefLabel "reuse waste heat"@en , "Abwärme nutzen"@de ;
  skos:altLabel " heat\u00a0 reuse"@en , "use excess heat, from anywhere"@en ;
  skos:hiddenLabel "waste heet"@en ; xl:prefLabel <{ESCO}label/l1> , <{ESCO}label/l2> ;
  skos:inScheme <{SCHEME}skills> , <{SCHEME}member-skills> , <{SCHEME}green> ;
  skos:broader <{SKILL}S1.2> ; esco:relatedEssentialSkill <{SKILL}s2> .
<{ESCO}label/l1> a xl:Label ; xl:literalForm "reuse waste heat"@en .
<{ESCO}label/l2> a xl:Label ; xl:literalForm "Abwärme nutzen"@de ;
  esco:hasLabelRole <{ESCO}label-role/neutral> .
<{ESCO}node-literal/n1> a esco:NodeLiteral ; esco:language "en"^^xsd:language ;
  esco:nodeLiteral 'Use "excess" heat.\\nTwice.' .
<{ESCO}node-literal/n2> a esco:NodeLiteral ; esco:language "de" ; esco:nodeLiteral "Wärme." .
<{ESCO}node-literal/n3> a esco:NodeLiteral ; esco:language "en" ; esco:nodeLiteral "Not cooling." .
<{ESCO}relation/r1> a esco:AssociationObject ; esco:target <{SKILL}s2> ;
  esco:isAssociationFor <{SKILL}s1> ; dcterms:type <{ESCO}relationship-type/essential-skill> .
<{SKILL}s2> a skos:Concept , esco:MemberConcept , esco:Skill ; skos:prefLabel "heat pumps"@en ;
  esco:skillType <{ESCO}skill-type/knowledge> ; iso-thes:status "released" ;
  esco:skillReuseLevel <{ESCO}skill-reuse-level/sector-specific> ;
  dcterms:modified "2016-12-20T17:43:43Z"^^xsd:dateTime ; skos:inScheme <{SCHEME}skills> ;
  dcterms:description <{ESCO}node-literal/n4> .
<{ESCO}node-literal/n4> a esco:NodeLiteral ; esco:language "en" ;
  esco:nodeLiteral "How pumps lift heat." .
<{SKILL}S1.2> a skos:Concept ; skos:prefLabel "handling heat"@en ; skos:notation "S1.2" ;
  iso-thes:status "released" ; skos:inScheme <{SCHEME}skills> ;
  dcterms:description <{ESCO}node-literal/n5> .
<{ESCO}node-literal/n5> a esco:NodeLiteral ; esco:language "en" ; esco:nodeLiteral "Heat." .
<{OCCUPATION}o1> a skos:Concept , esco:MemberConcept , esco:Occupation ;
  skos:prefLabel "heat engineer"@en ; skos:altLabel "engineer of heat"@en ;
  skos:notation "2149.9" ; esco:memberOfISCOGroup <{ESCO}isco/C2149> ;
  esco:regulatedProfessionNote <{ESCO}regulated-professions/unregulated> ;
  dcterms:modified "2021-01-01T00:00:00Z"^^xsd:dateTime ; iso-thes:status "released" ;
  skos:inScheme <{SCHEME}occupations> ; dcterms:description <{ESCO}node-literal/n6> ;
  esco:relatedEssentialSkill <{SKILL}s1> ; esco:relatedOptionalSkill <{SKILL}s1> , <{SKILL}s2> .
<{ESCO}node-literal/n6> a esco:NodeLiteral ; esco:language "en" ; esco:nodeLiteral "Plans heat." .
"""
)
# The nodes of texts have the Commission's IRIs here and ours there.
PLAIN = """PREFIX esco: <http://data.europa.eu/esco/model#>
SELECT ?s ?p ?o {
  {
    ?s ?p ?o
    FILTER NOT EXISTS { ?s a esco:NodeLiteral }
    FILTER NOT EXISTS { ?o a esco:NodeLiteral }
  } UNION {
    ?s ?p ?n . ?n esco:nodeLiteral ?text ; esco:language ?l
    BIND (STRLANG(?text, STR(?l)) AS ?o)
  }
}"""


def statements(imported: Imported) -> set[tuple[str, ...]]:
    store = Store()
    store.bulk_load(imported.document, RdfFormat.N_TRIPLES)
    return {tuple(map(str, row)) for row in store.query(PLAIN)}  # type: ignore[union-attr, arg-type]


def turtle(folder: Path, text: str = TURTLE) -> Path:
    path = folder / "esco-v1.1.1.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_rdf_gives_what_csv_gives(tmp_path: Path) -> None:
    from_csv = read_release([write_release(tmp_path / "1.1.1")])
    from_rdf = read_release([turtle(tmp_path)], languages=["en"])
    assert statements(from_rdf) == statements(from_csv)
    assert from_rdf.release == "1.1.1"
    assert from_rdf.last_change == from_csv.last_change == "2022-08-25"
    assert from_rdf.counts == from_csv.counts


def test_rdf_xml_gives_what_turtle_gives(tmp_path: Path) -> None:
    store = Store()
    store.load(TURTLE.encode(), RdfFormat.TURTLE)
    path = tmp_path / "esco_1.1.1.rdf"
    path.write_bytes(serialize((q.triple for q in store), format=RdfFormat.RDF_XML) or b"")
    assert read_release([path]).document == read_release([turtle(tmp_path)]).document


def test_all_languages_unless_some_are_wanted(tmp_path: Path) -> None:
    document = read_release([turtle(tmp_path)]).document
    assert '"Abwärme nutzen"@de'.encode() in document
    assert '"Wärme."'.encode() in document
    german = read_release([turtle(tmp_path)], languages=["de"])
    assert german.languages == ["de"]
    assert b"@en" not in german.document
    assert b"Plans heat" not in german.document


def test_labels_as_things_come_on_request_and_associations_never(tmp_path: Path) -> None:
    path = turtle(tmp_path)
    assert b"skos-xl" not in read_release([path]).document
    with_labels = read_release([path], skos_xl=True, languages=["en"]).document
    assert (
        f"<{ESCO}label/l1> <http://www.w3.org/2008/05/skos-xl#literalForm>".encode() in with_labels
    )
    assert b"label/l2" not in with_labels
    assert b"elation/" not in with_labels


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<urn:a> <urn:b> <urn:c> .", "no concept of ESCO is in it"),
        (TURTLE + "\n<urn:a> <urn:b> [] .", "ESCO has no blank nodes"),
        (TURTLE + "\n<urn:a> <urn:b> ", "row 1[0-9][0-9]: Unexpected end"),
        (TURTLE + f'<{SKILL}s1> skos:prefLabel "other"@en .', "two preferred labels in en"),
    ],
    ids=["other", "blank", "broken", "two names"],
)  # fmt: skip
def test_what_is_not_escos(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(NotEsco, match=reason):
        read_release([turtle(tmp_path, text)])
