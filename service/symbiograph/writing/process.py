"""The writer as a process: it listens on a Unix socket and does one request after the other.

One writer at a time works in a data folder, whatever services run on it: it holds a lock on
``writer.lock``, and a second one waits for it.

After a commit the processes that read get what has changed, and the request is answered once all
of them have it, or after a second. The writer is the doorkeeper of its service as well.
"""

from __future__ import annotations

import select
import socket
import sys
from pathlib import Path
from time import monotonic
from typing import Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool import Closed, Doorkeeper
from symbiograph.engine.pool.channel import Channel
from symbiograph.errors import SymbiographError
from symbiograph.writing.condition import Condition
from symbiograph.writing.desk import Desk
from symbiograph.writing.execution import Update
from symbiograph.writing.lock import LOCK_FILE, announce
from symbiograph.writing.messages import Done, packed_error
from symbiograph.writing.standby import stand_by
from symbiograph.writing.writer import Commit, Writer

_SOCKET: Final = "socket"
_VISIBLE_WITHIN: Final = 1.0
# A process that is stopped must not stop the writer.
_PATIENCE: Final = 5.0
_QUEUE: Final = 64
_OF_ONE_GRAPH: Final = ("put", "post", "delete", "patch")
# Who asks, for what, with which arguments.
_Request = tuple[int, str, tuple[Any, ...]]


class Process:
    """A writer and all who speak with it; ``leash`` ends it when the other side is closed.

    Its service has this many ``followers``: processes that read and are sent each commit.
    """

    def __init__(
        self, writer: Writer, doorkeeper: Doorkeeper, leash: socket.socket, followers: int
    ) -> None:
        self._writer = writer
        self._doorkeeper = doorkeeper
        self._leash = leash
        self._followers = followers
        self._visitors: dict[int, Channel] = {}
        # The commit that each follower has last said to have, and who is to say so next.
        self._seen: dict[int, int] = {}
        self._awaited: set[int] = set()
        # Those that read from disk, where the name of a generation is enough.
        self._by_name: set[int] = set()
        self._poll = select.poll()

    def run(self, listener: socket.socket) -> None:
        """Answer until the leash is let go, or the disk fails the store."""
        self._poll.register(listener, select.POLLIN)
        self._poll.register(self._leash, select.POLLIN)
        self._poll.register(self._doorkeeper, select.POLLIN)
        requests = self._gather(listener)
        while True:
            for request in requests:
                self._reply(*request)
                if self._writer.is_spoilt:
                    return
            # One at a time: what it does may close the others.
            descriptor, _ = self._poll.poll()[0]
            if descriptor == self._leash.fileno():
                return
            requests = self._heard(descriptor, listener)

    def _gather(self, listener: socket.socket) -> list[_Request]:
        """Wait for those who follow, a second at most; return the requests that came meanwhile.

        They followed the writer before this one, and an answer is to say what all of them have.
        """
        early: list[_Request] = []
        deadline = monotonic() + _VISIBLE_WITHIN
        while len(self._seen) < self._followers:
            ready = self._poll.poll(max(deadline - monotonic(), 0) * 1000)
            if not ready or ready[0][0] == self._leash.fileno():
                break
            for request in self._heard(ready[0][0], listener):
                # It has spoken; whether it waits for the answer is seen when that is sent.
                self._poll.unregister(request[0])
                early.append(request)
        for descriptor, _, _ in early:
            self._poll.register(descriptor, select.POLLIN)
        return early

    def _heard(self, descriptor: int, listener: socket.socket) -> list[_Request]:
        """Do what has come up; return the request if it was one."""
        if descriptor == listener.fileno():
            self._admit(listener)
        elif descriptor == self._doorkeeper.fileno():
            self._doorkeeper.attend()
        else:
            return self._attend(descriptor)
        return []

    def _admit(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.settimeout(_PATIENCE)
        visitor = Channel(connection)
        self._visitors[visitor.fileno()] = visitor
        self._poll.register(visitor, select.POLLIN)

    def _attend(self, descriptor: int) -> list[_Request]:
        visitor = self._visitors[descriptor]
        try:
            kind, arguments = visitor.receive()
            if kind == "seen":
                self._seen[descriptor] = arguments
                self._awaited.discard(descriptor)
                self._bring_up_to_date(descriptor)
            elif kind == "follow":
                self._follow(visitor, *arguments)
            else:
                return [(descriptor, kind, arguments)]
        except Closed:
            self._dismiss(descriptor)
        return []

    def _reply(self, descriptor: int, kind: str, arguments: tuple[Any, ...]) -> None:
        try:
            self._visitors[descriptor].send(self._answer(kind, arguments))
        except Closed:
            self._dismiss(descriptor)

    def _follow(self, visitor: Channel, identity: str, sequence: int, by_name: bool) -> None:
        if identity != self._writer.base.identity:
            visitor.send(("foreign", None))
            return
        self._seen[visitor.fileno()] = sequence
        if by_name:
            self._by_name.add(visitor.fileno())
        self._send_since(visitor.fileno())

    def _bring_up_to_date(self, descriptor: int) -> None:
        """Send a follower, which has answered, the commits there have been meanwhile."""
        if self._seen[descriptor] < self._writer.sequence:
            self._send_since(descriptor)

    def _send_since(self, descriptor: int) -> None:
        by_name = descriptor in self._by_name
        generation = self._writer.image.generation
        seen = self._seen[descriptor]
        self._send(descriptor, Delta(generation, "", "") if by_name else self._writer.since(seen))

    def _send(self, descriptor: int, delta: Delta) -> None:
        """Send a follower what leads to the present; raises :class:`Closed`."""
        self._awaited.add(descriptor)
        if descriptor in self._by_name:
            delta = Delta(delta.generation, "", "")
        self._visitors[descriptor].send(("delta", (self._writer.sequence, *delta)))

    def _answer(self, kind: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        try:
            identity, *rest = arguments
            if identity not in (None, self._writer.base.identity):
                return "foreign", None
            commit = self._do(kind, *rest)
        except SymbiographError as error:
            return "error", packed_error(error)
        visible = commit.delta is None or self._publish(commit.delta)
        return "done", tuple(
            Done(
                commit.sequence,
                commit.added,
                commit.removed,
                commit.graphs,
                visible,
                commit.created,
            )
        )

    def _do(self, kind: str, author: str, request: str, *values: Any) -> Commit:
        writer = self._writer
        if kind == "update":
            return writer.update(author, request, Update(*values))
        if kind in _OF_ONE_GRAPH:
            values, condition = values[:-1], values[-1]
            writer.require(values[0], Condition(*condition))
        if kind == "patch":
            graph, text, base_iri = values
            return writer.update(author, request, Update(text, base_iri, graph=graph))
        if kind == "put":
            return writer.put(author, request, *values)
        if kind == "post":
            return writer.post(author, request, *values)
        if kind == "delete":
            return writer.delete(author, request, *values)
        if kind == "change":
            return writer.change(author, request, *values)
        if kind == "restore":
            return writer.restore(author, request, *values)
        if kind == "exchange":
            return writer.exchange(author, request, *values)
        raise ValueError(f"{kind!r} is nothing that a writer does")

    def _publish(self, delta: Delta) -> bool:
        """Send a change to all who read; return whether all have it within a second.

        One that is not here, because it is just starting or is stopped, cannot have it.
        """
        deadline = monotonic() + _VISIBLE_WITHIN
        image = self._writer.for_readers()
        for descriptor in self._behind():
            # Others are sent it once they have answered.
            if descriptor not in self._awaited:
                try:
                    self._send(descriptor, delta)
                except Closed:
                    self._dismiss(descriptor)
        self._doorkeeper.step(image, delta)
        while (behind := self._behind()) or not self._doorkeeper.is_done:
            waiting: list[int | Doorkeeper] = [*behind, self._doorkeeper]
            ready, _, _ = select.select(waiting, [], [], max(deadline - monotonic(), 0))
            if not ready:
                return False
            if isinstance(ready[0], int):
                self._attend(ready[0])
            else:
                self._doorkeeper.attend()
        return len(self._seen) >= self._followers

    def _behind(self) -> list[int]:
        now = self._writer.sequence
        return [descriptor for descriptor, seen in self._seen.items() if seen < now]

    def _dismiss(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)
        self._awaited.discard(descriptor)
        self._by_name.discard(descriptor)
        self._seen.pop(descriptor, None)
        self._visitors.pop(descriptor).close()


def work(
    writer: Writer,
    doorkeeper: Doorkeeper,
    desk: Desk,
    folder: Path,
    leash: socket.socket,
    followers: int,
) -> None:
    """Be the writer of a data folder, once its turn has come, until ``leash`` is let go.

    The socket is made in ``folder``, a private one. Before that, and where nothing can be written,
    it is a doorkeeper only.
    """
    data_dir = desk.data_dir
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock_file = (data_dir / LOCK_FILE).open("a+", encoding="utf-8")
    except OSError as error:
        print(f"[writer] nothing can be written in {data_dir}: {error.strerror}", file=sys.stderr)
        waiting: list[socket.socket | Doorkeeper] = [leash, doorkeeper]
        while leash not in select.select(waiting, [], [])[0]:
            doorkeeper.attend()
        return
    with lock_file as lock:
        if not stand_by(lock, desk, writer, doorkeeper, leash):
            return
        before = writer.sequence
        writer.catch_up()
        if writer.sequence > before:
            doorkeeper.go_to(writer.for_readers())
        path = folder / _SOCKET
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen(_QUEUE)
            announce(lock, path)
            Process(writer, doorkeeper, leash, followers).run(listener)
