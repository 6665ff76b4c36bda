"""Making indexes in a process beside this one, which states bit by bit what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

from symbiograph.errors import BuildError
from symbiograph.search.concepts import Part

Index = TypeVar("Index")


class FilePart(NamedTuple):
    """A graph as a file of canonical N-Triples, and its licence as of a :class:`Part`."""

    path: Path
    licence: str | None


class IndexingBeside(Generic[Index]):
    """The process, from the start of the ``with`` statement to its end.

    ``make`` makes the index of all graphs, which come while it reads them. It is a function of a
    module, and what it returns can be pickled.
    """

    def __init__(self, make: Callable[[Iterable[Part]], Index]) -> None:
        # Forking would copy threads' locks.
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_index, args=(make, theirs), daemon=True)
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

    def state(self, parts: Sequence[Part | FilePart]) -> None:
        """Give some graphs; the process begins to read them at once.

        Raises :class:`BuildError` where the process has ended.
        """
        self._send(parts)

    def index(self) -> Index:
        """Return the index of all that was stated, once it is there.

        Raises :class:`BuildError` where the process has ended before.
        """
        self._send(None)
        try:
            built: Index = self._connection.recv()
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


def _index(make: Callable[[Iterable[Part]], Index], connection: Connection) -> None:
    with connection:
        connection.send(make(_stated(connection)))


def _stated(connection: Connection) -> Iterator[Part]:
    """Yield what is stated, until it is asked for the index of that."""
    while (parts := connection.recv()) is not None:
        for part in parts:
            if isinstance(part, FilePart):
                yield Part(part.path.read_bytes(), part.licence)
            else:
                yield part
