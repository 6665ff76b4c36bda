"""Each test here runs on both stores, which hold the release of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starting import Pushed, oxigraph, virtuoso

from server import running
from symbiograph.cli import main
from symbiograph.engine.release import Release
from symbiograph.writing import tokens
from writing import Service

START = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="session", params=START)
def pushed(
    request: pytest.FixtureRequest,
    release: Release,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pushed]:
    with START[request.param](tmp_path_factory.mktemp(request.param)) as store:
        data_dir = str(release.folder.parents[1])
        run = CliRunner().invoke(main, ["push", "--data-dir", data_dir], env=store.environment)
        assert run.exit_code == 0, run.output
        yield Pushed(store, run.output)


@pytest.fixture(scope="session")
def service(pushed: Pushed, release: Release) -> Iterator[Service]:
    """The service before that store, with a token to write."""
    data_dir: Path = release.folder.parents[1]
    token = tokens.create(data_dir, f"tests-{pushed.store.name}")
    settings = {**pushed.store.settings, "QUERY_TIMEOUT": "30"}
    with running("--data-dir", str(data_dir), **settings) as address:
        yield Service(address, data_dir, token)
