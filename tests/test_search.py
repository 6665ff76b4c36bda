"""Label search: what is found, in which order, and how it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat

from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.engine.release import Manifest, Release, make_current, write_release
from symbiograph.errors import BadArgument, BuildError, SearchUnavailable
from symbiograph.prefixes import PREFIXES
from symbiograph.search import (
    INDEX_FILE,
    FilePart,
    Hits,
    IndexingBeside,
    LabelIndex,
    Meanings,
    Part,
    build_index,
)
from symbiograph.settings import Settings
from symbiograph.web import create_app
from webpage import Webpage

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
ESCO_SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"
OURS = """
skill:heat a sg:Skill ; skos:prefLabel "waste heat recovery"@en , "Abwärmenutzung"@de ;
    skos:altLabel "use of excess heat"@en ; skos:definition "Using heat that is left over."@en .
skill:boat a sg:Skill ; skos:prefLabel "build boats"@en ; skos:altLabel "boatbuilding"@en .
profile:manager a sg:JobProfile ; skos:prefLabel "energy manager"@en .
evidence:one a sg:Evidence ; skos:prefLabel "waste heat evidence"@en .
"""
ESCO = f"""
esco-skill:1 a skos:Concept , esco:Skill ; skos:inScheme <{ESCO_SKILLS}> ;
    skos:prefLabel "manage energy"@en , "Energie verwalten"@de , "gérer l’énergie"@fr ;
    skos:altLabel "oversee energy"@en ; skos:hiddenLabel "enrgy mgmt"@en ;
    dcterms:description <urn:uuid:1> .
<urn:uuid:1> a esco:NodeLiteral ; esco:language "en" ; esco:nodeLiteral "Plan \\"energy\\"." .
esco-skill:2 a skos:Concept , esco:Skill ; skos:inScheme <{ESCO_SKILLS}> ;
    skos:prefLabel "manage staff"@en ; skos:altLabel "oversee staff"@en .
esco-skill:3 a skos:Concept , esco:Skill ; skos:inScheme <{ESCO_SKILLS}> ;
    skos:prefLabel "Überschussenergie"@de , "طاقة متجددة"@ar .
esco-occupation:4 a skos:Concept , esco:Occupation ; skos:prefLabel "energy manager"@en .
esco-skill:5 a skos:Concept , esco:Skill ; skos:prefLabel "manage budgets"@en .
"""
DECISION = "http://data.europa.eu/eli/dec/2011/833/oj"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def part(text: str, licence: str | None) -> Part:
    triples = (quad.triple for quad in pyoxigraph.parse(HEAD + text, RdfFormat.TURTLE))
    document = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert document is not None
    return Part(document, licence)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LabelIndex:
    path = tmp_path_factory.mktemp("search") / INDEX_FILE
    path.write_bytes(build_index([part(OURS, CC_BY), part(ESCO, None)]).content)
    return LabelIndex(path)


def found(
    index: LabelIndex,
    text: str,
    *languages: str,
    kinds: Sequence[str] = (),
    schemes: Sequence[str] = (),
) -> list[str]:
    hits = index.search(text, languages or ("en",), kinds=kinds, schemes=schemes).hits
    return [hit.iri.rpartition("/")[2] for hit in hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("waste heat recovery", "heat"),
        ("WASTE-HEAT", "heat"),
        ("was", "heat"),
        ("heat rec", "heat"),
        ("wsate heta", "heat"),
        ("recovry", "heat"),
        ("abwarmenutzung", "heat"),
        ("gerer", "1"),
        ("uberschussenergie", "3"),
        ("enrgy mgmt", "1"),
        ("oversee energies", "1"),
        ("boat building", "boat"),
        ("oversee budgets", "5"),
        ("طاقة", "3"),
        ("überscuhssenergie", "3"),
        ("gérre", "1"),
    ],
)
def test_the_right_concept_comes_first(index: LabelIndex, text: str, first: str) -> None:
    assert found(index, text)[:1] == [first]


def test_exact_and_preferred_labels_come_first(index: LabelIndex) -> None:
    assert set(found(index, "energy manager")[:2]) == {"manager", "4"}
    assert found(index, "manage energy")[0] == "1"
    assert found(index, "oversee staff")[0] == "2"


def test_a_concept_is_looked_up_by_a_label_of_just_these_words(index: LabelIndex) -> None:
    def named(text: str) -> set[str]:
        return {hit.iri.rpartition("/")[2] for hit in index.named(text, kinds=["skill"])}

    assert named("Waste-heat  RECOVERY") == named("abwarmenutzung") == {"heat"}
    assert named("oversee energy") == {"1"}
    assert named("energy manager") == set()
    assert named("waste heat") == named("waste heat recover") == named("?!") == set()
    assert index.named("energy manager", ["en"])[0].label.text == "energy manager"


def test_statements_about_things_are_not_found(index: LabelIndex) -> None:
    assert "one" not in found(index, "waste heat evidence")


def test_a_hit_tells_what_matched_and_speaks_the_readers_language(index: LabelIndex) -> None:
    (hit,) = index.search("abwärme", ["en-GB"]).hits
    assert (hit.label.text, hit.label.language) == ("waste heat recovery", "en")
    assert (hit.matched.text, hit.matched.language) == ("Abwärmenutzung", "de")
    assert hit.matched.kind == "preferred"
    assert hit.matched.spans == ((0, 7),)
    hit = index.search("manage energy", ["fr"]).hits[0]
    assert (hit.label.text, hit.label.language) == ("gérer l’énergie", "fr")
    assert hit.schemes == (ESCO_SKILLS,)
    assert index.search("oversee staff", ["xx"]).hits[0].label.language == "en"


def test_a_definition_is_shown_only_where_its_licence_lets_it(index: LabelIndex) -> None:
    hit = index.search("waste heat recovery").hits[0]
    assert hit.definition is not None
    assert (hit.definition.text, hit.licence) == ("Using heat that is left over.", CC_BY)
    hit = index.search("manage energy").hits[0]
    assert (hit.definition, hit.licence) == (None, None)


def test_a_definition_may_be_a_node_with_a_text(tmp_path: Path) -> None:
    path = tmp_path / INDEX_FILE
    path.write_bytes(build_index([part(ESCO, DECISION)]).content)
    index = LabelIndex(path)
    hit = index.search("manage energy").hits[0]
    assert hit.definition is not None
    assert (hit.definition.text, hit.definition.language) == ('Plan "energy".', "en")
    assert hit.licence == DECISION
    index.close()


def test_scores_fall_along_the_hits(index: LabelIndex) -> None:
    for text in ("manage", "manage energy", "oversee sta", "m"):
        scores = [hit.score for hit in index.search(text).hits]
        assert scores == sorted(scores, reverse=True) != []


def test_an_index_made_beside_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "esco.nt"
    path.write_bytes(part(ESCO, None).document)
    with IndexingBeside() as beside:
        beside.state([])
        beside.state([FilePart(path, None)])
        beside.state([part(OURS, CC_BY)], last=True)
        assert beside.index() == build_index([part(OURS, CC_BY), part(ESCO, None)])
    with IndexingBeside() as beside:
        beside.state([FilePart(tmp_path / "missing.nt", None)], last=True)
        with pytest.raises(BuildError, match="has ended"):
            beside.index()


def by_meaning(index: LabelIndex, text: str, *near: str, language: str = "en", **how: Any) -> Hits:
    """Search where a model finds these concepts to mean what the text means."""
    meanings = Meanings(
        language, lambda _: [PREFIXES[space] + name for space, name in map(_parted, near)]
    )
    return index.search(text, ("en",), meanings=meanings, **how)


def _parted(name: str) -> tuple[str, str]:
    space, _, local = name.partition(":")
    return space, local


def test_what_is_near_in_meaning_is_found_among_what_is_near_in_letters(index: LabelIndex) -> None:
    assert "boat" not in found(index, "oversee vessels")
    page = by_meaning(index, "oversee vessels", "skill:boat", "esco-skill:2", "esco-skill:none")
    names = [hit.iri.rpartition("/")[2] for hit in page.hits]
    # Second by letters and in meaning, before what is first in either alone.
    assert names[0] == "2"
    assert "boat" in names
    assert {*found(index, "oversee vessels")} <= {*names}
    hit = page.hits[names.index("boat")]
    assert (hit.matched.kind, hit.matched.text, hit.matched.spans) == ("meaning", "build boats", ())
    assert page.total == len(names)
    scores = [hit.score for hit in page.hits]
    assert scores == sorted(scores, reverse=True)


def test_meaning_puts_nothing_before_an_exact_label(index: LabelIndex) -> None:
    page = by_meaning(index, "manage staff", "skill:boat", "esco-skill:5")
    assert page.hits[0].iri == PREFIXES["esco-skill"] + "2"


def test_meaning_is_asked_for_in_its_language_and_of_whole_words(index: LabelIndex) -> None:
    for text, language in (("oversee vessels", "de"), ("man", "en")):
        plain = index.search(text, ("en",))
        assert by_meaning(index, text, "skill:boat", language=language) == plain


def test_meaning_is_not_asked_for_where_a_word_is_mistyped(index: LabelIndex) -> None:
    plain = index.search("build baots", ("en",))
    assert "boat" in [hit.iri.rpartition("/")[2] for hit in plain.hits]
    assert by_meaning(index, "build baots", "esco-skill:5") == plain
    assert by_meaning(index, "build ships", "esco-skill:5") != index.search("build ships", ("en",))


def test_what_is_near_in_meaning_has_the_kind_and_scheme_asked_for(index: LabelIndex) -> None:
    narrowed = {"kinds": ["skill"], "schemes": ["esco-skills"]}
    page = by_meaning(index, "oversee vessels", "skill:boat", "profile:manager", **narrowed)
    assert {hit.kind for hit in page.hits} == {"skill"}
    assert PREFIXES["skill"] + "boat" not in {hit.iri for hit in page.hits}
    page = by_meaning(index, "oversee vessels", "skill:boat", "profile:manager", kinds=["profile"])
    assert [hit.iri for hit in page.hits] == [PREFIXES["profile"] + "manager"]


def test_kind_and_scheme_do_not_hide_what_is_near_behind_others(index: LabelIndex) -> None:
    others = [f"esco-skill:other-{number}" for number in range(600)]
    manager = PREFIXES["profile"] + "manager"
    near = (*others, "profile:manager")
    page = by_meaning(index, "oversee vessels", *near, kinds=["profile"])
    assert [hit.iri for hit in page.hits] == [manager]
    assert manager not in {hit.iri for hit in by_meaning(index, "oversee vessels", *near).hits}


def test_kind_and_scheme_narrow_the_search(index: LabelIndex) -> None:
    assert found(index, "energy manager", kinds=["occupation"]) == ["4"]
    assert found(index, "energy manager", kinds=["profile"]) == ["manager"]
    both = found(index, "energy manager", kinds=["profile", "occupation"])
    assert sorted(both) == ["4", "manager"]
    assert set(found(index, "manage", schemes=["esco-skills"])) == {"1", "2"}
    assert found(index, "manage", schemes=[ESCO_SKILLS]) == found(
        index, "manage", schemes=["esco-skills"]
    )


def test_an_unknown_kind_or_scheme_is_refused_with_those_there_are(index: LabelIndex) -> None:
    with pytest.raises(BadArgument, match=r"kind='x' is none of .*occupation") as raised:
        index.search("a", kinds=["x"])
    assert raised.value.allowed == ["occupation", "profile", "skill"]
    with pytest.raises(BadArgument, match="scheme='x' is none of esco-skills"):
        index.search("a", schemes=["x"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?!",
        '"',
        "'",
        '"heat',
        "heat*",
        "heat AND",
        "NEAR(heat)",
        "word:heat",
        "^heat",
        "_",
    ],
)
def test_no_text_is_a_query_of_its_own(index: LabelIndex, text: str) -> None:
    hits = index.search(text).hits
    assert [hit.iri for hit in hits][:1] == ([PREFIXES["skill"] + "heat"] if "heat" in text else [])


def test_one_letter_and_ten_thousand(index: LabelIndex) -> None:
    assert {"1", "2", "5"} <= set(found(index, "m"))
    long = index.search("waste heat " * 909 + "x")
    assert long.hits[0].iri.endswith("/heat")
    assert len(long.searched.split()) == 16
    assert index.search("x" * 10_000).hits == ()


def test_pages_follow_each_other_and_tell_the_end(index: LabelIndex) -> None:
    whole = found(index, "manage")
    assert len(whole) == index.search("manage", ["en"]).total >= 3
    pages = [index.search("manage", ["en"], limit=1, offset=n) for n in range(len(whole))]
    assert [page.hits[0].iri.rpartition("/")[2] for page in pages] == whole
    assert [page.more for page in pages] == [True] * (len(whole) - 1) + [False]


def indexed(path: Path, labels: Sequence[str]) -> LabelIndex:
    """Return the index of skills with these labels and languages."""
    skills = (
        f"skill:{place:03} a sg:Skill ; skos:prefLabel {label} .\n"
        for place, label in enumerate(labels)
    )
    path.write_bytes(build_index([part("".join(skills), CC_BY)]).content)
    return LabelIndex(path)


@pytest.mark.parametrize("near", [(), ("skill:005", "skill:077", "skill:139")])
@pytest.mark.parametrize("number", [30, 70])
def test_all_pages_are_of_one_list(tmp_path: Path, near: tuple[str, ...], number: int) -> None:
    """Half of the skills have one word of the two, half the other: all are candidates."""
    labels = [f'"{word} {place:x}z"@en' for place in range(number) for word in ("sort", "paper")]
    index = indexed(tmp_path / INDEX_FILE, labels)
    whole = by_meaning(index, "sort paper", *near, limit=100)
    pages = [by_meaning(index, "sort paper", *near, limit=10, offset=n) for n in range(0, 100, 10)]
    most = min(2 * number, 100)
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert len({hit.iri for hit in whole.hits}) == most
    assert {page.total for page in [whole, *pages]} == {most}
    assert [page.more for page in pages] == [n + 10 < most for n in range(0, 100, 10)]
    assert {page.beyond for page in [whole, *pages]} == {number > 50}
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    # Letters alone find these, too, on a later page.
    assert {hit.matched.kind for hit in whole.hits} == {"preferred"}
    index.close()


def test_all_pages_are_of_one_list_in_languages_that_are_not_the_readers(tmp_path: Path) -> None:
    labels = [f'"{place:x}z tri de papier {place:x}"@fr' for place in range(11)]
    labels += [f'"{place:x}z tri papier"@de' for place in range(40)]
    labels.append('"papier"@en')
    index = indexed(tmp_path / INDEX_FILE, [*labels, '"tri"@en'])
    whole = index.search("papier tri", ("en",), limit=100)
    pages = [index.search("papier tri", ("en",), offset=n) for n in range(0, 60, 10)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {len(whole.hits)}
    index.close()


def test_an_index_without_a_language_of_the_reader_is_searched(tmp_path: Path) -> None:
    index = indexed(tmp_path / INDEX_FILE, ['"Boote bauen"@de', '"Wärme"@de'])
    assert found(index, "boote wärme", "en") == []
    assert by_meaning(index, "boote bauen", "skill:001").total == 1
    index.close()


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (101, 0), (1, -1), (10, 91)])
def test_a_page_beyond_the_bounds_is_refused(index: LabelIndex, limit: int, offset: int) -> None:
    with pytest.raises(BadArgument, match="is not between"):
        index.search("a", limit=limit, offset=offset)


def test_equal_triples_give_equal_bytes() -> None:
    one = build_index([part(OURS, CC_BY), part(ESCO, None)])
    lines = part(OURS, None).document.splitlines(keepends=True)
    turned = Part(b"".join(reversed(lines)), CC_BY)
    assert build_index([part(ESCO, None), turned]) == one


def test_threads_and_forked_processes_search_the_same_index(index: LabelIndex) -> None:
    expected = found(index, "manage")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: found(index, "manage"), range(16)))
    assert answers == [expected] * 16
    child = os.fork()
    if child == 0:
        os._exit(0 if found(index, "manage") == expected else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_file_that_is_no_index_is_told(tmp_path: Path) -> None:
    path = tmp_path / INDEX_FILE
    path.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(SearchUnavailable, match="is no label index"):
        LabelIndex(path)


@pytest.fixture(scope="module")
def client(release: Release) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    return create_app(release.image(), Settings(), index=index).test_client()


def test_programs_get_json_with_the_next_page(client: FlaskClient) -> None:
    response = client.get("/search?q=waste+heat&limit=2&lang=de")
    assert response.mimetype == "application/json"
    document = response.get_json()
    assert len(document["hits"]) == 2
    assert document["next"] == "/search?q=waste+heat&limit=2&lang=de&offset=2"
    following = client.get(document["next"]).get_json()
    assert not {h["iri"] for h in document["hits"]} & {h["iri"] for h in following["hits"]}


def test_people_get_a_page_with_what_was_found(client: FlaskClient) -> None:
    response = client.get("/search?q=waste+heat+recovery", headers={"Accept": "text/html"})
    page = Webpage(response.text)
    assert page.faults == []
    assert page.hrefs("waste heat recovery") == ["/id/skill/waste-heat-recovery"]
    assert "<mark>waste</mark>" in response.text
    injected = client.get("/search?q=<script>", headers={"Accept": "text/html"}).text
    assert "<script>" not in injected.replace("<script src", "")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "kind=x", "scheme=x", "lang=%21", "offset=-1"]
)
def test_bad_parameters_are_told(client: FlaskClient, query: str) -> None:
    response = client.get(f"/search?q=heat&{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_a_server_without_an_index_says_so() -> None:
    response = create_app(Image.empty(), Settings()).test_client().get("/search?q=a")
    assert response.status_code == 503
    assert "symbiograph build" in response.get_json()["detail"]


def test_the_command_prints_a_table_or_what_programs_get(
    release: Release, client: FlaskClient
) -> None:
    data = ["--data-dir", str(release.folder.parents[1])]
    shown = CliRunner().invoke(main, ["search", "waste heat recovery", "--limit", "1", *data])
    assert "https://w3id.org/symbiograph/id/skill/waste-heat-recovery" in shown.output
    run = CliRunner().invoke(main, ["search", "waste", "heat", "--lang", "de", "--json", *data])
    served = client.get("/search?q=waste+heat&lang=de").get_json()
    assert json.loads(run.output)["hits"] == served["hits"]


def test_a_release_from_before_is_told_of(tmp_path: Path) -> None:
    manifest = Manifest("0.1.0", "2026-11-21", {}, {})
    make_current(tmp_path, write_release(tmp_path, manifest, {"graph.nq": b""}))
    run = CliRunner().invoke(main, ["search", "a", "--data-dir", str(tmp_path)])
    assert run.exit_code != 0
    assert isinstance(run.exception, SystemExit)
    assert "built before labels were indexed" in run.output
