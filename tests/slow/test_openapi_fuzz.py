"""A few requests made up from /openapi.json for each kind of address; make test-fuzz has more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server import running
from symbiograph.engine.release import Release

# Of these there are many, or they take long: some, which take every type of parameter between them.
SOME = {
    "/queries/": {
        "/queries/alignment/to-review",
        "/queries/coverage/profile-gap",
        "/queries/exchanges/of-waste-code",
        "/queries/sectors-and-profiles/nearest-profiles",
    },
    "/coverage": {"/coverage/gap", "/coverage/programme"},
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def api(release: Release) -> Iterator[Any]:
    """The addresses of a running service, as its document has them."""
    with running("--data-dir", str(release.folder.parents[1])) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_service_answers_as_its_document_says(api: Any, mode: GenerationMode) -> None:
    """Whatever is asked: no fault of the server, and nothing that the document does not know."""
    tried = set()
    for found in api.get_all_operations():
        operation = found.ok()
        among = [some for start, some in SOME.items() if operation.path.startswith(start)]
        if operation.body or any(operation.path not in some for some in among):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=1,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def answers(case: Case) -> None:
            case.call_and_validate(checks=CHECKS)

        # Some addresses take anything.
        with suppress(Unsatisfiable):
            answers()
            tried.add(operation.path)
    assert tried > {"/search", "/esco/api/search"}.union(*SOME.values())
