"""The doorkeeper: sees that there is a keeper, and tells every web process its door.

It is the writer, which has one thread and holds the graph as it is now: so it can fork a keeper at
any time, when one has died, or when a change is too large to be made in the keeper that is there.
Where there is no writer, it is a process of its own.
Web processes ring to be told of the door, now and whenever there is another. A keeper whose last
worker has been let go is held by nobody, and ends.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Final

from symbiograph.engine.delta import MOST_IN_PLACE, Delta
from symbiograph.engine.image import Image
from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.door import Door
from symbiograph.engine.pool.pool import Pool
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.visit import Visit

# A web process that is stopped must not stop the doorkeeper.
_PATIENCE: Final = 5.0


@dataclass
class _WebProcess:
    """One that has rung: the door it was last told, and the one it has last said to use."""

    channel: Channel
    told: int = 0
    uses: int = 0


class Doorkeeper:
    """Has keepers of one image after the other; ``bell`` is where web processes ring.

    ``start`` forks a keeper. :meth:`attend` is to be called when the descriptor is readable.
    """

    def __init__(self, bell: socket.socket, start: Callable[[Source], Door]) -> None:
        self._bell = bell
        self._start = start
        self._source: Source | None = None
        self._door: Door | None = None
        self._visit: Visit | None = None
        self._watched: int | None = None
        # How many doors there have been.
        self._number = 0
        self._web_processes: dict[int, _WebProcess] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(bell, selectors.EVENT_READ)

    def fileno(self) -> int:
        """Return what is readable when there is something to attend to."""
        return self._selector.fileno()

    @property
    def is_done(self) -> bool:
        """Tell whether every web process uses the present door."""
        return all(each.uses == self._number for each in self._web_processes.values())

    def renew(self, source: Source) -> None:
        """Have a new keeper, of ``source``, and tell its door; call it where one may fork."""
        self._leave()
        self._source = source
        self._door = self._start(source)
        self._visit = Visit(self._door, owned=True)
        self._number += 1
        self._watched = self._visit.fileno()
        self._selector.register(self._watched, selectors.EVENT_READ)
        for each in list(self._web_processes.values()):
            self._tell(each)

    def step(self, image: Image, delta: Delta) -> None:
        """Go on to ``image``, which is the former one after ``delta``."""
        if not image.changes_in_place:
            # Whoever has its name can open it.
            delta = Delta(image.generation, "", "")
        if self._visit is not None and delta.size <= MOST_IN_PLACE:
            with suppress(Closed):
                self._visit.apply(delta)
                self._source = image
                return
        self.renew(image)

    def go_to(self, image: Image) -> None:
        """Go on to ``image``, however much it differs from the former one."""
        if image.changes_in_place:
            self.renew(image)
        else:
            self.step(image, Delta(image.generation, "", ""))

    def attend(self) -> None:
        """Do what has come up: let a web process in, hear one, replace a keeper that has died."""
        for key, _ in self._selector.select(0):
            if key.fileobj is self._bell:
                self._admit()
            elif key.fd in self._web_processes:
                self._hear(self._web_processes[key.fd])
            elif self._source is not None:
                self.renew(self._source)
                return

    def _admit(self) -> None:
        _, descriptors, _, _ = socket.recv_fds(self._bell, 1, 1)
        for descriptor in descriptors:
            end = socket.socket(fileno=descriptor)
            end.settimeout(_PATIENCE)
            self._web_processes[descriptor] = _WebProcess(Channel(end))
            self._selector.register(descriptor, selectors.EVENT_READ)
            self._tell(self._web_processes[descriptor])

    def _hear(self, each: _WebProcess) -> None:
        try:
            each.uses = each.channel.receive()
        except Closed:
            self._dismiss(each)
        else:
            self._tell(each)

    def _tell(self, each: _WebProcess) -> None:
        """Tell of the present door, unless an answer is awaited or it is known."""
        if self._door is None or each.told != each.uses or each.told == self._number:
            return
        each.told = self._number
        try:
            message = (self._number, self._door.keeper)
            each.channel.send(message, [self._door.bell.fileno()])
        except Closed:
            self._dismiss(each)

    def _dismiss(self, each: _WebProcess) -> None:
        descriptor = each.channel.fileno()
        self._selector.unregister(descriptor)
        del self._web_processes[descriptor]
        each.channel.close()

    def _leave(self) -> None:
        if self._watched is not None:
            self._selector.unregister(self._watched)
            self._watched = None
        if self._visit is not None:
            self._visit.leave()
            self._visit = None


def follow(bell: socket.socket, pool: Pool) -> None:
    """Have ``pool`` use the door that the doorkeeper tells, in a thread; once per web process.

    Wait for the first one, for some seconds at most.
    """
    Thread(target=_follow, args=(bell, pool), name="doors", daemon=True).start()
    pool.await_keeper(_PATIENCE)


def _follow(bell: socket.socket, pool: Pool) -> None:
    # It ends when nobody is left who could hear the bell.
    with suppress(OSError):
        while True:
            ours, theirs = socket.socketpair()
            with ours, suppress(Closed):
                with theirs:
                    socket.send_fds(bell, [b"!"], [theirs.fileno()])
                channel = Channel(ours)
                while True:
                    (number, keeper), descriptors = channel.receive_with_files()
                    pool.move(Door(socket.socket(fileno=descriptors[0]), keeper))
                    channel.send(number)
