"""The keeper: the process that holds the image and forks workers from it.

It has one thread and never enters the engine but to change the image, because a fork while another
thread is inside the engine can hang the child. It holds no socket of any client, so that no worker
inherits one. It answers a web process, which says ``hire``, ``fate``, ``since`` or ``apply``.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from collections import deque
from contextlib import suppress
from typing import Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.clock import Clock
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.spare import Spare, fork_worker
from symbiograph.engine.pool.worker import Limits

# Changes that a worker may catch up with, in characters: no more than a socket holds unread.
_MOST_KEPT: Final = 65_536
# For a web process to take or give a whole message; one that has stopped must not stop the others.
_PATIENCE: Final = 5.0


class Keeper:
    """The keeper of ``source``; whoever holds the other end of ``bell`` can become its visitor."""

    def __init__(self, source: Source, bell: socket.socket, limits: Limits, spares: int) -> None:
        self._source = source
        self._bell = bell
        self._limits = limits
        self._wanted = spares
        self._clock = Clock.new()
        self._deltas: deque[Delta] = deque()
        self._spares: deque[Spare] = deque()
        self._may_fork = True
        # Who speaks with the keeper, by descriptor; whose worker a process is; how hired ones died.
        self._visitors: dict[int, Channel] = {}
        self._owners: dict[int, Channel] = {}
        self._fates: dict[int, int] = {}
        self._child_ended, wakeup = socket.socketpair()
        self._wakeup = wakeup
        self._poll = select.poll()

    def run(self) -> None:
        """Serve until every holder of the bell is gone; then end all workers."""
        self._wakeup.setblocking(False)
        signal.set_wakeup_fd(self._wakeup.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll.register(self._bell, select.POLLIN)
        self._poll.register(self._child_ended, select.POLLIN)
        while self._turn():
            pass
        self._end()

    def _turn(self) -> bool:
        """Do what is to be done next: answer first, then fork ahead; tell whether to go on."""
        short = self._may_fork and len(self._spares) < self._wanted
        ready = [descriptor for descriptor, _ in self._poll.poll(0 if short else None)]
        if not ready:
            self._fork_ahead()
            return True
        self._may_fork = True
        for descriptor in ready:
            if descriptor == self._child_ended.fileno():
                self._child_ended.recv(4096)
                self._reap()
            elif descriptor != self._bell.fileno():
                self._attend(self._visitors[descriptor])
            elif not self._admit():
                return False
        return True

    def _admit(self) -> bool:
        """Take in whoever rings; tell whether there is anybody left who could."""
        ring, descriptors, _, _ = socket.recv_fds(self._bell, 1, 1)
        if not descriptors:
            return bool(ring)
        end = socket.socket(fileno=descriptors[0])
        end.settimeout(_PATIENCE)
        visitor = Channel(end)
        self._visitors[visitor.fileno()] = visitor
        self._poll.register(visitor, select.POLLIN)
        with suppress(Closed):
            visitor.send("welcome", [self._clock.descriptor])
        return True

    def _attend(self, visitor: Channel) -> None:
        try:
            kind, values = visitor.receive()
            if kind == "hire":
                self._hire(visitor, *values)
            elif kind == "fate":
                visitor.send(self._fate(*values))
            elif kind == "since":
                visitor.send(self._since(*values))
            elif kind == "apply":
                visitor.send(self._apply(Delta(*values)))
        except Closed:
            self._dismiss(visitor)

    def _hire(self, visitor: Channel, replaced: int | None) -> None:
        """Give ``visitor`` a worker; with the one that it replaces it is done."""
        if replaced is not None:
            self._owners.pop(replaced, None)
            self._fates.pop(replaced, None)
        try:
            spare = self._spares.popleft() if self._spares else self._worker()
        except OSError as error:
            visitor.send(("none", str(error)))
            return
        self._owners[spare.pid] = visitor
        handle = _handle(spare.pid)
        try:
            message = ("worker", (spare.pid, self._clock.now))
            visitor.send(message, [*spare.descriptors(), *handle])
        finally:
            spare.close()
            for descriptor in handle:
                os.close(descriptor)

    def _fate(self, pid: int) -> int | None:
        """Return the exit code of a hired worker that has hung up, negative for a signal."""
        if pid not in self._fates and pid in self._owners:
            self._fates[pid] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return self._fates.get(pid)

    def _since(self, then: int) -> tuple[Any, ...]:
        """Return the time and the changes after ``then``, or no list where they are not kept."""
        missed = self._clock.now - then
        if missed > len(self._deltas):
            return self._clock.now, None
        deltas = list(self._deltas)[len(self._deltas) - missed :]
        return self._clock.now, [tuple(delta) for delta in deltas]

    def _apply(self, delta: Delta) -> tuple[str, str]:
        """Change the image; workers that are hired catch up before their next job."""
        if delta.generation == self._source.generation:
            return "applied", delta.generation
        try:
            self._source = self._source.after(delta)
        except SyntaxError as error:
            return "invalid", str(error)
        self._deltas.append(delta)
        while sum(len(d.added) + len(d.removed) for d in self._deltas) > _MOST_KEPT:
            self._deltas.popleft()
        for spare in self._spares:
            os.kill(spare.pid, signal.SIGKILL)
            spare.close()
        self._spares.clear()
        self._clock.tick()
        return "applied", delta.generation

    def _reap(self) -> None:
        """Take note of the children that have ended; none stays a zombie."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._owners:
                self._fates[pid] = os.waitstatus_to_exitcode(status)
            for spare in [spare for spare in self._spares if spare.pid == pid]:
                self._spares.remove(spare)
                spare.close()

    def _dismiss(self, visitor: Channel) -> None:
        """End the workers of a process that has hung up, whatever they are at."""
        self._poll.unregister(visitor)
        del self._visitors[visitor.fileno()]
        visitor.close()
        for pid in [pid for pid, owner in self._owners.items() if owner is visitor]:
            # What is not reaped cannot be the number of another process.
            if self._fates.pop(pid, None) is None:
                os.kill(pid, signal.SIGKILL)
            del self._owners[pid]

    def _worker(self) -> Spare:
        return fork_worker(self._source, self._limits, self._let_go)

    def _fork_ahead(self) -> None:
        try:
            self._spares.append(self._worker())
        except OSError as error:
            print(f"[pool] no worker can be started: {error}", file=sys.stderr)
            # Not again before something has happened.
            self._may_fork = False

    def _let_go(self) -> None:
        """Close what is the keeper's own."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._bell, self._child_ended, self._wakeup):
            end.close()
        for visitor in self._visitors.values():
            visitor.close()
        for spare in self._spares:
            spare.close()

    def _end(self) -> None:
        """End every worker, and wait until they have."""
        self._let_go()
        for pid in {*self._owners, *(spare.pid for spare in self._spares)} - {*self._fates}:
            os.kill(pid, signal.SIGKILL)
        while True:
            try:
                os.wait()
            except ChildProcessError:
                return


def _handle(pid: int) -> list[int]:
    """Return a descriptor that stands for the process and for none after it, where there are such.

    Without one a worker is killed by its number.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            return [os.pidfd_open(pid)]
    return []
