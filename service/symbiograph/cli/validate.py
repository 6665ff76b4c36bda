"""``symbiograph validate``: what is wrong with a graph, told so that a person can mend it."""

from __future__ import annotations

import sys
from typing import Literal, TypeAlias

import click
from rich.console import Console

from symbiograph.errors import UnreadableInput
from symbiograph.validation import (
    Document,
    ValidationReport,
    as_json,
    as_turtle,
    background,
    print_report,
    read_document,
    validate_documents,
)
from symbiograph.validation import validate as validate_triples
from symbiograph.validation.findings import Findings, among, findings_as_text, findings_of

_Format: TypeAlias = Literal["text", "findings", "json", "turtle"]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@click.option(
    "--format",
    "report_format",
    type=click.Choice(["text", "findings", "json", "turtle"]),
    default="text",
    show_default=True,
    help="How to write the report.",
)
def validate(files: tuple[str, ...], report_format: _Format) -> None:
    """Judge RDF files by the project's shapes, all files together.

    They may refer to anything in the project's ontology, vocabularies and facts. Formats: Turtle,
    TriG, N-Triples, N-Quads, JSON-LD, RDF/XML; "-" reads standard input and finds out its format.

    The format "findings" says for each fault where it is, what it is and how to mend it.

    Exit codes: 0 nothing worse than a warning, 1 violations, 2 a file cannot be read.
    """
    documents = _read(files)
    report = validate_documents(documents)
    if report_format == "findings":
        click.echo(findings_as_text(_findings(documents, report)), nl=False)
    elif report_format == "text":
        print_report(report, Console())
    else:
        written = as_json(report) if report_format == "json" else as_turtle(report)
        click.echo(written, nl=False)
    sys.exit(0 if report.accepted else 1)


def _findings(documents: list[Document], report: ValidationReport) -> Findings:
    data = frozenset(triple for document in documents for triple in document.triples)
    known = background()
    return findings_of(
        report,
        data,
        among(known),
        documents,
        judge=lambda triples: validate_triples(triples, known),
    )


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
