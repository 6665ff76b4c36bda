"""The writer as a process: it listens on a Unix socket and does one request after the other.

One writer at a time works in a data folder, whatever services run on it: it holds a lock on
``writer.lock``, and a second one waits for it. The lock file says where the socket is. It lies in a
folder of its own that nobody else can enter, because a path in the data folder may be longer than
a socket's may be.

After a commit the processes that read get what has changed, and the request is answered once all
of them have it, or after a second.
"""

from __future__ import annotations

import fcntl
import os
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final

from symbiograph.engine.pool import Closed, Delta
from symbiograph.engine.pool.channel import Channel
from symbiograph.errors import SymbiographError
from symbiograph.writing.execution import Update
from symbiograph.writing.messages import Done, packed_error
from symbiograph.writing.writer import Commit, Writer

LOCK_FILE: Final = "writer.lock"
_SOCKET: Final = "socket"
_VISIBLE_WITHIN: Final = 1.0
# A process that is stopped must not stop the writer.
_PATIENCE: Final = 5.0
_QUEUE: Final = 64

Apply = Callable[[Delta], bool]


class Process:
    """A writer and all who speak with it; ``leash`` ends it when the other side is closed.

    ``apply`` hands each change to whoever else holds an image, and tells whether that has it.
    """

    def __init__(self, writer: Writer, leash: socket.socket, apply: Apply) -> None:
        self._writer = writer
        self._leash = leash
        self._apply = apply
        self._visitors: dict[int, Channel] = {}
        # The commit that each follower has last said to have.
        self._followers: dict[int, int] = {}
        self._poll = select.poll()

    def run(self, listener: socket.socket) -> None:
        """Answer until the leash is let go."""
        self._poll.register(listener, select.POLLIN)
        self._poll.register(self._leash, select.POLLIN)
        while True:
            # One at a time: what it does may close the others.
            descriptor, _ = self._poll.poll()[0]
            if descriptor == self._leash.fileno():
                return
            if descriptor == listener.fileno():
                self._admit(listener)
            else:
                self._attend(descriptor)

    def _admit(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.settimeout(_PATIENCE)
        visitor = Channel(connection)
        self._visitors[visitor.fileno()] = visitor
        self._poll.register(visitor, select.POLLIN)

    def _attend(self, descriptor: int) -> None:
        visitor = self._visitors[descriptor]
        try:
            kind, arguments = visitor.receive()
            if kind == "seen":
                self._followers[descriptor] = arguments
            elif kind == "follow":
                self._follow(visitor, *arguments)
            else:
                visitor.send(self._answer(kind, arguments))
        except Closed:
            self._dismiss(descriptor)

    def _follow(self, visitor: Channel, identity: str, sequence: int) -> None:
        if identity != self._writer.base.identity:
            visitor.send(("foreign", None))
            return
        self._followers[visitor.fileno()] = sequence
        delta = self._writer.since(sequence)
        visitor.send(("delta", (self._writer.sequence, *delta)))

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
            Done(commit.sequence, commit.added, commit.removed, visible, commit.created)
        )

    def _do(self, kind: str, author: str, request: str, *values: Any) -> Commit:
        writer = self._writer
        if kind == "update":
            return writer.update(author, request, Update(*values))
        if kind == "patch":
            graph, text, base_iri = values
            return writer.update(author, request, Update(text, base_iri, graph=graph))
        if kind == "put":
            return writer.put(author, request, *values)
        if kind == "post":
            return writer.post(author, request, *values)
        if kind == "delete":
            return writer.delete(author, request, *values)
        if kind == "restore":
            return writer.restore(author, request, *values)
        raise ValueError(f"{kind!r} is nothing that a writer does")

    def _publish(self, delta: Delta) -> bool:
        """Send a change to all who read; return whether all have it within a second."""
        message = ("delta", (self._writer.sequence, *delta))
        deadline = monotonic() + _VISIBLE_WITHIN
        for descriptor in list(self._followers):
            try:
                self._visitors[descriptor].send(message)
            except Closed:
                self._dismiss(descriptor)
        applied = self._apply(delta)
        while behind := self._behind():
            ready, _, _ = select.select(behind, [], [], max(deadline - monotonic(), 0))
            if not ready:
                return False
            self._attend(ready[0])
        return applied

    def _behind(self) -> list[int]:
        now = self._writer.sequence
        return [descriptor for descriptor, seen in self._followers.items() if seen < now]

    def _dismiss(self, descriptor: int) -> None:
        self._poll.unregister(descriptor)
        self._followers.pop(descriptor, None)
        self._visitors.pop(descriptor).close()


def work(
    await_turn: Callable[[IO[str]], bool],
    make: Callable[[], Writer],
    data_dir: Path,
    folder: Path,
    leash: socket.socket,
    apply: Apply,
) -> None:
    """Be the writer of ``data_dir`` until ``leash`` is let go.

    ``await_turn`` waits for the lock, and tells whether it came; then ``make`` is called. The
    socket is made in ``folder``, a private one.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock_file = (data_dir / LOCK_FILE).open("a+", encoding="utf-8")
    except OSError as error:
        print(f"[writer] nothing can be written in {data_dir}: {error.strerror}", file=sys.stderr)
        select.select([leash], [], [])
        return
    with lock_file as lock:
        if not await_turn(lock):
            return
        process = Process(make(), leash, apply)
        path = folder / _SOCKET
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen(_QUEUE)
            lock.seek(0)
            lock.truncate()
            lock.write(f"{os.getpid()}\n{path}\n")
            lock.flush()
            process.run(listener)


def address(data_dir: Path) -> str | None:
    """Return the path of the socket where the writer of ``data_dir`` was last to be reached."""
    try:
        lines = (data_dir / LOCK_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    return lines[1] if len(lines) == 2 else None


def taken(lock: IO[str]) -> bool:
    """Take the lock of a data folder, until the file is closed; return whether it was free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
