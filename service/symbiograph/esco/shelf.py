"""The releases that were imported: one folder each in the data folder, and which one is current.

``<data folder>/esco/<release>/`` holds ``graph.nt``, a file for each loan of labels, and
``manifest.json``; the one-line file ``<data folder>/esco/current`` names the current release.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from symbiograph.engine.release import checksum, read_unchanged, write_through
from symbiograph.errors import EscoReleaseMissing, ReleaseError

GRAPH_FILE: Final = "graph.nt"
_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_LOAN: Final = "labels-of-"


@dataclass(frozen=True)
class Manifest:
    """What is known of an imported release.

    ``counts`` are distinct things by kind, ``inputs`` and ``files`` SHA-256 checksums of what was
    read and what was written, ``judged_by`` that of the shapes that the graph was judged by.
    """

    release: str
    evidence: str
    languages: list[str]
    counts: Mapping[str, int]
    missing: list[str]
    inputs: Mapping[str, str]
    last_change: str | None
    judged_by: str
    files: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the manifest as JSON text, equal for equal manifests."""
        document = {"format": _FORMAT, **asdict(self)}
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
        return text.encode() + b"\n"


@dataclass(frozen=True)
class Held:
    """An imported release: its folder and manifest."""

    folder: Path
    manifest: Manifest

    @property
    def release(self) -> str:
        """Its number."""
        return self.manifest.release

    @property
    def loans(self) -> list[str]:
        """The releases that lend it labels."""
        names = (Path(name).stem for name in self.manifest.files)
        return sorted(n.removeprefix(_LOAN) for n in names if n.startswith(_LOAN))

    def graph(self) -> bytes:
        """Return its N-Triples; raises :class:`ReleaseError` unless they are as written."""
        return self._read(GRAPH_FILE)

    def loan(self, lender: str) -> bytes:
        """Return the labels of another release, like :meth:`graph`."""
        return self._read(loan_file(lender))

    def _read(self, name: str) -> bytes:
        fault = "is not what was imported; import it again"
        return read_unchanged(self.folder / name, self.manifest.files.get(name), fault)


class Shelf:
    """The imported releases of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir / "esco"
        self._current = self._root / "current"

    def held(self) -> list[Held]:
        """Return all releases, oldest number first; raises :class:`ReleaseError` for a bad one."""
        found = [_opened(path.parent) for path in self._root.glob(f"[0-9]*/{_MANIFEST}")]
        return sorted(found, key=lambda held: [int(n) for n in held.release.split(".")])

    @property
    def current(self) -> str | None:
        """The number of the current release, where there is one."""
        try:
            return self._current.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def find(self, release: str) -> Held:
        """Return a release; raises :class:`EscoReleaseMissing` where it is not here."""
        by_number = {held.release: held for held in self.held()}
        if release not in by_number:
            there = ", ".join(by_number) or "none"
            raise EscoReleaseMissing(
                f"ESCO {release} has not been imported; imported are: {there}. To import it: "
                "symbiograph esco import FOLDER"
            )
        return by_number[release]

    def use(self, release: str) -> None:
        """Make a release current; raises :class:`EscoReleaseMissing` where it is not here."""
        self.find(release)
        scratch = self._root / f".current-{os.getpid()}"
        write_through(scratch, f"{release}\n".encode())
        scratch.replace(self._current)

    def put(
        self, manifest: Manifest, documents: Mapping[str, bytes], known: Mapping[str, str]
    ) -> bool:
        """Keep a release, whole or not at all; return whether that changed anything.

        ``known`` are checksums of some documents.
        """
        files = {name: known.get(name) or checksum(text) for name, text in documents.items()}
        complete = Manifest(**{**vars(manifest), "files": files})
        contents = {**documents, _MANIFEST: complete.to_json()}
        folder = self._root / manifest.release
        if _holds(folder, contents):
            return False
        self._root.mkdir(parents=True, exist_ok=True)
        scratch = self._root / f".unfinished-{os.getpid()}"
        retired = self._root / f".retired-{os.getpid()}"
        scratch.mkdir()
        try:
            for name, content in contents.items():
                write_through(scratch / name, content)
            if folder.exists():
                folder.rename(retired)
            scratch.rename(folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.rmtree(retired, ignore_errors=True)
        return True

    def inputs(self) -> dict[str, str]:
        """Return the checksum of everything a build takes from here, by its name."""
        checksums = {
            f"esco/{held.release}/{name}": sha
            for held in self.held()
            for name, sha in held.manifest.files.items()
        }
        if self.current is not None:
            checksums["esco/current"] = checksum(self.current.encode())
        return checksums


def loan_file(lender: str) -> str:
    """Return the name of the file with labels of the release ``lender``."""
    return f"{_LOAN}{lender}.nt"


def _opened(folder: Path) -> Held:
    path = folder / _MANIFEST
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        written_in = document.pop("format", None)
        manifest = Manifest(**document)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{path} is no manifest of an ESCO release: {error}") from error
    if written_in != _FORMAT:
        raise ReleaseError(f"{path} has format {written_in}, this program reads {_FORMAT}")
    return Held(folder, manifest)


def _holds(folder: Path, contents: Mapping[str, bytes]) -> bool:
    """Tell whether a folder has these files and no others."""
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != set(contents):
        return False
    return all((folder / name).read_bytes() == content for name, content in contents.items())
