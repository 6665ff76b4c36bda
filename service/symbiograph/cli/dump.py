"""``symbiograph dump``: the files of a release to take away."""

from __future__ import annotations

from pathlib import Path

import click

from symbiograph.cli.options import data_dir_option
from symbiograph.dumps import make_all
from symbiograph.engine.release import Release
from symbiograph.settings import Settings


@click.command()
@data_dir_option
def dump(data_dir: Path | None) -> None:
    """Make the files of the release in force: each graph, and the whole, compressed.

    The service makes a file when it is first asked for; this makes all of them beforehand.
    """
    folder = data_dir or Settings.from_environment().data_dir
    for path in make_all(folder, Release.current(folder)):
        click.echo(f"{path}  {path.stat().st_size:,} bytes")
