"""``symbiograph push``: the release in force, loaded into the store that is to answer from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from symbiograph.cli.options import data_dir_option
from symbiograph.engine.endpoint import Endpoint, Loading
from symbiograph.engine.release import Release
from symbiograph.errors import SettingError, StoreFailed
from symbiograph.settings import Settings


@click.command()
@click.option(
    "--graph-store",
    metavar="URL",
    help="Where the store takes graphs; default: $SYMBIOGRAPH_ENDPOINT_GRAPHS.",
)
@click.option("--prune", is_flag=True, help="Delete what an older release has left in the store.")
@data_dir_option
def push(graph_store: str | None, prune: bool, data_dir: Path | None) -> None:
    """Load the release into another store by the SPARQL 1.1 Graph Store Protocol.

    Every graph of the release is replaced, the default graph included; other graphs stay. Then, by
    way of $SYMBIOGRAPH_ENDPOINT, the triples of each are counted, and graphs found that only an
    older release has.
    """
    settings = Settings.from_environment()
    settings = replace(settings, endpoint_graphs=graph_store or settings.endpoint_graphs)
    endpoint = Endpoint.of(settings)
    if not endpoint.graphs:
        raise SettingError(
            "Where is the release to go? Set SYMBIOGRAPH_ENDPOINT_GRAPHS or give --graph-store."
        )
    if prune and not endpoint.query:
        raise SettingError("To find what an older release has left, set SYMBIOGRAPH_ENDPOINT.")
    release = Release.current(data_dir or settings.data_dir)
    loading = Loading(release.image().store, endpoint)
    loaded = []
    for number, graph in enumerate(loading.run(), 1):
        loaded.append(graph)
        name = graph.graph or endpoint.default_graph or "(default graph)"
        click.echo(f"[{number}/{len(loading.names)}] {name}: {graph.triples} triples")
    if not endpoint.query:
        click.echo(f"Release {release.id} is loaded; not counted: SYMBIOGRAPH_ENDPOINT is not set.")
        return
    left_over = loading.left_over()
    if prune:
        loading.delete(left_over)
    differences = loading.differences(loaded)
    if differences:
        raise StoreFailed(" ".join(["The store took every graph, but:", *differences]))
    click.echo(f"Release {release.id} is loaded, and the store counts as many triples.")
    for name in left_over:
        click.echo(f"{name}: of an older release, {'deleted' if prune else 'kept'}")
    if left_over and not prune:
        click.echo("To delete them: symbiograph push --prune")
