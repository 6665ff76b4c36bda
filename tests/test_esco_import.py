"""ESCO's CSV files as a graph: small hand-made releases, and files that are not ESCO's."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from esco_files import (
    BROADER,
    ESCO,
    GREEN,
    GROUPS,
    NEEDS,
    OCCUPATION,
    OCCUPATIONS,
    RELATED,
    SCHEME,
    SKILL,
    SKILLS,
    TABLES,
    as_csv,
    changed,
    write_release,
)
from symbiograph.errors import EscoReleaseUnclear, NotEsco
from symbiograph.esco import Imported, held_of, judge, read_release
from symbiograph.esco.cleaning import iris, labels
from symbiograph.esco.graph import escaped
from symbiograph.prefixes import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
HEAD += "PREFIX iso-thes: <http://purl.org/iso25964/skos-thes#>\n"


def read(place: Path, **options: object) -> Imported:
    return read_release([place], **{"release": "1.1.1", **options})  # type: ignore[arg-type]


def rows(imported: Imported, query: str) -> list[tuple[str, ...]]:
    store = Store()
    store.bulk_load(imported.document, RdfFormat.N_TRIPLES)
    found = store.query(HEAD + query)
    return sorted(tuple(str(term) for term in row) for row in found)  # type: ignore[union-attr, arg-type]


def holds(imported: Imported, pattern: str) -> bool:
    store = Store()
    store.bulk_load(imported.document, RdfFormat.N_TRIPLES)
    return bool(store.query(HEAD + f"ASK {{ {pattern} }}"))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return read(write_release(tmp_path_factory.mktemp("esco")))


def test_a_skill_is_what_the_published_model_says(imported: Imported) -> None:
    assert holds(
        imported,
        f"""<{SKILL}s1> a skos:Concept , esco:MemberConcept , esco:Skill ;
          esco:skillType <{ESCO}skill-type/skill> ;
          esco:skillReuseLevel <{ESCO}skill-reuse-level/cross-sector> ;
          iso-thes:status "released" ; dcterms:modified "2022-08-25T12:53:49.834Z"^^xsd:dateTime ;
          skos:inScheme <{SCHEME}skills> , <{SCHEME}member-skills> , <{SCHEME}green> ;
          dcterms:description ?text . ?text a esco:NodeLiteral ; esco:language "en"^^xsd:language ;
          esco:nodeLiteral 'Use "excess" heat.\\nTwice.' .
        <{SKILL}s1> skos:scopeNote/esco:nodeLiteral "Not cooling." .""",
    )


def test_labels_are_cleaned_and_none_is_of_two_kinds(imported: Imported) -> None:
    found = rows(imported, f"SELECT ?p ?l {{ <{SKILL}s1> ?p ?l FILTER isLiteral(?l) }}")
    skos = PREFIXES["skos"]
    assert [(p, label) for p, label in found if p.startswith(f"<{skos}")] == [
        (f"<{skos}altLabel>", '"heat reuse"@en'),
        (f"<{skos}altLabel>", '"use excess heat, from anywhere"@en'),
        (f"<{skos}hiddenLabel>", '"waste heet"@en'),
        (f"<{skos}prefLabel>", '"reuse waste heat"@en'),
    ]


def test_an_occupation_has_group_code_regulation_and_skills(imported: Imported) -> None:
    assert holds(
        imported,
        f"""<{OCCUPATION}o1> a skos:Concept , esco:MemberConcept , esco:Occupation ;
          esco:memberOfISCOGroup <{ESCO}isco/C2149> ; skos:notation "2149.9" ;
          esco:regulatedProfessionNote <{ESCO}regulated-professions/unregulated> ;
          esco:relatedEssentialSkill <{SKILL}s1> ;
          esco:relatedOptionalSkill <{SKILL}s1> , <{SKILL}s2> .
        <{SKILL}s1> esco:isEssentialSkillFor <{OCCUPATION}o1> ;
          esco:isOptionalSkillFor <{OCCUPATION}o1> .""",
    )


def test_the_type_of_a_skill_comes_from_its_own_file(imported: Imported) -> None:
    """The relations say knowledge, and so does the collection."""
    assert rows(imported, f"SELECT ?t {{ <{SKILL}s1> esco:skillType ?t }}") == [
        (f"<{ESCO}skill-type/skill>",)
    ]
    assert holds(imported, f"<{SKILL}s1> esco:relatedEssentialSkill <{SKILL}s2>")


def test_a_collection_adds_members_and_repeats_no_concept(imported: Imported) -> None:
    assert not holds(imported, '?s ?p "another name"@en')
    assert not holds(imported, f"<{SKILL}s1> skos:broader <{SKILL}S9>")
    assert imported.counts["greenSkillsCollection"] == 1


def test_a_collection_stands_for_skills_whose_own_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "greenSkillsCollection_en.csv").write_bytes(as_csv(GREEN))
    found = read(tmp_path)
    assert holds(
        found,
        f"""<{SKILL}s1> a esco:Skill ; skos:prefLabel "another name"@en ;
          skos:altLabel "a"@en , "b"@en ;
          skos:broader <{SKILL}S1.2> , <{SKILL}S9> ; skos:inScheme <{SCHEME}green>""",
    )
    assert "skills" in found.missing


def test_the_hierarchy_is_stated_from_both_ends_and_over_every_step(tmp_path: Path) -> None:
    above = changed(BROADER, conceptUri=SKILL + "S1.2", broaderUri=SKILL + "S")
    folder = write_release(tmp_path, broaderRelationsSkillPillar=[*BROADER, *above])
    found = read(folder)
    assert rows(found, f"SELECT ?c {{ <{SKILL}s1> skos:broaderTransitive ?c }}") == [
        (f"<{SKILL}S1.2>",),
        (f"<{SKILL}S>",),
    ]
    assert holds(found, f"<{SKILL}S> skos:narrower <{SKILL}S1.2>")


def test_the_hierarchy_file_gives_groups_codes_and_what_is_above(tmp_path: Path) -> None:
    levels = {
        f"Level {n} {what}": "" for n in range(4) for what in ("URI", "preferred term", "code")
    }
    row = {
        **levels, "Level 0 URI": SKILL + "S", "Level 0 preferred term": "skills",
        "Level 0 code": "S",
        "Level 1 URI": SKILL + "S1", "Level 1 preferred term": "handling", "Level 1 code": "S1",
        "Description": "Handling things.", "Scope note": "Excludes people.",
    }  # fmt: skip
    text = as_csv([row]).decode().rstrip(",\r\n").encode()
    (tmp_path / "skillsHierarchy_en.csv").write_bytes(text)
    assert holds(
        read(tmp_path),
        f"""<{SKILL}S1> a skos:Concept ; skos:broader <{SKILL}S> ; skos:notation "S1" ;
          skos:prefLabel "handling"@en ; dcterms:description/esco:nodeLiteral "Handling things." ;
          skos:scopeNote/esco:nodeLiteral "Excludes people." .""",
    )


def test_green_shares_and_nace_codes_of_1_2_1(tmp_path: Path) -> None:
    nace = "http://data.europa.eu/ux2/nace2.1/"
    occupations = changed(OCCUPATIONS, naceCode=f"{nace}3530,\n{nace}7112")
    share = {"conceptType": "Occupation", "conceptUri": OCCUPATION + "o1", "greenShare": "0.25"}
    found = read(write_release(tmp_path, occupations_en=occupations, greenShareOcc_en=[share]))
    assert holds(
        found,
        f"<{OCCUPATION}o1> esco:hasNACECode <{nace}3530> , <{nace}7112> ; sg:hasGreenShare 0.25",
    )


def test_a_share_has_no_more_digits_than_the_engine_reads(tmp_path: Path) -> None:
    share = {"conceptUri": OCCUPATION + "o1", "greenShare": "0.0021141649048625724"}
    found = read(write_release(tmp_path, greenShareOcc_en=[share]))
    assert holds(found, f"<{OCCUPATION}o1> sg:hasGreenShare ?s FILTER (?s > 0.0021)")
    assert judge(found.document).accepted


def test_schemes_have_their_top_concepts(tmp_path: Path) -> None:
    scheme = {
        "conceptType": "ConceptScheme", "conceptSchemeUri": SCHEME + "green",
        "preferredLabel": "Green", "title": "Green skills", "status": "released",
        "description": "All green.", "hasTopConcept": f"{SKILL}s1,\n{SKILL}s2",
    }  # fmt: skip
    assert holds(
        read(write_release(tmp_path, conceptSchemes_en=[scheme])),
        f"""<{SCHEME}green> a skos:ConceptScheme , esco:ConceptScheme ;
          dcterms:title "Green skills"@en ; skos:hasTopConcept <{SKILL}s1> , <{SKILL}s2> .
        <{SKILL}s2> skos:topConceptOf <{SCHEME}green>""",
    )


def test_of_a_row_that_is_there_twice_the_later_change_stays(tmp_path: Path) -> None:
    later = changed(OCCUPATIONS, modifiedDate="2025-11-26T10:02:16.164Z")
    found = read(write_release(tmp_path, occupations_en=[*later, *OCCUPATIONS]))
    assert found.counts["occupations"] == 1
    assert rows(found, f"SELECT (STR(?d) AS ?s) {{ <{OCCUPATION}o1> dcterms:modified ?d }}") == [
        ('"2025-11-26T10:02:16.164Z"',)
    ]


def test_several_languages_and_only_those_that_are_wanted(tmp_path: Path) -> None:
    german = changed(SKILLS, preferredLabel="Abwärme nutzen", altLabels="", description="Wärme.")
    folder = write_release(tmp_path, skills_de=german)
    both = read(folder)
    assert both.languages == ["de", "en"]
    labels_of_s1 = f"SELECT ?l {{ <{SKILL}s1> skos:prefLabel ?l }}"
    assert rows(both, labels_of_s1) == [('"Abwärme nutzen"@de',), ('"reuse waste heat"@en',)]
    assert both.counts["skills"] == 2
    only = read(folder, languages=["de"])
    assert rows(only, labels_of_s1) == [('"Abwärme nutzen"@de',)]
    assert holds(only, f"?o esco:relatedEssentialSkill <{SKILL}s1>")


def test_labels_as_things_on_request(tmp_path: Path) -> None:
    folder = write_release(tmp_path)
    pattern = f"""PREFIX xl: <http://www.w3.org/2008/05/skos-xl#>
        SELECT ?l {{ <{SKILL}s1> xl:altLabel ?x . ?x a xl:Label ; xl:literalForm ?l }}"""
    assert rows(read(folder), pattern) == []
    assert rows(read(folder, skos_xl=True), pattern) == [
        ('"heat reuse"@en',),
        ('"use excess heat, from anywhere"@en',),
    ]


def test_an_archive_gives_what_its_files_give(tmp_path: Path, imported: Imported) -> None:
    path = tmp_path / "ESCO dataset - v1.1.1 - classification - en - csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, table in TABLES.items():
            archive.writestr(name, as_csv(table))
    found = read_release([path])
    assert found.release == "1.1.1"
    assert found.document == imported.document
    assert read_release([tmp_path]).document == imported.document


def test_a_single_file(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "esco 1.2")
    found = read_release([folder / "skills_en.csv"])
    assert (found.release, found.counts["skills"]) == ("1.2.0", 2)
    assert "occupations" in found.missing


def test_what_is_referred_to_and_not_described_is_told(tmp_path: Path) -> None:
    needs = changed(NEEDS, occupationUri=OCCUPATION + "gone")
    found = read(write_release(tmp_path, occupationSkillRelations=needs))
    assert found.undescribed == [OCCUPATION + "gone"]


def test_lists_in_the_forms_of_all_releases() -> None:
    assert labels("a\nb, c\nd|e") == ["a", "b, c", "d|e"]
    assert labels("a | b, c |  d ") == ["a", "b, c", "d"]
    assert labels("a,\nb,\r\na") == ["a", "b"]
    assert iris("http://x,\nhttp://y | http://z\nhttp://x") == ["http://x", "http://y", "http://z"]


def test_texts_are_escaped_as_the_engine_does() -> None:
    text = "".join(map(chr, range(1, 0x100))) + "\u2028 ß 𝄞"
    line = f'<urn:s> <urn:p> "{escaped(text)}" .\n'.encode()
    (quad,) = pyoxigraph.parse(line, RdfFormat.N_TRIPLES)
    assert quad.object == Literal(text)
    assert pyoxigraph.serialize([quad.triple], format=RdfFormat.N_TRIPLES) == line


def test_lines_are_sorted_and_canonical(imported: Imported) -> None:
    lines = imported.document.splitlines(keepends=True)
    assert len(lines) == len(set(lines)) == imported.size
    triples = [quad.triple for quad in pyoxigraph.parse(imported.document, RdfFormat.N_TRIPLES)]
    assert pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) == imported.document
    subjects = [triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)]
    assert subjects == sorted(subjects)


FAULTS: dict[str, tuple[str, bytes, int | None, str | None, str]] = {
    "no column": (
        "skills_en.csv",
        b"conceptType,conceptUri\n",
        1,
        "preferredLabel",
        "has this col",
    ),
    "empty": ("skills_en.csv", b"", 1, "conceptType", "columns here: none"),
    "another's IRI": (
        "skills_en.csv",
        as_csv(changed(SKILLS, 1, conceptUri="http://example.org/s")),
        3,
        "conceptUri",
        "not an IRI that ESCO has there",
    ),
    "an occupation": (
        "skills_en.csv",
        as_csv(changed(SKILLS, conceptUri=OCCUPATION + "x")),
        2,
        "conceptUri",
        "IRI",
    ),
    "another kind": (
        "skills_en.csv",
        as_csv(changed(SKILLS, conceptType="Occupation")),
        2,
        "conceptType",
        "none of",
    ),
    "a skill type": (
        "skills_en.csv",
        as_csv(changed(SKILLS, skillType="attitude")),
        2,
        "skillType",
        "'attitude'",
    ),
    "a date": (
        "skills_en.csv",
        as_csv(changed(SKILLS, modifiedDate="25.8.2022")),
        2,
        "modifiedDate",
        "a date",
    ),
    "a scheme": (
        "skills_en.csv",
        as_csv(changed(SKILLS, inScheme="skills")),
        2,
        "inScheme",
        "'skills'",
    ),
    "a code": (
        "occupations_en.csv",
        as_csv(changed(OCCUPATIONS, iscoGroup="C2149")),
        2,
        "iscoGroup",
        "ISCO",
    ),
    "a relation": (
        "occupationSkillRelations.csv",
        as_csv(changed(NEEDS, 2, relationType="nice to have")),
        4,
        "relationType",
        "essential, optional",
    ),
    "no relation": (
        "skillSkillRelations.csv",
        as_csv(changed(RELATED, relationType="")),
        2,
        "relationType",
        "must",
    ),
    "a value too many": (
        "skillGroups_en.csv",
        as_csv(GROUPS) + b"a,b,c,d,e,f,g,h,i,j,k,l\n",
        3,
        "code",
        "a quote may",
    ),
    "a value too few": (
        "skillGroups_en.csv",
        as_csv(GROUPS) + b"SkillGroup," + SKILL.encode() + b"x\n",
        3,
        "preferredLabel",
        "the row ends before",
    ),
    "no UTF-8": ("skills_en.csv", as_csv(SKILLS) + b"Caf\xe9,", None, None, "not UTF-8: byte 0xe9"),
    "a share": (
        "greenShareOcc_en.csv",
        b"conceptUri,greenShare\n" + OCCUPATION.encode() + b"o1,25\n",
        2,
        "greenShare",
        "a share from 0 to 1",
    ),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_file_that_is_not_escos_is_named_with_row_and_column(tmp_path: Path, name: str) -> None:
    file, content, row, column, reason = FAULTS[name]
    (write_release(tmp_path) / file).write_bytes(content)
    with pytest.raises(NotEsco, match=reason) as raised:
        read(tmp_path)
    assert raised.value.file == file
    if row is not None:
        assert (raised.value.row, raised.value.column) == (row, column)
        assert f"{file}, row {row}, column {column}: " in raised.value.message


def test_files_beside_the_distribution_are_told_and_left_out(tmp_path: Path) -> None:
    folder = write_release(tmp_path)
    (folder / "skills_en_all.csv").write_bytes(b"conceptUri,name\n")
    (folder / "labels.csv").write_bytes(b"conceptUri,en\n")
    assert read(folder).left_out == ["labels.csv", "skills_en_all.csv"]
    with pytest.raises(NotEsco, match="its name is that of no ESCO file"):
        read(folder / "labels.csv")


def test_a_file_of_another_name_and_the_right_columns_is_read(tmp_path: Path) -> None:
    (tmp_path / "skills_en_rebuilt.csv").write_bytes(as_csv(SKILLS))
    assert read(tmp_path).counts["skills"] == 2


@pytest.mark.parametrize("content", [None, "notes.txt"])
def test_places_without_esco(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / content).write_text("nothing")
    with pytest.raises(NotEsco, match="no file here is of the ESCO distribution"):
        read(tmp_path)
    with pytest.raises(NotEsco, match="there is no such file or folder"):
        read(tmp_path / "nowhere")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    with pytest.raises(NotEsco, match="this is no zip archive"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("folder", "release"),
    [
        ("1.1.1", "1.1.1"), ("1.2.1-partial", "1.2.1"), ("esco_v1.0.8", "1.0.8"), ("v1.2", "1.2.0"),
        ("ESCO dataset - v1.1.2 - classification - en - csv", "1.1.2"),
    ],
)  # fmt: skip
def test_names_tell_the_release(tmp_path: Path, folder: str, release: str) -> None:
    assert read_release([write_release(tmp_path / folder)]).release == release


def test_what_tells_no_single_release_asks_for_it(tmp_path: Path) -> None:
    plain = write_release(tmp_path / "download")
    with pytest.raises(EscoReleaseUnclear, match=r"State it, such as --release 1\.2\.0"):
        read_release([plain])
    old, new = write_release(tmp_path / "1.1.1"), write_release(tmp_path / "1.2.0")
    with pytest.raises(EscoReleaseUnclear, match=r"1\.1\.1 and 1\.2\.0 by their names"):
        read_release([old, new])
    with pytest.raises(EscoReleaseUnclear, match="'newest' is no release of ESCO"):
        read_release([old], release="newest")


def test_a_name_that_the_content_contradicts_asks_for_the_release(tmp_path: Path) -> None:
    many = [{**GREEN[0], "conceptUri": f"{SKILL}x{n}"} for n in range(629)]
    folder = write_release(tmp_path / "1.1.1", greenSkillsCollection_en=many)
    for name in TABLES:
        if not name.startswith("green"):
            (folder / name).unlink()
    with pytest.raises(
        EscoReleaseUnclear, match=r"this is ESCO 1\.1\.1, but it holds what 1\.2\.1"
    ):
        read_release([folder])
    assert read_release([folder.rename(tmp_path / "x")]).release == "1.2.1"


def test_lines_are_found_in_a_sorted_document(imported: Imported) -> None:
    lines = imported.document.splitlines()
    others = [b'_:x <urn:p> "1" .', lines[0].replace(b"<", b"<urn:", 1), lines[0][:-3] + b"x> ."]
    assert held_of(imported.document, [*lines[::2], *others]) == len(lines[::2])
    assert held_of(b"", lines) == 0
