"""``symbiograph mappings embed``: concepts made comparable with texts by meaning."""

from __future__ import annotations

import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from symbiograph.alignment import TARGETS, aligner, targets
from symbiograph.alignment.embedding.cache import VectorCache
from symbiograph.alignment.embedding.model import model_files
from symbiograph.alignment.embedding.vectors import FOLDER, LANGUAGE, embed, file_of, texts
from symbiograph.alignment.index import Index
from symbiograph.cli.options import data_dir_option
from symbiograph.cli.tables import console
from symbiograph.engine.release import Release
from symbiograph.settings import Settings


@click.command("embed")
@click.argument("chosen", metavar="[TARGET]...", nargs=-1, type=click.Choice([*TARGETS]))
@data_dir_option
def embed_(chosen: tuple[str, ...], data_dir: Path | None) -> None:
    """Make vectors of English labels and descriptions, so that texts are compared by meaning, too.

    Of all targets of the release, or of those named. Needs the extra: pip install
    'symbiograph[embeddings]'. What was made before is kept in the data folder, so that after a new
    build only new texts take time; all of ESCO takes some minutes. A running service uses the
    vectors from its next start on.
    """
    place = data_dir or Settings.from_environment().data_dir
    model_files()
    release = Release.current(place)
    shown = console()
    for target in chosen or targets(release):
        index_file = aligner(release, target).files.get(LANGUAGE)
        if index_file is None:
            shown.print(f"{target}: no English labels")
        else:
            _embed(target, index_file, place / FOLDER, shown)


def _embed(target: str, index_file: Path, folder: Path, shown: Console) -> None:
    """Write the vectors of one index and tell how many texts were new."""
    index, file = Index(index_file), file_of(index_file, folder)
    if file.exists():
        shown.print(f"{target}: {len(index):,} concepts, nothing new")
        return
    started = time.monotonic()
    cache = VectorCache(folder)
    new = len(cache.missing([text for some in texts(index) for text in some]))
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
    ) as progress:
        task = progress.add_task(f"{target}: new texts", total=new)
        embed(index, file, cache, lambda done: progress.advance(task, done))
    took = time.monotonic() - started
    shown.print(f"{target}: {len(index):,} concepts, {new:,} new texts, {took:.0f} s")
