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
    fields = _fields(pid)
    return fields[0] if fields else ""


def processor_time(pid: int) -> int:
    """What it has used outside the system's calls, in ticks; nought for one that is no more."""
    fields = _fields(pid)
    return int(fields[11]) if fields else 0


def _fields(pid: int) -> list[str]:
    """What the system says of a process, from its state on; nothing of one that is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
