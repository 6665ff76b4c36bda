"""What is served, a release or files, and where it is held: in memory or on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import click
from pyoxigraph import Store

from symbiograph.cli.holding import is_for_disk
from symbiograph.engine.disk import EMPTY, DiskImage, Shelf, tidy
from symbiograph.engine.image import Image, fill
from symbiograph.engine.release import Release
from symbiograph.search import INDEX_FILE, LabelIndex
from symbiograph.settings import Settings
from symbiograph.writing import Base, is_free

# What a triple takes in a file, roughly: whole IRIs, or abbreviated ones.
_LINE: Final = 120
_SHORT: Final = 40
# Seconds beyond the time of a query in which it may still be read.
_GRACE: Final = 10.0


class Content(NamedTuple):
    """What is served but for what has been written; on disk it lies on ``shelf``."""

    image: Image
    base: Base
    shelf: Shelf | None


def of_release(release: Release, settings: Settings, image: Image | None) -> Content:
    """Return the content of a release: ``image``, its graph in memory, or a store on disk.

    Raises what building a store raises.
    """
    base = Base.of(release)
    if image is not None:
        return Content(image, base, None)
    return _on_disk(settings, base, release.id, release.load)


def of_files(files: Mapping[str, Sequence[Path]], settings: Settings) -> Content:
    """Return the content that ``files`` make, which fill the graphs of these IRIs.

    Raises :class:`SettingError`, and what building raises.
    """
    base = Base.without_release()
    if not is_for_disk(settings, _estimate(path for paths in files.values() for path in paths)):
        return Content(Image.empty(files), base, None)
    return _on_disk(settings, base, f"{EMPTY}{os.getpid()}", lambda store: fill(store, files))


def index_of(release: Release) -> LabelIndex | None:
    """Return the label index of a release; ``None`` where it was built before there were any."""
    if INDEX_FILE not in release.manifest.files:
        return None
    return LabelIndex(release.folder / INDEX_FILE)


def _estimate(paths: Iterable[Path]) -> int:
    """Return about how many triples files hold; one that is not there will be told of later."""
    return sum(
        path.stat().st_size // (_LINE if path.suffix in (".nt", ".nq") else _SHORT)
        for path in paths
        if path.exists()
    )


def _on_disk(settings: Settings, base: Base, name: str, load: Callable[[Store], None]) -> Content:
    stores = settings.data_dir / "stores"
    tidy(stores, settings.data_dir / "releases", alone=is_free(settings.data_dir))
    shelf = Shelf(stores / name, settings.query_timeout + settings.query_patience + _GRACE)
    if not shelf.folder(base.name).exists():
        click.echo(f"Building the store on disk in {shelf.root}.")
    shelf.build(base.name, load)
    return Content(DiskImage(shelf, base.name), base, shelf)
