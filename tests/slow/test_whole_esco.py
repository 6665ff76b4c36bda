"""The whole of ESCO 1.1.1 in a release with our own graph: counted, asked and shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from conftest import made_once
from small_graph import client_of
from symbiograph.build import Steps, build
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.esco import NOTICE, Shelf, judge, keep, read_release
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.queries import find
from symbiograph.resources import folder
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.validation import read_shapes, validate_text

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def rows(image: Image, query: str) -> list[tuple[str, ...]]:
    found = image.query(HEAD + query)
    return sorted(tuple(str(term) for term in row) for row in found)  # type: ignore[union-attr, arg-type]


@pytest.fixture(scope="session")
def whole(shared: Path, common: Path) -> Release:
    """The project with the whole of ESCO 1.1.1 in English."""

    def make(data_dir: Path) -> Release:
        shelf = Shelf(data_dir)
        keep(read_release([shared / "esco" / "1.1.1"]), shelf)
        shelf.use("1.1.1")
        return build(data_dir, steps=Steps(Console(file=io.StringIO())))

    return made_once(common / "whole", make)


@pytest.fixture(scope="session")
def whole_image(whole: Release) -> Image:
    return whole.image()


def table(place: Path, name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 27)
    (path,) = (p for p in place.iterdir() if p.name in (f"{name}.csv", f"{name}_en.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


COUNTS = {
    "skills": ("?s a esco:Skill", ["conceptUri"]),
    "occupations": ("?s a esco:Occupation", ["conceptUri"]),
    "ISCOGroups": (
        "?s skos:inScheme <http://data.europa.eu/esco/concept-scheme/isco> ; skos:prefLabel ?l",
        ["conceptUri"],
    ),
    "skillGroups": (
        "?s a skos:Concept ; skos:inScheme <http://data.europa.eu/esco/concept-scheme/skills-hierarchy>",
        ["conceptUri"],
    ),
    "conceptSchemes": ("?s a esco:ConceptScheme", ["conceptSchemeUri"]),
    "occupationSkillRelations": (
        "?s esco:relatedEssentialSkill|esco:relatedOptionalSkill ?o "
        "FILTER STRSTARTS(STR(?s), 'http://data.europa.eu/esco/occupation/')",
        ["occupationUri", "relationType", "skillUri"],
    ),
    "skillSkillRelations": (
        "?s a esco:Skill ; esco:relatedEssentialSkill|esco:relatedOptionalSkill ?o",
        ["originalSkillUri", "relationType", "relatedSkillUri"],
    ),
    "greenSkillsCollection": (
        "?s skos:inScheme <http://data.europa.eu/esco/concept-scheme/green>", ["conceptUri"],
    ),
    "transversalSkillsCollection": (
        "?s a esco:Skill ; "
        "skos:inScheme <http://data.europa.eu/esco/concept-scheme/skill-transversal-groups>",
        ["conceptUri"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_counts_are_those_of_distinct_rows(shared: Path, whole_image: Image, name: str) -> None:
    pattern, columns = COUNTS[name]
    distinct = {tuple(row[c] for c in columns) for row in table(shared / "esco" / "1.1.1", name)}
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}esco-1.1.1> {{ {pattern} }} }}"
    [(number,)] = rows(whole_image, count)
    assert number.startswith(f'"{len(distinct)}"')


def test_the_broader_relations_are_all_there(shared: Path, whole_image: Image) -> None:
    place = shared / "esco" / "1.1.1"
    stated = {
        (f"<{row['conceptUri']}>", f"<{row['broaderUri']}>")
        for name in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar")
        for row in table(place, name)
    }
    pairs = f"SELECT ?a ?b {{ GRAPH <{GRAPH}esco-1.1.1> {{ ?a skos:broader ?b }} }}"
    assert set(rows(whole_image, pairs)) == stated


def test_one_query_from_an_exchange_to_occupations(whole_image: Image) -> None:
    found = rows(
        whole_image,
        """SELECT DISTINCT ?exchange ?label ?occupation {
          ?exchange a sg:Exchange ; sg:usesTechnology ?technology .
          ?technology sg:callsForSkill ?skill . ?skill skos:exactMatch ?esco .
          ?esco a esco:Skill ; skos:prefLabel ?label .
          ?needs esco:relatedEssentialSkill ?esco ; skos:prefLabel ?occupation }""",
    )
    assert len({exchange for exchange, _, _ in found}) > 20
    assert any(label == '"chemical processes"@en' for _, label, _ in found)


def test_our_mappings_tell_what_the_release_lacks(whole_image: Image) -> None:
    text = find("alignment/missing-from-esco").bound({})
    found = list(whole_image.query(text))  # type: ignore[arg-type]
    targets = {row["target"].value: row["label"].value for row in found}
    stated = rows(whole_image, "SELECT ?s { { ?s a esco:Skill } UNION { ?s a esco:Occupation } }")
    described = {iri[1:-1] for (iri,) in stated}
    pointed = (
        "SELECT DISTINCT ?t { ?m sssom:object_source_version '1.2.0' ; owl:annotatedTarget ?t }"
    )
    mapped = {iri[1:-1] for (iri,) in rows(whole_image, pointed)}
    spaces = (PREFIXES["esco-skill"], PREFIXES["esco-occupation"])
    assert set(targets) == {t for t in mapped if t.startswith(spaces)} - described
    assert "blockchain" in targets.values()


def test_its_labels_are_searched_with_ours(whole: Release) -> None:
    index = LabelIndex(whole.folder / INDEX_FILE)
    found = index.search("chemical processes", ["en"])
    (hit,) = [h for h in found.hits if h.iri.startswith(PREFIXES["esco-skill"] + "74aa00bc")]
    assert hit.kind == "skill"
    assert hit.definition is not None
    assert hit.definition.language == "en"
    assert any(h.iri.startswith(PREFIXES["skill"]) for h in found.hits)
    index.close()


def test_the_catalogue_describes_it_and_counts_rightly(whole: Release, whole_image: Image) -> None:
    name = f"<{GRAPH}esco-1.1.1>"
    [(title, version, rights)] = rows(
        whole_image,
        f"SELECT ?t ?v ?r {{ {name} dcterms:title ?t ; dcat:version ?v ; dcterms:rights ?r }}",
    )
    assert (title, version, rights) == ('"ESCO 1.1.1"@en', '"1.1.1"', f'"{NOTICE}"@en')
    for graph, pattern in (
        (name, f"GRAPH {name} {{ ?s ?p ?o }}"),
        (f"<{GRAPH}default>", "?s ?p ?o"),
    ):
        [(said,)] = rows(whole_image, f"SELECT ?n {{ {graph} void:triples ?n }}")
        [(there,)] = rows(whole_image, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        assert said == there
    assert whole.manifest.graphs[GRAPH + "esco-1.1.1"].published


def test_our_own_inference_goes_on_as_without_esco(image: Image, whole_image: Image) -> None:
    inferred = f"SELECT ?a ?b {{ GRAPH <{GRAPH}inferred> {{ ?a sg:requiresEscoSkill ?b }} }}"
    assert rows(whole_image, inferred) == rows(image, inferred) != []


def test_its_judgement_is_that_of_the_engine(whole: Release) -> None:
    document = whole.read("esco-1.1.1.nt")
    shapes = read_shapes([folder("shapes") / "esco.shapes.ttl"])
    found, alone = judge(document), validate_text(document.decode(), shapes)
    assert (found.results, found.triples) == (alone.results, alone.triples)


def test_pages_show_escos_own_labels_and_the_notice(whole_image: Image) -> None:
    client = client_of(whole_image)
    page = client.get("/id/skill/chemical-processes.html").text
    assert NOTICE in page
    assert "74aa00bc-db99-4984-8817-7df2ca954ea1" in page


def test_escos_api_answers_from_the_whole_release(shared: Path, whole_image: Image) -> None:
    client = client_of(whole_image)
    every = client.get("/esco/api/search?type=skill&type=occupation&facet=type&limit=1").get_json()
    place = shared / "esco" / "1.1.1"
    counts = {
        n: len({r["conceptUri"] for r in table(place, n + "s")}) for n in ("skill", "occupation")
    }
    assert every["facets"]["type"] == counts
    needs = [
        r for r in table(place, "occupationSkillRelations") if r["relationType"] == "essential"
    ]
    wanted = {r["skillUri"] for r in needs if r["occupationUri"] == needs[0]["occupationUri"]}
    parameters = {"uri": needs[0]["occupationUri"], "language": "en"}
    occupation = client.get("/esco/api/resource/occupation", query_string=parameters).get_json()
    assert {link["uri"] for link in occupation["_links"]["hasEssentialSkill"]} == wanted
    parameters |= {"relation": "hasEssentialSkill", "limit": "500"}
    related = client.get("/esco/api/resource/related", query_string=parameters).get_json()
    assert {r["uri"] for r in related["_embedded"]["hasEssentialSkill"]} == wanted
    assert "http://data.europa.eu/esco/isco/C0" in {
        group["uri"]
        for group in client.get(
            "/esco/api/resource/taxonomy?uri=http://data.europa.eu/esco/concept-scheme/occupations"
        ).get_json()["_links"]["hasTopConcept"]
    }
