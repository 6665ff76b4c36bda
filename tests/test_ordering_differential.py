"""Keys change the order of rows and nothing else: the engine alone finds the same rows."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings

from sparql_grammar import sortable

PROCESS = Path(__file__).with_name("ordering_process.py")


class Asked:
    """A process that answers queries, and another one where that has died."""

    def __init__(self, how: str) -> None:
        self._command = [sys.executable, str(PROCESS), how]
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def rows(self, text: str) -> list[list[str]] | int | None:
        """The sorted rows, None for a refused query, or the signal that ended the process."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if line:
            found: list[list[str]] | None = json.loads(line)
            return found
        self.close()
        self._process = self._start()
        return -process.returncode

    def close(self) -> None:
        with self._process as process:
            process.kill()


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[Asked, Asked]]:
    with ExitStack() as stack:
        both = Asked("keys"), Asked("engine")
        for process in both:
            stack.callback(process.close)
        yield both


@settings(deadline=None, database=None, derandomize=True)
@given(sortable)
def test_keys_keep_the_rows(asked: tuple[Asked, Asked], text: str) -> None:
    with_keys, alone = (process.rows(text) for process in asked)
    # What takes too long does so either way.
    if with_keys == signal.SIGALRM:
        return
    assert not isinstance(with_keys, int), signal.Signals(with_keys)
    if not isinstance(alone, int):
        assert with_keys == alone
