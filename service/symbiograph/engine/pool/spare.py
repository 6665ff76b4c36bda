"""Forking a worker, and what it must shed."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, NamedTuple

from symbiograph.engine.pool.channel import Channel
from symbiograph.engine.pool.claim import Claim
from symbiograph.engine.pool.forking import live
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.worker import Limits, Worker, confine

# The engine calls itself for each level of a query. What a thread gets otherwise hangs on the
# system, down to 128 KB.
_STACK: Final = 16 << 20


class Spare(NamedTuple):
    """A worker nobody has hired yet, with the files its web process will hold."""

    pid: int
    end: socket.socket
    errors: int
    claim: Claim

    def descriptors(self) -> list[int]:
        """Return what to lend to the web process, in the order that :class:`Hired` takes it."""
        return [self.end.fileno(), self.errors, *self.claim.descriptors]

    def close(self) -> None:
        """Let go of the files; a worker that nobody else holds ends by that."""
        self.end.close()
        os.close(self.errors)
        self.claim.close()


def fork_worker(source: Source, limits: Limits, let_go: Callable[[], None]) -> Spare:
    """Fork a worker of ``source`` from this process, which must have one thread.

    ``let_go`` is called in the worker and closes what is this process's own. Raises
    :class:`OSError` where the system gives no more processes or files.
    """
    ours, theirs = socket.socketpair()
    reader, writer = os.pipe()
    spare = Spare(0, ours, reader, Claim.new())
    try:
        pid = os.fork()
        if pid == 0:
            live(partial(_work, source, limits, let_go, spare, theirs, writer))
    except OSError:
        spare.close()
        raise
    finally:
        theirs.close()
        os.close(writer)
    return spare._replace(pid=pid)


def _work(
    source: Source,
    limits: Limits,
    let_go: Callable[[], None],
    spare: Spare,
    end: socket.socket,
    errors: int,
) -> None:
    let_go()
    spare.end.close()
    os.close(spare.errors)
    # A full pipe must not hold up a worker.
    os.set_blocking(errors, False)
    os.dup2(errors, 2)
    os.close(errors)
    worker = Worker(source, Channel(end), spare.claim, limits)
    confine(limits.memory)
    # The engine draws its random numbers from a source of the thread's own. That of the thread
    # which was forked would give every worker the same UUIDs; a new one has a new source.
    threading.stack_size(_STACK)
    goes_on = True
    while goes_on:
        with ThreadPoolExecutor(1) as thread:
            goes_on = thread.submit(worker.run).result()
