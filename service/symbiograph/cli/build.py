"""``symbiograph build``: the project's files made into a release."""

from __future__ import annotations

from pathlib import Path

import click

from symbiograph.alignment import without_vectors
from symbiograph.alignment.embedding.model import NOT_EMBEDDED
from symbiograph.build import build as make_release
from symbiograph.cli.options import data_dir_option
from symbiograph.settings import Settings


@click.command()
@data_dir_option
def build(data_dir: Path | None) -> None:
    """Read, infer, validate and write a release, and put it in force."""
    release = make_release(data_dir or Settings.from_environment().data_dir)
    if without_vectors(release):
        click.echo(NOT_EMBEDDED)
