"""A web process that follows the writer: its image takes each commit, in a thread of its own."""

from __future__ import annotations

from threading import Event, Thread
from typing import Final

from symbiograph.engine.live import LiveImage
from symbiograph.engine.pool import Closed, Delta
from symbiograph.writing.desk import Desk
from symbiograph.writing.ledger import Ledger

# Between tries to reach a writer that is not there.
_PAUSE: Final = 0.05
_FOREIGN_PAUSE: Final = 5.0
_FIRST_CATCH_UP: Final = 5.0
# How long it sleeps when nothing is written; then it looks whether the writer is still there.
_SILENCE: Final = 3600.0


class Follower:
    """Keeps ``image`` at the last commit; ``sequence`` is the one it has at the start."""

    def __init__(self, desk: Desk, image: LiveImage, sequence: int) -> None:
        self._desk = desk
        self._image = image
        self._sequence = sequence
        self._caught_up = Event()
        self._stopped = Event()

    def start(self) -> None:
        """Follow in a thread, once in every web process; wait until the image is up to date.

        Where the writer does not answer within some seconds, the image is served as it is.
        """
        Thread(target=self._run, name="follower", daemon=True).start()
        if Ledger(self._desk.data_dir).head() > self._sequence:
            self._caught_up.wait(_FIRST_CATCH_UP)

    def stop(self) -> None:
        """Follow no further than the next commit."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._follow()
            except Closed:
                self._stopped.wait(_PAUSE)

    def _follow(self) -> None:
        channel = self._desk.connect(_SILENCE, 0)
        by_name = not self._image.changes_in_place
        try:
            channel.send(("follow", (self._desk.identity, self._sequence, by_name)))
            while not self._stopped.is_set():
                kind, content = channel.receive()
                if kind == "foreign":
                    self._caught_up.set()
                    self._stopped.wait(_FOREIGN_PAUSE)
                    return
                sequence, *delta = content
                if delta[0] != self._image.generation:
                    self._image.step(Delta(*delta))
                self._sequence = sequence
                self._caught_up.set()
                channel.send(("seen", sequence))
        finally:
            channel.close()
