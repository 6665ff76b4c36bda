"""The command line: one module per command, gathered here."""

from __future__ import annotations

import importlib.metadata
import sys

import click

from symbiograph.cli.build import build
from symbiograph.cli.esco import esco
from symbiograph.cli.history import backup, history, restore
from symbiograph.cli.push import push
from symbiograph.cli.query import query
from symbiograph.cli.serve import serve
from symbiograph.cli.token import token
from symbiograph.cli.validate import validate
from symbiograph.errors import ShapesViolated, SymbiographError
from symbiograph.settings import Settings


class _Commands(click.Group):
    """A group that prints the errors of the project as one line and exits with 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SymbiographError as error:
            click.echo(f"symbiograph: {error.message}", err=True)
            if isinstance(error, ShapesViolated):
                click.echo(error.report, err=True, nl=False)
            sys.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(importlib.metadata.version("symbiograph"), prog_name="symbiograph")
def main() -> None:
    """An open knowledge graph of industrial-symbiosis skills, and the service that publishes it."""


@main.command()
def settings() -> None:
    """List the settings: environment variable, value in force, meaning."""
    for name, value, meaning in Settings.from_environment().described():
        click.echo(f"{name}={value}\n    {meaning}")


main.add_command(backup)
main.add_command(build)
main.add_command(esco)
main.add_command(history)
main.add_command(push)
main.add_command(query)
main.add_command(restore)
main.add_command(serve)
main.add_command(token)
main.add_command(validate)
