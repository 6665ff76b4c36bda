"""The address ``/validate``: judged aside, answered as a page, JSON, text and RDF; nothing kept."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any, Final, cast

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat

from symbiograph.engine.image import Image
from symbiograph.errors import DeadlineExceeded
from symbiograph.prefixes import PREFIXES
from symbiograph.settings import Settings
from symbiograph.validation import data_shapes
from symbiograph.validation.aside import Sent, judged_aside
from symbiograph.web import create_app
from symbiograph.web.evaluator import Evaluator
from webpage import Webpage, page

FAULTY: Final = Path(__file__).parent / "findings"
TEN: Final = (FAULTY / "ten.ttl").read_bytes()
TURTLE: Final = {"Content-Type": "text/turtle"}
CONFORMS: Final = NamedNode(PREFIXES["sh"] + "conforms")
# It points to a unit type that this graph knows and the data does not describe.
LEANS: Final = """
@prefix sg: <https://w3id.org/symbiograph/ontology#> .
<https://e.example/u> sg:hasUnitType
    <https://w3id.org/symbiograph/vocabulary/training-unit-type/module> .
"""


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return create_app(image, Settings()).test_client()


@pytest.fixture(scope="module")
def college() -> Iterator[str]:
    """The address of the file with ten faults on a server of its own."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(FAULTY))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ten.ttl"
        server.shutdown()


@pytest.fixture(scope="module")
def ten(client: FlaskClient) -> dict[str, Any]:
    response = client.post("/validate", data=TEN, headers=TURTLE)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = response.get_json()
    return found


def test_a_program_gets_ten_findings_for_ten_faults(ten: dict[str, Any]) -> None:
    assert ten["violations"] == len(ten["findings"]) == 10
    assert not ten["accepted"]
    hours = next(f for f in ten["findings"] if f["where"]["line"] == 18)
    assert hours["where"]["label"] == "Waste heat for beginners"
    assert hours["triple"].endswith('hasHours> "12,5" .')
    assert hours["edit"]["after"] == "ex:heat sg:hasHours 12.5 ."
    assert all(finding["what"] and finding["how"] for finding in ten["findings"])
    assert ten["results"][0]["constraint"].startswith("https://w3id.org/symbiograph/shapes#")


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_the_report_of_shacl_comes_as_rdf(client: FlaskClient, media_type: str) -> None:
    headers = {**TURTLE, "Accept": media_type}
    response = client.post("/validate", data=TEN, headers=headers)
    assert response.mimetype == media_type
    form = RdfFormat.from_media_type(media_type)
    quads = list(pyoxigraph.parse(response.data, form))
    (conforms,) = [quad.object for quad in quads if quad.predicate == CONFORMS]
    assert conforms.value == "false"


def test_a_person_pastes_and_reads_a_page(client: FlaskClient) -> None:
    form = {"text": TEN.decode(), "format": "ttl"}
    response = client.post("/validate", data=form, headers={"Accept": "text/html"})
    assert response.text.count('<li class="finding') == 10
    found = Webpage(response.text)
    assert found.faults == []
    assert 'In line 18, replace "12,5" with 12.5.' in found.text
    assert "Waste heat for beginners" in found.text


def test_a_packed_file_is_uploaded_with_its_text_as_answer(client: FlaskClient) -> None:
    form = {"file": (BytesIO(gzip.compress(TEN)), "ten.ttl.gz")}
    response = client.post("/validate", data=form, headers={"Accept": "text/plain"})
    assert response.text.startswith("10 to mend")
    assert "1. ten.ttl, line 14" in response.text


def test_a_syntax_error_is_told_with_line_and_column(client: FlaskClient) -> None:
    broken = b'@prefix a: <http://a/> .\n\na:x a:y "never closed .\n'
    response = client.post("/validate", data=broken, headers=TURTLE)
    assert response.status_code == 422
    told = response.get_json()
    assert (told["line"], told["column"]) == (3, 9)
    form = {"text": broken.decode()}
    shown = client.post("/validate", data=form, headers={"Accept": "text/html"})
    assert shown.status_code == 422
    assert "3: a:x a:y &#34;never closed ." in shown.text


def test_links_lead_into_the_graph_unless_the_data_stands_alone(client: FlaskClient) -> None:
    said = {}
    for surroundings in ("graph", "alone"):
        address = f"/validate?surroundings={surroundings}"
        findings = client.post(address, data=LEANS, headers=TURTLE).get_json()["findings"]
        said[surroundings] = {f["constraint"].partition("#")[2] for f in findings}
    assert "hasUnitType-class" not in said["graph"]
    assert "hasUnitType-class" in said["alone"]


@pytest.mark.parametrize(
    ("address", "data", "headers", "status"),
    [
        ("/validate", b"x", {"Content-Type": "image/png"}, 415),
        ("/validate?surroundings=moon", b"", TURTLE, 400),
        ("/validate", b"", {"Content-Type": "multipart/form-data; boundary=x"}, 400),
        ("/validate", b" ", {**TURTLE, "Accept": "image/png"}, 406),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_reason(
    client: FlaskClient, address: str, data: bytes, headers: dict[str, str], status: int
) -> None:
    response = client.post(address, data=data, headers=headers)
    assert response.status_code == status
    assert response.get_json()["detail"]


def test_what_is_too_large_is_refused_packed_or_not(image: Image) -> None:
    client = create_app(image, replace(Settings(), validate_max_bytes=2_000)).test_client()
    for data in (b"#" * 7_000, b"#" * 2_001, gzip.compress(b"#" * 2_001)):
        response = client.post("/validate", data=data, headers=TURTLE)
        assert response.status_code == 413, len(data)
    assert client.post("/validate", data={"text": "#" * 2_001}).status_code == 413
    assert client.post("/validate", data={"text": "#" * 1_990}).status_code == 200


def test_all_of_a_packed_file_is_judged_or_nothing(client: FlaskClient) -> None:
    """Files of gzip one after the other are one; of one that was cut off a part is left."""
    parts = TEN.partition(b"ex:outcome a")
    packed = gzip.compress(parts[0]) + gzip.compress(b"".join(parts[1:]))
    assert client.post("/validate", data=packed, headers=TURTLE).get_json()["violations"] == 10
    cut = client.post("/validate", data=packed[:-4], headers=TURTLE)
    assert (cut.status_code, "not a whole gzip file" in cut.text) == (422, True)


def test_the_report_of_shacl_is_written_only_where_it_is_asked_for() -> None:
    sent, limits = [Sent("ten.ttl", TEN)], {"seconds": 30, "most_bytes": 5_000}
    plain = judged_aside(sent, None, **limits)
    assert (bool(plain.findings.items), plain.results, plain.turtle) == (True, [], "")
    assert judged_aside(sent, None, report="results", **limits).results
    assert "sh:ValidationReport" in judged_aside(sent, None, report="turtle", **limits).turtle


def test_a_judgement_that_takes_too_long_is_ended() -> None:
    with pytest.raises(DeadlineExceeded, match=r"longer than 0\.01 seconds"):
        judged_aside([Sent("a", TEN)], None, seconds=0.01, most_bytes=5_000)


def test_a_defect_of_the_judgement_is_not_taken_for_want_of_memory() -> None:
    no_languages = cast(list[str], [5])
    with pytest.raises(RuntimeError, match="met a defect"):
        judged_aside([Sent("a", TEN)], None, languages=no_languages, seconds=30, most_bytes=5_000)


def test_the_page_says_how_to_take_the_shapes_elsewhere(client: FlaskClient) -> None:
    found = page(client, "/validate")
    assert {"/validate/shapes.ttl", "/ontology.ttl"} <= {link.href for link in found.links}
    assert "pyshacl --shacl shapes.ttl --ont-graph ontology.ttl" in found.text
    assert client.get("/ontology.ttl").mimetype == "text/turtle"
    sent = client.get("/validate/shapes.ttl")
    assert sent.mimetype == "text/turtle"
    triples = {quad.triple for quad in pyoxigraph.parse(sent.data, RdfFormat.TURTLE)}
    assert len(triples) == len(set(data_shapes().triples))


def test_an_address_is_fetched_where_that_is_turned_on_and_the_address_is_public(
    image: Image, client: FlaskClient, college: str
) -> None:
    form = {"url": college, "format": "ttl"}
    off = client.post("/validate", data=form)
    assert (off.status_code, "fetches nothing" in off.text) == (400, True)
    on = replace(Settings(), validate_fetch=1)
    private = create_app(image, on).test_client().post("/validate", data=form)
    assert (private.status_code, "is not public" in private.text) == (403, True)
    allowed = create_app(image, replace(on, harvest_allowed="127.0.0.1")).test_client()
    found = allowed.post("/validate", data=form).get_json()
    assert (found["violations"], found["findings"][0]["where"]["source"]) == (10, "ten.ttl")
    missing = allowed.post("/validate", data={"url": college.replace("ten", "eleven")})
    assert (missing.status_code, "status 404" in missing.text) == (502, True)
    assert missing.get_json()["title"] == "The partner's data could not be read"
    broken = allowed.post("/validate", data={"url": "http://[college"})
    assert (broken.status_code, "leads to, no address" in broken.text) == (502, True)
    tight = replace(on, harvest_allowed="127.0.0.1", validate_max_bytes=500)
    large = create_app(image, tight).test_client().post("/validate", data=form)
    assert (large.status_code, "more than the 500 bytes" in large.text) == (502, True)


def test_what_is_fetched_counts_to_the_share_of_who_asks(image: Image, college: str) -> None:
    settings = replace(
        Settings(), validate_fetch=1, harvest_allowed="127.0.0.1", fair_use_queries=1
    )
    app = create_app(image, settings)
    form = {"url": college.replace("ten", "eleven")}
    assert app.test_client().post("/validate", data=form).status_code == 502
    evaluator: Evaluator = app.extensions["symbiograph.evaluator"]
    assert evaluator.fair_use
    with evaluator.fair_use.turn():
        assert app.test_client().post("/validate", data=form).status_code == 429
