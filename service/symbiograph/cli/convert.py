"""``symbiograph convert``: a file in a vocabulary that others use into ours, or the other way."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click
import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from symbiograph.errors import UnreadableInput
from symbiograph.json_ld import written
from symbiograph.prefixes import PREFIXES
from symbiograph.validation import background
from symbiograph.vocabularies import (
    Converted,
    Origin,
    detect,
    into_ours,
    out_of_ours,
    parse_graph,
    vocabularies,
)

_OURS: Final = "symbiograph"
_NAMES: Final = [_OURS, *(one.name for one in vocabularies())]
_FORMATS: Final = {
    "json-ld": RdfFormat.JSON_LD,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdf-xml": RdfFormat.RDF_XML,
    "turtle": RdfFormat.TURTLE,
}
_MOST_SHOWN: Final = 20


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--from", "source", type=click.Choice(_NAMES), help="Found out where not given.")
@click.option("--to", "target", type=click.Choice(_NAMES), default=_OURS, show_default=True)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(_FORMATS)),
    default="turtle",
    show_default=True,
    help="How to write the result.",
)
@click.option("--base", metavar="IRI", help="Where FILE was published; else it is a local file.")
@click.option(
    "--language", default="en", show_default=True, help="Of words that are without a language."
)
@click.option(
    "--left-over", type=click.Path(path_type=Path), help="Where to write what no rule took over."
)
def convert(
    file: str,
    source: str | None,
    target: str,
    format_name: str,
    base: str | None,
    language: str,
    left_over: Path | None,
) -> None:
    """Write a file in another vocabulary: ours, or one that others use.

    FILE is RDF in any format, or a web page with JSON-LD in it. The result goes to standard output.
    What no rule could take over is told on standard error.
    """
    name = "standard input" if file == "-" else Path(file).name
    iri = base or f"file:///{quote(name)}"
    triples = parse_graph(_content(file), name, iri)
    source = source or next(iter(detect(triples)), _OURS)
    origin = Origin(iri, date.today(), name, language)
    left: set[Triple] = set()
    if source != _OURS:
        converted = into_ours(triples, source, origin)
        triples, left = frozenset(converted.triples), {*converted.left_over}
    if target != _OURS:
        converted = out_of_ours(triples, target, background())
        triples = frozenset(converted.triples)
        left |= {t for t in converted.left_over if not origin.is_told_by(t)}
    result = Converted(tuple(sorted(triples, key=str)), tuple(sorted(left, key=str)))
    sys.stdout.buffer.write(_written(result.triples, format_name))
    sys.stdout.buffer.flush()
    _tell(result.left_over, left_over)


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UnreadableInput(file, error.strerror or str(error)) from error


def _written(triples: Iterable[Triple], format_name: str) -> bytes:
    if format_name == "json-ld":
        return written(triples, PREFIXES)
    found = [*triples]
    terms = {node.value for t in found for node in t if isinstance(node, pyoxigraph.NamedNode)}
    used = {
        prefix: iri
        for prefix, iri in PREFIXES.items()
        if any(term.startswith(iri) for term in terms)
    }
    return pyoxigraph.serialize(found, format=_FORMATS[format_name], prefixes=used) or b""


def _tell(triples: tuple[Triple, ...], file: Path | None) -> None:
    if file:
        file.write_bytes(_written(triples, "ntriples"))
    if not triples:
        return
    count = f"{len(triples)} triple{'s' if triples[1:] else ''}"
    click.echo(f"No rule took over {count}{':' if not file else f'; see {file}'}", err=True)
    if not file:
        for triple in triples[:_MOST_SHOWN]:
            click.echo(f"  {triple} .", err=True)
        if triples[_MOST_SHOWN:]:
            click.echo(f"  … and {len(triples) - _MOST_SHOWN} more: use --left-over FILE", err=True)
