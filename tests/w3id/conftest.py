"""The redirects in Apache, and the service that they lead to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from apache import apache
from space import PLACEHOLDER, RULES

from server import running
from symbiograph.engine.release import Release


@pytest.fixture(scope="session")
def service(release: Release) -> Iterator[str]:
    """The service on the project's release; its address."""
    with running("--data-dir", str(release.folder.parents[1])) as address:
        yield address


@pytest.fixture(scope="session")
def w3id(service: str) -> Iterator[str]:
    """Apache with the rules, which lead to the service; its address in place of https://w3id.org."""
    assert PLACEHOLDER in RULES
    with apache("symbiograph", RULES.replace(PLACEHOLDER, service)) as address:
        yield address
