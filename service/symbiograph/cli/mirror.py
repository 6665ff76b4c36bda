"""``symbiograph mirror``: a data folder kept equal to what another service tells of its changes."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event

import click

from symbiograph.changes.following import Mirror
from symbiograph.changes.following.fetching import Source
from symbiograph.cli.options import data_dir_option
from symbiograph.errors import SettingError, SourceFailed
from symbiograph.settings import Settings

# After a source has failed for good; then it is asked again.
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
@click.option("--quiet", is_flag=True, help="Say nothing of what is taken in.")
@data_dir_option
def mirror(
    address: str, follow: bool, every: float | None, quiet: bool, data_dir: Path | None
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
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    found = Mirror(
        data_dir or settings.data_dir, address, settings.update_timeout, Source(ended.wait)
    )
    while not ended.is_set():
        seconds = 0.0
        try:
            _catch_up(found, ended, quiet=quiet)
        except SourceFailed as fault:
            if not follow or ended.is_set():
                raise
            click.echo(f"{fault.message} Asking again in {_PAUSE:g} s.", err=True)
            seconds = _PAUSE
        if not follow:
            break
        ended.wait(seconds or every or found.polling)


def _catch_up(found: Mirror, ended: Event, *, quiet: bool) -> None:
    pages = commits = 0
    for progress in found.catch_up():
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
