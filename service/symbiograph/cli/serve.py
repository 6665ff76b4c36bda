"""``symbiograph serve``: the graph over HTTP, in processes that share one image."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import click

from symbiograph.cli.holding import is_for_disk
from symbiograph.cli.options import data_dir_option
from symbiograph.engine.federation import Federation
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release, current_id
from symbiograph.errors import SettingError
from symbiograph.settings import Settings


@click.command()
@click.option("--host", help="Address to listen on; default: $SYMBIOGRAPH_HOST, else 127.0.0.1.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one. Default: $SYMBIOGRAPH_PORT, else 8000.",
)
@data_dir_option
@click.option("--empty", is_flag=True, help="Serve no release, only what --load brings.")
@click.option(
    "--load",
    "loads",
    multiple=True,
    metavar="FILE=GRAPH",
    help="With --empty: fill the graph of this IRI from an RDF file. May be repeated.",
)
def serve(
    host: str | None, port: int | None, data_dir: Path | None, empty: bool, loads: tuple[str, ...]
) -> None:
    """Serve the graph over HTTP; build it first where there is no release."""
    if loads and not empty:
        raise click.UsageError("--load needs --empty: a release is never changed.")
    settings = Settings.from_environment()
    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        data_dir=data_dir or settings.data_dir,
    )
    # What is wrong there is told now, and not after the graph is loaded.
    Federation.of(settings)
    with _listener(settings.host, settings.port) as listener:
        if empty:
            from symbiograph.cli.serving import serve_files

            serve_files(listener, settings, _by_graph(loads))
            return
        release = _released(settings.data_dir)
        with ThreadPoolExecutor(1) as beside:
            # Half a second of modules is read while the graph is loaded, and that by this thread:
            # to others memory is given in small pages.
            serve_release = beside.submit(_server)
            image = _loaded(release, settings)
        # No other thread is left, so that this process may fork.
        serve_release.result()(listener, settings, release, image)


def _server() -> Callable[[socket.socket, Settings, Release, Image | None], None]:
    from symbiograph.cli.serving import serve_release

    return serve_release


def _by_graph(loads: tuple[str, ...]) -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = {}
    for load in loads:
        name, equals, graph = load.partition("=")
        if not (name and equals and graph):
            raise click.BadParameter(f"{load!r} is not FILE=GRAPH", param_hint="--load")
        files.setdefault(graph, []).append(Path(name))
    return files


def _released(data_dir: Path) -> Release:
    if current_id(data_dir) is None:
        click.echo(f"There is no release in {data_dir}; building one.")
        _build_apart(data_dir)
    release = Release.current(data_dir)
    click.echo(f"Release {release.id}")
    return release


def _loaded(release: Release, settings: Settings) -> Image | None:
    """Load the graph of a release, unless it is for the disk."""
    if is_for_disk(settings, release.triples):
        return None
    # Another store, which answers queries in its place, has no use for the copy.
    return release.image(default_apart=not settings.endpoint)


def _build_apart(data_dir: Path) -> None:
    """Build in a process of its own: its threads and memory must not be forked into workers."""
    command = [sys.executable, "-m", "symbiograph", "build", "--data-dir", str(data_dir)]
    built = subprocess.run(command, check=False)  # noqa: S603 - our own program
    if built.returncode != 0:
        sys.exit(built.returncode)


def _listener(host: str, port: int) -> socket.socket:
    """Take the port before any work is done, so that a taken one is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error
    return listener
