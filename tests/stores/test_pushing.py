"""A release in other stores: pushed whole, pushed again, or stopped with what the store says."""

from __future__ import annotations

from click.testing import CliRunner
from pyoxigraph import DefaultGraph
from starting import Pushed

from symbiograph.cli import main
from symbiograph.engine.endpoint import Endpoint, Exchange
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import GRAPH
from symbiograph.settings import Settings


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


def test_graphs_of_an_older_release_are_told_and_deleted_if_asked_for(
    pushed: Pushed, release: Release
) -> None:
    older, others = f"{GRAPH}of-an-older-release", "https://example.org/others"
    endpoint = Endpoint.of(Settings.from_environment(pushed.store.environment))
    exchange = Exchange(endpoint)
    for name in (older, others):
        exchange.send(
            "PUT",
            endpoint.graphs,
            params={"graph": name},
            data=b"<urn:s> <urn:p> <urn:o> .\n",
            headers={"Content-Type": "application/n-triples"},
        ).close()
    data_dir = str(release.folder.parents[1])

    def push(*options: str) -> str:
        arguments = ["push", "--data-dir", data_dir, *options]
        run = CliRunner().invoke(main, arguments, env=pushed.store.environment)
        assert run.exit_code == 0, run.output
        return run.output.removeprefix(pushed.output)

    try:
        told = push()
        assert told == (
            f"{older}: of an older release, kept\nTo delete them: symbiograph push --prune\n"
        )
        assert push("--prune") == f"{older}: of an older release, deleted\n"
        assert push("--prune") == ""
        held = exchange.send(
            "GET",
            endpoint.graphs,
            params={"graph": others},
            headers={"Accept": "application/n-triples"},
        )
        assert b"<urn:o>" in held.raw.read()
    finally:
        exchange.send("DELETE", endpoint.graphs, params={"graph": others}).close()
        exchange.close()


def test_pruning_needs_the_address_for_queries(pushed: Pushed, release: Release) -> None:
    environment = {**pushed.store.environment, "SYMBIOGRAPH_ENDPOINT": ""}
    arguments = ["push", "--prune", "--data-dir", str(release.folder.parents[1])]
    run = CliRunner().invoke(main, arguments, env=environment)
    assert run.exit_code == 2
    assert "SYMBIOGRAPH_ENDPOINT" in run.output


def test_wrong_password_stops_it(pushed: Pushed, release: Release) -> None:
    if pushed.store.name == "oxigraph":
        return
    environment = {**pushed.store.environment, "SYMBIOGRAPH_ENDPOINT_PASSWORD": "wrong"}
    data_dir = str(release.folder.parents[1])
    run = CliRunner().invoke(main, ["push", "--data-dir", data_dir], env=environment)
    assert run.exit_code == 2
    assert "does not let it in (status 401)" in run.output
    # The manifest describes all but the catalogue.
    assert f"0 of {len(release.manifest.graphs) + 1} graphs are loaded" in run.output


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
