"""How large a request may be: little to read, more to write."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from server import send
from writing import SPARQL_UPDATE, Service, writable

TURTLE = {"Content-Type": "text/turtle"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MOST = 3_000_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMBIOGRAPH_MAX_UPLOAD", str(MOST))
        with writable(tmp_path_factory.mktemp("data"), "--empty") as started:
            yield started


def _turtle(size: int) -> str:
    return "<urn:s> <urn:p> '" + "x" * size + "' ."


def test_a_write_may_be_larger_than_a_query(service: Service) -> None:
    assert service.send("PUT", "/graphs/large", _turtle(2_500_000), TURTLE).status == 201
    reply = service.send("GET", "/graphs/large", headers={"Accept": "application/n-triples"})
    assert len(reply.body) > 2_500_000
    update = "INSERT DATA { GRAPH <urn:g> { " + _turtle(1_500_000) + " } }"
    assert service.update(update).status == 200


def test_what_is_too_large_is_told_with_its_setting(service: Service) -> None:
    large = _turtle(MOST).encode()
    update = b"INSERT DATA { " + large + b" }"
    query = b"query=" + b"x" * 1_000_001
    pieces = iter([large[:MOST], large[MOST:]])
    refused = (
        (service.send("PUT", "/graphs/g", large, TURTLE), "MAX_UPLOAD"),
        (service.send("PUT", "/graphs/g", pieces, TURTLE), "MAX_UPLOAD"),
        (service.send("POST", "/update", update, {"Content-Type": SPARQL_UPDATE}), "MAX_UPLOAD"),
        (send(service.address, "/sparql", method="POST", headers=FORM, body=query), "MAX_BODY"),
    )
    for reply, setting in refused:
        assert reply.status == 413
        assert f"SYMBIOGRAPH_{setting}." in json.loads(reply.body)["detail"]
