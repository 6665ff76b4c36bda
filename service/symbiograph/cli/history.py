"""``symbiograph history``, ``restore``, ``backup``: what was written, back to it, a copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from symbiograph.changes.following import position
from symbiograph.cli.options import data_dir_option
from symbiograph.errors import SettingError
from symbiograph.harvesting.partners import copy
from symbiograph.settings import Settings
from symbiograph.writing import Ledger, back_up, restored

_AUTHOR = "(command line)"


@click.command()
@click.option("--graph", metavar="IRI", help="Only commits that changed this graph.")
@click.option("--limit", type=click.IntRange(1), help="Only the latest so many commits.")
@data_dir_option
def history(graph: str | None, limit: int | None, data_dir: Path | None) -> None:
    """List the commits, the latest first, one line for each graph that one changed.

    The columns are: number, time, token, triples added, triples removed, graph.
    """
    for entry in Ledger(_folder(data_dir)).history(graph, limit):
        click.echo(
            f"{entry.sequence}\t{entry.time}\t{entry.author}\t+{entry.added}\t-{entry.removed}\t"
            f"{entry.graph or '(default graph)'}"
        )


@click.command()
@click.argument("sequence", type=click.IntRange(0))
@data_dir_option
def restore(sequence: int, data_dir: Path | None) -> None:
    """Bring the written graphs back to what they were after the commit SEQUENCE.

    That is a new commit: nothing is lost, and it can be taken back like any other. 0 is before the
    first commit. A service that runs shows it at once. Where the shapes do not allow it, nothing
    is changed and their report is shown.
    """
    settings = Settings.from_environment()
    _require_commits(settings)
    folder = data_dir or settings.data_dir
    done = restored(folder, sequence, _AUTHOR, settings.update_timeout)
    if done.added or done.removed:
        click.echo(
            f"Commit {done.sequence}: {done.added} triples added, {done.removed} removed; "
            f"the written graphs are as after commit {sequence}."
        )
    else:
        click.echo(f"The written graphs are already as after commit {sequence}.")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@data_dir_option
def backup(folder: Path, data_dir: Path | None) -> None:
    """Copy the release in force and all commits to DIR, which must be new or empty.

    The service may go on. The copy is a data folder: symbiograph serve --data-dir DIR.
    """
    source = _folder(data_dir)
    sequence = back_up(source, folder)
    copy(source, folder)
    position.copy(source, folder)
    click.echo(f"{folder} holds everything up to commit {sequence}.")


def _folder(data_dir: Path | None) -> Path:
    settings = Settings.from_environment()
    _require_commits(settings)
    return data_dir or settings.data_dir


def _require_commits(settings: Settings) -> None:
    """Raise :class:`SettingError` where the commits are another store's."""
    if settings.endpoint:
        raise SettingError(
            "SYMBIOGRAPH_ENDPOINT is set: the store there keeps what is written, with its own "
            "history and backup. For what this data folder holds, run this without the setting."
        )
