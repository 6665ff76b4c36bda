"""The processes of a running service."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    pids = [pid]
    for member in pids:
        for task in Path(f"/proc/{member}/task").glob("*"):
            with suppress(FileNotFoundError, ProcessLookupError):
                pids += map(int, (task / "children").read_text().split())
    return pids


def state(pid: int) -> str:
    """The letter of its state, such as R or Z; nothing for a process that is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
