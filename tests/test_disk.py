"""The graph on disk: contents by name, each of them whole, and none kept for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from server import running, send
from symbiograph.cli.content import of_files
from symbiograph.engine.delta import Delta
from symbiograph.engine.disk import EMPTY, DiskImage, Shelf, tidy
from symbiograph.engine.image import Image
from symbiograph.errors import SettingError
from symbiograph.settings import Settings

P = NamedNode("urn:p")
LONG = 1_000.0


def triple(number: int) -> Quad:
    return Quad(NamedNode("urn:s"), P, Literal(number))


def numbers(image: Image) -> set[int]:
    results = image.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
    assert isinstance(results, QuerySolutions)
    return {int(row["o"].value) for row in results}


def shelf_with_one(root: Path, seconds: float) -> tuple[Shelf, Store]:
    """A shelf whose first content has one triple, and a store to write to."""
    shelf = Shelf(root / "some", seconds)
    shelf.root.mkdir()
    store = Store(shelf.folder("first"))
    store.add(triple(1))
    store.flush()
    del store
    return shelf, shelf.working_copy("first", "work-1")


def test_each_content_stays_what_it_was(tmp_path: Path) -> None:
    shelf, store = shelf_with_one(tmp_path, LONG)
    first = DiskImage(shelf, "first")
    assert numbers(first) == {1}
    store.add(triple(2))
    second = shelf.put("second", store, first="first")
    store.add(triple(3))
    shelf.put("third", store, first="first")
    assert (numbers(first), numbers(second)) == ({1}, {1, 2})
    third = second.after(Delta("third", "", ""))
    assert (third.generation, numbers(third)) == ("third", {1, 2, 3})
    # Who begins now reads the same.
    assert numbers(DiskImage(shelf, "second")) == {1, 2}


def test_a_content_goes_when_nobody_can_be_reading_it(tmp_path: Path) -> None:
    shelf, store = shelf_with_one(tmp_path, 0)
    for name in ("second", "third", "fourth"):
        store.add(triple(len(name)))
        shelf.put(name, store, first="first")
    assert {path.name for path in shelf.root.glob("[!.]*")} == {"first", "fourth"}


def test_a_new_working_copy_starts_from_the_content(tmp_path: Path) -> None:
    shelf, store = shelf_with_one(tmp_path, LONG)
    store.add(triple(2))
    del store
    again = shelf.working_copy("first", "work-1")
    assert len(again) == 1


def test_what_belongs_to_nobody_is_removed(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stores, releases = tmp_path / "stores", tmp_path / "releases"
    kept = ["r1/r1", f"r1/.work-{os.getpid()}", f"{EMPTY}{os.getpid()}/empty"]
    later = ["r1/r1+5"]
    gone = ["r0/r0", f"r1/.work-{ended.pid}", f"{EMPTY}{ended.pid}/empty"]
    for name in (*kept, *later, *gone):
        (stores / name).mkdir(parents=True)
    (releases / "r1").mkdir(parents=True)
    tidy(stores, releases, alone=False)
    assert [name for name in (*kept, *later, *gone) if (stores / name).exists()] == kept + later
    tidy(stores, releases, alone=True)
    assert [name for name in (*kept, *later) if (stores / name).exists()] == kept


def test_a_small_graph_is_held_in_memory_and_a_wrong_setting_is_told(tmp_path: Path) -> None:
    file = tmp_path / "some.nt"
    file.write_text("<urn:a> <urn:p> <urn:b> .\n")
    content = of_files({"urn:g": [file]}, Settings(data_dir=tmp_path))
    assert content.shelf is None
    assert len(content.image.store) == 2
    with pytest.raises(SettingError, match="auto, memory or disk"):
        of_files({}, Settings(data_dir=tmp_path, store="tape"))


def test_a_service_on_disk_answers_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "some.ttl"
    file.write_text("<urn:a> <urn:p> [ <urn:q> 1, 2 ] .")
    data = tmp_path / "data"
    load = f"--load={file}=urn:g"
    with running("--empty", "--data-dir", str(data), load, STORE="disk") as address:
        query = "SELECT*{?x<urn:p>?y.GRAPH<urn:g>{?y<urn:q>?z}}"
        reply = send(address, f"/sparql?query={query}", headers={"Accept": "text/csv"})
        assert len(reply.text.splitlines()) == 3
        assert [path.name for path in data.glob("stores/*/[!.]*")] == ["empty"]
    latest = monotonic() + 60
    while list(data.glob("stores/*")):
        assert monotonic() < latest
