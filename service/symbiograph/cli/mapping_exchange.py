"""``symbiograph mappings import`` and ``export``: mapping sets in the formats of others."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from pathlib import Path

import click

from symbiograph.cli.options import mappings_option
from symbiograph.engine.release import write_through
from symbiograph.errors import UnreadableInput
from symbiograph.mappings import MappingSet, read_mapping_file, write_mapping_set
from symbiograph.mappings.exchange import (
    FORMATS,
    Format,
    adopted,
    export,
    left_out,
    looks_inverse,
    read_foreign,
)
from symbiograph.mappings.reading import decoded
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.mappings.standing import SUFFIX
from symbiograph.prefixes import GRAPH
from symbiograph.resources import folder

# Enough to see what is wrong; the first message says the same as the thousandth.
_MOST_FAULTS = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "name", metavar="SET", required=True, help="What to call the set.")
@click.option(
    "--format",
    "written",
    type=click.Choice(FORMATS),
    help="What the file is; default: its own look tells.",
)
@click.option(
    "--namespace",
    metavar="IRI",
    default="",
    help="What to put before codes that are no IRIs; default: the IRI of the set's graph, and #.",
)
@click.option(
    "--prefix",
    "prefixes",
    metavar="NAME=IRI",
    multiple=True,
    help="A prefix for identifiers, where the file has none. May be repeated.",
)
@click.option(
    "--inverse",
    is_flag=True,
    help="In ESCO's table broadMatch says that ESCO's concept is the broader one, not the other.",
)
@click.option(
    "--metadata",
    "head",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The head of SSSOM/TSV, where it is a file of its own, *.sssom.yml.",
)
@click.option("--license", "licence", metavar="IRI", help="The licence, where the file has none.")
@click.option("--replace", is_flag=True, help="Replace the set if it is there.")
@mappings_option
def import_(
    file: Path,
    name: str,
    written: Format | None,
    namespace: str,
    prefixes: tuple[str, ...],
    inverse: bool,
    head: Path | None,
    licence: str | None,
    replace: bool,
    place: Path | None,
) -> None:
    """Take over mappings as a set: SSSOM, SKOS, or the table of ESCO's mapping platform.

    All rows come in, or none: exit code 2 where any cannot be read, with file, line, column and
    what to change. SET may end with .candidates or .rejected.
    """
    target = (place or folder("mappings")) / f"{name}{SUFFIX}"
    if target.exists() and not replace:
        raise UnreadableInput(str(target), "this set is there; --replace puts another in its place")
    metadata = decoded(head.read_bytes(), head.name) if head else None
    foreign = read_foreign(
        file.read_bytes(), file.name, name, written, namespace, inverse=inverse, metadata=metadata
    )
    if foreign.faults:
        for fault in foreign.faults[:_MOST_FAULTS]:
            click.echo(f"symbiograph: {fault.message}", err=True)
        rows = len(foreign.faults)
        more = f", of which the first {_MOST_FAULTS} are told" if rows > _MOST_FAULTS else ""
        click.echo(f"symbiograph: nothing imported: {rows:,} rows have faults{more}", err=True)
        sys.exit(2)
    mappings = adopted(foreign.mappings, name, GRAPH + name, licence)
    mappings = dataclasses.replace(mappings, prefixes=mappings.prefixes | _prefixes(prefixes))
    text = write_mapping_set(mappings)
    write_through(target, text.encode())
    _tell(foreign.written, mappings, target)


@click.command("export")
@click.argument("chosen", metavar="SET|FILE")
@click.option(
    "--format",
    "written",
    type=click.Choice(FORMATS),
    required=True,
    help="The format to write.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: standard output.",
)
@mappings_option
def export_(chosen: str, written: Format, output: Path | None, place: Path | None) -> None:
    """Write a set in a format of others; what a format has no place for is told.

    A set that came as a table of ESCO's mapping platform goes out as the same table.
    """
    named = (place or folder("mappings")) / f"{chosen}{SUFFIX}"
    mappings = read_mapping_file(named if named.exists() else Path(chosen))
    content = export(mappings, written).encode()
    if output is None:
        click.echo(content, nl=False)
    else:
        write_through(output, content)
    for lost in left_out(mappings, written):
        click.echo(f"left out: {lost}", err=True)


def _prefixes(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, iri = one.partition("=")
        if not (name and equals and iri):
            raise click.BadParameter(f"{one!r} is not NAME=IRI", param_hint="--prefix")
        found[name] = iri
    return found


def _tell(written: Format, mappings: MappingSet, target: Path) -> None:
    rows = Counter(
        "no match" if NO_TERM_FOUND in row.key else row.key[1].rpartition("#")[2]
        for row in mappings.mappings
    )
    told = ", ".join(f"{predicate} {number:,}" for predicate, number in sorted(rows.items()))
    click.echo(f"{target}: {len(mappings.mappings):,} rows from {written}: {told}")
    as_it_was = [row for row in mappings.mappings if "table_text" in row.values]
    if as_it_was:
        click.echo(
            f"{len(as_it_was):,} rows are not written as the others of this table, such as row "
            f"{as_it_was[0].text('table_row')}; their text is kept, so that it goes out as it came"
        )
    if written == "esco-table" and looks_inverse(mappings):
        click.echo(
            "broad and narrow seem to be read the other way round: compare some rows; --inverse "
            "exchanges them in the set, and the table goes out as it came"
        )
    if str(mappings.one("license")).endswith("license/unspecified"):
        click.echo("the licence is not stated: ask the publisher before you publish this set")
