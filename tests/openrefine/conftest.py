"""A course's skills in a spreadsheet, OpenRefine, and the service with a whole release of ESCO."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from refine import PROGRAM, Refine, refine

from server import running
from symbiograph.build import build
from symbiograph.cli import main


@pytest.fixture(scope="session")
def openrefine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refine]:
    if not Path(PROGRAM).is_file():
        pytest.fail(
            "OpenRefine is missing. Install it ('apt-get install openrefine') or name its program "
            "in SYMBIOGRAPH_OPENREFINE."
        )
    with refine(tmp_path_factory.mktemp("openrefine")) as program:
        yield program


@pytest.fixture(scope="session")
def services(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address below which the reconciliation services answer, ESCO's among them."""
    data = tmp_path_factory.mktemp("data")
    command = ["esco", "import", str(shared / "esco" / "1.1.1"), "--data-dir", str(data)]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    build(data)
    with running("--data-dir", str(data)) as address:
        yield f"{address}/reconcile"
