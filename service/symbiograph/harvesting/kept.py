"""Files that were fetched, each beside what its server said of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

_NOTE: Final = ".json"
_PART: Final = ".part"


@dataclass(frozen=True)
class Said:
    """What a server said of a body: its final address, its media type, its validators."""

    address: str = ""
    media_type: str = ""
    encoding: str = ""
    disposition: str = ""
    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, address: str, headers: Mapping[str, str]) -> Said:
        """Return what the header fields of an answer say."""
        return cls(
            address,
            headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            headers.get("Content-Encoding", "").strip().lower(),
            headers.get("Content-Disposition", ""),
            headers.get("ETag", ""),
            headers.get("Last-Modified", ""),
        )

    @property
    def validator(self) -> str:
        """What ``If-Range`` takes: a strong ETag, or a date (RFC 9110, section 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    @property
    def conditions(self) -> dict[str, str]:
        """The fields by which a server is asked for something newer only."""
        fields = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in fields.items() if value}

    @classmethod
    def read(cls, path: Path) -> Said | None:
        """Return the note beside ``path``; ``None`` where there is none that can be read."""
        try:
            return cls(**json.loads(_note(path).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Put the note beside ``path``."""
        _note(path).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def forget(path: Path) -> None:
        """Remove a file and the note beside it."""
        path.unlink(missing_ok=True)
        _note(path).unlink(missing_ok=True)


@dataclass(frozen=True)
class Fetched:
    """A body in a file: the address asked, its size in bytes, its SHA-256."""

    address: str
    path: Path
    said: Said
    size: int
    checksum: str

    @classmethod
    def known(cls, folder: Path, address: str) -> Fetched | None:
        """Return what was fetched from ``address`` before, if that was kept whole."""
        path = _body(folder, address)
        said = Said.read(path)
        return _opened(address, path, said) if said and path.exists() else None

    @classmethod
    def keep(cls, folder: Path, address: str, part: Path, said: Said) -> Fetched:
        """Make a part, which is whole now, what is known of ``address``."""
        path = _body(folder, address)
        # A body without a note counts for nothing, so none has another's for a moment.
        _note(path).unlink(missing_ok=True)
        part.replace(path)
        said.write(path)
        _note(part).unlink(missing_ok=True)
        return _opened(address, path, said)


def forget_others(folder: Path, addresses: Iterable[str]) -> None:
    """Remove what was fetched into ``folder`` from other addresses than these."""
    names = {_body(folder, address).name for address in addresses}
    for path in folder.glob("*"):
        if path.is_file() and path.name.partition(".")[0] not in names:
            path.unlink()


def part_of(folder: Path, address: str) -> Path:
    """Return where what is being fetched from ``address`` grows."""
    return _body(folder, address).with_suffix(_PART)


def _opened(address: str, path: Path, said: Said) -> Fetched:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return Fetched(address, path, said, path.stat().st_size, checksum)


def _body(folder: Path, address: str) -> Path:
    return folder / hashlib.sha256(address.encode()).hexdigest()[:16]


def _note(path: Path) -> Path:
    return path.with_name(path.name + _NOTE)
