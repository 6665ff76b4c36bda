"""Making the index in a process beside this one, which states bit by bit what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from symbiograph.errors import BuildError
from symbiograph.search.building import BuiltIndex, build_index
from symbiograph.search.concepts import Part


class FilePart(NamedTuple):
    """A graph as a file of canonical N-Triples, and its licence as of a :class:`Part`."""

    path: Path
    licence: str | None

    def read(self) -> Part:
        """Return the graph itself."""
        return Part(self.path.read_bytes(), self.licence)


class IndexingBeside:
    """The process, from the start of the ``with`` statement to its end."""

    def __init__(self) -> None:
        # Forking would copy threads' locks.
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_index, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        """Return this."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process, whatever it is at."""
        self._connection.close()
        self._process.terminate()
        self._process.join()

    def state(self, parts: Sequence[Part | FilePart], *, last: bool = False) -> None:
        """Give some graphs; the process begins to read them at once, and after the last to index.

        Raises :class:`BuildError` where the process has ended.
        """
        self._send(parts)
        if last:
            self._send(None)

    def index(self) -> BuiltIndex:
        """Return the index of all that was stated, once it is there; the last must have been.

        Raises :class:`BuildError` where the process has ended before.
        """
        try:
            built: BuiltIndex = self._connection.recv()
        except (EOFError, ConnectionError):
            raise _ended() from None
        return built

    def _send(self, parts: Sequence[Part | FilePart] | None) -> None:
        try:
            self._connection.send(parts)
        except ConnectionError:
            raise _ended() from None


def _ended() -> BuildError:
    return BuildError("The process that indexes labels has ended; what it said stands above.")


def _index(connection: Connection) -> None:
    with connection:
        connection.send(build_index(_stated(connection)))


def _stated(connection: Connection) -> Iterator[Part]:
    """Yield what is stated, until it is asked for the index of that."""
    while (parts := connection.recv()) is not None:
        for part in parts:
            yield part.read() if isinstance(part, FilePart) else part
