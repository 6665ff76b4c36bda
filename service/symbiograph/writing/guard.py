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
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import IO, Final

from pyoxigraph import Store

from symbiograph.engine.pool import Closed, Delta, Door, Pool
from symbiograph.engine.pool.spare import live
from symbiograph.writing.desk import Desk
from symbiograph.writing.ledger import Ledger
from symbiograph.writing.process import work
from symbiograph.writing.standby import stand_by
from symbiograph.writing.writer import Base, Writer

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds before a writer that has ended is replaced: at first, and at most if it ends again soon.
_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 1.0
_GOOD_LIFE: Final = 0.2
_LAST_WORDS: Final = 5.0


@dataclass(frozen=True)
class Post:
    """Where a writer works: on which graph, from which commit on, in which folder.

    ``seconds`` is what one request may take. Through ``door`` the keeper of the workers that answer
    queries learns of changes.
    """

    store: Store
    sequence: int
    base: Base
    data_dir: Path
    seconds: float
    door: Door | None = None


def start_guard(post: Post, inherited: Iterable[socket.socket] = ()) -> socket.socket:
    """Fork the guard; it ends when every process that holds the returned socket has.

    Call it before there are threads. Of ``inherited`` sockets the guard lets go.
    """
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        for end in (ours, *inherited):
            end.close()
        live(partial(_guard, post, theirs))
    theirs.close()
    return ours


def _guard(post: Post, service: socket.socket) -> None:
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    # What was made before is not looked through again, which would copy its memory.
    gc.collect()
    gc.freeze()
    folder = Path(tempfile.mkdtemp(prefix="symbiograph-"))
    pause = 0.0
    try:
        while not select.select([service], [], [], pause)[0]:
            born = monotonic()
            _watch_one(post, folder, service)
            lived_well = monotonic() - born > _GOOD_LIFE
            pause = _PAUSE if lived_well else min(max(2 * pause, _PAUSE), _LONGEST_PAUSE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watch_one(post: Post, folder: Path, service: socket.socket) -> None:
    """Fork a writer and wait until it ends; end it when the service does."""
    leash, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        leash.close()
        service.close()
        live(partial(_write, post, folder, theirs))
    theirs.close()
    with leash:
        # The writer says nothing on the leash; it becomes readable when it dies.
        select.select([leash, service], [], [])
    if not select.select([service], [], [], 0)[0]:
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        print(f"[writer] ended ({name}); starting another", file=sys.stderr, flush=True)
        return
    _end(pid)


def _end(pid: int) -> None:
    """Wait for a writer whose leash was let go, and end it if it is at something long."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, _LAST_WORDS)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _write(post: Post, folder: Path, leash: socket.socket) -> None:
    readers = Pool(post.door, 0, 0) if post.door is not None else None

    def apply(delta: Delta) -> bool:
        if readers is not None:
            try:
                readers.apply(delta)
            except Closed:
                return False
        return True

    def make() -> Writer:
        ledger = Ledger(post.data_dir)
        writer = Writer(post.store, post.sequence, post.base, ledger, post.seconds)
        if writer.sequence > post.sequence:
            # The one before may have died before it could tell of its last commit.
            apply(writer.since(post.sequence))
        return writer

    def await_turn(lock: IO[str]) -> bool:
        desk = Desk(post.data_dir, post.base.identity, post.seconds)
        return stand_by(lock, desk, post.sequence, leash, apply)

    work(await_turn, make, post.data_dir, folder, leash, apply)
