"""Releases on disk: written whole, put in force in one step, checked when opened."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symbiograph.engine.release import (
    GraphEntry,
    HeldFile,
    Manifest,
    Release,
    checksum,
    current_id,
    make_current,
    write_release,
)
from symbiograph.errors import ReleaseError

GRAPH = "https://example.org/graph"
TRIPLE = b"<https://example.org/s> <https://example.org/p> <https://example.org/o>"
QUADS = TRIPLE + b" .\n" + TRIPLE + b" <" + GRAPH.encode() + b"> .\n"


def manifest(sha: str = "1") -> Manifest:
    entry = GraphEntry(1, "ontology/facts/a.ttl", published=True)
    return Manifest("0.1.0", "2026-11-21", {"ontology/facts/a.ttl": sha}, {GRAPH: entry})


def written(data_dir: Path, sha: str = "1", quads: bytes = QUADS) -> Release:
    return write_release(data_dir, manifest(sha), {"graph.nq": quads, "validation.json": b"{}"})


def test_a_release_is_read_back_as_written(tmp_path: Path) -> None:
    release = written(tmp_path)
    make_current(tmp_path, release)
    opened = Release.current(tmp_path)
    assert opened == release
    assert opened.id == release.folder.name == manifest().id
    assert opened.manifest.graphs[GRAPH] == GraphEntry(1, "ontology/facts/a.ttl", published=True)
    image = opened.image()
    assert image.generation == opened.id
    assert bool(image.query("ASK { ?s ?p ?o }"))
    assert bool(image.query(f"ASK {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"))


def test_a_file_that_is_held_on_another_file_system_is_copied(tmp_path: Path) -> None:
    source = Path("/proc/version")
    assert source.stat().st_dev != tmp_path.stat().st_dev
    held = {"held.nt": HeldFile(source, checksum(source.read_bytes()))}
    release = write_release(tmp_path, manifest(), {"graph.nq": QUADS}, held)
    assert release.read("held.nt") == source.read_bytes()


def test_a_file_that_is_held_is_not_written_again(tmp_path: Path) -> None:
    source = tmp_path / "source.nt"
    source.write_bytes(TRIPLE + b" .\n")
    held = {"held.nt": HeldFile(source, checksum(source.read_bytes()))}
    release = write_release(tmp_path, manifest(), {"graph.nq": QUADS}, held)
    assert (release.folder / "held.nt").samefile(source)
    assert Release.open(release.folder) == release
    again = write_release(tmp_path, manifest(), {"graph.nq": QUADS}, held)
    assert again == release
    assert (release.folder / "held.nt").samefile(source)
    # What replaces the source leaves the release as it is; what changes it is found.
    source.unlink()
    assert Release.open(release.folder) == release
    source.hardlink_to(release.folder / "held.nt")
    source.write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"held\.nt is not what the build wrote"):
        Release.open(release.folder)


def test_the_id_follows_version_and_inputs_alone() -> None:
    first, again, other = manifest("1"), manifest("1"), manifest("2")
    assert first.id == again.id
    assert first.id != other.id
    assert first.id.startswith("0.1.0-")


def test_rolling_back_is_naming_an_earlier_release(tmp_path: Path) -> None:
    first, second = written(tmp_path, "1"), written(tmp_path, "2")
    make_current(tmp_path, first)
    make_current(tmp_path, second)
    assert current_id(tmp_path) == second.id
    make_current(tmp_path, first)
    assert Release.current(tmp_path).id == first.id
    assert (tmp_path / "current").read_text() == f"{first.id}\n"


def test_nothing_but_releases_stays_behind(tmp_path: Path) -> None:
    make_current(tmp_path, written(tmp_path))
    written(tmp_path)
    written(tmp_path, quads=b"")
    names = sorted(path.name for path in tmp_path.rglob("*"))
    assert names == sorted(
        ["releases", "current", manifest().id, "graph.nq", "manifest.json", "validation.json"]
    )


def test_the_same_release_is_kept_and_a_different_one_of_its_name_replaced(tmp_path: Path) -> None:
    path = written(tmp_path).folder / "graph.nq"
    inode = path.stat().st_ino
    written(tmp_path)
    assert path.stat().st_ino == inode
    written(tmp_path, quads=b"")
    assert path.read_bytes() == b""


FULL_DISK = """
import resource, sys
from pathlib import Path
from symbiograph.engine.release import Manifest, write_release

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_release(Path(sys.argv[1]), Manifest("0.1.0", "2026-11-21", {}, {}), {"graph.nq": b" " * 2000})
"""


def test_an_interrupted_write_leaves_no_release(tmp_path: Path) -> None:
    make_current(tmp_path, written(tmp_path))
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True
    )
    assert "OSError: [Errno 27] File too large" in run.stderr
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [manifest().id]
    assert Release.current(tmp_path).id == manifest().id


def altered(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        path = folder / "manifest.json"
        document = json.loads(path.read_text())
        change(document)
        path.write_text(json.dumps(document))

    return alter


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: (f / "graph.nq").write_bytes(QUADS + b"\n"), "graph.nq is not what the build"),
        (lambda f: (f / "validation.json").unlink(), "validation.json cannot be read: No such f"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json is no manifest of a release"),
        (lambda f: (f / "manifest.json").write_text("{"), "manifest.json is no manifest of a"),
        (altered(lambda d: d.update(format=2)), "its format is 2, this program reads 1"),
        (altered(lambda d: d.update(inputs={})), "but its inputs make 0.1.0-"),
        (altered(lambda d: d.pop("graphs")), "a member is missing or unknown: 'graphs'"),
        (altered(lambda d: d.update(colour="red")), "a member is missing or unknown:"),
    ],
)
def test_a_damaged_release_is_refused_by_the_name_of_its_file(
    tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    release = written(tmp_path)
    make_current(tmp_path, release)
    damage(release.folder)
    with pytest.raises(ReleaseError) as raised:
        Release.current(tmp_path)
    assert message in raised.value.message
    assert str(release.folder) in raised.value.message


def test_where_there_is_no_release_the_command_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="symbiograph build"):
        Release.current(tmp_path)
    assert current_id(tmp_path) is None
