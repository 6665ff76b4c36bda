"""The image as it moves on: readers keep one content to their end while commits come in.

A small change is made in the store that is being read, because a copy of the graph for every commit
would cost memory and seconds. So it waits for a moment without readers, which holds up new ones for
a fraction of a second at most. Where that does not come, and for large changes, the store is copied
beside the readers and takes its place; whoever reads the old one keeps it.
"""

from __future__ import annotations

from threading import Condition
from typing import Final

from pyoxigraph import Store

from symbiograph.engine.image import Image
from symbiograph.engine.pool.delta import Delta, stepped

# Changed triples up to which a change is made in place: some milliseconds.
MOST_IN_PLACE: Final = 1_000
_PATIENCE: Final = 0.2


class LiveImage:
    """The image of a process that follows the writer; threads read it, one thread changes it."""

    def __init__(self, image: Image) -> None:
        self._image = image
        self._readers = 0
        self._changing = False
        self._turn = Condition()

    @property
    def generation(self) -> str:
        """The name of the present content."""
        return self._image.generation

    def enter(self) -> Image:
        """Return the image as it is now; it stays so until :meth:`leave`."""
        with self._turn:
            self._turn.wait_for(lambda: not self._changing)
            self._readers += 1
            return self._image

    def leave(self) -> None:
        """Say that what :meth:`enter` gave is read no more."""
        with self._turn:
            self._readers -= 1
            self._turn.notify_all()

    def step(self, delta: Delta) -> None:
        """Go on to the next content; raises :class:`SyntaxError` like :func:`stepped`."""
        size = delta.added.count("\n") + delta.removed.count("\n")
        with self._turn:
            self._changing = size <= MOST_IN_PLACE
            if self._changing:
                alone = self._turn.wait_for(lambda: not self._readers, _PATIENCE)
                try:
                    if alone:
                        self._image = stepped(self._image, delta)
                        return
                finally:
                    self._changing = False
                    self._turn.notify_all()
        copy = stepped(Image(_copied(self._image.store), ""), delta)
        with self._turn:
            self._image = copy


def _copied(store: Store) -> Store:
    copy = Store()
    # A dump would be faster to load, but blank nodes would lose their labels.
    copy.bulk_extend(store.quads_for_pattern(None, None, None, None))
    return copy
