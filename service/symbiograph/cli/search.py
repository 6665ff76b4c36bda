"""``symbiograph search``: concepts of the release in force, by their labels."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symbiograph.alignment import meanings_of
from symbiograph.cli.content import index_of
from symbiograph.cli.options import data_dir_option
from symbiograph.engine.release import Release
from symbiograph.errors import SearchUnavailable
from symbiograph.search import MOST_HITS, Hits, as_document
from symbiograph.settings import Settings


@click.command()
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@click.option("--lang", multiple=True, help="Language to name things in; repeat for the next best.")
@click.option("--kind", multiple=True, help="Only this kind, such as skill; repeat for more.")
@click.option("--scheme", multiple=True, help="Only this scheme, by IRI or short name.")
@click.option(
    "--limit", type=click.IntRange(1, MOST_HITS), default=10, show_default=True, help="Most hits."
)
@click.option("--json", "as_json", is_flag=True, help="Print what /search answers to programs.")
@data_dir_option
def search(
    words: tuple[str, ...],
    lang: tuple[str, ...],
    kind: tuple[str, ...],
    scheme: tuple[str, ...],
    limit: int,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Find concepts by their labels, in all languages; typing errors are forgiven."""
    release = Release.current(data_dir or Settings.from_environment().data_dir)
    index = index_of(release)
    if index is None:
        raise SearchUnavailable(
            f"Release {release.id} was built before labels were indexed; "
            "build again: symbiograph build"
        )
    found = index.search(
        " ".join(words),
        lang,
        kinds=kind,
        schemes=scheme,
        limit=limit,
        meanings=meanings_of(index.folder),
    )
    index.close()
    if as_json:
        click.echo(json.dumps(as_document(found), ensure_ascii=False, indent=1))
    else:
        _print(found)


def _print(found: Hits) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 1_000_000
    table = Table(box=None, pad_edge=False, show_edge=False)
    for name in ("label", "kind", "found as", "IRI"):
        table.add_column(name, overflow="fold")
    for hit in found.hits:
        matched = Text(hit.matched.text)
        for start, end in hit.matched.spans:
            matched.stylize("bold", start, end)
        if (hit.matched.text, hit.matched.language) == (hit.label.text, hit.label.language):
            matched = Text("")
        elif hit.matched.language:
            matched.append(f" ({hit.matched.language}, {hit.matched.kind})")
        table.add_row(hit.label.text, hit.kind, matched, hit.iri)
    if found.hits:
        console.print(table)
    count = len(found.hits)
    more = "; there are more" if found.more or found.beyond else ""
    console.print(f"{count} hit{more}" if count == 1 else f"{count} hits{more}")
