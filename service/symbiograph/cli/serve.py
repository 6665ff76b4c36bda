"""``symbiograph serve``: the graph over HTTP, in processes that share one image."""

from __future__ import annotations

import math
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask

from symbiograph.build.sources import input_checksums
from symbiograph.cli.content import index_of, of_files, of_release
from symbiograph.cli.fronting import stand_before_store
from symbiograph.cli.logs import configuration
from symbiograph.cli.options import data_dir_option
from symbiograph.engine.federation import Federation
from symbiograph.engine.pool import Limits, Neighbours, Pool, follow
from symbiograph.engine.release import Release, current_id
from symbiograph.errors import SettingError
from symbiograph.resources import folder
from symbiograph.settings import Settings
from symbiograph.web import create_app, enter
from symbiograph.writing import Desk, Follower, Ledger, Post, start_guard


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
    limits = Limits(memory=settings.query_memory << 20, federation=Federation.of(settings))
    with _listener(settings.host, settings.port) as listener:
        index = None
        if empty:
            content = of_files(_by_graph(loads), settings)
        else:
            release = _released(settings.data_dir)
            content = of_release(release, settings)
            index = index_of(release)
        image, base, shelf = content
        if settings.endpoint:
            bell, forwarding = stand_before_store(settings, base, limits, [listener])
            with bell:
                # Workers wait for the store, not for a processor, so all may do so at once.
                share = _share(settings)
                pool = Pool(None, share, settings.query_patience, share)
                app = create_app(image, settings, pool, forwarding, index)
                _run(app, listener, settings, partial(_begin, app, pool, bell))
            return
        sequence = 0
        if shelf is None:
            image, sequence = base.with_written(image, Ledger(settings.data_dir))
        post = Post(
            image.with_default_apart(),
            sequence,
            base,
            settings.data_dir,
            settings.update_timeout,
            limits,
            shelf,
        )
        desk = Desk(settings.data_dir, base.identity, settings.update_timeout)
        # Held to the end: the writer ends once nobody holds it.
        with start_guard(post, [listener]) as bell:
            pool = Pool(None, _share(settings), settings.query_patience, neighbours=Neighbours())
            # Pages ask of all graphs.
            app = create_app(image.with_default_joined(), settings, pool, desk, index)
            follower = Follower(desk, app.extensions["symbiograph.live"], sequence)

            def begin(process: int) -> None:
                _begin(app, pool, bell, process)
                follower.start()

            _run(app, listener, settings, begin)


def _share(settings: Settings) -> int:
    """Return how many of the workers each web process takes."""
    return max(settings.query_workers // settings.workers, 1)


def _begin(app: Flask, pool: Pool, bell: socket.socket, process: int) -> None:
    """Begin as the web process with this number, which has the pool for itself."""
    enter(app, process)
    pool.enter(process)
    follow(bell, pool)


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
    if input_checksums(folder("ontology").parent, data_dir) != release.manifest.inputs:
        click.echo("The sources differ from this release. To serve them: symbiograph build")
    return release


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


def _run(
    app: Callable[..., Any],
    listener: socket.socket,
    settings: Settings,
    in_web_process: Callable[[int], None],
) -> None:
    """Serve ``app`` until a signal ends the process; web processes begin with a call."""
    # Not at the top: the package does not exist on Windows, where other commands still work.
    from gunicorn.app.base import BaseApplication

    from symbiograph.cli.web_process import (
        FaultLogger,
        WebProcess,
        keep_signals_for_web_processes,
    )

    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with the settings of the project in place of its own command line."""

        def load_config(self) -> None:
            options = {
                "bind": f"fd://{listener.detach()}",
                "control_socket_disable": True,
                # A query that runs when the service is stopped may end first.
                "graceful_timeout": math.ceil(settings.query_timeout) + 5,
                # Queries come as long GET requests.
                "limit_request_field_size": 8190,
                "limit_request_line": 8190,
                "logconfig_dict": configuration(settings.log_level),
                "logger_class": FaultLogger,
                "loglevel": settings.log_level,
                "post_worker_init": lambda worker: in_web_process(worker.age),
                "preload_app": True,
                "threads": settings.threads,
                "when_ready": lambda _: click.echo(f"Serving http://{shown}:{port}"),
                "worker_class": WebProcess,
                "workers": settings.workers,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            return app

    keep_signals_for_web_processes()
    Server().run()
