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
@data_dir_option
def push(graph_store: str | None, data_dir: Path | None) -> None:
    """Load the release into another store by the SPARQL 1.1 Graph Store Protocol.

    Every graph of the release is replaced, the default graph included; other graphs stay. Then the
    triples of each are counted by way of $SYMBIOGRAPH_ENDPOINT.
    """
    settings = Settings.from_environment()
    settings = replace(settings, endpoint_graphs=graph_store or settings.endpoint_graphs)
    endpoint = Endpoint.of(settings)
    if not endpoint.graphs:
        raise SettingError(
            "Where is the release to go? Set SYMBIOGRAPH_ENDPOINT_GRAPHS or give --graph-store."
        )
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
    differences = loading.differences(loaded)
    if differences:
        raise StoreFailed(" ".join(["The store took every graph, but:", *differences]))
    click.echo(f"Release {release.id} is loaded, and the store counts as many triples.")
