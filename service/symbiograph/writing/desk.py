"""The desk of the writer: where web processes and the command line hand in what is to be written.

A writer that dies is replaced within a moment, so a request that finds none waits a little. One
whose writer dies over it asks the ledger what became of it: a dead writer commits nothing more.
"""

from __future__ import annotations

import secrets
import socket
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from symbiograph.engine.pool import Closed
from symbiograph.engine.pool.channel import Channel
from symbiograph.errors import WriterUnavailable
from symbiograph.writing.ledger import Ledger
from symbiograph.writing.lock import address
from symbiograph.writing.messages import Done, unpacked_error

_WAIT: Final = 2.0
_BETWEEN_TRIES: Final = 0.02
# Beyond the time that the writer gives itself, for those that come before in the queue.
_QUEUE: Final = 60.0


class Desk:
    """The way to the writer of a data folder; ``identity`` is that of the base served here.

    ``seconds`` is what the writer allows one request.
    """

    takes: Final = frozenset({"update", "graphs"})

    def __init__(self, data_dir: Path, identity: str | None, seconds: float) -> None:
        self.data_dir = data_dir
        self.identity = identity
        self._seconds = seconds

    def hand_in(self, kind: str, author: str, *values: Any) -> Done:
        """Have something written and return what became of it.

        Raises the errors of the writer, and :class:`WriterUnavailable`.
        """
        request = secrets.token_hex(16)
        try:
            channel = self.connect(self._seconds + _QUEUE, _WAIT)
        except Closed as error:
            raise unavailable("The writer is not running; nothing was changed.") from error
        try:
            channel.send((kind, (self.identity, author, request, *values)))
            answer, content = channel.receive()
        except Closed as error:
            found = Ledger(self.data_dir).outcome(request)
            if found is None:
                raise unavailable(
                    f"The writer ended before this was committed, by a fault or because it took "
                    f"more than {self._seconds:g} seconds; nothing was changed."
                ) from error
            return Done(*found, visible=False)
        finally:
            channel.close()
        if answer == "error":
            raise unpacked_error(*content)
        if answer == "foreign":
            raise unavailable(
                f"Another service writes in {self.data_dir}, on another release; "
                "restart this one, or give it a data folder of its own."
            )
        return Done(*content)

    def connect(self, timeout: float, patience: float) -> Channel:
        """Return a connection to the writer; raises :class:`Closed` after ``patience`` seconds."""
        deadline = monotonic() + patience
        while True:
            end = socket.socket(socket.AF_UNIX)
            end.settimeout(timeout)
            try:
                end.connect(address(self.data_dir) or "")
            except OSError as error:
                end.close()
                if monotonic() > deadline:
                    raise Closed(f"the writer cannot be reached: {error}") from error
                sleep(_BETWEEN_TRIES)
            else:
                return Channel(end)


def unavailable(message: str) -> WriterUnavailable:
    """Return the error that asks to try again."""
    error = WriterUnavailable(message)
    error.retry_after = 1
    return error
