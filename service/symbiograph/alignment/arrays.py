"""Several arrays in one ``.npy`` file, so that processes share its pages by mapping it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from symbiograph.errors import AlignmentUnavailable

Array = npt.NDArray[Any]
# Raised when what the arrays mean changes.
FORMAT: Final = 1
# The width of a processor's widest registers.
_ALIGNMENT: Final = 64
_HEAD: Final = 8


def packed(arrays: Mapping[str, Array]) -> bytes:
    """Return ``arrays`` as the content of one ``.npy`` file: a table of them in JSON, then each."""
    table: dict[str, Any] = {"format": FORMAT}
    parts: list[bytes] = []
    place = 0
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        table[name] = [place, array.dtype.str, list(array.shape)]
        padding = -len(data) % _ALIGNMENT
        parts += [data, bytes(padding)]
        place += len(data) + padding
    head = json.dumps(table).encode()
    head += b" " * (-(len(head) + _HEAD) % _ALIGNMENT)
    content = len(head).to_bytes(_HEAD, "little") + head + b"".join(parts)
    file = io.BytesIO()
    np.save(file, np.frombuffer(content, np.uint8))
    return file.getvalue()


def unpacked(path: Path) -> dict[str, Array]:
    """Return the arrays of a file, read from it where they are used.

    Raises :class:`AlignmentUnavailable` for a file that is none of these.
    """
    try:
        whole = np.load(path, mmap_mode="r")
        start = _HEAD + int.from_bytes(whole[:_HEAD].tobytes(), "little")
        table: dict[str, Any] = json.loads(whole[_HEAD:start].tobytes())
        written_in = table.pop("format")
    except (OSError, ValueError, KeyError) as error:
        raise AlignmentUnavailable(f"{path} is no index for alignment: {error}") from error
    if written_in != FORMAT:
        raise AlignmentUnavailable(
            f"{path} is an index of format {written_in}, this program reads {FORMAT}; "
            "build again: symbiograph build"
        )
    # A plain view: slices of a memmap are objects that are slow to make.
    plain = whole.view(np.ndarray)
    found = {}
    for name, (place, kind, shape) in table.items():
        dtype = np.dtype(kind)
        size = int(np.prod(shape)) * dtype.itemsize
        found[name] = plain[start + place : start + place + size].view(dtype).reshape(shape)
    return found


def joined(texts: Sequence[str]) -> dict[str, Array]:
    """Return texts as UTF-8 in one array, and where each of them ends."""
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.uint32)
    return {"text": np.frombuffer(b"".join(encoded), np.uint8), "ends": ends}


class Texts:
    """Texts that were :func:`joined`; each is decoded when it is asked for."""

    def __init__(self, text: Array, ends: Array) -> None:
        self._text = text
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        start, end = int(self._ends[number]), int(self._ends[number + 1])
        return self._text[start:end].tobytes().decode()
