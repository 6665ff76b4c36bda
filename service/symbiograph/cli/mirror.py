"""``symbiograph mirror``: a data folder kept equal to what another service tells of its changes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import click

from symbiograph.changes.following import Mirror
from symbiograph.changes.following.fetching import Source
from symbiograph.cli.options import data_dir_option
from symbiograph.errors import SettingError, SourceFailed, WriterUnavailable
from symbiograph.settings import Settings

# After a fault that may pass, with --follow.
_PAUSE = 60.0


@click.command()
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--follow", is_flag=True, help="Stay, and take in what comes, until a signal ends it."
)
@click.option(
    "--every",
    type=click.FloatRange(0.1),
    help="Seconds between questions with --follow; default: what the source asks for.",
)
@click.option("--anew", is_flag=True, help="Read everything again, and put right what differs.")
@click.option("--quiet", is_flag=True, help="Say nothing of what is taken in.")
@data_dir_option
def mirror(
    address: str,
    follow: bool,
    every: float | None,
    anew: bool,
    quiet: bool,
    data_dir: Path | None,
) -> None:
    """Fill this data folder from the service at ADDRESS by its changes, and go on where it was.

    The folder is one of a service that was started empty (serve --empty), or of none that runs.
    Each commit of the source becomes a commit here.
    """
    settings = Settings.from_environment()
    if settings.endpoint:
        raise SettingError(
            "SYMBIOGRAPH_ENDPOINT is set: a mirror is kept in a data folder, not in a store. "
            "Run this without the setting."
        )
    with _signalled() as ended:
        found = Mirror(
            data_dir or settings.data_dir, address, settings.update_timeout, Source(ended.wait)
        )
        while not ended.is_set():
            seconds = 0.0
            try:
                _catch_up(found, ended, anew=anew, quiet=quiet)
            except (SourceFailed, WriterUnavailable) as fault:
                if ended.is_set():
                    break
                if not follow:
                    raise
                click.echo(f"{fault.message} Going on in {_PAUSE:g} s.", err=True)
                seconds = _PAUSE
            if not follow:
                break
            # What was begun anew goes on from where it was, after a fault as well.
            anew = False
            ended.wait(seconds or every or found.polling)


@contextmanager
def _signalled() -> Iterator[Event]:
    """Give what is set when the process is asked to end: it does so between two steps."""
    ended = Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _catch_up(found: Mirror, ended: Event, *, anew: bool, quiet: bool) -> None:
    pages = commits = 0
    for progress in found.catch_up(anew=anew):
        if progress.added is None:
            pages += 1
        else:
            commits += 1
            if not quiet:
                click.echo(f"{progress.what}: +{progress.added} -{progress.removed}")
        if ended.is_set():
            return
    if not quiet and (pages or commits):
        click.echo(f"Equal to the source: {commits} commits taken in, {pages} pages read.")
