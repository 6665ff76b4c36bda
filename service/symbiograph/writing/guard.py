"""The guard: forks the writer, and another one when it dies.

The guard holds the graph as it was when the service started and never enters the engine, so it can
fork at any time; a new writer adds the commits since then. It is not the process that serves,
because that one's children are the web server's to reap. It ends, with its writer, once every
process of the service has.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

from symbiograph.engine.disk import DiskImage, Shelf
from symbiograph.engine.image import Image
from symbiograph.engine.pool import Door, Doorkeeper, Limits, Source, start_keeper
from symbiograph.engine.pool.forking import fork_companion
from symbiograph.writing.base import Base
from symbiograph.writing.desk import Desk
from symbiograph.writing.ledger import Ledger
from symbiograph.writing.process import work
from symbiograph.writing.stand_in import wait_for_room
from symbiograph.writing.writer import Writer

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds before a writer that has ended is replaced: at first, and at most if it ends again soon.
_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 1.0
_GOOD_LIFE: Final = 0.2
_LAST_WORDS: Final = 5.0


@dataclass(frozen=True)
class Post:
    """Where a writer works: on which graph, from which commit on, in which folder.

    ``seconds`` is what one request may take, ``limits`` what the workers that answer queries may.
    ``followers`` is the number of web processes, which are sent each commit.
    With ``shelf`` the graph is on disk, and ``image`` the content that the commits are added to.
    """

    image: Image
    sequence: int
    base: Base
    data_dir: Path
    seconds: float
    limits: Limits
    followers: int
    shelf: Shelf | None = None


def start_guard(post: Post, inherited: Iterable[socket.socket] = ()) -> socket.socket:
    """Fork the guard; it ends when every process that holds the returned socket has.

    Web processes ring there for the doorkeeper. Call it before there are threads. Of ``inherited``
    sockets the guard lets go.
    """
    service, _ = fork_companion(partial(_guard, post), inherited)
    return service


def _guard(post: Post, service: socket.socket) -> None:
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    # What was made before is not looked through again, which would copy its memory.
    gc.collect()
    gc.freeze()
    folder = Path(tempfile.mkdtemp(prefix="symbiograph-"))
    pause = 0.0
    try:
        while not _is_over(service, pause):
            born = monotonic()
            _watch_one(post, folder, service)
            lived_well = monotonic() - born > _GOOD_LIFE
            pause = _PAUSE if lived_well else min(max(2 * pause, _PAUSE), _LONGEST_PAUSE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if post.shelf is not None:
            post.shelf.end(_working_copy(os.getpid()))


def _watch_one(post: Post, folder: Path, service: socket.socket) -> None:
    """Fork a writer and wait until it ends; end it when the service does."""
    leash, pid = fork_companion(lambda leash: _write(post, folder, leash, service))
    with leash:
        # The writer says nothing on the leash; it becomes readable when it dies.
        _is_over(service, None, leash)
    if not _is_over(service, 0):
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        print(f"[writer] ended ({name}); starting another", file=sys.stderr, flush=True)
        return
    _end(pid)


def _is_over(
    service: socket.socket, seconds: float | None, leash: socket.socket | None = None
) -> bool:
    """Wait until the service has ended, the other end of ``leash`` has, or time has passed.

    Return whether the service has.
    """
    poll = select.poll()
    # Who rings there rings for the writer; that nobody is left is told without being asked for.
    poll.register(service, 0)
    if leash is not None:
        poll.register(leash, select.POLLIN)
    ready = poll.poll(None if seconds is None else seconds * 1000)
    return service.fileno() in [descriptor for descriptor, _ in ready]


def _end(pid: int) -> None:
    """Wait for a writer whose leash was let go, and end it if it is at something long."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, _LAST_WORDS)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _write(post: Post, folder: Path, leash: socket.socket, bell: socket.socket) -> None:
    # Of keepers that have ended nothing is to be kept.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    start = partial(start_keeper, limits=post.limits)
    if post.shelf is None:
        writer = _writer_in_memory(post)
        doorkeeper = Doorkeeper(bell, start)
        doorkeeper.renew(writer.image)
    else:
        # Its keeper comes first: with a store that is open one must not fork.
        doorkeeper = Doorkeeper(bell, _first_only(start))
        doorkeeper.renew(_latest(post, post.shelf))
        wait = partial(wait_for_room, post.shelf, doorkeeper, post.data_dir, folder, leash)
        opened = _writer_on_disk(post, post.shelf, wait)
        if opened is None:
            return
        writer = opened
        doorkeeper.go_to(writer.for_readers())
    desk = Desk(post.data_dir, post.base.identity, post.seconds)
    work(writer, doorkeeper, desk, folder, leash, post.followers)


def _writer_in_memory(post: Post) -> Writer:
    ledger = Ledger(post.data_dir)
    writer = Writer(post.image, post.sequence, post.base, ledger, post.seconds)
    # The one before may have died before it could tell of its last commit.
    writer.catch_up()
    return writer


def _latest(post: Post, shelf: Shelf) -> Image:
    """Return the content of the last commit that was put on the shelf."""
    head = Ledger(post.data_dir).head()
    names = (post.base.generation(sequence) for sequence in range(head, post.sequence, -1))
    found = shelf.latest(names)
    return post.image if found is None else DiskImage(shelf, found)


def _writer_on_disk(
    post: Post, shelf: Shelf, wait_for_room: Callable[[int], bool]
) -> Writer | None:
    """Open a store to write to, once the disk has room; ``None`` where that does not come to be."""
    name = _working_copy(os.getppid())
    # What a writer before has left takes room.
    shelf.discard(name)
    if not wait_for_room(0):
        return None
    ledger = Ledger(post.data_dir)
    try:
        store = shelf.working_copy(post.image.generation, name)
        image, sequence = post.base.with_written(Image(store, post.image.generation), ledger)
    except OSError as error:
        print(f"[writer] {error}", file=sys.stderr, flush=True)
        # What there is now was not enough; with more, another writer tries.
        wait_for_room(shelf.room())
        return None
    return Writer(image, sequence, post.base, ledger, post.seconds, shelf)


def _working_copy(guard: int) -> str:
    return f"work-{guard}"


def _first_only(start: Callable[[Source], Door]) -> Callable[[Source], Door]:
    """Return ``start``, which works once; the second time this process ends, and is replaced."""
    started = False

    def start_first(source: Source) -> Door:
        nonlocal started
        if started:
            os._exit(0)
        started = True
        return start(source)

    return start_first
