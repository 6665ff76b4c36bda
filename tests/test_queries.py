"""The named queries of the project: each runs, and the command line answers them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    parse,
    serialize,
)
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release, make_current, write_release
from symbiograph.errors import NotFound, UnreadableInput
from symbiograph.prefixes import BASE
from symbiograph.queries import NamedQuery, catalogue, find
from symbiograph.resources import folder
from symbiograph.results import table

ALL = catalogue()
_VARIABLE = re.compile(r"\?\w+")
_AS_TEXT = re.compile(r"STR\(\?\w+\)")

# The command line

KEYS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sg: <https://w3id.org/symbiograph/ontology#>
PREFIX skill: <https://w3id.org/symbiograph/id/skill/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
sg:Skill a owl:Class .
skill:first dcterms:identifier "ISK-001" ; skos:prefLabel "first"@en .
skill:second dcterms:identifier "ISK-002" ; skos:prefLabel "second"@en , "zweite"@de .
skill:third dcterms:identifier "ISK-003" ; skos:prefLabel "third"@en .
"""

# Ask for what a release of ESCO has or lacks; the project alone has none.
OF_ESCO = {"alignment/missing-from-esco", "alignment/occupations-by-shared-skills"}


@pytest.fixture(scope="module")
def data_dir(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose release in force holds three things with identifiers."""
    root = tmp_path_factory.mktemp("small")
    quads = serialize(parse(KEYS, RdfFormat.TURTLE), format=RdfFormat.N_QUADS) or b""
    make_current(root, write_release(root, release.manifest, {"graph.nq": quads}))
    return root


def asked(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["query", "--data-dir", str(data_dir), *arguments])


def test_command_answers_a_named_query(data_dir: Path) -> None:
    keys = ("--identifier", "ISK-002", "--identifier=ISK-001", "--lang", "de")
    run = asked(data_dir, "graph/by-identifier", *keys)
    assert run.exit_code == 0
    head, _, *rows, count = run.stdout.splitlines()
    assert head.split() == ["identifier", "thing", "label"]
    assert [row.split() for row in rows] == [
        ["ISK-001", "skill:first", "first", "@en"],
        ["ISK-002", "skill:second", "zweite", "@de"],
    ]
    assert count == "2 rows"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["graph/by-identifier"], "graph/by-identifier needs a value for identifier."),
        (["graph/by-identifer"], "There is no query 'graph/by-identifer'. Close to it: graph/by-"),
        (["graph/counts", "--clas", "sg:Skill"], "no parameter 'clas'; its parameters: class, la"),
        (["graph/counts", "--class", "sg:Skil"], "the graph has no Class 'sg:Skil'. Close to it: "),
        (["graph/counts", "--class"], "Parameters are given as --name value, not --class."),
        (["graph/counts", "sg:Skill"], "Parameters are given as --name value, not sg:Skill."),
        (["ASK {}", "--class", "sg:Skill"], "Only a named query takes --class."),
    ],
)
def test_command_tells_what_is_wrong(data_dir: Path, arguments: list[str], message: str) -> None:
    run = asked(data_dir, *arguments)
    assert run.exit_code == 2
    assert run.stdout == ""
    assert message in run.stderr


def test_file_comes_before_a_query_of_its_name(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "counts").write_text("ASK { ?x <urn:absent> ?y }")
    assert "false" in asked(data_dir, "graph/counts").stdout


# The files


def test_a_query_is_found_by_its_name() -> None:
    assert find("coverage/profile-gap").head.title == ALL["coverage/profile-gap"].head.title


def test_unknown_name_is_answered_with_similar_ones() -> None:
    with pytest.raises(NotFound, match="Close to it: coverage/profile-gap") as caught:
        find("coverage/profil-gap")
    assert caught.value.suggestions[0] == "coverage/profile-gap"


def test_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "group").mkdir()
    (tmp_path / "group" / "name.rq").write_bytes(b"#+ title: \xff")
    with pytest.raises(UnreadableInput, match=r"queries/group/name\.rq: this is not UTF-8"):
        catalogue(tmp_path)


@pytest.mark.parametrize("query", ALL.values(), ids=ALL)
def test_query_runs_unchanged_and_its_example_has_an_answer(
    query: NamedQuery, image: Image
) -> None:
    rows = table(image.query(query.text, base_iri=BASE), 1).rows
    assert bool(rows) != (query.name in OF_ESCO)


@pytest.mark.parametrize("query", ALL.values(), ids=ALL)
def test_query_is_sparql_to_another_parser(query: NamedQuery) -> None:
    assert translateQuery(parseQuery(query.text)).algebra


@pytest.mark.parametrize("query", ALL.values(), ids=ALL)
def test_query_shows_labels_in_a_chosen_language_or_in_english(query: NamedQuery) -> None:
    for parameter in query.head.parameters:
        if parameter.type == "language":
            assert (parameter.name, parameter.default) == ("lang", "en")


@pytest.mark.slow
def test_answers_do_not_depend_on_the_order_in_which_triples_came(image: Image) -> None:
    store = Store()
    store.extend(sorted(image.store, key=lambda quad: str(quad)[::-1]))
    other = Image(store, "reordered")
    for query in ALL.values():
        open_ = {p.name: query.examples[p.name] for p in query.head.parameters if not p.optional}
        for text in (query.text, query.bound(open_)):
            here, there = image.query(text, base_iri=BASE), other.query(text, base_iri=BASE)
            # A graph has no order.
            order = set if isinstance(here, QueryTriples) else list
            assert order(table(here).rows) == order(table(there).rows), query.name


def test_readme_lists_every_query_with_its_title() -> None:
    lines = (folder("queries") / "README.md").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line.startswith("| `")}
    assert listed == {f"| `{name}` | {query.head.title} |" for name, query in ALL.items()}


def test_ordering_compares_values_of_one_kind(image: Image) -> None:
    """The engine's order is undefined, and can abort the process, over numbers beside strings."""
    for query in ALL.values():
        found = image.query(query.text, base_iri=BASE)
        if query.name in OF_ESCO or isinstance(found, QueryTriples):
            continue
        results = table(found)
        # As a text anything can be ordered.
        order = _AS_TEXT.sub("", query.text.rpartition("ORDER BY")[2])
        for name, values in zip(results.columns, zip(*results.rows, strict=True), strict=True):
            if f"{Variable(name)}" not in _VARIABLE.findall(order):
                continue
            kinds = {
                type(value) if isinstance(value, NamedNode) else value.datatype.value
                for value in values
                if isinstance(value, (NamedNode, Literal))
            }
            assert len(kinds) < 2, f"{query.name}: {Variable(name)} holds {kinds}"
