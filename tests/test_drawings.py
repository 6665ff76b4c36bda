"""The drawings of the ontology: whole, and readable whatever the words in them."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from small_graph import client_of
from symbiograph.engine.image import Image
from symbiograph.prefixes import GRAPH
from symbiograph.resources import folder
from symbiograph.web.documentation.drawing import Box, Diagram
from symbiograph.web.documentation.meeting import meeting_diagram, meetings
from symbiograph.web.documentation.terms import Terms
from symbiograph.web.reader import Links
from symbiograph.web.reading.schema import schema_of
from symbiograph.web.reading.values import Values
from webpage import Webpage, page

SVG = "{http://www.w3.org/2000/svg}"
MODULES = (
    "activity bridge core exchange external flow observation profile requirement skill training"
)


@pytest.fixture(scope="module")
def image() -> Image:
    root = folder("ontology")
    return Image.empty(
        {GRAPH + "ontology": [root / "symbiograph.ttl", *sorted(root.glob("modules/*.ttl"))]}
    )


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return client_of(image)


@pytest.fixture(scope="module")
def documentation(client: FlaskClient) -> Webpage:
    return page(client, "/ontology")


def drawings(html: str) -> list[ElementTree.Element]:
    found = re.findall(r"<svg class=.*?</svg>", html, re.DOTALL)
    return [ElementTree.fromstring(f'<svg xmlns="{SVG[1:-1]}"{svg[4:]}') for svg in found]  # noqa: S314


def rectangles(svg: ElementTree.Element) -> list[Box]:
    return [
        Box(
            float(found.get("x", "")),
            float(found.get("y", "")),
            float(found.get("width", "")),
            float(found.get("height", "")),
        )
        for found in svg.iter(SVG + "rect")
    ]


def overlap(one: Box, other: Box) -> bool:
    apart = (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )
    return not apart


@pytest.mark.parametrize("languages", ["en", "de", "fr"])
def test_drawings_keep_their_parts_apart_and_inside(client: FlaskClient, languages: str) -> None:
    html = client.get("/ontology", headers={"Accept-Language": languages}).text
    found = drawings(html)
    assert len(found) == len(
        MODULES.split()
    )  # one each but for the foreign terms, and the overview
    for svg in found:
        x, y, width, height = map(float, svg.get("viewBox", "").split())
        boxes = rectangles(svg)
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        for box in boxes:
            assert x <= box.x
            assert box.x + box.width <= x + width
            assert y <= box.y
            assert box.y + box.height <= y + height
        for text in svg.iter(SVG + "text"):
            at = float(text.get("x", "")), float(text.get("y", ""))
            assert any(
                b.x <= at[0] <= b.x + b.width and b.y <= at[1] <= b.y + b.height for b in boxes
            )


def test_each_class_and_property_of_a_module_is_drawn(client: FlaskClient) -> None:
    (svg,) = drawings(client.get("/ontology/requirement").text)
    words = [text.text for text in svg.iter(SVG + "text")]
    for word in (
        "skill requirement",
        "necessity",
        "role",
        "ESCO skill",
        "has required skill",
        "text",
    ):
        assert word in words
    assert "kind of role" not in words
    titles = [title.text for title in svg.iter(SVG + "title")]
    assert "has required skill → skill" in titles


def test_a_subclass_says_of_what(client: FlaskClient) -> None:
    (svg,) = drawings(client.get("/ontology/profile").text)
    assert "kind of role" in [text.text for text in svg.iter(SVG + "text")]


@pytest.fixture(scope="module")
def terms(image: Image) -> Terms:
    return Terms(Values(image.store, schema_of(image), (), Links()))


def test_a_wire_joins_modules_that_a_property_joins(terms: Terms) -> None:
    modules = terms.modules()
    joined = meetings(modules, terms.home)
    names = {tuple(sorted(iri.value.rpartition("/")[2] for iri in pair)) for pair in joined}
    assert {("profile", "skill"), ("skill", "training"), ("exchange", "flow")} <= names
    assert ("profile", "training") not in names
    diagram = meeting_diagram(modules, joined)
    assert len(diagram.wires) == len(joined)
    assert len(diagram.boxes) == len(modules)


def test_no_box_hides_a_wire_that_passes(terms: Terms) -> None:
    modules = terms.modules()
    diagram = meeting_diagram(modules, meetings(modules, terms.home))
    assert crossings(diagram) <= 8
    for wire in diagram.wires:
        (x1, y1), (x2, y2) = ends(wire.path)
        ends_in = [b for b in diagram.boxes if inside(b, x1, y1) or inside(b, x2, y2)]
        for step in range(1, 100):
            x, y = x1 + (x2 - x1) * step / 100, y1 + (y2 - y1) * step / 100
            assert not [b for b in diagram.boxes if inside(b, x, y) and b not in ends_in]


def inside(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def ends(path: str) -> list[tuple[float, float]]:
    found = re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)
    return [(float(x), float(y)) for x, y in found]


def crossings(diagram: Diagram) -> int:
    lines = [ends(wire.path) for wire in diagram.wires]

    def turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return sum(
        not {a, b} & {c, d}
        and turn(a, b, c) * turn(a, b, d) < 0
        and turn(c, d, a) * turn(c, d, b) < 0
        for (a, b), (c, d) in combinations(lines, 2)
    )
