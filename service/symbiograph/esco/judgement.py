"""An ESCO graph before it is kept: judged by the shapes that are written for ESCO."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from symbiograph.engine.release import checksum
from symbiograph.esco.sieve import suspects
from symbiograph.resources import folder
from symbiograph.validation import ValidationReport, read_shapes, validate_text

_SHAPES: Final = "esco.shapes.ttl"


def shapes_checksum(root: Path | None = None) -> str:
    """Return the checksum of the shapes for ESCO in the folder ``root``, by default the project's.

    A folder without any gives that of nothing.
    """
    return checksum(b"".join(path.read_bytes() for path in _files(root)))


def judge(document: bytes, root: Path | None = None) -> ValidationReport:
    """Judge an ESCO graph, canonical N-Triples, and return everything there is to say."""
    shapes = read_shapes(_files(root))
    triples = document.count(b"\n")
    doubtful = suspects(document, shapes)
    if not doubtful:
        return ValidationReport((), triples, shapes)
    return replace(validate_text(doubtful.decode(), shapes), triples=triples)


def _files(root: Path | None) -> list[Path]:
    path = (root or folder("shapes")) / _SHAPES
    return [path] if path.exists() else []
