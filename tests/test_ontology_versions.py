"""The versions of the ontology: no change without a new number, and each number has its content."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Triple

from conftest import ROOT
from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.errors import VersionRefused
from symbiograph.prefixes import BASE, GRAPH, PREFIXES, SG
from symbiograph.settings import Settings
from symbiograph.versions import (
    FOLDER,
    Level,
    as_lines,
    changes_of,
    current,
    difference,
    faults,
    freeze,
    raise_to,
    versions,
)
from symbiograph.web import create_app
from symbiograph.web.versions import VERSIONS
from webpage import page

OWL = PREFIXES["owl"]
DAY = date(2026, 12, 1)
NEW_TERM = """
sg:Diploma a owl:Class ; rdfs:label "diploma"@en ;
    rdfs:isDefinedBy <https://w3id.org/symbiograph/ontology/training> .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The header and two modules of the ontology, with their version frozen."""
    root = tmp_path_factory.mktemp("small")
    (root / "modules").mkdir()
    for name in ("symbiograph.ttl", "modules/skill.ttl", "modules/training.ttl"):
        shutil.copy(ROOT / "ontology" / name, root / name)
    freeze(root)
    return root


@pytest.fixture
def root(small: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    return tmp_path


def edit(root: Path, old: str, new: str, module: str = "training") -> None:
    file = root / "modules" / f"{module}.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_term(root: Path) -> None:
    file = root / "modules" / "training.ttl"
    file.write_text(file.read_text(encoding="utf-8") + NEW_TERM, encoding="utf-8")


# The project's own


def test_the_ontology_is_the_frozen_content_of_its_version() -> None:
    """Change the ontology, and this fails: then symbiograph ontology raise, as it says."""
    assert faults(ROOT / "ontology") == []


# A changed ontology is refused


def reword(root: Path) -> None:
    edit(root, "A concept for a system in which", "A concept for a system by which")


def deprecate(root: Path) -> None:
    edit(
        root,
        "sg:CreditScheme\n    a owl:Class ;",
        "sg:CreditScheme\n    a owl:Class ; owl:deprecated true ;",
    )


def widen(root: Path) -> None:
    edit(root, "    rdfs:domain sg:LearningOutcome ;\n", "")


def narrow(root: Path) -> None:
    edit(root, "rdfs:range sg:Skill ;", "rdfs:range sg:Skill ; a owl:FunctionalProperty ;")


def rename(root: Path) -> None:
    edit(root, "\nsg:isTaughtBy\n", "\nsg:isLearntFrom\n")


def disjoin_the_new(root: Path) -> None:
    add_term(root)
    edit(root, "sg:DeliveryMode ,", "sg:DeliveryMode , sg:Diploma ,")


CHANGES: list[tuple[Callable[[Path], None], str, Level, str]] = [
    (reword, "reworded", Level.PATCH, "0.1.1"),
    (deprecate, "deprecated", Level.MINOR, "0.2.0"),
    (add_term, "added", Level.MINOR, "0.2.0"),
    (widen, "redefined", Level.MINOR, "0.2.0"),
    (narrow, "redefined", Level.MAJOR, "0.2.0"),
    (rename, "removed", Level.MAJOR, "0.2.0"),
    (disjoin_the_new, "redefined", Level.MINOR, "0.2.0"),
]


@pytest.mark.parametrize(("change", "what", "level", "least"), CHANGES)
def test_a_change_asks_for_a_version_as_high_as_it_weighs(
    root: Path, change: Callable[[Path], None], what: str, level: Level, least: str
) -> None:
    before = current(root)
    change(root)
    found = difference(before.triples, current(root).triples)
    assert what in {one.what for one in found}
    assert max(one.level for one in found) is level
    (fault,) = faults(root)
    assert fault.endswith(f"Run: symbiograph ontology raise {least}")


def test_a_line_tells_what_came_and_what_went(root: Path) -> None:
    before = current(root)
    reword(root)
    lines = [*as_lines(difference(before.triples, current(root).triples))]
    assert lines[0].split() == ["reworded", "sg:CreditScheme", "(patch)"]
    assert [line.split()[0] for line in lines[1:]] == ["-", "+"]


def test_the_order_of_statements_is_no_change(root: Path) -> None:
    before = current(root)
    file = root / "modules" / "training.ttl"
    quads = [*pyoxigraph.parse(path=file)]
    triples = [quad.triple for quad in reversed(quads)]
    pyoxigraph.serialize(triples, str(file), RdfFormat.TURTLE)
    assert difference(before.triples, current(root).triples) == ()
    assert faults(root) == []


# A new version


def test_a_new_version_tells_its_relation_to_the_one_before(root: Path) -> None:
    add_term(root)
    file = raise_to(root, "0.2.0", DAY)
    assert file.name == "0.2.0.ttl"
    assert faults(root) == []
    now = current(root)
    ontology, before = NamedNode(BASE + "ontology"), NamedNode(BASE + "ontology/0.1.0")
    assert Triple(ontology, NamedNode(OWL + "priorVersion"), before) in now.triples
    assert Triple(ontology, NamedNode(OWL + "backwardCompatibleWith"), before) in now.triples
    stated = {t.object for t in now.triples if t.predicate.value == OWL + "versionInfo"}
    assert stated == {Literal("0.2.0")}
    iris = {t.object.value for t in now.triples if t.predicate.value == OWL + "versionIRI"}
    assert {iri for iri in iris if "/ontology/0.2.0" not in iri} == set()
    assert len(iris) == 3


def test_what_may_break_data_says_so_and_the_next_version_says_its_own(root: Path) -> None:
    narrow(root)
    raise_to(root, "0.2.0", DAY)
    ontology = NamedNode(BASE + "ontology")
    broken = Triple(
        ontology, NamedNode(OWL + "incompatibleWith"), NamedNode(BASE + "ontology/0.1.0")
    )
    assert broken in current(root).triples
    reword(root)
    raise_to(root, "0.2.1", DAY)
    now = current(root).triples
    assert broken not in now
    related = {t.object.value for t in now if t.predicate.value == OWL + "backwardCompatibleWith"}
    assert related == {BASE + "ontology/0.2.0"}
    assert [str(one) for one in versions(root / FOLDER)] == ["0.1.0", "0.2.0", "0.2.1"]


@pytest.mark.parametrize("number", ["0.1.0", "0.1.1", "0.2", "1"])
def test_a_number_that_is_too_low_or_none_is_refused(root: Path, number: str) -> None:
    narrow(root)
    before = {path: path.read_bytes() for path in root.rglob("*.ttl")}
    with pytest.raises(VersionRefused):
        raise_to(root, number, DAY)
    assert {path: path.read_bytes() for path in root.rglob("*.ttl")} == before


def test_what_is_frozen_is_not_frozen_anew(root: Path) -> None:
    add_term(root)
    with pytest.raises(VersionRefused, match=r"raise 0\.2\.0"):
        freeze(root)


def test_a_header_that_tells_the_relation_wrong_is_a_fault(root: Path) -> None:
    narrow(root)
    raise_to(root, "0.2.0", DAY)
    for file in (root / "symbiograph.ttl", root / FOLDER / "0.2.0.ttl"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("owl:incompatibleWith", "owl:backwardCompatibleWith"))
    (fault,) = faults(root)
    assert "incompatibleWith" in fault


def test_the_command_tells_and_exits_with_1(root: Path) -> None:
    run = CliRunner().invoke
    assert run(main, ["ontology", "check", "--root", str(root)]).exit_code == 0
    add_term(root)
    checked = run(main, ["ontology", "check", "--root", str(root)])
    assert checked.exit_code == 1
    assert "1 term changed since" in checked.output
    told = run(main, ["ontology", "diff", "--root", str(root)])
    assert told.output.split() == ["added", "sg:Diploma", "(minor)"]


# Served


@pytest.fixture(scope="module")
def raised(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ontology with a version after the one that is frozen: a term more, a text otherwise."""
    root = tmp_path_factory.mktemp("raised")
    shutil.copytree(small, root, dirs_exist_ok=True)
    add_term(root)
    reword(root)
    raise_to(root, "0.2.0", DAY)
    return root


@pytest.fixture(scope="module")
def client(raised: Path) -> FlaskClient:
    files = [raised / "symbiograph.ttl", *sorted(raised.glob("modules/*.ttl"))]
    app = create_app(Image.empty({GRAPH + "ontology": files}), Settings())
    app.config[VERSIONS] = raised / FOLDER
    return app.test_client()


def served(client: FlaskClient, path: str) -> set[Triple]:
    response = client.get(path, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, path
    dataset = Dataset(pyoxigraph.parse(response.data, RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def test_the_iri_of_a_version_answers_with_its_content(client: FlaskClient, raised: Path) -> None:
    for version in versions(raised / FOLDER):
        assert served(client, f"/ontology/{version}") == version.triples
    assert Literal("diploma", language="en") not in {
        t.object for t in served(client, "/ontology/0.1.0")
    }
    named = {t for t in served(client, "/ontology") if isinstance(t.object, NamedNode)}
    assert {t for t in named if isinstance(t.subject, NamedNode)} <= {
        *served(client, "/ontology/0.2.0")
    }


def test_modules_have_versions_too(client: FlaskClient) -> None:
    old, new = (
        served(client, "/ontology/0.1.0/training"),
        served(client, "/ontology/0.2.0/training"),
    )
    assert NamedNode(SG + "Diploma") in {t.subject for t in new - old}
    assert served(client, "/ontology/0.1.0/skill") != served(client, "/ontology/0.1.0/training")


def test_the_pages_of_versions_tell_which_they_are(client: FlaskClient) -> None:
    old, new = page(client, "/ontology/0.1.0.html"), page(client, "/ontology/0.2.0.html")
    assert "version 0.1.0" in old.text
    assert "version 0.2.0" in new.text
    assert "Diploma" in new.ids
    assert "Diploma" not in old.ids
    links = {link.href for link in new.links}
    assert {"/ontology/0.1.0", "/ontology/0.1.0/changes", "/ontology/0.2.0/changes"} <= links


def test_changes_come_as_a_page(client: FlaskClient) -> None:
    shown = page(client, "/ontology/0.2.0/changes.html")
    assert [text for _, text in shown.headings] == [
        "What version 0.2.0 changed",
        "Added 1",
        "Reworded 1",
        "sg:CreditScheme",
    ]
    first = page(client, "/ontology/0.1.0/changes.html")
    assert "It is the first version" in first.text
    assert "sg:TrainingUnit" in first.text


def test_changes_come_as_data(client: FlaskClient, raised: Path) -> None:
    found = served(client, "/ontology/0.2.0/changes")
    version = NamedNode(BASE + "ontology/0.2.0")
    document = NamedNode(BASE + "ontology/0.2.0/changes")
    assert Triple(version, NamedNode("http://purl.org/vocab/vann/changes"), document) in found
    subjects = {t.object.value for t in found if t.predicate.value.endswith("/subject")}
    assert subjects == {SG + "Diploma", SG + "CreditScheme"}
    notes = [t.object.value for t in found if t.predicate.value.endswith("#changeNote")]
    assert sorted(note.partition(":")[0] for note in notes) == ["Came", "Went"]
    told = changes_of("0.2.0", raised / FOLDER)
    assert told is not None
    assert len(told[2]) == len(subjects)


def test_a_version_that_never_was_is_not_found(client: FlaskClient) -> None:
    for path in ("/ontology/0.9.0", "/ontology/0.9.0/changes", "/ontology/0.1.0/nothing"):
        response = client.get(path, headers={"Accept": "application/json"})
        assert response.status_code == 404, path


def test_only_a_version_and_the_one_before_are_read(raised: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(raised / FOLDER, tmp_path / FOLDER)
    (folder / "0.3.0.ttl").write_text("nothing of the kind", encoding="utf-8")
    assert changes_of("0.2.0", folder) == changes_of("0.2.0", raised / FOLDER)
    assert changes_of("0.9.0", folder) is None
    assert changes_of("first", folder) is None
