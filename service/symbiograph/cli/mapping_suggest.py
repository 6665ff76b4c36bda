"""``symbiograph mappings suggest``: what a text, a list or the things of a set may be mapped to."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click
from rich.console import Console

from symbiograph.alignment import (
    MOST_CANDIDATES,
    TARGETS,
    Aligner,
    Asked,
    Predicate,
    Suggestions,
    aligner,
    as_document,
)
from symbiograph.cli.options import data_dir_option, mappings_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.engine.release import Release
from symbiograph.errors import UnreadableInput
from symbiograph.esco import Shelf
from symbiograph.mappings import Mapping, file_of, read_mapping_file, write_mapping_set
from symbiograph.queries.formats.separated import harmless
from symbiograph.resources import folder
from symbiograph.review.mapping_set import ReviewedSet, read_set
from symbiograph.review.own_list import OWN, is_column, read_own_list, slug_of
from symbiograph.review.proposals import loose, proposals, undecided, with_proposals
from symbiograph.settings import Settings
from symbiograph.spreadsheets import read_spreadsheet

_DEFAULT_TARGET: Final = "esco-skills"


class _Answer(NamedTuple):
    asked: Asked
    found: Suggestions


@click.command()
@click.argument("text", metavar="[TEXT|FILE]", required=False)
@click.option("--set", "set_name", metavar="NAME", help="For our things that a set does not map.")
@click.option("--definition", default="", help="What the text means.")
@click.option("--context", default="", help="The sentence that the text stands in.")
@click.option(
    "--target", type=click.Choice([*TARGETS]), help="Where to look.  [default: esco-skills]"
)
@click.option("--language", default="en", show_default=True, help="Of the texts, such as de.")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_CANDIDATES),
    default=5,
    show_default=True,
    help="Most candidates for each text.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", "json", "csv", "sssom"]),
    default="table",
    show_default=True,
    help="How to write them.",
)
@click.option("--write", is_flag=True, help="With --set: add them to the set's file of candidates.")
@mappings_option
@data_dir_option
def suggest(
    text: str | None,
    set_name: str | None,
    definition: str,
    context: str,
    target: str | None,
    language: str,
    limit: int,
    chosen: str,
    write: bool,
    place: Path | None,
    data_dir: Path | None,
) -> None:
    """Propose concepts for a text, for each row of a CSV or Excel FILE, or for a set's things.

    Each with predicate, confidence and reasons. Columns of a file that are called text, definition,
    context and id are understood. Nothing is proposed that is not in the release in force.
    """
    if (text is None) == (set_name is None):
        raise click.UsageError("Give a text or a file, or --set.")
    if write and set_name is None:
        raise click.UsageError("--write goes with --set.")
    data_dir = data_dir or Settings.from_environment().data_dir
    release = Release.current(data_dir)
    day = datetime.datetime.now(datetime.UTC).date()
    esco = Shelf(data_dir).current or ""
    reviewed: ReviewedSet | None = None
    if set_name is not None:
        store = release.image().store
        reviewed = read_set(store, set_name)
        target = target or reviewed.target or _DEFAULT_TARGET
        asked = _things(aligner(release, _source_target(reviewed)), undecided(reviewed), language)
        name = set_name
        if not asked:
            click.echo(f"{set_name} has a row for everything that it maps.", err=True)
    else:
        target = target or _DEFAULT_TARGET
        asked, name = _texts(text or "", Asked("", definition, context, language))
    aligned = aligner(release, target)
    answers = [
        _Answer(one, found)
        for one, found in zip(asked, aligned.suggest_all(asked, limit), strict=True)
    ]
    if chosen == "sssom" or write:
        source = reviewed.subject_source if reviewed else ""
        rows = [row for one in answers for row in proposals(*one, target, esco, source, day)]
        _write_rows(rows, name, reviewed is not None, write, place or folder("mappings"), day)
    elif chosen == "json":
        documents = [as_document(one.asked, target, one.found) for one in answers]
        click.echo(json.dumps(documents, ensure_ascii=False, indent=1))
    elif chosen == "csv":
        click.echo(_as_csv(answers), nl=False)
    else:
        _print(console(), answers)
        click.echo(aligned.gain(language), err=True, nl=False)


def _texts(text: str, like: Asked) -> tuple[list[Asked], str]:
    """Return what to ask for a text, or for the rows of a file of that name."""
    path = Path(text)
    if path.suffix.lower() in (".csv", ".tsv", ".xlsx", ".txt"):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableInput(text, str(error.strerror)) from error
        read = read_own_list(read_spreadsheet(content, path.name, is_column), path.stem)
        for problem in read.problems:
            click.echo(f"{path.name}: {problem}", err=True)
        asked = [
            Asked(i.text, i.definition or like.definition, i.context, like.language, i.iri)
            for i in read.items
        ]
        return asked, slug_of(path.stem) or "list"
    iri = f"{OWN}text#{slug_of(text) or 'text'}"
    return [Asked(text, like.definition, like.context, like.language, iri)], "text"


def _source_target(reviewed: ReviewedSet) -> str:
    kinds = {subject.rsplit("/", 2)[-2] for subject in reviewed.subjects}
    return "profiles" if kinds == {"profile"} else "skills"


def _things(source: Aligner, subjects: Sequence[str], language: str) -> list[Asked]:
    """Return what to ask for things of ours: their labels and definitions."""
    described = source.described(subjects, language)
    return [
        Asked(label, definition, "", language, subject)
        for subject, (label, definition) in described.items()
    ]


def _write_rows(
    rows: list[Mapping], name: str, is_set: bool, write: bool, place: Path, day: datetime.date
) -> None:
    if not is_set:
        click.echo(write_mapping_set(loose(rows, name, day)), nl=False)
        return
    accepted = read_mapping_file(place / file_of(name, "accepted"))
    path = place / file_of(name, "candidate")
    candidates, rejected = (
        read_mapping_file(file) if file.exists() else None
        for file in (path, place / file_of(name, "rejected"))
    )
    written = write_mapping_set(with_proposals(accepted, candidates, rejected, rows, day))
    if write:
        path.write_text(written, encoding="utf-8")
        click.echo(f"{len(rows):,} candidates for {path.name}")
    else:
        click.echo(written, nl=False)


def _as_csv(answers: Sequence[_Answer]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["text", "rank", "predicate", "confidence", "label", "iri", "reasons", "none"])
    for asked, found in answers:
        if not found.candidates:
            writer.writerow([harmless(asked.text), "", Predicate.NONE, "", "", "", "", found.none])
        for rank, one in enumerate(found.candidates, 1):
            why = "; ".join(f"{r.kind} {r.share:.0%}: {r.text}" for r in one.reasons)
            cells = [asked.text, rank, one.predicate, one.confidence, one.label, one.iri, why]
            writer.writerow([*(harmless(str(cell)) for cell in cells), found.none])
    return text.getvalue()


def _print(to: Console, answers: Sequence[_Answer]) -> None:
    for place, (asked, found) in enumerate(answers):
        if place:
            to.print()
        proposed = "; proposed: none" if found.answer == Predicate.NONE else ""
        to.print(f"{asked.text} (nothing fits: {found.none:.0%}{proposed})")
        table = plain_table("", "predicate", "label", "why", "IRI")
        for one in found.candidates:
            why = "; ".join(f"{reason.kind} {reason.share:.0%}" for reason in one.reasons[:3])
            table.add_row(f"{one.confidence:.0%}", one.predicate, one.label, why, one.iri)
        to.print(table)
