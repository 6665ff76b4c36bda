"""``symbiograph mappings``: what curators ask about the mapping sets."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click
from rich.console import Console

from symbiograph.cli.embedding import embed_
from symbiograph.cli.mapping_apply import apply
from symbiograph.cli.mapping_check import check
from symbiograph.cli.mapping_exchange import export_, import_
from symbiograph.cli.mapping_suggest import suggest
from symbiograph.cli.options import data_dir_option, mappings_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.errors import UnreadableInput
from symbiograph.esco import NOTICE, Shelf
from symbiograph.esco.concepts import read_classification
from symbiograph.esco.detection import normalised
from symbiograph.esco.impact import EFFECTS, Effect, Report, impact
from symbiograph.esco.impact_written import as_csv, as_json
from symbiograph.mappings import MappingSet, read_mapping_file
from symbiograph.mappings.standing import STANDINGS
from symbiograph.resources import folder
from symbiograph.settings import Settings


@click.group()
def mappings() -> None:
    """Look after the mapping sets."""


for command in (apply, check, embed_, export_, import_, suggest):
    mappings.add_command(command)


@mappings.command("impact")
@click.option("--to", "release", metavar="RELEASE", required=True, help="An imported ESCO release.")
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to write it; csv and json hold every row.",
)
@click.option(
    "--only",
    type=click.Choice(EFFECTS),
    multiple=True,
    help="List rows with this effect. May be repeated. Default: all that ask for something.",
)
@mappings_option
@data_dir_option
def impact_(
    release: str,
    chosen: str,
    only: tuple[Effect, ...],
    place: Path | None,
    data_dir: Path | None,
) -> None:
    """Tell which mappings a release of ESCO touches, and what to do with each.

    A newer release or an older one, which must have been imported. Where the release that a mapping
    was made for has been imported, too, more is compared. Exit code 0, whatever is found; 2 where
    the release has not been imported or a mapping set cannot be read.
    """
    shelf = Shelf(data_dir or Settings.from_environment().data_dir)
    target = shelf.find(normalised(release))
    sets = _read(place or folder("mappings"))
    pinned = {
        str(row.one("object_source_version"))
        for mapping_set in sets
        for row in mapping_set.mappings
    }
    earlier = [held for held in shelf.held() if held.release in pinned]
    report = impact(
        sets,
        read_classification(target),
        [read_classification(held) for held in earlier if held.release != target.release],
    )
    if chosen == "csv":
        click.echo(as_csv(report), nl=False)
    elif chosen == "json":
        click.echo(as_json(report, NOTICE), nl=False)
    else:
        _print(console(), report, only)


def _read(place: Path) -> list[MappingSet]:
    found = [read_mapping_file(path) for path in sorted(place.glob("*.sssom.tsv"))]
    if not found:
        raise UnreadableInput(str(place), "no mapping set, *.sssom.tsv, is here")
    return found


def _print(to: Console, report: Report, only: Collection[Effect]) -> None:
    to.print(f"Mappings under ESCO {report.to}\n")
    counts = report.counts()
    standings = [s for s in STANDINGS if any(row.standing == s for row in report.impacts)]
    summary = plain_table("", *standings, numbers=True)
    for effect in EFFECTS:
        if any(counts[effect, standing] for standing in standings):
            summary.add_row(effect, *(f"{counts[effect, standing]:,}" for standing in standings))
    to.print(summary)
    for release, rows in report.pinned().items():
        to.print(
            f"made for ESCO {release or '(none stated)'}: {rows:,} rows, {_how(report, release)}"
        )
    to.print(f"about other vocabularies, not looked at: {report.elsewhere:,} rows")
    listed = only or [effect for effect in EFFECTS if effect != "unchanged"]
    for effect in EFFECTS:
        rows_here = [row for row in report.impacts if effect in row.effects]
        if not rows_here or effect not in listed:
            continue
        to.print(f"\n{effect}: {len(rows_here):,}")
        table = plain_table("row", "subject", "object", "label", "to do", "proposed")
        for row in rows_here:
            proposed = "; ".join(f"{p.score:.2f} {p.name} <{p.concept}>" for p in row.proposals)
            what = "; ".join(row.todo)
            place = f"{row.source}:{row.line}"
            table.add_row(place, row.subject_label, row.target, row.target_label, what, proposed)
        to.print(table)
    left_out = [
        effect
        for effect in EFFECTS
        if effect not in listed and any(counts[effect, standing] for standing in standings)
    ]
    if left_out:
        to.print(f"\nnot listed: {', '.join(left_out)}; --only lists them, --format csv writes all")
    to.print(NOTICE)


def _how(report: Report, release: str) -> str:
    if release == report.to:
        return "the release compared"
    if release in report.compared:
        return "not the release compared; imported, so that all that both hold is compared"
    return "not the release compared, and not imported: only labels and kinds are compared"
