"""The processes that serve: web processes, the writer, and workers that answer queries."""

from __future__ import annotations

import math
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask

from symbiograph.build.sources import input_checksums
from symbiograph.cli.content import Content, index_of, of_files, of_release
from symbiograph.cli.fronting import stand_before_store
from symbiograph.cli.logs import configuration
from symbiograph.engine.federation import Federation
from symbiograph.engine.image import Image
from symbiograph.engine.pool import Limits, Neighbours, Pool, follow
from symbiograph.engine.release import Release
from symbiograph.resources import folder
from symbiograph.search import LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import create_app, enter
from symbiograph.writing import Desk, Follower, Ledger, Post, start_guard


def serve_files(
    listener: socket.socket, settings: Settings, files: Mapping[str, Sequence[Path]]
) -> None:
    """Serve files, by the IRI of the graph that each fills, until a signal ends the process."""
    _serve(listener, settings, of_files(files, settings), None)


def serve_release(
    listener: socket.socket, settings: Settings, release: Release, image: Image | None
) -> None:
    """Serve a release until a signal ends the process; ``image`` is its graph, where in memory."""
    if input_checksums(folder("ontology").parent, settings.data_dir) != release.manifest.inputs:
        click.echo("The sources differ from this release. To serve them: symbiograph build")
    _serve(listener, settings, of_release(release, settings, image), index_of(release))


def _serve(
    listener: socket.socket, settings: Settings, content: Content, index: LabelIndex | None
) -> None:
    limits = Limits(memory=settings.query_memory << 20, federation=Federation.of(settings))
    image, base, shelf = content
    if settings.endpoint:
        bell, forwarding = stand_before_store(settings, base, limits, [listener])
        with bell:
            # Workers wait for the store, not for a processor, so all may do so at once.
            share = _share(settings)
            pool = Pool(None, share, settings.query_patience, share)
            app = create_app(image, settings, pool, forwarding, index)
            _run(app, listener, settings, partial(_begin, app, pool, bell), bell)
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
        settings.workers,
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

        _run(app, listener, settings, begin, bell)


def _share(settings: Settings) -> int:
    """Return how many of the workers each web process takes."""
    return max(settings.query_workers // settings.workers, 1)


def _begin(app: Flask, pool: Pool, bell: socket.socket, process: int) -> None:
    """Begin as the web process with this number, which has the pool for itself."""
    enter(app, process)
    pool.enter(process)
    follow(bell, pool)


def _run(
    app: Callable[..., Any],
    listener: socket.socket,
    settings: Settings,
    in_web_process: Callable[[int], None],
    bell: socket.socket,
) -> None:
    """Serve ``app`` until a signal ends the process; web processes begin with a call.

    At the end ``bell`` is let go, and whoever waits for that has ended, too.
    """
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
    first = os.getpid()
    try:
        Server().run()
    except SystemExit as end:
        # Web processes come here as well.
        if os.getpid() == first:
            bell.close()
            with suppress(ChildProcessError):
                while True:
                    os.wait()
        # Python would let go of every object, and with that copy each page that processes share:
        # seconds, for a large graph.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))
