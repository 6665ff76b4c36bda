"""A worker: a process that answers one query after the other, and that may be killed at any time.

It is forked from the process that holds the image and shares its memory. Whatever a query does to
it, a kernel limit, an abort of the engine or an overflow of the stack, ends this process alone.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.federation import Federated, Federation
from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.claim import Claim
from symbiograph.engine.pool.evaluation import evaluate
from symbiograph.engine.pool.job import Job, error_message
from symbiograph.engine.pool.places import SHORT
from symbiograph.engine.pool.response import ByteLimitReached, ClientGone, Response
from symbiograph.engine.pool.source import Source
from symbiograph.engine.pool.turns import take_turns
from symbiograph.errors import SymbiographError

# The exit status of a worker to which Python could not give the memory it asked for.
NO_MEMORY: Final = 77
# The web process ends a late worker; the kernel does where the web process cannot.
_GRACE: Final = 1.0
_DATA: Final = re.compile(r"^VmData:\s+(\d+) kB$", re.MULTILINE)
_RESIDENT_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Limits:
    """What a worker may take, and when it makes room for a fresh one.

    ``memory`` counts the bytes a worker allocates beyond the image it was forked with. It is
    replaced after ``jobs`` jobs, or once it has grown by ``growth`` bytes. Results of up to
    ``piece`` bytes leave in one piece. ``federation`` says whom else a query may ask.
    """

    memory: int = 1 << 30
    jobs: int = 100_000
    growth: int = 256 << 20
    piece: int = 65_536
    federation: Federation = field(default_factory=Federation)


class Worker:
    """The work of one process, from its first job to its last."""

    def __init__(self, source: Source, channel: Channel, claim: Claim, limits: Limits) -> None:
        self._source = Federated(source, limits.federation)
        self._channel = channel
        self._claim = claim
        self._limits = limits
        self._jobs = 0
        self._niceness = _niceness()
        self._resident_at_start = _most_resident()

    def run(self) -> bool:
        """Answer until the web process hangs up, or until it is time for a fresh worker.

        Return whether to go on in another thread, because this one has had to step back: without
        privileges a thread gets its priority never again.
        """
        try:
            while self._step():
                if _niceness() > self._niceness:
                    return True
        except Closed:
            pass
        except MemoryError:
            os._exit(NO_MEMORY)
        return False

    def _step(self) -> bool:
        """Do what the next message says; return whether to wait for another."""
        (kind, values), descriptors = self._channel.receive_with_files()
        if kind == "delta":
            self._source = self._source.after(Delta(*values))
            self._channel.send(self._source.generation)
            return True
        job = Job.from_message(values)
        started = monotonic()
        signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)
        kind, fate = self._perform(job, descriptors[0])
        os.close(descriptors[0])
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Nobody has lengthened the turns before.
        if monotonic() - started > SHORT / 2:
            take_turns(0)
        self._jobs += 1
        last = self._is_worn()
        self._channel.send((kind, fate, last))
        return not last

    def _perform(self, job: Job, descriptor: int) -> tuple[str, Any]:
        """Answer ``job``; return what became of it, in the words of :mod:`.hired`."""
        response = Response(descriptor, self._claim, job.http, job.byte_limit, self._limits.piece)
        try:
            written = evaluate(self._source, job, response)
        except SymbiographError as error:
            if response.begun and job.http is not None:
                return "broken", error.message
            response.settle()
            return "refused", error_message(error)
        except ByteLimitReached:
            if response.begun and job.http is not None:
                return "cut", None
            response.settle()
            return "over", None
        except ClientGone:
            return "gone", None
        *told, consultations = written
        asked = tuple(map(tuple, consultations))
        return "done", (*told, asked, response.size, response.keep_alive)

    def _is_worn(self) -> bool:
        grown = _most_resident() - self._resident_at_start
        return self._jobs >= self._limits.jobs or grown > self._limits.growth


def _niceness() -> int:
    """Return how far the calling thread stands back behind others."""
    return os.getpriority(os.PRIO_PROCESS, 0)


def _most_resident() -> int:
    """Return the most bytes of memory this process has had at a time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RESIDENT_UNIT


def confine(memory: int) -> None:
    """Bind this process to ``memory`` bytes beyond what it has now, and let it die quietly.

    Only Linux tells and limits what a process allocates; elsewhere memory is not limited.
    """
    # An image of the whole graph is not worth the disk it would take.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        data = _DATA.search(Path("/proc/self/status").read_text())
        if data:
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            most = int(data[1]) * 1024 + memory
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        # Where the whole machine runs short, the kernel is to end a worker and nobody else.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
