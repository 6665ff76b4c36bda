"""The graph on disk, for graphs that memory is too small for: one folder for each content.

A store that is being written cannot be read by other processes. So the one writer works on a store
of its own and after each commit makes a checkpoint, whose files are links, in some 0.1 s; readers
open that, and the next one for their next job. A checkpoint that has been followed by another one
is removed once nobody can be reading it any more.

An open store has threads. It is therefore opened in processes only that do not fork afterwards.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep
from typing import Final, NoReturn

from pyoxigraph import Store

from symbiograph.engine.dataset import Datasets
from symbiograph.engine.delta import Delta
from symbiograph.engine.image import Image
from symbiograph.errors import StorageFull, SymbiographError

# Begins the name of a shelf of no release.
EMPTY: Final = "empty-"
# Free bytes without which nothing is written: a store that the disk fails while it writes takes
# nothing any more until it is opened anew, and for that, too, there has to be room.
_ROOM: Final = 64 << 20
# For a checkpoint that is being made by another process.
_PATIENCE: Final = 5.0
_BETWEEN_LOOKS: Final = 0.02


class DiskImage(Image):
    """The content ``generation`` of ``shelf``, opened when it is first read."""

    changes_in_place = False

    def __init__(self, shelf: Shelf, generation: str) -> None:
        self.generation = generation
        self.default = None
        self._shelf = shelf

    @cached_property
    def store(self) -> Store:  # type: ignore[override]
        """The store, for reading."""
        folder = self._shelf.folder(self.generation)
        latest = monotonic() + _PATIENCE
        while not folder.exists() and monotonic() < latest:
            sleep(_BETWEEN_LOOKS)
        return Store.read_only(str(folder))

    @cached_property
    def _datasets(self) -> Datasets:  # type: ignore[override]
        return Datasets(self.store)

    def with_default_apart(self) -> Image:
        """Return this image: on disk the graphs do not lie in each other's way."""
        return self

    def after(self, delta: Delta) -> DiskImage:
        """Return the image of the generation that ``delta`` leads to."""
        return DiskImage(self._shelf, delta.generation)


class Shelf:
    """The folder with the contents of one release, by the names of their generations.

    A content is there whole or not at all. ``seconds`` is how long one may be read after another
    one has followed it.
    """

    def __init__(self, root: Path, seconds: float) -> None:
        self.root = root
        self._seconds = seconds
        self._superseded: dict[str, float] = {}
        self._latest: str | None = None

    def folder(self, generation: str) -> Path:
        """Return where a content is."""
        return self.root / generation

    def build(self, generation: str, fill: Callable[[Store], None]) -> None:
        """Make a content by ``fill``, in another process, unless it is there.

        Raises :class:`StorageFull` where that fails.
        """
        folder = self.folder(generation)
        if folder.exists():
            return
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFull(f"{self.root} cannot be written: {error.strerror}.") from error
        scratch = self.root / f".unfinished-{os.getpid()}"
        pid = os.fork()
        if pid == 0:
            _fill(scratch, fill)
        _, status = os.waitpid(pid, 0)
        if status:
            shutil.rmtree(scratch, ignore_errors=True)
            raise StorageFull(f"No store could be built in {self.root}; the reason stands above.")
        scratch.rename(folder)

    def require_room(self, more: int = 0) -> None:
        """Raise :class:`StorageFull` where the disk lacks room, or ``more`` bytes beside it."""
        free = self.room()
        if free < _ROOM + more:
            raise StorageFull(
                f"The disk of {self.root} has {free >> 20} MB left and a write needs "
                f"{(_ROOM + more) >> 20} MB; nothing was stored. "
                "Make room on the disk and send the request again."
            )

    def room(self) -> int:
        """Return how many bytes the disk has left."""
        disk = os.statvfs(self.root)
        return disk.f_bavail * disk.f_frsize

    def latest(self, generations: Iterable[str]) -> str | None:
        """Return the first of some contents that is there."""
        there = {path.name for path in self.root.iterdir()}
        return next((generation for generation in generations if generation in there), None)

    def working_copy(self, generation: str, name: str) -> Store:
        """Open a copy of a content, for writing, in place of any former one of this name."""
        copy = self.root / f".{name}"
        self.discard(name)
        Store.read_only(str(self.folder(generation))).backup(str(copy))
        return Store(copy)

    def put(self, generation: str, store: Store, *, first: str) -> DiskImage:
        """Make what ``store`` holds now a content, and return it; ``first`` is never removed.

        Contents that nobody can be reading any more are removed.
        """
        if not self.folder(generation).exists():
            store.backup(str(self.folder(generation)))
        if self._latest is None:
            others = {path.name for path in self.root.iterdir() if not path.name.startswith(".")}
            self._superseded = dict.fromkeys(others - {first, generation}, monotonic())
        elif self._latest != generation:
            self._superseded[self._latest] = monotonic()
        self._latest = generation
        self._superseded.pop(generation, None)
        for name, since in list(self._superseded.items()):
            if monotonic() - since > self._seconds:
                if name != first:
                    shutil.rmtree(self.folder(name), ignore_errors=True)
                del self._superseded[name]
        return DiskImage(self, generation)

    def discard(self, name: str) -> None:
        """Remove the working copy of this name."""
        shutil.rmtree(self.root / f".{name}", ignore_errors=True)

    def end(self, name: str) -> None:
        """Remove the working copy of this name, and with it a shelf that belongs to no release."""
        self.discard(name)
        if self.root.name.startswith(EMPTY):
            shutil.rmtree(self.root, ignore_errors=True)


def tidy(stores: Path, releases: Path, *, alone: bool) -> None:
    """Remove from ``stores`` what belongs to no release any more, or to a process that was killed.

    Folders of a process end in its number. Where this service is ``alone``, nobody reads what
    earlier ones have added to a release, and the commits may have become others since.
    """
    for root in stores.glob("*"):
        if root.name.startswith(EMPTY):
            if _is_over(root):
                shutil.rmtree(root, ignore_errors=True)
            continue
        if not (releases / root.name).exists():
            shutil.rmtree(root, ignore_errors=True)
        for folder in root.glob("*"):
            own = folder.name.startswith(".")
            if _is_over(folder) if own else alone and folder.name != root.name:
                shutil.rmtree(folder, ignore_errors=True)


def _is_over(folder: Path) -> bool:
    """Tell whether the process has ended whose number the name of ``folder`` ends in."""
    number = folder.name.rpartition("-")[2]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _fill(folder: Path, fill: Callable[[Store], None]) -> NoReturn:
    """Fill a store and end this process, with another status than 0 where that fails."""
    status = 1
    try:
        shutil.rmtree(folder, ignore_errors=True)
        store = Store(folder)
        fill(store)
        store.flush()
        status = 0
    except (SymbiographError, OSError) as error:
        print(f"symbiograph: {error}", file=sys.stderr)
    finally:
        os._exit(status)
