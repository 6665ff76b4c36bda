"""A worker as the web process sees it: handed a job, waited for, ended where it takes too long."""

from __future__ import annotations

import math
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum
from time import monotonic
from typing import Any, Final, Protocol

from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.claim import Claim
from symbiograph.engine.pool.job import Job
from symbiograph.engine.pool.turns import LONG, take_turns

# Where the kernel tells it, also a client that has closed its half only.
_HUNG_UP: Final = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR
# A client that has its whole answer may hang up before the worker has said so; a worker midway
# finds the client gone by itself.
PARTING: Final = 0.5
_NICENESS: Final = 10
_CATCHING_UP: Final = 5.0
_MOST_TRACE: Final = 65_536


class HasDescriptor(Protocol):
    """A socket or a file."""

    def fileno(self) -> int:
        """Return the descriptor."""


class Event(Enum):
    """What ended the wait for a worker."""

    REPLY = "reply"
    DIED = "died"
    LATE = "late"
    CLIENT_GONE = "client gone"


class Hired:
    """A worker that this process alone gives jobs to.

    ``moment`` is the count of changes its image has had, ``reply`` what it last said of a job: the
    kind of end, what belongs to it, and whether it was this worker's last job.
    """

    def __init__(self, pid: int, moment: int, descriptors: list[int]) -> None:
        end, self._errors, reader, writer, *handle = descriptors
        self.pid = pid
        self.moment = moment
        self.reply: tuple[str, Any, bool] = ("", None, False)
        self._channel = Channel(socket.socket(fileno=end))
        self._claim = Claim(reader, writer)
        self._handle = handle[0] if handle else None
        self._stands_back = False
        self._poll = select.poll()
        self._poll.register(self._channel, select.POLLIN)

    def hand(self, job: Job, target: HasDescriptor) -> None:
        """Start ``job``; raises :class:`Closed` where the worker is dead."""
        self._stands_back = False
        self._claim.lay()
        self._channel.send(("job", job.message()), [target.fileno()])

    def wait(
        self,
        target: HasDescriptor,
        seconds: float,
        interval: float,
        is_to_step_back: Callable[[], bool],
    ) -> Event:
        """Wait for the end of the job, the worker or the client, at most ``seconds``.

        After each ``interval`` of seconds ask whether the worker is to step back wholly.
        """
        client = target.fileno()
        deadline = monotonic() + seconds
        self._poll.register(client, _HUNG_UP)
        try:
            while True:
                event = self._next_event(client, min(deadline, monotonic() + interval))
                if event is not Event.LATE or monotonic() >= deadline:
                    return event
                if self.step_back(is_to_step_back()):
                    return self._next_event(client, deadline)
        finally:
            self._poll.unregister(client)

    def _next_event(self, client: int, deadline: float) -> Event:
        milliseconds = math.ceil((deadline - monotonic()) * 1000)
        ready = [descriptor for descriptor, _ in self._poll.poll(max(milliseconds, 0))]
        if ready == [client]:
            return Event.CLIENT_GONE if self.silence() else self._last_word(client)
        return self.heard() if ready else Event.LATE

    def _last_word(self, client: int) -> Event:
        """Let a worker that was writing say how it ended."""
        self._poll.unregister(client)
        try:
            heard = bool(self._poll.poll(PARTING * 1000))
        finally:
            self._poll.register(client, 0)
        return self.heard() if heard else Event.CLIENT_GONE

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the worker replies or dies."""
        return self._channel.fileno()

    def has_spoken(self) -> bool:
        """Tell whether there is something to hear."""
        return bool(self._poll.poll(0))

    def heard(self) -> Event:
        """Return what a worker said that has become readable: its reply, or that it died."""
        try:
            self.reply = self._channel.receive()
        except Closed:
            return Event.DIED
        return Event.REPLY

    def step_back(self, wholly: bool) -> bool:
        """Let the worker run long turns at its job; return whether it stands back wholly.

        Then work of everybody else goes before its own, up to the end of the job.
        """
        if sys.platform == "linux" and not (self._stands_back and not wholly):
            self._stands_back = True
            # A priority is a thread's own, and a worker goes on in another thread afterwards.
            with suppress(FileNotFoundError, ProcessLookupError):
                for thread in map(int, os.listdir(f"/proc/{self.pid}/task")):
                    if thread != self.pid:
                        take_turns(LONG, thread)
                        if wholly:
                            os.setpriority(os.PRIO_PROCESS, thread, _NICENESS)
        return wholly

    def catch_up(self, moment: int, deltas: Iterable[tuple[str, ...]]) -> bool:
        """Let the worker make the changes up to ``moment``; return false where it has failed."""
        try:
            for delta in deltas:
                self._channel.send(("delta", delta))
                if not self._poll.poll(_CATCHING_UP * 1000):
                    self.kill()
                    return False
                self._channel.receive()
        except Closed:
            return False
        self.moment = moment
        return True

    def silence(self) -> bool:
        """Keep a worker that has written nothing from writing; return whether that was so."""
        return self._claim.take()

    def kill(self) -> None:
        """End the worker at once; its death need not be waited for."""
        with suppress(ProcessLookupError):
            if sys.platform == "linux" and self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    def trace(self) -> str:
        """Return what a dead worker has left on its standard error."""
        os.set_blocking(self._errors, False)
        with suppress(BlockingIOError):
            return os.read(self._errors, _MOST_TRACE).decode(errors="replace").strip()
        return ""

    def close(self) -> None:
        """Let go of the worker, which ends by that once it is idle."""
        self._channel.close()
        self._claim.close()
        os.close(self._errors)
        if self._handle is not None:
            os.close(self._handle)
