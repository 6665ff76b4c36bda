"""The web process: a thread that waits for everything, gunicorn's others, and the log."""

from __future__ import annotations

import os
import select
import signal
import socket
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Final

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from symbiograph.engine.pool import Dispatcher
from symbiograph.web.direct import DirectAnswers, End
from symbiograph.web.plain_request import MOST, PlainRequest, Unread, read_plain

# For a request to come whole.
_PATIENCE: Final = 10.0
# Gunicorn wants to know now and then that this process lives.
_TURN: Final = 0.5
_HUNG_UP: Final = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR
# Told once for whatever comes, and not again while it lies there.
_CLIENT: Final = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET
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


@dataclass(eq=False, slots=True)
class _Client:
    """A connection that no thread is busy with, and when it is closed unless something comes.

    ``length`` counts the bytes of the request that is being answered, which stay in the kernel up
    to the end; 0 stands for none. ``more`` tells that others have come after it.
    """

    conn: TConn
    closes: float
    length: int = 0
    more: bool = False


class WebProcess(ThreadWorker):  # type: ignore[misc]
    """A process whose first thread has queries answered by workers, and others do the rest.

    The first thread waits for all clients and all workers at once. It reads plain requests without
    taking them from the connection; what is no query for a worker goes to gunicorn's threads, which
    read it anew.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[int, _Client] = {}
        self._ended: list[TConn] = []

    def init_signals(self) -> None:
        """Listen to signals from now on, those included that have come since the fork."""
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    def run(self) -> None:
        """Serve until the process is told to stop."""
        self._epoll = select.epoll()
        self._epoll.register(self.poller.fileno(), select.EPOLLIN)
        self._direct: DirectAnswers = self.wsgi.wsgi_app
        pool, defer = self._direct.pool, self.method_queue.defer
        self._dispatcher = pool and Dispatcher(pool, self._epoll, self.tpool, defer)
        super().run()
        # What threads have begun comes to its end.
        self.tpool.shutdown()

    def accept(self, listener: socket.socket) -> None:
        """Take in a new client."""
        with suppress(BlockingIOError, ConnectionAbortedError):
            sock, address = listener.accept()
            self.nr_conns += 1
            self._watch(TConn(self.cfg, sock, address, listener.getsockname()), _PATIENCE)
            if self.nr_conns >= self.worker_connections:
                self.set_accept_enabled(False)

    def _watch(self, conn: TConn, seconds: float) -> None:
        """Wait for a request, but no longer than ``seconds``."""
        conn.sock.setblocking(False)
        self._clients[conn.sock.fileno()] = _Client(conn, monotonic() + seconds)
        self._epoll.register(conn.sock, _CLIENT)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Do what there is to be done, and return after ``timeout`` seconds or a bit more."""
        latest = monotonic() + min(timeout, _TURN)
        while self._turn(latest) and self.alive:
            pass

    def _turn(self, latest: float) -> bool:
        """Wait for what comes next and see to it; tell whether there is time for more."""
        dispatcher = self._dispatcher
        alarm = latest if dispatcher is None else min(latest, dispatcher.alarm())
        for descriptor, events in self._epoll.poll(max(alarm - monotonic(), 0)):
            if descriptor == self.poller.fileno():
                super().wait_for_and_dispatch_events(0)
            elif dispatcher is not None and descriptor in dispatcher.workers:
                dispatcher.attend(descriptor)
            elif descriptor in self._clients:
                self._notice(self._clients[descriptor], events)
        # Not before, lest an event that is yet to be seen to be taken for one of a new connection.
        while self._ended:
            self._ended.pop().close()
        now = monotonic()
        if dispatcher is not None and dispatcher.alarm() <= now:
            dispatcher.look()
        return now < latest

    def _notice(self, client: _Client, events: int) -> None:
        if not client.length:
            self._read(client)
        else:
            client.more = True
        # A client may hang up as soon as it has sent its request; that is told once only.
        if events & _HUNG_UP and client.length and self._dispatcher is not None:
            self._dispatcher.client_gone(client.conn.sock)

    def _read(self, client: _Client) -> None:
        """Have the request that has come answered, if there is a whole one."""
        conn = client.conn
        try:
            data = conn.sock.recv(MOST, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end(client)
            return
        request = read_plain(data) if self.alive else Unread.UNUSUAL
        if request is Unread.INCOMPLETE:
            return
        if isinstance(request, PlainRequest) and self._dispatcher is not None:
            client.length = request.length
            client.more = len(data) > request.length or len(data) == MOST
            address, ended = conn.client[0], partial(self._answered, client)
            if self._direct.start(request, address, conn.sock, self._dispatcher, ended):
                return
        self._pass_on(client)

    def _answered(self, client: _Client, end: End) -> None:
        """Go on with a client whose query has come to its end."""
        conn = client.conn
        if end is End.UNANSWERED:
            self._pass_on(client)
            return
        # Left unread, it would have the kernel break off the connection where it is closed.
        with suppress(OSError):
            conn.sock.recv(client.length)
        client.length = 0
        if end is End.KEPT:
            client.closes = monotonic() + self.cfg.keepalive
            if client.more:
                client.more = False
                self._read(client)
        elif end is End.CLOSED:
            self._forget(client)
            self.tpool.submit(conn.close, graceful=True)
            self.nr_conns -= 1
        else:
            self._end(client)

    def _pass_on(self, client: _Client) -> None:
        """Leave a request to a thread."""
        self._forget(client)
        client.conn.data_ready = True
        self.enqueue_req(client.conn)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Wait for the next request of a client to whom a thread has answered."""
        kept = self.alive and not fs.cancelled() and not fs.exception() and fs.result() is True
        if kept and not conn.is_http2 and not conn.parser.unreader.buf.getvalue():
            self._watch(conn, self.cfg.keepalive)
        else:
            super().finish_request(conn, fs)

    def _forget(self, client: _Client) -> None:
        self._epoll.unregister(client.conn.sock)
        del self._clients[client.conn.sock.fileno()]

    def _end(self, client: _Client) -> None:
        self._forget(client)
        self._ended.append(client.conn)
        self.nr_conns -= 1

    def murder_keepalived(self, force: bool = False) -> None:
        """Close connections on which nothing has come for long."""
        super().murder_keepalived(force)
        now = monotonic()
        for client in list(self._clients.values()):
            if not client.length and (force or client.closes <= now):
                self._end(client)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for client in self._clients.values():
            client.closes = min(client.closes, deadline)


class FaultLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log without a line for each request, which the service writes where there is need.

    Gunicorn would gather what to tell of each and then leave it untold: a tenth of a point query.
    """

    def access(self, *_: Any) -> None:
        """Tell nothing."""
