"""The conversation of a web process with one keeper, and the workers it has from that one."""

from __future__ import annotations

import select
from threading import Lock
from typing import Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.clock import Clock
from symbiograph.engine.pool.door import Door
from symbiograph.engine.pool.hired import Hired
from symbiograph.errors import UnreadableInput

_HUNG_UP: Final = select.POLLHUP | select.POLLERR


class Visit:
    """A visit behind ``door``, by many threads; it begins when the keeper is first asked.

    After :meth:`leave` it lasts as long as it has workers. Where the door is ``owned`` its bell is
    closed in the end, so that a keeper whom everybody has left ends, too.
    """

    def __init__(self, door: Door, *, owned: bool = False) -> None:
        self._door = door
        self._owned = owned
        self._channel: Channel | None = None
        self._clock: Clock | None = None
        self._workers = 0
        self._left = False
        self._ended = False
        self._asking = Lock()

    def is_late(self, worker: Hired) -> bool:
        """Tell whether the image has changed since ``worker``, hired here, has last caught up."""
        return self._clock is not None and worker.moment != self._clock.now

    def catch_up(self, worker: Hired) -> bool:
        """Have ``worker`` make the changes it has missed; return false where it cannot.

        Raises :class:`Closed` where the keeper is gone.
        """
        (now, deltas), _ = self._ask("since", worker.moment)
        return deltas is not None and worker.catch_up(now, deltas)

    def hire(self, replaced: int | None) -> Hired:
        """Return a worker, in place of the one that had this number; it is given back at the end.

        Raises :class:`Closed` where there is none to be had.
        """
        # Counted before it is there, so that the visit does not end meanwhile.
        with self._asking:
            self._workers += 1
        try:
            (kind, found), descriptors = self._ask("hire", replaced)
        except Closed:
            self._one_less()
            raise
        if kind != "worker":
            self._one_less()
            raise Closed(f"no worker can be started: {found}")
        pid, moment = found
        return Hired(pid, moment, descriptors)

    def give_back(self, worker: Hired) -> None:
        """Let go of a worker, which ends by that once it is idle."""
        worker.close()
        self._one_less()

    def _one_less(self) -> None:
        with self._asking:
            self._workers -= 1
            self._end_if_left()

    def fate(self, pid: int) -> int | None:
        """Return the exit code of a worker that has hung up, or None where nobody can tell."""
        try:
            code: int | None = self._ask("fate", pid)[0]
        except Closed:
            return None
        return code

    def apply(self, delta: Delta) -> None:
        """Change the image for every job that is run from now on, of any process.

        Raises :class:`Closed` where the keeper is gone, :class:`UnreadableInput` for a delta that
        is not N-Quads.
        """
        (kind, text), _ = self._ask("apply", *delta)
        if kind == "invalid":
            raise UnreadableInput("delta", text)

    def is_open(self) -> bool:
        """Tell whether the keeper lives."""
        with self._asking:
            try:
                channel = self._entered()
            except Closed:
                return False
            poll = select.poll()
            poll.register(channel, _HUNG_UP)
            return not poll.poll(0)

    def fileno(self) -> int:
        """Return a descriptor that becomes readable when the keeper is gone; raises Closed."""
        with self._asking:
            return self._entered().fileno()

    def leave(self) -> None:
        """End the visit once it has no workers any more."""
        with self._asking:
            self._left = True
            self._end_if_left()

    def _ask(self, kind: str, *values: Any) -> tuple[Any, list[int]]:
        """Return the keeper's answer; raise :class:`Closed` where there is none."""
        with self._asking:
            channel = self._entered()
            try:
                channel.send((kind, values))
                return channel.receive_with_files()
            except Closed as error:
                self._hang_up()
                raise Closed(f"the keeper does not answer: {error}") from error

    def _entered(self) -> Channel:
        if self._ended:
            raise Closed("the visit is over")
        if self._channel is None:
            self._channel, self._clock = self._door.enter()
        return self._channel

    def _end_if_left(self) -> None:
        if self._left and not self._workers:
            self._ended = True
            self._hang_up()
            if self._owned:
                self._door.bell.close()

    def _hang_up(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
