"""IRIs of the real graph lead to documents about them, and the pages are sound.

Every single one is tried in ``slow/test_every_iri.py``.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store

from server import running, send
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app
from symbiograph.web.directory import directory_of
from webpage import Webpage, page


@pytest.fixture(scope="module")
def real(release: Release, image: Image) -> FlaskClient:
    index = LabelIndex(release.folder / INDEX_FILE)
    settings = replace(Settings(), data_dir=release.folder.parents[1])
    return create_app(image, settings, index=index).test_client()


@pytest.mark.parametrize("document", ["ontology", "shapes"])
def test_terms_and_shapes_have_an_anchor_on_their_page(
    real: FlaskClient, ours: list[str], document: str
) -> None:
    start = f"{BASE}{document}#"
    names = {iri.removeprefix(start) for iri in ours if iri.startswith(start)}
    assert len(names) > 150
    assert names <= set(page(real, f"/{document}").ids)


@pytest.fixture(scope="module")
def sample(image: Image) -> list[str]:
    """The paths of some pages: one of each kind and size, and those that link most."""
    directory = directory_of(image)
    kinds = [f"id/{kind}" for kind in directory.folders("id")]
    paths = [f"/{kind}/{name}" for kind in kinds for name in directory.names(kind)[:1]]
    paths += [f"/vocabulary/{name}" for name in directory.names("vocabulary")[::5]]
    return [
        *paths,
        "/id/skill/waste-heat-recovery",
        "/vocabulary/necessity/essential",
        "/graph/skills",
    ]


def test_pages_are_sound_and_speak_in_words(real: FlaskClient, sample: list[str]) -> None:
    """Tags match, ids are unique, one heading leads, and IRIs of ours are shown once, as such."""
    for path in sample:
        found = page(real, path + ".html")
        assert [level for level, _ in found.headings].count("h1") == 1, path
        words = found.text.replace(BASE.rstrip("/") + path, "")
        assert BASE not in words, path
        assert "http://data.europa.eu" not in words, path


@pytest.mark.slow
def test_links_on_pages_lead_somewhere(real: FlaskClient, sample: list[str]) -> None:
    """All but those to the data of the page, which other tests open."""
    targets = {
        link.href.partition("#")[0]
        for path in sample
        for link in page(real, path + ".html").links
        if link.href.startswith("/") and not link.attributes.get("type")
    }
    assert len(targets) > 300
    broken = [t for t in sorted(targets) if real.head(t).status_code not in (200, 303)]
    assert broken == []


def test_the_running_service_dereferences_too(release: Release, sample: list[str]) -> None:
    with running("--data-dir", str(release.folder.parents[1])) as address:
        for path in sample[::7]:
            moved = send(address, path, headers={"Accept": "text/turtle"})
            assert (moved.status, moved.headers["Location"]) == (303, path + ".ttl")
            data = send(address, moved.headers["Location"])
            store = Store()
            store.load(data.body, RdfFormat.TURTLE)
            about = NamedNode(BASE + path[1:])
            assert list(store.quads_for_pattern(about, None, None)), path
            shown = send(address, path + ".html", headers={"Accept-Language": "de"})
            assert Webpage(shown.text).faults == []


@pytest.mark.parametrize("path", ["/", "/id", "/vocabulary"])
def test_what_the_lists_name_as_data_dereferences(real: FlaskClient, path: str) -> None:
    turtle = {"Accept": "text/turtle"}
    store = Store()
    store.load(real.get(path, headers=turtle).data, RdfFormat.TURTLE)
    nodes = {node.value for quad in store for node in quad if isinstance(node, NamedNode)}
    named = {iri.partition("#")[0] for iri in nodes if iri.startswith(BASE)}
    assert len(named) > 10
    answers = {
        iri: real.get(iri[len(BASE) - 1 :], headers=turtle, follow_redirects=True).status_code
        for iri in named
    }
    assert {iri: status for iri, status in answers.items() if status != 200} == {}
