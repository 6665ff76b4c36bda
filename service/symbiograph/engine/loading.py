"""Loading many triples: texts go to the engine as they are, not triple by triple through Python.

The engine gives blank nodes new labels with every load. So what has to stay one node is loaded in
one go, and what has to keep its label is added by itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from symbiograph.engine.reading import format_of, read_quads
from symbiograph.errors import UnreadableInput

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK: Final = 1 << 20
_PART: Final = 1 << 24
_FEW_LINES: Final = 1 << 16
_SMALL_BLOCK: Final = 1 << 18
# The end of a statement; a remark may follow it, in which a full stop would mean nothing.
_END: Final = re.compile(rb"[ \t]*\.[ \t\r]*$", re.MULTILINE)
_REMARK: Final = re.compile(rb"\.[ \t]*#")


def load_labelled(store: Store, texts: Iterable[bytes]) -> None:
    """Load N-Quads into ``store``; blank nodes keep their labels, and other threads run on."""
    plain, labelled = bytearray(), bytearray()
    for text in texts:
        stream = io.BytesIO(text)
        while block := stream.read(_FEW_LINES):
            block += stream.readline()
            for lines in io.BytesIO(block) if b"_:" in block else [block]:
                part = labelled if b"_:" in lines else plain
                part += lines
            # A large text would otherwise be in memory three times.
            if len(plain) >= _PART:
                store.load(bytes(plain), RdfFormat.N_QUADS, lenient=True)
                plain.clear()
    store.load(bytes(plain), RdfFormat.N_QUADS, lenient=True)
    store.extend(pyoxigraph.parse(bytes(labelled), RdfFormat.N_QUADS, lenient=True))


def load_lines(store: Store, path: Path, graphs: Collection[NamedNode | DefaultGraph]) -> None:
    """Load a file of canonical N-Triples into some graphs of a store in memory.

    IRIs and language tags are taken as they are: the file is one that this program has written.
    Blank nodes keep their labels. Block after block goes into every graph: what the engine has just
    read is at hand then, and it never holds more than one block beside the store.
    """
    with path.open("rb") as file:
        while block := file.read(_SMALL_BLOCK):
            block += file.readline()
            if b"_:" in block:
                triples = [quad.triple for quad in pyoxigraph.parse(block, RdfFormat.N_TRIPLES)]
                for graph in graphs:
                    store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
                continue
            for graph in graphs:
                store.load(block, RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)


def load_file(store: Store, path: Path, graph: NamedNode) -> None:
    """Load an RDF file of one graph into ``graph``, and into the unnamed graph.

    A blank node is the same one in both. Raises :class:`UnreadableInput` with file, line and
    column.
    """
    with ExitStack() as stack:
        if format_of(path.name) == RdfFormat.N_TRIPLES:
            try:
                lines: IO[bytes] = stack.enter_context(path.open("rb"))
            except OSError as error:
                raise UnreadableInput(str(path), error.strerror or str(error)) from error
        else:
            lines = stack.enter_context(TemporaryFile())
            triples = (quad.triple for quad in read_quads(path, one_graph=True))
            pyoxigraph.serialize(triples, lines, RdfFormat.N_TRIPLES)
            lines.seek(0)
        twice = stack.enter_context(io.BufferedReader(_Twice(lines, graph), _BLOCK))
        try:
            store.bulk_load(twice, RdfFormat.N_QUADS)
        except SyntaxError:
            # The place in what was loaded is not that in the file.
            for _ in read_quads(path, one_graph=True):
                pass
            raise


class _Twice(io.RawIOBase):
    """The lines of an N-Triples file, without a graph and with one."""

    def __init__(self, lines: IO[bytes], graph: NamedNode) -> None:
        self._blocks = _blocks(lines, f" {graph} .".encode())
        self._rest = b""

    def readable(self) -> bool:
        """Tell that it is for reading."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` and return how many bytes it has got, 0 at the end."""
        view = memoryview(buffer)
        if not self._rest:
            self._rest = next(self._blocks, b"")
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)


def _blocks(lines: IO[bytes], end: bytes) -> Iterator[bytes]:
    while block := lines.read(_BLOCK):
        block += lines.readline()
        if _REMARK.search(block):
            triples = pyoxigraph.parse(block, RdfFormat.N_TRIPLES)
            block = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        yield block if block.endswith(b"\n") else block + b"\n"
        block = _END.sub(end, block)
        yield block if block.endswith(b"\n") else block + b"\n"
