"""What every test may use."""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pyoxigraph import NamedNode

from symbiograph.build import build
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release, current_id
from symbiograph.prefixes import BASE

ROOT = Path(__file__).parents[1]
# Tests start Python some hundred times: let the package be compiled once, and not each time anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# For make test-fuzz.
settings.register_profile("thorough", max_examples=2_600)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("reference material (../shared) is not here")
    return folder


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of one run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def made_once(data_dir: Path, make: Callable[[Path], Release]) -> Release:
    """The release in ``data_dir``, made by the first test process that asks; others wait for it."""
    with data_dir.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if current_id(data_dir) is None:
            return make(data_dir)
    return Release.current(data_dir)


@pytest.fixture(scope="session")
def release(common: Path) -> Release:
    """The release that the project's own files make."""
    return made_once(common / "release", build)


@pytest.fixture(scope="session")
def image(release: Release) -> Image:
    """The graph of that release."""
    return release.image()


@pytest.fixture(scope="session")
def ours(image: Image) -> list[str]:
    """Every IRI of ours that any graph of the release names."""
    nodes = {
        node.value
        for quad in image.store
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(node, NamedNode)
    }
    return sorted(node for node in nodes if node.startswith(BASE))


@pytest.fixture
def swept() -> Iterator[None]:
    """Let go of results here: an error holds them in a circle, and other threads may not.

    What was there before the test is not looked through.
    """
    gc.freeze()
    yield
    gc.collect()
    gc.unfreeze()
