"""Releases on disk: immutable folders, written whole or not at all, and checked when opened.

``<data folder>/releases/<id>/`` holds the graph, its validation report and ``manifest.json``;
the one-line file ``<data folder>/current`` names the release in force. Rolling back is writing
another id into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from symbiograph.engine.image import Image
from symbiograph.engine.loading import load_labelled, load_lines
from symbiograph.errors import ReleaseError
from symbiograph.prefixes import GRAPH

FORMAT: Final = 1
GRAPH_FILE: Final = "graph.nq"
MANIFEST_FILE: Final = "manifest.json"
# The name of such a file is that of its graph; where it is published, the default graph has it too.
_OF_ONE_GRAPH: Final = ".nt"
_ALTERED: Final = "is not what the build wrote; build again"


@dataclass(frozen=True)
class GraphEntry:
    """One named graph of a release: its size, the file to edit, whether the default graph has it.

    ``source`` is relative to the project, a folder where several files make the graph, and
    ``None`` where the build made it.
    """

    triples: int
    source: str | None
    published: bool


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself; ``inputs`` and ``files`` map names to SHA-256 checksums."""

    version: str
    created: str
    inputs: Mapping[str, str]
    graphs: Mapping[str, GraphEntry]
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def id(self) -> str:
        """The release's name: project version and a digest of every input's checksum."""
        lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(self.inputs.items()))
        return f"{self.version}-{hashlib.sha256(lines.encode()).hexdigest()[:12]}"

    def to_json(self) -> str:
        """Return the manifest as JSON text, equal for equal manifests."""
        document = {"format": FORMAT, "id": self.id, **asdict(self)}
        return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Return the manifest that ``text`` holds; raises :class:`ValueError` where it is none."""
        document: dict[str, Any] = json.loads(text)
        written_in = document.pop("format", None)
        if written_in != FORMAT:
            raise ValueError(f"its format is {written_in}, this program reads {FORMAT}")
        name = document.pop("id", None)
        try:
            graphs = {iri: GraphEntry(**entry) for iri, entry in document.pop("graphs").items()}
            manifest = cls(graphs=graphs, **document)
        except (KeyError, TypeError) as error:
            raise ValueError(f"a member is missing or unknown: {error}") from error
        if manifest.id != name:
            raise ValueError(f"it is named {name}, but its inputs make {manifest.id}")
        return manifest


@dataclass(frozen=True)
class HeldFile:
    """A file that is never changed, only removed or replaced whole, and its checksum."""

    path: Path
    checksum: str


@dataclass(frozen=True)
class Release:
    """An opened release."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The release's name."""
        return self.manifest.id

    @property
    def triples(self) -> int:
        """How many triples its named graphs have together."""
        return sum(graph.triples for graph in self.manifest.graphs.values())

    @classmethod
    def current(cls, data_dir: Path) -> Release:
        """Open the release in force; raises :class:`ReleaseError` where none is."""
        name = current_id(data_dir)
        if name is None:
            raise ReleaseError(f"There is no release in {data_dir}; make one: symbiograph build")
        return cls.open(data_dir / "releases" / name)

    @classmethod
    def open(cls, folder: Path) -> Release:
        """Open the release in ``folder``; raises :class:`ReleaseError` that names the bad file."""
        path = folder / MANIFEST_FILE
        try:
            manifest = Manifest.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{path} is no manifest of a release: {error}") from error
        paths = [folder / name for name in manifest.files]
        # Other threads run while a checksum is made.
        with ThreadPoolExecutor() as threads:
            for path, known, found in zip(
                paths, manifest.files.values(), threads.map(_checksum_of, paths), strict=True
            ):
                if found != known:
                    raise ReleaseError(f"{path} {_ALTERED}")
        return cls(folder, manifest)

    def read(self, name: str) -> bytes:
        """Return a file of the release; raises :class:`ReleaseError` unless it is as written."""
        return read_unchanged(self.folder / name, self.manifest.files.get(name), _ALTERED)

    def image(self, *, default_apart: bool = False) -> Image:
        """Load the graph into memory; the files were checked when the release was opened.

        With ``default_apart`` the image has a copy of its unnamed graph alone, which another thread
        fills meanwhile; it has ended when this returns.
        """
        store = Store()
        # As fast as a bulk load, which takes 200 MB for however few triples.
        store.load(path=self.folder / GRAPH_FILE, format=RdfFormat.N_QUADS, lenient=True)
        copy = Store() if default_apart else None
        with ThreadPoolExecutor(1) as beside:
            copied = None
            if copy is not None:
                # A blank node has another label after each load, and must have the same in both.
                rest = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
                copied = beside.submit(self._copy, copy, rest)
            for path, graph in self.graph_files():
                merge = [DefaultGraph()] if self._publishes(graph) else []
                load_lines(store, path, [NamedNode(graph), *merge])
            if copied is not None:
                copied.result()
        return Image(store, self.id, copy)

    def _copy(self, default: Store, rest: bytes) -> None:
        """Load what is published into the unnamed graph of a store of its own: files, and more."""
        load_labelled(default, [rest])
        for path, graph in self.graph_files():
            if self._publishes(graph):
                load_lines(default, path, [DefaultGraph()])

    def load(self, store: Store) -> None:
        """Load the graph into ``store``, on disk or in memory."""
        store.bulk_load(path=self.folder / GRAPH_FILE, format=RdfFormat.N_QUADS)
        for path, graph in self.graph_files():
            store.bulk_load(path=path, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
            if self._publishes(graph):
                store.bulk_load(path=path, format=RdfFormat.N_TRIPLES)

    def graph_files(self) -> list[tuple[Path, str]]:
        """Return the files of one graph each, with its IRI."""
        return [
            (self.folder / name, GRAPH + name.removesuffix(_OF_ONE_GRAPH))
            for name in self.manifest.files
            if name.endswith(_OF_ONE_GRAPH)
        ]

    def _publishes(self, graph: str) -> bool:
        return self.manifest.graphs[graph].published


def checksum(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _checksum_of(path: Path) -> str:
    """Return the :func:`checksum` of a file; raises :class:`ReleaseError` with its path."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read: {error.strerror}") from error


def read_unchanged(path: Path, known: str | None, fault: str) -> bytes:
    """Return a file whose :func:`checksum` is ``known``.

    Raises :class:`ReleaseError`: where it is another, with the path and ``fault``.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path} cannot be read: {error.strerror}") from error
    if checksum(content) != known:
        raise ReleaseError(f"{path} {fault}")
    return content


def current_id(data_dir: Path) -> str | None:
    """Return the name of the release in force, or ``None`` where there is none."""
    try:
        return (data_dir / "current").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def write_release(
    data_dir: Path,
    manifest: Manifest,
    contents: Mapping[str, bytes],
    held: Mapping[str, HeldFile] | None = None,
) -> Release:
    """Write a release whole and return it; it is not yet in force.

    ``held`` are files that are on disk already: where it can be, they are not written again, but
    get a name in the release, too. The files appear under their final name in one step, so an
    interruption leaves no half of a release. A release of the same name with the same content is
    kept as it is.
    """
    held = held or {}
    files = {name: checksum(text) for name, text in contents.items()}
    files |= {name: file.checksum for name, file in held.items()}
    complete = Manifest(manifest.version, manifest.created, manifest.inputs, manifest.graphs, files)
    folder = data_dir / "releases" / complete.id
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".unfinished-{os.getpid()}")
    scratch.mkdir()
    try:
        documents = {**contents, MANIFEST_FILE: complete.to_json().encode()}
        for name, content in documents.items():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            write_through(scratch / name, content)
        for name, file in held.items():
            _name_also(file.path, scratch / name)
        _move(scratch, folder, sorted([*documents, *held]))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Release(folder, complete)


def make_current(data_dir: Path, release: Release) -> None:
    """Put ``release`` in force, in one step."""
    scratch = data_dir / f".current-{os.getpid()}"
    write_through(scratch, f"{release.id}\n".encode())
    scratch.replace(data_dir / "current")


def _move(scratch: Path, folder: Path, names: list[str]) -> None:
    """Give ``scratch`` its final name; of an older folder of that name only equal files stay."""
    if folder.exists():
        if all(_equal(scratch / name, folder / name) for name in names):
            return
        retired = folder.with_name(f".retired-{os.getpid()}")
        folder.rename(retired)
        scratch.rename(folder)
        shutil.rmtree(retired)
    else:
        scratch.rename(folder)


def _equal(one: Path, other: Path) -> bool:
    if not other.is_file():
        return False
    return one.samefile(other) or one.read_bytes() == other.read_bytes()


def _name_also(path: Path, other: Path) -> None:
    """Give a file, which nobody will change, another name; or copy it to another file system."""
    try:
        other.hardlink_to(path)
    except OSError:
        write_through(other, path.read_bytes())


def write_through(path: Path, content: bytes) -> None:
    """Write a file that is on disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
