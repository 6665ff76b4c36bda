"""``symbiograph validate``: what is wrong with a graph, told so that a person can mend it."""

from __future__ import annotations

import sys
from typing import Literal

import click
from rich.console import Console

from symbiograph.errors import UnreadableInput
from symbiograph.validation import (
    Document,
    as_json,
    as_turtle,
    print_report,
    read_document,
    validate_documents,
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@click.option(
    "--format",
    "report_format",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="How to write the report.",
)
def validate(files: tuple[str, ...], report_format: Literal["text", "json", "turtle"]) -> None:
    """Judge RDF files by the project's shapes, all files together.

    They may refer to anything in the project's ontology, vocabularies and facts. Formats: Turtle,
    TriG, N-Triples, N-Quads, JSON-LD, RDF/XML; "-" reads standard input and finds out its format.

    Exit codes: 0 nothing worse than a warning, 1 violations, 2 a file cannot be read.
    """
    report = validate_documents(_read(files))
    if report_format == "text":
        print_report(report, Console())
    else:
        written = as_json(report) if report_format == "json" else as_turtle(report)
        click.echo(written, nl=False)
    sys.exit(0 if report.accepted else 1)


def _read(files: tuple[str, ...]) -> list[Document]:
    """Return the documents, or name every file that cannot be read and exit with 2."""
    documents = []
    unreadable = False
    for name in dict.fromkeys(files):
        try:
            documents.append(read_document(name))
        except UnreadableInput as error:
            click.echo(f"symbiograph: {error.message}", err=True)
            unreadable = True
    if unreadable:
        sys.exit(2)
    return documents
