"""``symbiograph query``: one SPARQL query against the release in force."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import IO, Final, cast

import click

from symbiograph.cli.options import data_dir_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.description import Labels, naming
from symbiograph.engine.federation import Federated, Federation
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.errors import BadRequest, UnreadableInput
from symbiograph.prefixes import BASE
from symbiograph.queries import Answer, Part, ask, find, read_arguments
from symbiograph.queries.formats import GRAPHS, ROWS
from symbiograph.queries.sources import sources
from symbiograph.results import Results, Table, formats_of, shown, table, write
from symbiograph.settings import Settings

# The format names of a result that each choice stands for: of rows, or of triples.
_WRITTEN: Final = {
    "json": {"JSON", "JSON-LD"},
    "csv": {"CSV"},
    "tsv": {"TSV"},
    "xml": {"XML", "RDF/XML"},
    "turtle": {"Turtle"},
}
# The same of what a named query answers, which knows its titles and units.
_OF_ANSWER: Final = {
    **_WRITTEN,
    "xml": {"SPARQL XML", "RDF/XML"},
    "srj": {"SPARQL JSON"},
    "xlsx": {"Excel"},
}
_NAME: Final = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("text", metavar="TEXT|FILE|NAME|-")
@click.argument("arguments", metavar="[--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", *_OF_ANSWER]),
    default="table",
    show_default=True,
    help="json: of a named query with titles and units, else SPARQL's; of triples JSON-LD. "
    "xlsx (Excel) and srj (SPARQL's JSON) take a named query, turtle takes triples.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write to, in place of standard output.",
)
@data_dir_option
def query(
    text: str,
    arguments: tuple[str, ...],
    chosen: str,
    output: Path | None,
    data_dir: Path | None,
) -> None:
    """Answer a SPARQL query: a text, a file, '-' for standard input, or a named query.

    NAME is the path of a file in queries/ without its ending, such as coverage/profile-gap. Its
    parameters follow as options: --profile energy-manager. Repeat an option for several values.
    """
    named = find(text) if _NAME.fullmatch(text) and not Path(text).exists() else None
    if arguments and named is None:
        raise click.UsageError(f"Only a named query takes {arguments[0]}.")
    if chosen == "table" and output:
        raise click.UsageError("A table is for reading; --output takes another --format.")
    sparql = "" if named else _sparql(text)
    image = Release.current(data_dir or Settings.from_environment().data_dir).image()
    if named is None:
        results = _federated(image, sparql)
        if chosen == "table":
            print_table(table(results))
        else:
            _write_results(results, chosen, output)
        return
    answer = ask(named, read_arguments(named, by_parameter(arguments), image), image)
    if chosen == "table":
        print_table(answer.table)
    else:
        write_answer(answer, image, chosen, output)


def _federated(image: Image, sparql: str) -> Results:
    """Return the results of a query, and tell on standard error whom ``SERVICE`` has asked.

    A query here has no time that it must keep to: it waits for each endpoint as long as set.
    """
    limits = replace(Federation.of(Settings.from_environment()), together=math.inf)
    source = Federated(image, limits)
    partners = source.partners()
    try:
        # Of an image, results are the engine's own.
        return cast(Results, source.query(sparql, base_iri=BASE, partners=partners))
    finally:
        for asked in partners.consultations:
            click.echo(asked.sentence(), err=True)


def by_parameter(words: Sequence[str]) -> dict[str, list[str]]:
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


def _write_results(results: Results, chosen: str, output: Path | None) -> None:
    """Write the results of a plain query in the chosen format."""
    for format_ in formats_of(results):
        if format_.name in _WRITTEN.get(chosen, ()):
            with _opened(chosen, output) as stream:
                write(results, format_, stream)
            return
    raise _unfit(chosen)


def write_answer(answer: Answer, image: Image, chosen: str, output: Path | None) -> None:
    """Write what a named query answered in the chosen format; raises :class:`BadRequest`."""
    languages = [term.value for term in answer.arguments.get("lang", ())]
    name_of = naming(Labels(image.store, languages))
    notes = sources(image) if chosen == "xlsx" else ()
    for format_ in GRAPHS if answer.is_graph else ROWS:
        if format_.name in _OF_ANSWER[chosen]:
            with _opened(chosen, output) as stream:
                format_.write(Part(answer, name_of=name_of, notes=notes), stream)
            return
    raise _unfit(chosen)


def _unfit(chosen: str) -> BadRequest:
    wanted = {
        "turtle": "a CONSTRUCT or DESCRIBE query",
        "xlsx": "a named query that answers with rows",
        "srj": "a named query that answers with rows",
    }
    return BadRequest(f"--format {chosen} needs {wanted.get(chosen, 'a SELECT or ASK query')}.")


@contextmanager
def _opened(chosen: str, output: Path | None) -> Iterator[IO[bytes]]:
    """Give what to write to: the file, or standard output, where JSON gets the end of a line."""
    if output:
        with output.open("wb") as file:
            yield file
    elif chosen == "xlsx":
        if sys.stdout.isatty():
            raise click.UsageError("A workbook is no text for a terminal; name a file: --output")
        # A zip archive is written back and forth, which a pipe does not take.
        body = BytesIO()
        yield body
        sys.stdout.buffer.write(body.getvalue())
    else:
        yield sys.stdout.buffer
        if chosen in ("json", "srj"):
            click.echo()


def print_table(found: Table) -> None:
    """Print rows for a person, and how many there are."""
    to = console()
    printed = plain_table(*found.columns)
    for row in found.rows:
        printed.add_row(*map(shown, row))
    to.print(printed)
    to.print("1 row" if len(found.rows) == 1 else f"{len(found.rows)} rows")
