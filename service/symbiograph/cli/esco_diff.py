"""``symbiograph esco diff``: what one release of ESCO changed against another."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from symbiograph.cli.options import data_dir_option
from symbiograph.cli.tables import console, plain_table
from symbiograph.esco import NOTICE, Shelf
from symbiograph.esco.concepts import KINDS, read_classification
from symbiograph.esco.detection import normalised
from symbiograph.esco.difference import WHATS, Change, Difference, What, compare
from symbiograph.esco.difference_written import Proposals, as_csv, as_json, as_turtle
from symbiograph.esco.replacement import Proposal, Replacements
from symbiograph.settings import Settings

_ROWS: Final = 10


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["table", "csv", "json", "turtle"]),
    default="table",
    show_default=True,
    help="How to write it; all but the table are whole.",
)
@click.option("--language", metavar="en", help="Names, and changes of labels, in this only.")
@click.option(
    "--only", type=click.Choice(WHATS), multiple=True, help="This sort of change. May be repeated."
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=_ROWS,
    show_default=True,
    help="Rows of each sort in a table; 0: all.",
)
@data_dir_option
def diff(
    old: str,
    new: str,
    chosen: str,
    language: str | None,
    only: tuple[What, ...],
    limit: int,
    data_dir: Path | None,
) -> None:
    """Tell what release NEW of ESCO changed against OLD; both must have been imported.

    For a concept that was removed it proposes what may take its place, with a score from 0 to 1
    and the reasons. These are proposals for a person to judge; ESCO states no replacements.
    """
    shelf = Shelf(data_dir or Settings.from_environment().data_dir)
    held = [shelf.find(normalised(number)) for number in (old, new)]
    before, after = (read_classification(release) for release in held)
    difference = compare(before, after, language)
    replacements = Replacements(after, before, difference.language)
    proposals = {
        change.concept: replacements.propose(before.concepts[change.concept])
        for change in difference.changes
        if change.what == "removed"
    }
    chosen_changes = difference.only(only)
    if chosen == "csv":
        click.echo(as_csv(chosen_changes, proposals), nl=False)
    elif chosen == "json":
        click.echo(as_json(chosen_changes, proposals, NOTICE), nl=False)
    elif chosen == "turtle":
        click.echo(as_turtle(chosen_changes, proposals, NOTICE), nl=False)
    else:
        _print(difference, chosen_changes.changes, proposals, limit)


def _print(difference: Difference, listed: list[Change], proposals: Proposals, limit: int) -> None:
    to = console()
    to.print(f"ESCO {difference.old.release} → {difference.new.release}\n")
    _print_summary(to, difference, proposals)
    for line in difference.not_compared:
        to.print(f"not compared: {line}")
    for what in WHATS:
        changes = [change for change in listed if change.what == what]
        if changes:
            shown = changes[:limit] if limit else changes
            to.print(f"\n{what}: {_shown(len(shown), len(changes))}")
            to.print(_table(difference, proposals, shown))
    to.print(NOTICE)


def _shown(shown: int, there: int) -> str:
    if shown == there:
        return f"{there:,}"
    return f"the first {shown} of {there:,}; --limit 0 shows all, --format csv writes all"


def _print_summary(to: Console, difference: Difference, proposals: Proposals) -> None:
    counts = difference.counts()
    kinds = [
        kind
        for kind in KINDS
        if any(any(release.of(kind)) for release in (difference.old, difference.new))
    ]
    summary = plain_table("", *(f"{kind}s" for kind in kinds), numbers=True)
    for release in (difference.old, difference.new):
        numbers = (sum(1 for _ in release.of(kind)) for kind in kinds)
        summary.add_row(f"in {release.release}", *(f"{number:,}" for number in numbers))
    for what in WHATS:
        if any((what, kind) in counts for kind in kinds):
            summary.add_row(what, *(f"{counts[what, kind]:,}" for kind in kinds))
    to.print(summary)
    removed = len(proposals)
    if removed:
        replaced = sum(1 for found in proposals.values() if found)
        to.print(f"replacements are proposed for {replaced} of {removed} removed concepts")


def _table(difference: Difference, proposals: Proposals, changes: list[Change]) -> Table:
    what = changes[0].what
    if what == "removed":
        table = plain_table("concept", "name", "score", "proposed", "name", "why")
        for change in changes:
            found = proposals[change.concept]
            first = _proposal_cells(found[0]) if found else ("", "no proposal", "", "")
            table.add_row(change.concept, change.name, *first)
            for proposal in found[1:]:
                table.add_row("", "", *_proposal_cells(proposal))
        return table
    if what == "added":
        table = plain_table("concept", "name")
        for change in changes:
            table.add_row(change.concept, change.name)
        return table
    table = plain_table("concept", "name", "language", "old", "new")
    for change in changes:
        values = (", ".join(map(difference.name, side)) for side in (change.old, change.new))
        table.add_row(change.concept, change.name, change.language, *values)
    return table


def _proposal_cells(proposal: Proposal) -> tuple[str, str, str, str]:
    reasons = "; ".join(proposal.reasons)
    return f"{proposal.score:.2f}", proposal.concept, proposal.name, reasons
