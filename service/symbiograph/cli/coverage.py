"""``symbiograph coverage``: what curricula teach of what people need, and what closes the gap."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from symbiograph.cli.content import index_of
from symbiograph.cli.options import data_dir_option
from symbiograph.cli.query import by_parameter, print_table, write_answer
from symbiograph.cli.tables import console, plain_table
from symbiograph.coverage.curriculum import BASE, Curriculum, Recogniser, read_curriculum
from symbiograph.coverage.dataset import with_curriculum
from symbiograph.coverage.programme import Programme, document
from symbiograph.coverage.questions import (
    MATRIX_GRAPH,
    QUERIES,
    programme,
    read_options,
    taking,
    with_own,
)
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.errors import UnreadableInput
from symbiograph.queries import ask, find
from symbiograph.settings import Settings

_SMALLEST: Final = "programme"
_FORMATS: Final = ("table", "json", "csv", "tsv", "xlsx", "turtle")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("question", type=click.Choice([*QUERIES, _SMALLEST]))
@click.argument("arguments", metavar="[--PARAMETER VALUE]...", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--curriculum",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A curriculum of your own: CSV, Excel, Turtle, JSON-LD or ELM. Twice to compare.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="turtle takes the matrix and elm; a programme is a table or json.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write to, in place of standard output.",
)
@data_dir_option
def coverage(
    question: str,
    arguments: tuple[str, ...],
    files: tuple[Path, ...],
    chosen: str,
    output: Path | None,
    data_dir: Path | None,
) -> None:
    """Ask what training covers of what people need.

    What is needed is named by --profile, --sector and --group; --units and --curriculum name the
    training, by default all of the graph. Repeat an option for several values; names will do:
    symbiograph coverage gap --profile "Energy manager" --curriculum mine.csv
    """
    release = Release.current(data_dir or Settings.from_environment().data_dir)
    image = release.image()
    curricula = _read(files, release, image) if files else ()
    for curriculum in curricula:
        _tell(curriculum)
    if curricula:
        image = with_curriculum(image, curricula)
    texts = by_parameter(arguments)
    own = [curriculum.iri for curriculum in curricula]
    if question == _SMALLEST:
        found = programme(read_options(taking(texts, own), image), image)
        _write_programme(found, chosen, output)
        return
    query = find(MATRIX_GRAPH if (question, chosen) == ("matrix", "turtle") else QUERIES[question])
    answer = ask(query, with_own(query, texts, own, image), image)
    if chosen == "table":
        print_table(answer.table)
    else:
        write_answer(answer, image, chosen, output)


def _read(files: Sequence[Path], release: Release, image: Image) -> tuple[Curriculum, ...]:
    recogniser = Recogniser.of(image, index_of(release))
    return tuple(
        read_curriculum(_content(file), file.name, f"{BASE}/{n}" if n > 1 else BASE, recogniser)
        for n, file in enumerate(files, start=1)
    )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadableInput(str(file), error.strerror or str(error)) from error


def _tell(curriculum: Curriculum) -> None:
    """Say on standard error what a person should look at."""
    for problem in curriculum.problems:
        click.echo(f"{curriculum.title}: {problem}", err=True)
    for one in (*curriculum.uncertain, *curriculum.unknown):
        near = "; ".join(f"{c.label} <{c.iri}>" for c in one.candidates) or "no skill is near"
        place = str(one.places[0]) if one.places else ""
        click.echo(f"{curriculum.title}: {place}: {one.text!r} is not counted: {near}", err=True)


def _write_programme(found: Programme, chosen: str, output: Path | None) -> None:
    if chosen == "json":
        text = json.dumps(document(found), ensure_ascii=False, indent=1)
        if output:
            output.write_text(text + "\n", encoding="utf-8")
        else:
            click.echo(text)
        return
    if chosen != "table":
        raise click.UsageError("A programme is written as --format table or json.")
    to = console()
    labels = {skill.iri: skill.label for skill in found.problem.skills}
    printed = plain_table("order", "unit", "hours", "brings")
    for order, one in enumerate(found.selection.units, start=1):
        hours = "" if one.unit.hours is None else f"{one.unit.hours.normalize():f}"
        brings = ", ".join(labels[iri] for iri in one.brings)
        printed.add_row(str(order), one.unit.label, hours, brings)
    to.print(printed)
    for open_ in found.selection.uncovered:
        to.print(f"left open ({open_.why}): {open_.skill.label}")
    taken = f", {found.covered_by_taken} of them already" if found.problem.taken else ""
    needed = len(found.problem.skills)
    to.print(f"{found.status}: {found.covered} of {needed} needed skills{taken}")
