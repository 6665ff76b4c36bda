"""What became of a job, told by what its worker said last or how it died."""

from __future__ import annotations

import signal
import socket
import struct
from contextlib import suppress
from typing import Any, Final

from symbiograph.engine.federation import Consultation
from symbiograph.engine.pool.hired import HasDescriptor
from symbiograph.engine.pool.job import (
    Broken,
    Completed,
    Failed,
    Gone,
    Job,
    Outcome,
    Reason,
    Refused,
    error_of,
)
from symbiograph.engine.pool.worker import NO_MEMORY

_RESET: Final = struct.pack("ii", 1, 0)


def of_reply(kind: str, end: Any, job: Job, target: HasDescriptor, seconds: float) -> Outcome:
    """Return what a worker's reply means."""
    if kind == "done":
        form, rows, limited, asked, size, keep_alive = end
        consultations = tuple(Consultation(*values) for values in asked)
        return Completed(form, rows, limited, consultations, size, keep_alive, seconds)
    if kind == "refused":
        return Refused(error_of(end), seconds)
    if kind == "gone":
        return Gone(seconds)
    if kind == "over":
        return Failed(Reason.BYTES, "", seconds)
    if kind == "cut":
        return broken(Reason.BYTES, f"cut after {job.byte_limit} bytes", job, target, seconds)
    return broken(Reason.FAULT, end, job, target, seconds)


def cause(code: int | None, trace: str) -> tuple[Reason, str]:
    """Return why a worker died, and what there is to tell of it."""
    name = "unknown" if code is None else str(code)
    if code is not None and code < 0:
        name = signal.Signals(-code).name
    detail = f"exit {name}: {trace}" if trace else f"exit {name}"
    if code == -signal.SIGALRM:
        return Reason.DEADLINE, detail
    # Nobody but the kernel, out of memory, kills a worker behind our back.
    if code in (NO_MEMORY, -signal.SIGKILL) or "memory allocation of" in trace:
        return Reason.MEMORY, detail
    return Reason.CRASH, detail


def broken(reason: Reason, detail: str, job: Job, target: HasDescriptor, seconds: float) -> Broken:
    """Break off the connection so that the client notices."""
    if isinstance(target, socket.socket):
        if job.http is not None and job.http.version >= (1, 1):
            with suppress(OSError):
                target.shutdown(socket.SHUT_RDWR)
        else:
            # Such a client takes the end of the connection for the end of the results.
            target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    return Broken(reason, detail, seconds)
