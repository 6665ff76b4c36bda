"""What a build tells while it runs: a spinner on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console


class Step:
    """One step of a build; ``outcome`` is told when it ends."""

    outcome = ""


class Steps:
    """Tells each step of a build with its outcome and the seconds it took."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()

    @contextmanager
    def step(self, doing: str) -> Iterator[Step]:
        """Tell that ``doing`` begins; when it has ended well, tell its outcome."""
        step = Step()
        started = time.monotonic()
        terminal = self._console.is_terminal
        if not terminal:
            self.say(f"{doing} …")
        with self._console.status(f"{doing} …") if terminal else nullcontext():
            yield step
        seconds = time.monotonic() - started
        self.say(f"{doing}: {step.outcome} ({seconds:.1f} s)")

    def say(self, text: str) -> None:
        """Tell one line."""
        self._console.print(f"[build] {text}", highlight=False, markup=False, soft_wrap=True)
