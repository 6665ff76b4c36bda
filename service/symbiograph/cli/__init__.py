"""The command line: one module per command, read when its command is called."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from typing import Final

import click

from symbiograph.cli.allocator import tune_allocator
from symbiograph.errors import ShapesViolated, SymbiographError
from symbiograph.settings import Settings

# The module of each command, in which it has its own name.
_MODULES: Final = {
    "backup": "history",
    "build": "build",
    "contribute": "contribute",
    "convert": "convert",
    "coverage": "coverage",
    "dump": "dump",
    "esco": "esco",
    "harvest": "harvest",
    "history": "history",
    "mappings": "mappings",
    "mirror": "mirror",
    "ontology": "ontology",
    "partner": "partner",
    "push": "push",
    "query": "query",
    "restore": "history",
    "search": "search",
    "serve": "serve",
    "token": "token",
    "validate": "validate",
}


class _Commands(click.Group):
    """A group that prints the errors of the project as one line and exits with 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"symbiograph.cli.{_MODULES[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] == "serve":
            # Before anything is read that would be read again.
            tune_allocator()
        return super().resolve_command(ctx, args)

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
