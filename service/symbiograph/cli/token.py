"""``symbiograph token``: who may write."""

from __future__ import annotations

from pathlib import Path

import click

from symbiograph.cli.options import data_dir_option
from symbiograph.settings import Settings
from symbiograph.writing import tokens


@click.group()
def token() -> None:
    """Make, list and revoke the tokens that allow writing."""


@token.command()
@click.argument("name")
@data_dir_option
def create(name: str, data_dir: Path | None) -> None:
    """Make a token and print it, alone on the last line; it cannot be shown again."""
    made = tokens.create(data_dir or Settings.from_environment().data_dir, name)
    click.echo(f"The token {name!r} allows writing. Keep it: only its hash is stored.")
    click.echo(made)


@token.command(name="list")
@data_dir_option
def list_(data_dir: Path | None) -> None:
    """List all tokens there have been: name, when made, when revoked."""
    for known in tokens.tokens(data_dir or Settings.from_environment().data_dir):
        state = f"revoked {known.revoked}" if known.revoked else "in force"
        click.echo(f"{known.name}\t{known.created}\t{state}")


@token.command()
@click.argument("name")
@data_dir_option
def revoke(name: str, data_dir: Path | None) -> None:
    """End a token at once."""
    tokens.revoke(data_dir or Settings.from_environment().data_dir, name)
    click.echo(f"The token {name!r} is revoked.")
