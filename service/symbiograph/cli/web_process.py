"""The web process: gunicorn's threads, of which each stays with a busy client, and its log."""

from __future__ import annotations

import os
import select
import signal
from functools import partial
from threading import Lock
from typing import Any, Final

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

# Clients that send one request after the other do so within this time.
_SOON: Final = 20
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


def keep_signals_for_web_processes() -> None:
    """Let a signal that reaches a process right after its fork wait until it is listened to.

    Until then a new web process has the handlers of the one that it was forked from, which would
    take the order to stop and do nothing; the service would stop half a minute later.
    """
    os.register_at_fork(
        before=partial(signal.pthread_sigmask, signal.SIG_BLOCK, _SIGNALS),
        after_in_parent=partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, _SIGNALS),
    )


class WebProcess(ThreadWorker):  # type: ignore[misc]
    """A process with threads that wait a moment for the next request of the same client.

    Gunicorn hands a connection to another thread to wait for each request, and back. That costs
    more than a point query. At most half of the threads wait like this, and none while a request
    of somebody else has no thread.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._staying = 0
        self._lock = Lock()

    def init_signals(self) -> None:
        """Listen to signals from now on, those included that have come since the fork."""
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def handle(self, conn: Any) -> Any:
        """Answer a request and those that follow soon; return whether to keep the connection."""
        kept = super().handle(conn)
        while kept is True and self._follows(conn):
            kept = super().handle(conn)
        return kept

    def _follows(self, conn: Any) -> bool:
        """Wait for another request of the same client, for a moment."""
        if not self.alive or conn.is_http2 or not self._may_stay():
            return False
        try:
            poller = select.poll()
            poller.register(conn.sock, select.POLLIN)
            return bool(poller.poll(_SOON))
        finally:
            with self._lock:
                self._staying -= 1

    def _may_stay(self) -> bool:
        with self._lock:
            free = self._staying < self.cfg.threads // 2 and not self.tpool._work_queue.qsize()
            self._staying += free
            return bool(free)


class FaultLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log without a line for each request, which the service writes where there is need.

    Gunicorn would gather what to tell of each and then leave it untold: a tenth of a point query.
    """

    def access(self, *_: Any) -> None:
        """Tell nothing."""
