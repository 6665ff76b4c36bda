"""The build: what a small project and the real one become, and how it fails on bad sources."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions
from rich.console import Console

from symbiograph.build import Steps, build
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release, current_id
from symbiograph.errors import BuildError, SettingError, SymbiographError, UnreadableInput
from symbiograph.prefixes import GRAPH, PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def described(name: str) -> str:
    return HEAD + (
        f'sgg:{name} a dcat:Dataset ; dcterms:title "{name}"@en ;'
        f'dcterms:description "Its {name}."@en ;'
        "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;"
        'dcterms:modified "2026-03-04"^^xsd:date .\n'
    )


FILES = {
    "ontology/symbiograph.ttl": HEAD + 'sg:Skill rdfs:label "skill"@en .',
    "ontology/modules/skill.ttl": HEAD + "sg:Skill rdfs:subClassOf [ owl:onProperty sg:hasKind ] .",
    "ontology/vocabularies/kinds.ttl": described("kinds") + 'skill:a skos:prefLabel "a"@en .',
    "ontology/facts/skills.ttl": described("skills")
    + 'skill:a skos:prefLabel "a"@en ; skos:broader skill:b .',
    "ontology/rules/narrower.rq": HEAD
    + "INSERT { ?b skos:narrower ?a } WHERE { ?a skos:broader ?b }",
    "mappings/skills-esco.sssom.tsv": f"""#mapping_set_id: {GRAPH}skills-esco
#mapping_set_title: Skills to ESCO
#mapping_set_description: By hand.
#license: https://creativecommons.org/licenses/by/4.0/
#publication_date: 2026-05-06
#curie_map: {{skill: {PREFIXES["skill"]}, esco: "http://data.europa.eu/esco/skill/"}}
subject_id	predicate_id	object_id	mapping_justification
skill:a	skos:exactMatch	esco:1	semapv:ManualMappingCuration
""",
    "shapes/skill.shapes.ttl": HEAD
    + """<https://example.org/shape> a sh:PropertyShape ; sh:targetSubjectsOf skos:broader ;
    sh:path skos:definition ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Say what the skill is."@en .""",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def built(project: Path, data_dir: Path | None = None) -> Release:
    console = Console(file=io.StringIO())
    return build(data_dir or project.parent / "data", project, Steps(console))


def rows(image: Image, query: str) -> list[tuple[str, ...]]:
    solutions = image.query(HEAD + query)
    assert isinstance(solutions, QuerySolutions)
    return sorted(tuple(str(getattr(term, "value", "")) for term in row) for row in solutions)


def test_the_default_graph_has_each_published_triple_once(project: Path) -> None:
    image = built(project).image()
    assert rows(image, "SELECT ?g { GRAPH ?g { skill:a skos:prefLabel ?l } }") == [
        (GRAPH + "kinds",),
        (GRAPH + "skills",),
    ]
    assert rows(image, "SELECT ?l { skill:a skos:prefLabel ?l }") == [("a",)]
    assert rows(image, "SELECT ?o { skill:a skos:exactMatch ?o }") == [
        ("http://data.europa.eu/esco/skill/1",)
    ]


def test_inferred_statements_stand_apart_and_in_the_default_graph(project: Path) -> None:
    image = built(project).image()
    inferred = rows(image, f"SELECT ?s ?p ?o {{ GRAPH <{GRAPH}inferred> {{ ?s ?p ?o }} }}")
    narrower = (PREFIXES["skill"] + "b", PREFIXES["skos"] + "narrower", PREFIXES["skill"] + "a")
    assert inferred == [narrower]
    assert rows(image, "SELECT ?a { skill:b skos:narrower ?a }") == [narrower[2:]]


def test_shapes_and_candidates_are_named_only(project: Path) -> None:
    text = FILES["mappings/skills-esco.sssom.tsv"]
    candidates = project / "mappings" / "skills-esco.candidates.sssom.tsv"
    candidates.write_text(text.replace("skills-esco", "skills-esco.candidates").replace(":1", ":2"))
    image = built(project).image()
    assert rows(image, "SELECT ?o { ?s owl:annotatedTarget ?o }") == [
        ("http://data.europa.eu/esco/skill/1",)
    ]
    assert rows(image, "SELECT ?g { GRAPH ?g { ?s owl:annotatedTarget ?o } }") == [
        (GRAPH + "skills-esco",),
        (GRAPH + "skills-esco.candidates",),
    ]
    assert rows(image, "SELECT ?s { ?s sh:path ?p }") == []
    assert rows(image, "SELECT ?g { GRAPH ?g { ?s sh:path ?p } }") == [(GRAPH + "shapes",)]


MAPPING_SHAPE = (
    HEAD
    + """<https://example.org/known> a sh:NodeShape ;
    sh:targetClass <https://w3id.org/sssom/Mapping> ; sh:severity sh:Violation ;
    sh:property [ a sh:PropertyShape ; sh:path owl:annotatedSource ; sh:maxCount 1 ;
        sh:node [ a sh:NodeShape ;
            sh:property [ a sh:PropertyShape ; sh:path skos:prefLabel ; sh:minCount 1 ] ] ;
        sh:message "Map a thing that is there."@en ] ."""
)


def test_candidates_are_judged_too_beside_labels_alone(project: Path) -> None:
    (project / "shapes" / "mapping.shapes.ttl").write_text(MAPPING_SHAPE, encoding="utf-8")
    text = FILES["mappings/skills-esco.sssom.tsv"].replace("skills-esco", "skills-esco.candidates")
    candidates = project / "mappings" / "skills-esco.candidates.sssom.tsv"
    candidates.write_text(text.replace("esco:1", "esco:2"), encoding="utf-8")
    built(project)
    candidates.write_text(text.replace("skill:a", "skill:nowhere"), encoding="utf-8")
    with pytest.raises(BuildError, match=r"Map a thing that is there"):
        built(project)


def test_the_catalogue_tells_of_every_graph_what_it_is_and_where_to_edit_it(project: Path) -> None:
    image = built(project).image()
    catalogue = rows(
        image,
        f"""SELECT ?graph ?title ?modified ?file {{ GRAPH <{GRAPH}catalog> {{
          <{GRAPH}catalog> dcat:dataset ?graph .
          ?graph dcterms:title ?title ; dcterms:modified ?modified ; dcterms:license ?licence ;
            dcterms:description ?description ; dcterms:publisher|dcat:version ?any
          OPTIONAL {{ ?graph dcterms:identifier ?file }} }} }}
        GROUP BY ?graph ?title ?modified ?file""",
    )
    expected = {
        "catalog": ("Catalogue", "2026-05-06", ""),
        "inferred": ("Inferred statements", "2026-05-06", "ontology/rules"),
        "kinds": ("kinds", "2026-03-04", "ontology/vocabularies/kinds.ttl"),
        "ontology": ("Ontology", "2026-05-06", "ontology"),
        "shapes": ("Shapes", "2026-05-06", "shapes"),
        "skills": ("skills", "2026-03-04", "ontology/facts/skills.ttl"),
        "skills-esco": ("Skills to ESCO", "2026-05-06", "mappings/skills-esco.sssom.tsv"),
    }
    assert catalogue == sorted((GRAPH + name, *said) for name, said in expected.items())
    moved = f"SELECT ?p {{ GRAPH <{GRAPH}skills> {{ <{GRAPH}skills> ?p ?o }} }}"
    assert rows(image, moved) == []


def counted(image: Image) -> Iterator[tuple[str, int, int]]:
    """Yield each graph of the catalogue with the triples it is said to have and those it has."""
    query = "SELECT ?graph ?triples { ?graph void:triples ?triples }"
    for graph, triples in rows(image, query):
        pattern = (
            "{ ?s ?p ?o }" if graph == GRAPH + "default" else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        )
        ((live,),) = rows(image, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        yield graph, int(triples), int(live)


def test_the_catalogue_counts_right(project: Path) -> None:
    sizes = {graph: (said, live) for graph, said, live in counted(built(project).image())}
    assert len(sizes) == 8
    assert all(said == live > 0 for said, live in sizes.values()), sizes


def test_the_catalogue_of_the_real_release_counts_right(release: Release) -> None:
    sizes = {graph: (said, live) for graph, said, live in counted(release.image())}
    assert {graph for graph, (said, live) in sizes.items() if said != live} == set()
    assert set(release.manifest.graphs) == set(sizes) - {GRAPH + "default"}
    for graph, entry in release.manifest.graphs.items():
        assert entry.triples == sizes[graph][1]


def test_blank_nodes_keep_apart_by_graph_and_keep_their_names(project: Path) -> None:
    for folder in ("vocabularies/kinds", "facts/skills"):
        with (project / f"ontology/{folder}.ttl").open("a") as file:
            file.write('[] skos:note "same" .\n')
    image = built(project).image()
    query = 'SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s skos:note "same" }'
    assert rows(image, query) == [("2",)]
    graph = (built(project).folder / "graph.nq").read_text()
    assert "_:kinds-c14n0 " in graph
    assert "_:skills-c14n0 " in graph


def test_warnings_stay_in_the_release(project: Path) -> None:
    release = built(project)
    report = json.loads(release.read("validation.json"))
    assert "Say what the skill is." in json.dumps(report)
    assert b"Say what the skill is." in release.read("validation.ttl")


def test_a_violation_stops_the_build_with_the_report(project: Path) -> None:
    shapes = project / "shapes" / "skill.shapes.ttl"
    before = built(project)
    shapes.write_text(shapes.read_text().replace("sh:Warning", "sh:Violation"))
    with pytest.raises(BuildError) as raised:
        built(project)
    assert "Say what the skill is." in raised.value.message
    assert "skill:a" in raised.value.message
    assert current_id(project.parent / "data") == before.id


FAULTS = {
    "syntax": (
        "ontology/facts/skills.ttl",
        HEAD + "skill:a skos:broader skill:b\nskill:c",
        rf"ontology/facts/skills\.ttl, line {HEAD.count(chr(10)) + 2}, column 1: ",
    ),
    "prefix": (
        "shapes/skill.shapes.ttl",
        "skill:a skill:b skill:c .",
        r"shapes/skill\.shapes\.ttl, line 1, column 1: The prefix skill: has not been declared",
    ),
    "relative": (
        "ontology/symbiograph.ttl",
        "<a> <http://example.org/b> <http://example.org/c> .",
        r"ontology/symbiograph\.ttl, line 1, column 1: No scheme found in an absolute IRI",
    ),
    "not UTF-8": (
        "ontology/facts/skills.ttl",
        b'# \n<http://example.org/b> <http://example.org/b> "\xff" .',
        r"ontology/facts/skills\.ttl, line 2, column \d+: Invalid UTF-8",
    ),
    "table": (
        "mappings/skills-esco.sssom.tsv",
        FILES["mappings/skills-esco.sssom.tsv"].replace("esco:1", "esko:1"),
        r"mappings/skills-esco\.sssom\.tsv, line 8, column 25: 'esko:1' is neither",
    ),
    "table not UTF-8": (
        "mappings/skills-esco.sssom.tsv",
        b"#comment: \xff\n",
        r"mappings/skills-esco\.sssom\.tsv, line 1, column 1: this is not UTF-8",
    ),
    "table of another graph": (
        "mappings/skills-esco.sssom.tsv",
        FILES["mappings/skills-esco.sssom.tsv"].replace("graph/skills-esco", "graph/other"),
        r"skills-esco\.sssom\.tsv: mapping_set_id in its head must be .*/graph/skills-esco",
    ),
    "undescribed": (
        "ontology/facts/skills.ttl",
        described("skills").replace("dcterms:license", "dcterms:rights"),
        r"skills\.ttl: it does not describe its graph: <.*/skills> dcterms:license … is missing",
    ),
    "double": (
        "ontology/facts/kinds.ttl",
        described("kinds"),
        r"2 files are named 'kinds': each would be the graph https://w3id\.org/symbiograph/graph/k",
    ),
    "rule": (
        "ontology/rules/narrower.rq",
        "INSERT { ?a ?b } WHERE { ?a ?b ?c }",
        r"ontology/rules/narrower\.rq: line 1, column 1\d: ",
    ),
    "named query": (
        "queries/skills/all.rq",
        "#+ title: All\n#+ description: All.\nSELECT ?x { ?x ?y ?z }",
        r"queries/skills/all\.rq: the query selects x, the head's columns are none",
    ),
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_bad_source_is_named_with_its_place(project: Path, name: str) -> None:
    before = built(project)
    path, content, message = FAULTS[name]
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises((BuildError, UnreadableInput), match=message):
        built(project)
    assert current_id(project.parent / "data") == before.id


def test_all_bad_files_are_told_at_once(project: Path) -> None:
    for path in ("ontology/facts/skills.ttl", "shapes/skill.shapes.ttl"):
        (project / path).write_text("<")
    with pytest.raises(BuildError) as raised:
        built(project)
    assert "  ontology/facts/skills.ttl, line 1," in raised.value.message
    assert "  shapes/skill.shapes.ttl, line 1," in raised.value.message


def test_the_date_comes_from_the_sources_or_the_environment(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert built(project).manifest.created == "2026-05-06"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    release = built(project)
    assert release.manifest.created == "2026-01-01"
    modified = rows(release.image(), f"SELECT ?d {{ <{GRAPH}shapes> dcterms:modified ?d }}")
    assert modified == [("2026-01-01",)]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(SettingError, match="SOURCE_DATE_EPOCH must be seconds since 1970"):
        built(project)


def test_a_change_of_any_input_changes_the_id(project: Path) -> None:
    ids = {built(project).id}
    for name in FILES:
        with (project / name).open("a") as file:
            file.write("\n")
        ids.add(built(project).id)
    assert len(ids) == len(FILES) + 1


@pytest.mark.slow
def test_the_command_makes_the_same_release_byte_for_byte(release: Release, tmp_path: Path) -> None:
    """It runs with another hash seed, so that no order comes from a set by chance."""
    run = subprocess.run(
        [sys.executable, "-m", "symbiograph", "build"],
        env={**os.environ, "PYTHONHASHSEED": "7", "SYMBIOGRAPH_DATA_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    again = Release.current(tmp_path)
    assert run.stdout.splitlines()[0] == "[build] reading the sources …"
    assert again.id in run.stdout
    files = sorted(
        str(path.relative_to(release.folder))
        for path in release.folder.rglob("*")
        if path.is_file()
    )
    assert files == sorted([*release.manifest.files, "manifest.json"])
    for name in files:
        assert (again.folder / name).read_bytes() == (release.folder / name).read_bytes(), name


def test_steps_are_told_as_plain_lines_where_there_is_no_terminal(project: Path) -> None:
    output = io.StringIO()
    build(project.parent / "data", project, Steps(Console(file=output, width=500)))
    lines = output.getvalue().splitlines()
    assert lines[0] == "[build] reading the sources …"
    assert lines[1].startswith("[build] reading the sources: 7 files, ")
    assert all(line.startswith("[build] ") for line in lines)
    assert lines[-1].startswith("[build] writing the release: 0.1.0-")


def test_a_missing_project_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SymbiographError):
        built(tmp_path / "nowhere")
