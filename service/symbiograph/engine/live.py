"""The image as it moves on: readers keep one content to their end while commits come in.

A small change is made in the store that is being read, because a copy of the graph for every commit
would cost memory and seconds. So it waits for a moment without readers, which holds up new ones for
a fraction of a second at most. Where that does not come, and for large changes, the store is copied
beside the readers and takes its place; whoever reads the old one keeps it.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Condition
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat, Store

from symbiograph.engine.delta import MOST_IN_PLACE, Delta, drop_empty_graphs
from symbiograph.engine.image import Image
from symbiograph.engine.loading import load_labelled

_PATIENCE: Final = 0.2


class LiveImage:
    """The image of a process that follows the writer; threads read it, one thread changes it."""

    def __init__(self, image: Image) -> None:
        self._image = image
        image.since = datetime.now(UTC)
        self._readers: Counter[Image] = Counter()
        self._changing = False
        # A store that was shared with other processes costs nothing; a copy is ours to empty.
        self._copies: set[Image] = set()
        self._turn = Condition()

    @property
    def generation(self) -> str:
        """The name of the present content."""
        return self._image.generation

    @property
    def changes_in_place(self) -> bool:
        """Whether it is the contents of a change that lead on, and not its name."""
        return self._image.changes_in_place

    def enter(self) -> Image:
        """Return the image as it is now; it stays so until :meth:`leave`."""
        with self._turn:
            self._turn.wait_for(lambda: not self._changing)
            self._readers[self._image] += 1
            return self._image

    def leave(self, image: Image) -> None:
        """Say that what :meth:`enter` gave is read no more."""
        with self._turn:
            self._readers[image] -= 1
            if not self._readers[image]:
                del self._readers[image]
                self._retire(image)
            self._turn.notify_all()

    def step(self, delta: Delta) -> None:
        """Go on to the next content; raises :class:`SyntaxError` like :meth:`Image.after`."""
        if not self._image.changes_in_place:
            image = self._image.after(delta)
            # Opened before anybody waits for it.
            image.query("ASK {}")
            with self._turn:
                self._go_on_to(image)
            return
        if delta.size <= MOST_IN_PLACE and self._step_in_place(delta):
            return
        copy = Image(_changed_copy(self._image.store, delta), delta.generation)
        with self._turn:
            before = self._go_on_to(copy)
            self._copies.add(copy)
            self._retire(before)

    def _step_in_place(self, delta: Delta) -> bool:
        """Change the store that is read, in a moment without readers; return whether it came."""
        with self._turn:
            self._changing = True
            try:
                if not self._turn.wait_for(lambda: self._image not in self._readers, _PATIENCE):
                    return False
                before = self._go_on_to(self._image.after(delta))
                if before in self._copies:
                    self._copies.remove(before)
                    self._copies.add(self._image)
                return True
            finally:
                self._changing = False
                self._turn.notify_all()

    def _go_on_to(self, image: Image) -> Image:
        """Let ``image`` be the present one and return the one before.

        No two contents of a process have the same second, because HTTP tells of seconds only.
        """
        before, self._image = self._image, image
        image.since = max(datetime.now(UTC), before.since + timedelta(seconds=1))
        return before

    def _retire(self, image: Image) -> None:
        """Empty the store of an image that nobody reads any more, whoever still knows it."""
        if image in self._copies and image is not self._image and image not in self._readers:
            self._copies.remove(image)
            image.store.clear()


def _changed_copy(store: Store, delta: Delta) -> Store:
    """Return a copy of ``store`` after ``delta``; other threads run on meanwhile."""
    copy = Store()
    load_labelled(copy, [store.dump(format=RdfFormat.N_QUADS) or b"", delta.added.encode()])
    names = set()
    for quad in pyoxigraph.parse(delta.removed, RdfFormat.N_QUADS, lenient=True):
        copy.remove(quad)
        names.add(quad.graph_name)
    drop_empty_graphs(copy, names)
    return copy
