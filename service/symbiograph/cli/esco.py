"""``symbiograph esco``: releases of ESCO, imported from what the user downloaded."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from symbiograph.cli.esco_diff import diff
from symbiograph.cli.options import data_dir_option
from symbiograph.esco import NOTICE, Imported, Shelf, keep, read_release
from symbiograph.settings import Settings
from symbiograph.validation import as_text


@click.group()
def esco() -> None:
    """Import releases of ESCO, and say which of them queries see.

    This service uses the ESCO classification of the European Commission.
    """


@esco.command("import")
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--languages", metavar="en,de,…", help="Read texts in these only; default: all.")
@click.option("--release", metavar="X.Y.Z", help="The release that the files are of.")
@click.option(
    "--labels-from",
    "lenders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Borrow labels of another release, in languages that are missing. May be repeated.",
)
@click.option("--skos-xl", is_flag=True, help="State labels as things of their own, too.")
@click.option("--current", is_flag=True, help="Make this the release that queries see.")
@data_dir_option
def import_(
    places: tuple[Path, ...],
    languages: str | None,
    release: str | None,
    lenders: tuple[Path, ...],
    skos_xl: bool,
    current: bool,
    data_dir: Path | None,
) -> None:
    """Import one release of ESCO from folders, zip archives or files, CSV or RDF.

    It takes the place of what was imported of that release before. The first release imported
    becomes the current one. "symbiograph build" then makes it part of the graph.
    """
    wanted = [language.strip() for language in (languages or "").split(",") if language.strip()]
    read = partial(read_release, languages=wanted, say=_progress)
    imported = read(places, release=release, skos_xl=skos_xl)
    lending = [read([lender]) for lender in lenders]
    shelf = Shelf(data_dir or Settings.from_environment().data_dir)
    _progress(f"judging {imported.size:,} triples")
    kept = keep(imported, shelf, lending)
    if current or shelf.current is None:
        shelf.use(imported.release)
    _report(imported)
    for lender, concepts in kept.lent.items():
        lent = ", ".join(f"{count:,} in {language}" for language, count in concepts.items())
        click.echo(f"labels of {lender}: for {lent or 'no concept'}")
    if kept.report.results:
        click.echo(as_text(kept.report))
    click.echo("Imported." if kept.changed else "Nothing has changed.")
    if shelf.current != imported.release:
        click.echo(f"Current is {shelf.current}; to change that: symbiograph esco use RELEASE")
    click.echo(NOTICE)


@esco.command("list")
@data_dir_option
def list_(data_dir: Path | None) -> None:
    """List the imported releases; a star marks the current one."""
    shelf = Shelf(data_dir or Settings.from_environment().data_dir)
    held = shelf.held()
    if not held:
        click.echo("No release of ESCO has been imported.")
        return
    for release in held:
        manifest = release.manifest
        mark = "*" if release.release == shelf.current else " "
        counts = manifest.counts
        click.echo(
            f"{mark} {release.release}  {counts.get('occupations', 0):,} occupations, "
            f"{counts.get('skills', 0):,} skills, in {', '.join(manifest.languages)}"
            + "".join(f", labels of {lender}" for lender in release.loans)
            + (f"; missing: {', '.join(manifest.missing)}" if manifest.missing else "")
        )
    click.echo(NOTICE)


@esco.command()
@click.argument("release")
@data_dir_option
def use(release: str, data_dir: Path | None) -> None:
    """Make an imported release the current one; "symbiograph build" puts that into effect."""
    Shelf(data_dir or Settings.from_environment().data_dir).use(release)
    click.echo(f"Current is ESCO {release}. To serve it: symbiograph build")


esco.add_command(diff)


def _progress(text: str) -> None:
    click.echo(f"[esco] {text}", err=True)


def _report(imported: Imported) -> None:
    click.echo(f"ESCO {imported.release}, {imported.detected.evidence}")
    for kind, count in imported.counts.items():
        click.echo(f"  {count:>9,}  {kind}")
    for heading, names in (("missing", imported.missing), ("left out", imported.left_out)):
        if names:
            click.echo(f"{heading}: {', '.join(names)}")
    if imported.undescribed:
        number, first = len(imported.undescribed), imported.undescribed[0]
        click.echo(f"referred to and not described: {number:,} concepts, such as {first}")
