"""The files that were downloaded: found in folders and archives, or given one by one."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pyoxigraph import RdfFormat

from symbiograph.errors import NotEsco
from symbiograph.esco.tables import Name, read_name

# The engine would take more endings, such as that of any text.
_RDF: Final = {
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".ttl": RdfFormat.TURTLE,
    ".xml": RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class SourceFile:
    """A file, perhaps within an archive; ``names`` are those that may tell its release.

    ``path`` is what people call it, from the folder or archive that was given.
    """

    path: str
    names: tuple[str, ...]
    place: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name

    @cached_property
    def csv(self) -> Name | None:
        """What its name says of a table of the distribution, where it does."""
        return read_name(self.name)

    @property
    def rdf_format(self) -> RdfFormat | None:
        """The RDF format that its name's ending stands for, if any."""
        return _RDF.get(PurePosixPath(self.name).suffix.lower())

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 of its content."""
        with self.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]

    def open(self) -> IO[bytes]:
        """Open it; raises :class:`NotEsco` where it cannot be read."""
        try:
            if self.member is None:
                return self.place.open("rb")
            with zipfile.ZipFile(self.place) as archive:
                return io.BytesIO(archive.read(self.member))
        except (OSError, zipfile.BadZipFile) as error:
            raise NotEsco(self.path, f"it cannot be read: {error}") from error


def find_sources(places: Iterable[Path]) -> list[SourceFile]:
    """Return every file in some folders and archives, and the files given themselves, by name.

    Raises :class:`NotEsco` for a place that does not exist and for a damaged archive.
    """
    found = [file for place in places for file in _in(place)]
    return sorted(dict.fromkeys(found), key=lambda file: (file.path, str(file.place)))


def _in(place: Path) -> Iterator[SourceFile]:
    if place.is_dir():
        above = place.resolve().name
        for path in sorted(place.rglob("*")):
            inner = path.relative_to(place)
            if path.is_file() and not any(part.startswith(".") for part in inner.parts):
                yield from _file(path, inner.as_posix(), (above, *inner.parts[:-1]))
    elif place.exists():
        yield from _file(place, place.name, (place.resolve().parent.name,))
    else:
        raise NotEsco(str(place), "there is no such file or folder")


def _file(path: Path, shown: str, above: tuple[str, ...]) -> Iterator[SourceFile]:
    if path.suffix.lower() != ".zip":
        yield SourceFile(shown, (*above, path.name), path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise NotEsco(shown, f"this is no zip archive: {error}") from error
    for member in sorted(members):
        parts = PurePosixPath(member).parts
        yield SourceFile(f"{shown}/{member}", (*above, path.name, *parts), path, member)
