"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from symbiograph.build import build
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release

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
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release that the project's own files make."""
    return build(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def image(release: Release) -> Image:
    """The graph of that release."""
    return release.image()
