"""The package as users install it: a wheel, made from the sdist, with every data folder in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from symbiograph.engine.release import Release

FOLDERS = ("ontology", "shapes", "mappings", "queries")


BUILD = """
from symbiograph.cli import main
from symbiograph.resources import folder

print(folder("ontology"), flush=True)
main()
"""


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def hatch(project: Path, target: str, output: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(output)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (made,) = output.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an installer leaves it: the content of the wheel made from the sdist."""
    work = tmp_path_factory.mktemp("wheel")
    with tarfile.open(hatch(ROOT, "sdist", work / "sdist")) as sdist:
        sdist.extractall(work / "source", filter="data")
    (source,) = (work / "source").iterdir()
    with zipfile.ZipFile(hatch(source, "wheel", work / "wheel")) as wheel:
        wheel.extractall(work / "installed")  # noqa: S202 - made two lines above
    return work / "installed"


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_has_every_data_file(installed: Path, folder: str) -> None:
    expected = dict(files(ROOT / folder))
    assert dict(files(installed / "symbiograph" / "_data" / folder)) == expected
    assert expected


def test_the_wheel_has_the_whole_package_and_nothing_beside_it(installed: Path) -> None:
    packaged = {
        name: content
        for name, content in files(installed / "symbiograph")
        if not name.startswith("_data/")
    }
    assert packaged == dict(files(ROOT / "service" / "symbiograph"))
    top = sorted(path.name.partition("-")[0] for path in installed.iterdir())
    assert top == ["symbiograph", "symbiograph"]


def test_the_licences_travel_along(installed: Path) -> None:
    (licences,) = installed.glob("*.dist-info/licenses")
    assert {name for name, _ in files(licences)} == {"LICENSE", "LICENSE-DATA", "NOTICE"}


def test_the_installed_package_builds_the_release_of_the_checkout(
    installed: Path, release: Release, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", BUILD, "build", "--data-dir", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert run.stdout.startswith(f"{installed}/symbiograph/_data/ontology\n")
    assert Release.current(tmp_path).manifest == release.manifest
