"""A release in other stores: pushed whole, pushed again, or stopped with what the store says."""

from __future__ import annotations

from click.testing import CliRunner
from pyoxigraph import DefaultGraph
from starting import Pushed

from symbiograph.cli import main
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release


def test_every_graph_is_told_and_counted(pushed: Pushed, image: Image, release: Release) -> None:
    *lines, last = pushed.output.splitlines()
    told = [int(line.rpartition(": ")[2].removesuffix(" triples")) for line in lines]
    sizes = [sum(1 for _ in image.store.quads_for_pattern(None, None, None, DefaultGraph()))]
    sizes += [entry.triples for _, entry in sorted(release.manifest.graphs.items())]
    assert told == sizes
    assert last == f"Release {release.id} is loaded, and the store counts as many triples."


def test_pushing_again_leaves_the_same(pushed: Pushed, release: Release) -> None:
    data_dir = str(release.folder.parents[1])
    again = CliRunner().invoke(main, ["push", "--data-dir", data_dir], env=pushed.store.environment)
    assert (again.exit_code, again.output) == (0, pushed.output)


def test_wrong_password_stops_it(pushed: Pushed, release: Release) -> None:
    if pushed.store.name == "oxigraph":
        return
    environment = {**pushed.store.environment, "SYMBIOGRAPH_ENDPOINT_PASSWORD": "wrong"}
    data_dir = str(release.folder.parents[1])
    run = CliRunner().invoke(main, ["push", "--data-dir", data_dir], env=environment)
    assert run.exit_code == 2
    assert "does not let it in (status 401)" in run.output
    assert "0 of 68 graphs are loaded" in run.output


def test_union_for_a_default_graph_is_found_out(pushed: Pushed, release: Release) -> None:
    """Virtuoso told of as a store with a default graph of its own."""
    if pushed.store.name == "oxigraph":
        return
    environment = {**pushed.store.environment, "SYMBIOGRAPH_ENDPOINT_DEFAULT_GRAPH": ""}
    data_dir = str(release.folder.parents[1])
    run = CliRunner().invoke(main, ["push", "--data-dir", data_dir], env=environment)
    assert run.exit_code == 2
    assert "SYMBIOGRAPH_ENDPOINT_DEFAULT_GRAPH" in run.output or "status" in run.output


def test_store_that_is_not_there_is_told(release: Release) -> None:
    data_dir = str(release.folder.parents[1])
    arguments = ["push", "--data-dir", data_dir, "--graph-store", "http://127.0.0.1:9/store"]
    run = CliRunner().invoke(main, arguments)
    assert run.exit_code == 2
    assert "cannot be reached" in run.output
