"""Files to take away: each graph of a release, and the whole of it, compressed.

A file is made once, where it is first asked for, and kept under ``dumps/<release>/`` of the data
folder: also when the release itself is gone. Equal releases give equal bytes, so that checksums can
be compared.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from symbiograph.engine.release import GRAPH_FILE, Release
from symbiograph.errors import NotFound
from symbiograph.prefixes import GRAPH, PREFIXES

DEFAULT: Final = "default"
ALL: Final = "all"
_FORMATS: Final = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
}
_CHECKSUM: Final = ".sha256"
_CATALOGUE: Final = GRAPH + "catalog"
_SAID: Final = {
    "Title": PREFIXES["dcterms"] + "title",
    "Licence": PREFIXES["dcterms"] + "license",
    "Rights": PREFIXES["dcterms"] + "rights",
}


@dataclass(frozen=True)
class Dump:
    """A file to take away: a graph of a release, the merge of the published ones, or all."""

    graph: str
    ending: str

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.graph}.{self.ending}.gz"

    @property
    def media_type(self) -> str:
        """The media type of what is compressed."""
        return _FORMATS[self.ending].media_type


def dumps_of(release: Release) -> list[Dump]:
    """Return the files of a release, by name: Turtle has no place for several graphs."""
    names = sorted(iri.removeprefix(GRAPH) for iri in release.manifest.graphs)
    files = [Dump(name, ending) for name in names for ending in _FORMATS]
    files += [Dump(DEFAULT, "ttl"), Dump(ALL, "nq"), Dump(ALL, "trig")]
    return sorted(files, key=lambda dump: dump.file)


def releases(data_dir: Path) -> list[str]:
    """Return the names of the releases that have files, or can have some."""
    found = (path for top in ("releases", "dumps") for path in (data_dir / top).glob("[!.]*"))
    return sorted({path.name for path in found if path.is_dir()})


def made(data_dir: Path, release: str, file: str) -> Path:
    """Return a file of a release, which is made now unless it is there.

    Raises :class:`NotFound` where there is no such release or file, and :class:`ReleaseError`
    where the release is damaged.
    """
    folder = data_dir / "dumps" / release
    path = folder / file
    if release not in releases(data_dir):
        raise NotFound(f"There is no release {release!r}.", ["/dumps"])
    if file in files(data_dir, release):
        return path
    source = opened(data_dir, release)
    dump = next((d for d in dumps_of(source) if d.file == file), None) if source else None
    if source is None or dump is None:
        raise NotFound(f"The release {release} has no file {file!r}.", [f"/dumps/{release}"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{file}.lock").open("w") as lock:
        # Who comes second waits for the first, who is making it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _make(_Contents(source), dump, path)
    return path


def make_all(data_dir: Path, release: Release) -> Iterator[Path]:
    """Yield every file of a release, which is made unless it is there."""
    contents: _Contents | None = None
    folder = data_dir / "dumps" / release.id
    folder.mkdir(parents=True, exist_ok=True)
    for dump in dumps_of(release):
        path = folder / dump.file
        if not path.exists():
            contents = contents or _Contents(release)
            _make(contents, dump, path)
        yield path


def files(data_dir: Path, release: str) -> dict[str, Path]:
    """Return the files of a release that were made, those of checksums too, by name."""
    folder = data_dir / "dumps" / release
    return {path.name: path for path in sorted(folder.glob("[!.]*.gz*"))}


def checksum_of(path: Path) -> str | None:
    """Return the SHA-256 of a file that was made; ``None`` where it was not."""
    known = path.with_name(path.name + _CHECKSUM)
    return known.read_text(encoding="ascii").split()[0] if known.exists() else None


def opened(data_dir: Path, release: str) -> Release | None:
    """Return a release by name, ``None`` where nothing but files of it is left."""
    folder = data_dir / "releases" / release
    return _opened(folder) if folder.is_dir() else None


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Release:
    return Release.open(folder)


def _make(contents: _Contents, dump: Dump, path: Path) -> None:
    scratch = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with (
            scratch.open("wb") as file,
            # Without the time, which would make each file another.
            gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as compressed,
        ):
            contents.write(dump, cast(IO[bytes], compressed))
        with scratch.open("rb") as written:
            found = hashlib.file_digest(written, "sha256").hexdigest()
        path.with_name(path.name + _CHECKSUM).write_text(f"{found}  {path.name}\n", "ascii")
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


class _Contents:
    """What a release holds, by graph; imported graphs stay in their files."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._graphs: dict[str, list[Quad]] = {}
        document = release.read(GRAPH_FILE)
        for quad in pyoxigraph.parse(document, RdfFormat.N_QUADS, lenient=True):
            graph = quad.graph_name
            name = graph.value if isinstance(graph, NamedNode) else GRAPH + DEFAULT
            self._graphs.setdefault(name, []).append(quad)

    def write(self, dump: Dump, output: IO[bytes]) -> None:
        """Write a dump, below what the catalogue says of it as comments."""
        for name, value in self._said(dump):
            output.write(f"# {name}: {' '.join(value.split())}\n".encode())
        output.write(f"# Release: {self._release.id}\n".encode())
        form = _FORMATS[dump.ending]
        quads = chain.from_iterable(map(self._quads, self._names(dump)))
        if form == RdfFormat.N_QUADS:
            pyoxigraph.serialize(quads, output, form)
            return
        sorting = cast(IO[bytes], _SortedPrefixes(output))
        if form == RdfFormat.TURTLE:
            triples = (quad.triple for quad in quads)
            pyoxigraph.serialize(triples, sorting, form, prefixes=PREFIXES)
        else:
            pyoxigraph.serialize(quads, sorting, form, prefixes=PREFIXES)

    def _names(self, dump: Dump) -> list[str]:
        """Return the graphs that a dump is made of."""
        graphs = self._release.manifest.graphs
        if dump.graph == ALL:
            return sorted(graphs)
        name = GRAPH + dump.graph
        if dump.graph == DEFAULT:
            return [name, *(iri for iri in self._files() if graphs[iri].published)]
        return [name]

    def _quads(self, name: str) -> Iterator[Quad]:
        yield from self._graphs.get(name, ())
        path = self._files().get(name)
        if path is not None:
            for quad in pyoxigraph.parse(path=path, format=RdfFormat.N_TRIPLES, lenient=True):
                yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))

    def _files(self) -> dict[str, Path]:
        """Return the graphs that stand in files of their own."""
        return {node: path for path, node in self._release.graph_files()}

    def _said(self, dump: Dump) -> Iterator[tuple[str, str]]:
        """Yield what the catalogue says of a dump's graph; all of it is as its merge is."""
        graph = NamedNode(GRAPH + (DEFAULT if dump.graph == ALL else dump.graph))
        for title, name in _SAID.items():
            for quad in self._graphs.get(_CATALOGUE, ()):
                said = quad.subject == graph and quad.predicate.value == name
                if said and isinstance(quad.object, NamedNode | Literal):
                    yield title, quad.object.value


class _SortedPrefixes:
    """Sorts the prefixes at the top of what the engine writes: their order is by chance."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._head: bytes | None = b""

    def write(self, content: bytes) -> int:
        """Write a part, once the lines of prefixes are complete."""
        if self._head is None:
            return self._output.write(content)
        self._head += content
        *lines, rest = self._head.split(b"\n")
        if any(not line.startswith(b"@prefix ") for line in lines):
            end = next(n for n, line in enumerate(lines) if not line.startswith(b"@prefix "))
            self._output.write(b"\n".join([*sorted(lines[:end]), *lines[end:], rest]))
            self._head = None
        return len(content)

    def flush(self) -> None:
        """Write what has come, be it prefixes alone."""
        if self._head:
            self._output.write(b"".join(sorted(self._head.splitlines(keepends=True))))
            self._head = None
        self._output.flush()
