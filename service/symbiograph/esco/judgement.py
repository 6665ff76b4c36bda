"""An ESCO graph before it is kept: judged by the shapes that are written for ESCO."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from symbiograph.engine.release import checksum
from symbiograph.resources import folder
from symbiograph.validation import ValidationReport, read_shapes, validate_text

_SHAPES: Final = "esco.shapes.ttl"


def shapes_checksum(root: Path | None = None) -> str:
    """Return the checksum of the shapes for ESCO in the folder ``root``, by default the project's.

    A folder without any gives that of nothing.
    """
    return checksum(b"".join(path.read_bytes() for path in _files(root)))


def judge(document: bytes, root: Path | None = None) -> ValidationReport:
    """Judge the N-Triples of an ESCO graph and return everything there is to say."""
    return validate_text(document.decode(), read_shapes(_files(root)))


def _files(root: Path | None) -> list[Path]:
    path = (root or folder("shapes")) / _SHAPES
    return [path] if path.exists() else []
