"""ESCO in a release: imported by the command, built, and asked together with our own graph."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph
from rich.console import Console

from esco_files import SKILL, SKILLS, changed, write_project, write_release
from symbiograph.build import Steps, build
from symbiograph.build.sources import input_checksums
from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.errors import EscoReleaseMissing, ReleaseError
from symbiograph.esco import NOTICE, Shelf, judge, read_release
from symbiograph.prefixes import GRAPH, PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
OTHER = changed(SKILLS, preferredLabel="use waste heat")


def run(data_dir: Path, *arguments: object) -> str:
    command = ["esco", *map(str, arguments), "--data-dir", str(data_dir)]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def rows(image: Image, query: str) -> list[tuple[str, ...]]:
    found = image.query(HEAD + query)
    return sorted(tuple(str(term) for term in row) for row in found)  # type: ignore[union-attr, arg-type]


def quietly() -> Steps:
    return Steps(Console(file=io.StringIO()))


def content(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    source, data = write_release(tmp_path / "1.1.1"), tmp_path / "data"
    first = run(data, "import", source)
    before = content(data)
    second = run(data, "import", source)
    assert content(data) == before
    assert "Imported." in first
    assert "Nothing has changed." in second
    for output in (first, second, run(data, "list")):
        assert NOTICE in output
    write_release(source, skills_en=OTHER)
    assert "Imported." in run(data, "import", source)
    assert content(data) != before


def test_a_file_that_is_not_escos_changes_nothing(tmp_path: Path) -> None:
    source, data = write_release(tmp_path / "1.1.1"), tmp_path / "data"
    run(data, "import", source)
    before = content(data)
    write_release(source, skills_en=changed(SKILLS, skillType="attitude"))
    command = ["esco", "import", str(source), "--data-dir", str(data)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "skills_en.csv, row 2, column skillType: 'attitude' is none of" in result.output
    assert content(data) == before


def test_two_releases_side_by_side_and_one_of_them_current(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "import", write_release(tmp_path / "1.1.1"))
    output = run(data, "import", write_release(tmp_path / "1.2.0", skills_en=OTHER))
    assert "Current is 1.1.1" in output
    assert [held.release for held in Shelf(data).held()] == ["1.1.1", "1.2.0"]
    named = f"SELECT ?g ?l {{ GRAPH ?g {{ <{SKILL}s1> skos:prefLabel ?l }} }}"
    merged = f"SELECT ?l {{ <{SKILL}s1> skos:prefLabel ?l }}"
    both = [
        (f"<{GRAPH}esco-1.1.1>", '"reuse waste heat"@en'),
        (f"<{GRAPH}esco-1.2.0>", '"use waste heat"@en'),
    ]
    project = write_project(tmp_path / "project")
    old = build(data, project, quietly())
    assert rows(old.image(), named) == both
    assert rows(old.image(), merged) == [('"reuse waste heat"@en',)]
    apart = old.image(default_apart=True)
    assert rows(apart, named) == both
    assert apart.default is not None
    assert set(apart.default) == {quad for quad in apart.store if quad.graph_name == DefaultGraph()}
    run(data, "use", "1.2.0")
    assert input_checksums(project, data) != old.manifest.inputs
    new = build(data, project, quietly())
    assert new.id != old.id
    assert rows(new.image(), named) == both
    assert rows(new.image(), merged) == [('"use waste heat"@en',)]
    assert "* 1.2.0  1 occupations, 2 skills, in en; missing: ISCOGroups" in run(data, "list")
    with pytest.raises(EscoReleaseMissing, match=r"imported are: 1\.1\.1, 1\.2\.0"):
        Shelf(data).use("1.0.0")


def test_labels_are_lent_on_request_and_marked(tmp_path: Path) -> None:
    source, data = write_release(tmp_path / "1.1.1"), tmp_path / "data"
    old = tmp_path / "1.0.8"
    gone = [*changed(SKILLS, preferredLabel="Abwärme nutzen", altLabels="Hitze")]
    gone.append({**gone[0], "conceptUri": SKILL + "gone", "preferredLabel": "fort"})
    write_release(old, skills_de=gone)
    output = run(data, "import", source, "--labels-from", old)
    assert "labels of 1.0.8: for 2 in de" in output
    (held,) = Shelf(data).held()
    lent = held.loan("1.0.8").decode()
    assert '"Abwärme nutzen"@de' in lent
    assert '"Hitze"@de' in lent
    assert "fort" not in lent
    assert "@en" not in lent
    image = build(data, write_project(tmp_path / "project"), quietly()).image()
    name = f"<{GRAPH}esco-1.1.1-labels-of-1.0.8>"
    label = f"SELECT ?g {{ GRAPH ?g {{ <{SKILL}s1> skos:prefLabel 'Abwärme nutzen'@de }} }}"
    assert rows(image, label) == [(name,)]
    assert rows(image, f"SELECT ?l {{ <{SKILL}s1> skos:altLabel ?l FILTER (LANG(?l) = 'de') }}")
    said = rows(image, f"SELECT ?d {{ {name} dcterms:description ?d }}")
    assert "ESCO 1.0.8" in said[0][0]
    run(data, "import", source)
    assert Shelf(data).held()[0].loans == []


def test_an_altered_import_is_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "import", write_release(tmp_path / "1.1.1"))
    path = data / "esco" / "1.1.1" / "graph.nt"
    path.write_bytes(path.read_bytes() + b"<urn:a> <urn:b> <urn:c> .\n")
    project = write_project(tmp_path / "project")
    with pytest.raises(ReleaseError, match="is not what was imported"):
        build(data, project, quietly())


def test_a_release_that_breaks_the_shapes_is_not_kept(tmp_path: Path) -> None:
    skill = f"<{SKILL}s> <http://data.europa.eu/esco/model#skillType> <urn:odd> .\n"
    typed = f"<{SKILL}s> <{PREFIXES['rdf']}type> <http://data.europa.eu/esco/model#Skill> .\n"
    assert judge((skill + typed).encode()).violations == 1
    path = tmp_path / "esco-1.1.1.ttl"
    concept = f"<{SKILL}s> a <{PREFIXES['skos']}Concept> .\n"
    path.write_text(concept + skill + typed)
    command = ["esco", "import", str(path), "--data-dir", str(tmp_path / "data")]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "EscoSkill-skillType-value" in result.output
    assert Shelf(tmp_path / "data").held() == []


def test_a_pair_may_be_essential_and_optional(shared: Path) -> None:
    """In 1.2.0 seventeen are; the file alone is an import, too."""
    path = shared / "esco" / "1.2.0" / "occupationSkillRelations_en_reconstructed.csv"
    document = read_release([path]).document.decode()
    pairs = re.findall(
        r"(<\S+occupation/\S+) <\S+related(Essential|Optional)Skill> (\S+)", document
    )
    assert len(pairs) == 129004
    essential = {(o, s) for o, kind, s in pairs if kind == "Essential"}
    assert len(essential & {(o, s) for o, kind, s in pairs if kind == "Optional"}) == 17


def test_the_labels_of_1_0_8_load_as_that_release(shared: Path, tmp_path: Path) -> None:
    output = run(tmp_path, "import", shared / "esco" / "labels", "--languages", "sl")
    assert "ESCO 1.0.8, by what the files hold" in output
    assert "left out: skill_labels_en_de_sv_fi_nl.csv" in output
    (held,) = Shelf(tmp_path).held()
    assert (held.release, held.manifest.counts["prefLabel sl"]) == ("1.0.8", 2942)
