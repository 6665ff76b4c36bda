"""Which words a reader sees for a thing, and what a bounded description holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from small_graph import small_image
from symbiograph.description import (
    Labels,
    Text,
    choose,
    describe,
    is_described,
    select,
    short_name,
    term,
    triples,
)
from symbiograph.prefixes import BASE, ID, PREFIXES

HEAT = NamedNode(ID + "skill/heat")
ENERGY = NamedNode(ID + "skill/energy")


def words(*tagged: str) -> list[Literal]:
    """Return literals whose value is their language tag; ``""`` has none."""
    return [Literal(tag or "plain", language=tag or None) for tag in tagged]


@pytest.mark.parametrize(
    ("there", "readers", "chosen"),
    [
        (("de", "en", "fr"), ("fr", "de"), "fr"),
        (("de", "en"), ("it", "de"), "de"),
        (("de", "en"), ("it", "es"), "en"),
        # A region stands in for its language and the other way round, the exact tag first.
        (("de", "en"), ("de-AT",), "de"),
        (("de-AT", "en"), ("de",), "de-at"),
        (("de", "de-AT"), ("de-AT",), "de-at"),
        (("de", "de-AT"), ("de",), "de"),
        (("en-GB", "fr"), (), "en-gb"),
        (("DE", "en"), ("de",), "de"),
        # Nothing the reader knows: English, then no language, then the tags in order.
        (("fr", "", "en"), ("it",), "en"),
        (("fr", "", "de"), ("it",), "plain"),
        (("fr", "de", "es"), ("it",), "de"),
        (("fr", "en"), ("*",), "en"),
        (("fr", "en"), ("en", "fr"), "en"),
        (("den", "fr"), ("de",), "den"),
    ],
)
def test_the_label_is_in_the_readers_language(
    there: tuple[str, ...], readers: tuple[str, ...], chosen: str
) -> None:
    text = choose(words(*there), readers)
    assert text is not None
    assert text.value.lower() == chosen


def test_without_text_there_is_no_label() -> None:
    assert choose([], ("de",)) is None


TAGS = st.sampled_from(["de", "en", "fr", "it", "de-AT", ""])


@given(st.sets(TAGS, min_size=1), st.lists(TAGS.filter(bool)), st.randoms())
def test_the_order_of_the_graph_decides_nothing(
    there: set[str], readers: list[str], any_: object
) -> None:
    literals = words(*sorted(there))
    turned = list(literals)
    any_.shuffle(turned)  # type: ignore[attr-defined]
    assert choose(turned, readers) == choose(literals, readers)


def test_labels_come_from_the_graph_or_are_made_readable(tmp_path: Path) -> None:
    store = small_image(tmp_path).store
    labels = Labels(store, ("de",))
    assert labels.of(HEAT) == Text("Abwärmenutzung", "de")
    assert labels.of(ENERGY) == Text("energy efficiency", "en")
    assert labels.of(NamedNode(ID + "mapping/one")).value == "energy efficiency → manage energy use"
    assert labels.of(term("esco-skill:1111")).value == "manage energy use"
    assert labels.of(NamedNode(ID + "skill/no-such-skill")).value == "no such skill"
    assert labels.stated(NamedNode(ID + "skill/no-such-skill")) is None
    assert labels.text(HEAT, term("skos:altLabel")) == Text("Überschusswärme", "de")


def test_a_mapping_to_nothing_says_so() -> None:
    store = Store()
    mapping = NamedNode(ID + "mapping/none")
    store.add(Quad(mapping, term("sssom:subject_label"), Literal("waste heat")))
    assert Labels(store).of(mapping).value == "waste heat → no concept"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (BASE + "id/skill/waste-heat-recovery", "waste heat recovery"),
        (BASE + "ontology#hasSkill", "hasSkill"),
        (PREFIXES["owl"] + "annotatedSource", "annotated source"),
        (PREFIXES["sssom"] + "mapping_tool", "mapping tool"),
        (PREFIXES["nace2"] + "2410", "nace2:2410"),
        ("https://example.org/some-page", "https://example.org/some-page"),
    ],
)
def test_what_has_no_label_is_called_by_the_words_of_its_iri(iri: str, name: str) -> None:
    assert short_name(NamedNode(iri)) == name


def test_an_unknown_prefix_is_an_error() -> None:
    with pytest.raises(KeyError):
        term("nosuch:thing")


def test_facts_name_the_graphs_that_hold_them(tmp_path: Path) -> None:
    description = describe(small_image(tmp_path).store, HEAT, 10)
    graphs = {fact.property: fact.graphs for fact in description.facts}
    assert graphs[term("dcterms:identifier")] == (BASE + "graph/facts",)
    assert graphs[term("sg:isSkillRequiredBy")] == (BASE + "graph/inferred",)
    assert description.values(term("skos:broader")) == [ENERGY]


def test_blank_nodes_come_along(tmp_path: Path) -> None:
    store = small_image(tmp_path).store
    description = describe(store, NamedNode(ID + "exchange/frovi"), 10)
    (facts,) = description.nested.values()
    assert [fact.value for fact in facts] == [
        Literal("within", language="en"),
        Literal("a nested place", language="en"),
    ]
    assert {str(t.object) for t in triples(store, description)} >= {'"within"@en'}


def test_links_that_arrive_are_cut_and_counted(tmp_path: Path) -> None:
    many = "".join(f"skill:s{i:02} skos:related skill:hub .\n" for i in range(12))
    store = small_image(tmp_path, many=many).store
    hub = NamedNode(ID + "skill/hub")
    (incoming,) = describe(store, hub, 5).incoming
    assert (incoming.count, len(incoming.subjects)) == (12, 5)
    assert [s.value[-3:] for s in incoming.subjects] == ["s00", "s01", "s02", "s03", "s04"]
    (whole,) = describe(store, hub, 5, {term("skos:related")}).incoming
    assert len(whole.subjects) == 12


def test_a_graph_outside_the_default_graph_is_not_described() -> None:
    store = Store()
    graph = NamedNode(BASE + "graph/candidates")
    store.add(Quad(HEAT, term("skos:prefLabel"), Literal("heat"), graph))
    assert not is_described(store, HEAT)
    assert describe(store, HEAT, 5).facts == ()


def test_what_only_others_name_is_described(tmp_path: Path) -> None:
    store = small_image(tmp_path).store
    assert is_described(store, term("esco-skill:1111"))
    assert not is_described(store, term("esco-skill:2222"))


def test_a_description_gives_each_triple_once_and_names_its_neighbours(tmp_path: Path) -> None:
    store = small_image(tmp_path).store
    found = list(triples(store, describe(store, HEAT, 10)))
    assert len(found) == len(set(found))
    said = {(t.subject, t.predicate) for t in found}
    assert (ENERGY, term("skos:prefLabel")) in said
    assert (ENERGY, term("skos:narrower")) in said
    assert (NamedNode(ID + "requirement/one"), term("sg:hasRequiredSkill")) in said
    # Not what the neighbours say of others.
    assert (NamedNode(ID + "requirement/one"), term("sg:isRequirementOf")) not in said


def test_a_link_to_itself_is_given_once(tmp_path: Path) -> None:
    store = small_image(tmp_path, loop="skill:loop skos:related skill:loop .").store
    assert len(list(triples(store, describe(store, NamedNode(ID + "skill/loop"), 5)))) == 1


def test_only_a_select_query_selects() -> None:
    with pytest.raises(TypeError, match="no SELECT query"):
        select(Store(), "ASK {}")
