"""``symbiograph query``: one SPARQL query against the release in force."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from symbiograph.cli.options import data_dir_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.engine.release import Release
from symbiograph.errors import BadRequest, UnreadableInput
from symbiograph.prefixes import BASE
from symbiograph.queries import find, read_arguments
from symbiograph.results import Results, formats_of, shown, table, write
from symbiograph.settings import Settings

# The format names of a result that each choice stands for: of rows, or of triples.
_WRITTEN: Final = {"json": {"JSON", "JSON-LD"}, "csv": {"CSV"}, "turtle": {"Turtle"}}
_NAME: Final = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("text", metavar="TEXT|FILE|NAME|-")
@click.argument("arguments", metavar="[--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", *_WRITTEN]),
    default="table",
    show_default=True,
    help="json writes triples as JSON-LD; csv takes rows, turtle takes triples.",
)
@data_dir_option
def query(text: str, arguments: tuple[str, ...], chosen: str, data_dir: Path | None) -> None:
    """Answer a SPARQL query: a text, a file, '-' for standard input, or a named query.

    NAME is the path of a file in queries/ without its ending, such as coverage/profile-gap. Its
    parameters follow as options: --profile energy-manager. Repeat an option for several values.
    """
    named = find(text) if _NAME.fullmatch(text) and not Path(text).exists() else None
    if arguments and named is None:
        raise click.UsageError(f"Only a named query takes {arguments[0]}.")
    sparql = "" if named else _sparql(text)
    image = Release.current(data_dir or Settings.from_environment().data_dir).image()
    if named:
        sparql = named.bound(read_arguments(named, _by_parameter(arguments), image))
    results = image.query(sparql, base_iri=BASE)
    if chosen == "table":
        _print_table(results)
    else:
        _write(results, chosen)


def _by_parameter(words: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of ``--name value`` and ``--name=value`` by name."""
    values: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        given = value if equals else next(rest, None)
        if not word.startswith("--") or given is None:
            raise click.UsageError(f"Parameters are given as --name value, not {word}.")
        values.setdefault(name, []).append(given)
    return values


def _sparql(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    path = Path(text)
    # A query has a brace, and may be longer than a file name can be.
    if "{" in text or not (path.suffix or path.exists()):
        return text
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableInput(text, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(text, "this is not UTF-8") from error


def _write(results: Results, chosen: str) -> None:
    for written in formats_of(results):
        if written.name in _WRITTEN[chosen]:
            write(results, written, sys.stdout.buffer)
            if chosen == "json":
                click.echo()
            return
    wanted = "CONSTRUCT or DESCRIBE" if chosen == "turtle" else "SELECT or ASK"
    raise BadRequest(f"--format {chosen} needs a {wanted} query.")


def _print_table(results: Results) -> None:
    columns, rows, _ = table(results)
    to = console()
    printed = plain_table(*columns)
    for row in rows:
        printed.add_row(*map(shown, row))
    to.print(printed)
    to.print(f"{len(rows)} row" if len(rows) == 1 else f"{len(rows)} rows")
