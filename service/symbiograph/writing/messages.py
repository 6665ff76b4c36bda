"""What the writer and those who ask it say to each other, over a private Unix socket.

A request is ``(kind, arguments)``; the last argument of one that writes one graph is a
:class:`~.condition.Condition` as a tuple. The answer to one that writes is ``("done", …)`` with the
values of :class:`Done`, or ``("error", …)``. A follower sends ``("follow", (identity, sequence,
by_name))``, gets ``("delta", (sequence, *Delta))`` now and after each commit, with nothing but the
name of the generation where that is enough, and answers ``("seen", sequence)``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from symbiograph import errors
from symbiograph.errors import SymbiographError


class Done(NamedTuple):
    """What became of a write, as a client is told.

    ``graphs`` is the number of graphs that have changed. ``visible`` tells that every process that
    reads has it; otherwise it follows with the next image.
    """

    sequence: int
    added: int
    removed: int
    graphs: int
    visible: bool
    created: bool = False


def packed_error(error: SymbiographError) -> tuple[str, dict[str, Any]]:
    """Return ``error`` as plain values."""
    state = {name: value for name, value in vars(error).items() if name != "position"}
    return type(error).__name__, state


def unpacked_error(name: str, state: dict[str, Any]) -> SymbiographError:
    """Return the error of :func:`packed_error`."""
    kind: type[SymbiographError] = getattr(errors, name)
    error = kind.__new__(kind, state["message"])
    vars(error).update(state)
    return error
