"""What a fetched file holds: itself, what gzip compressed, or the members of a zip archive.

Sizes are counted while bytes come out: what an archive says of itself is not relied on.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final, cast

from symbiograph.errors import PartnerFailed, UnreadableInput
from symbiograph.harvesting.kept import Fetched

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_MOST_MEMBERS: Final = 1000
# gzip sent compressed by gzip is in use; more than that is nobody's dump.
_MOST_LAYERS: Final = 2
_BUFFER: Final = 65_536
# What cannot be unpacked, and (NotImplementedError) what is compressed in a way that nobody here
# knows, such as Deflate64.
_BROKEN: Final = (
    EOFError,
    NotImplementedError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


class Room:
    """How many bytes may still come out of what one partner has sent."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most
        self._read: dict[str, int] = {}

    def take(self, source: str, size: int) -> None:
        """Count that ``size`` bytes of a source were read; reading them again counts for nothing.

        Raises :class:`PartnerFailed` once there are too many.
        """
        self._left -= max(size - self._read.get(source, 0), 0)
        self._read[source] = max(size, self._read.get(source, 0))
        if self._left < 0:
            raise PartnerFailed(
                f"{source} unpacks to more than {self._most:,} bytes; if that is meant, raise "
                "SYMBIOGRAPH_HARVEST_MAX_UNPACKED."
            )


@dataclass(frozen=True)
class Member:
    """A document in a fetched file: how reports call it, its file name, and a way to its bytes."""

    source: str
    name: str
    media_type: str
    open: Callable[[], IO[bytes]]


def members(fetched: Fetched, room: Room) -> Iterator[Member]:
    """Yield the documents of a file: one, or those of a zip archive.

    Raises :class:`PartnerFailed` and :class:`UnreadableInput`; so does reading them.
    """
    with _told(fetched.address), fetched.path.open("rb") as file:
        is_zip = file.read(len(_ZIP)) == _ZIP
    if fetched.said.encoding not in ("", "identity", "gzip", "x-gzip"):
        raise PartnerFailed(
            f"{fetched.address} is sent with the encoding {fetched.said.encoding!r}, though none "
            "was asked for; only gzip is read."
        )
    if is_zip:
        yield from _archived(fetched, room)
        return
    name = _file_name(fetched)

    def opened() -> IO[bytes]:
        return _plain(fetched.address, fetched.path.open("rb"), room)

    yield Member(fetched.address, name, fetched.said.media_type, opened)


def _archived(fetched: Fetched, room: Room) -> Iterator[Member]:
    with _told(fetched.address), zipfile.ZipFile(fetched.path) as archive:
        entries = [entry for entry in archive.infolist() if _counts(entry.filename)]
    if len(entries) > _MOST_MEMBERS:
        raise PartnerFailed(f"{fetched.address} holds {len(entries):,} files; that is no dump.")
    for entry in entries:
        source = f"{fetched.address}!{entry.filename}"
        if entry.flag_bits & 1:
            raise UnreadableInput(source, "it is encrypted; send it without a password")

        def opened(entry: zipfile.ZipInfo = entry, source: str = source) -> IO[bytes]:
            # The archive's file is closed with the last of its members.
            with _told(source):
                archive = zipfile.ZipFile(fetched.path)
                file = archive.open(entry)
            return _plain(source, file, room)

        yield Member(source, PurePosixPath(entry.filename).name, "", opened)


def _counts(name: str) -> bool:
    """Tell whether a member is there for its content, not for a file system's sake."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.endswith("/") and not any(p[0] in "._" for p in parts)


def _plain(source: str, file: IO[bytes], room: Room) -> IO[bytes]:
    """Return the bytes of a file without gzip around them, and without a mark of UTF-8."""
    stream = io.BufferedReader(_Raw(source, file, room), _BUFFER)
    for _ in range(_MOST_LAYERS):
        if not stream.peek(2).startswith(_GZIP):
            break
        inner = cast(IO[bytes], gzip.GzipFile(fileobj=stream))
        stream = io.BufferedReader(_Raw(source, inner, room), _BUFFER)
    if stream.peek(len(BOM_UTF8)).startswith(BOM_UTF8):
        stream.read(len(BOM_UTF8))
    return stream


class _Raw(io.RawIOBase):
    """Bytes that are counted, and whose faults name the source."""

    def __init__(self, source: str, file: IO[bytes], room: Room) -> None:
        self._source = source
        self._file = file
        self._room = room
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: object) -> int:
        view = memoryview(target)  # type: ignore[arg-type]
        with _told(self._source):
            found = self._file.read(len(view))
        self._size += len(found)
        self._room.take(self._source, self._size)
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Tell of which source it is that something cannot be unpacked."""
    try:
        yield
    except _BROKEN as error:
        raise UnreadableInput(source, f"it cannot be unpacked: {error}") from error
    except OSError as error:
        raise PartnerFailed(f"{source}: {error.strerror or error}.") from error


def _file_name(fetched: Fetched) -> str:
    """Return the name that the server gives to the file, else that in its address."""
    _, found, rest = fetched.said.disposition.partition("filename=")
    if found:
        return rest.partition(";")[0].strip(" \"'")
    address = (fetched.said.address or fetched.address).partition("?")[0].partition("#")[0]
    return PurePosixPath(address).name
