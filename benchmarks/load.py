"""Load by wrk: clients that ask the queries of a file, and what they saw."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LUA: Final = Path(__file__).with_name("replay.lua")
_MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What clients saw: requests, requests a second, the 99th percentile in milliseconds."""

    requests: int
    rate: float
    p99: float


@dataclass(frozen=True)
class Running:
    """Clients at work."""

    process: subprocess.Popen[str]

    def figures(self) -> Load:
        """Wait for the end and return what the clients saw; fail where one got an error."""
        output, _ = self.process.communicate()
        assert self.process.returncode == 0, output
        assert "Non-2xx" not in output, output
        assert "Socket errors" not in output, output
        p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", output)
        assert p99, output
        return Load(
            int(_found(r"(\d+) requests in", output)),
            float(_found(r"Requests/sec:\s+([\d.]+)", output)),
            float(p99[1]) * _MILLISECONDS[p99[2]],
        )


def start(endpoint: str, paths: Path, clients: int, seconds: int, patience: int = 120) -> Running:
    """Let ``clients`` ask the queries of ``paths``, one in a line, for some seconds."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"--timeout={patience}s"]
    command += ["--latency", "-s", str(_LUA), endpoint, "--", str(paths)]
    return Running(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]
