"""The vectors of texts that were encoded before, so that a text is encoded once in its life."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from symbiograph.alignment.embedding.encoder import Vectors, encoder
from symbiograph.alignment.embedding.model import DIMENSIONS, NAME
from symbiograph.errors import EmbeddingsUnavailable

# So many are encoded between two reports and kept together: what was encoded outlives an abort.
_AT_ONCE: Final = 256
_ASKED_AT_ONCE: Final = 500
_TABLE: Final = "CREATE TABLE IF NOT EXISTS vector (text BLOB PRIMARY KEY, half BLOB) WITHOUT ROWID"


class VectorCache:
    """Vectors by text in one file of the data folder, in 16 bits a number."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made where it lacks; each model has its own file in it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{NAME}.sqlite"

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return those of ``texts`` that have not been encoded, each once."""
        known = self._known(texts)
        return [text for text in dict.fromkeys(texts) if _key(text) not in known]

    def vectors(
        self, texts: Sequence[str], told: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Return a row for each text, encoding those that lack; ``told`` hears how many were.

        Raises :class:`EmbeddingsUnavailable` where texts lack and the extra is not installed, or
        where the file cannot be written.
        """
        # Texts of one length in one batch waste least.
        lacking = sorted(self.missing(texts), key=len)
        for start in range(0, len(lacking), _AT_ONCE):
            some = lacking[start : start + _AT_ONCE]
            self._keep(some, encoder().encode(some))
            told(len(some))
        known = self._known(texts)
        found = np.frombuffer(b"".join(known[_key(text)] for text in texts), np.float16)
        return found.reshape(len(texts), DIMENSIONS).astype(np.float32)

    def _known(self, texts: Sequence[str]) -> dict[bytes, bytes]:
        keys = [*{_key(text) for text in texts}]
        found: dict[bytes, bytes] = {}
        with closing(self._open()) as file:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                some = keys[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                found.update(file.execute(f"SELECT * FROM vector WHERE text IN ({marks})", some))  # noqa: S608
        return found

    def _keep(self, texts: Sequence[str], vectors: Vectors) -> None:
        rows = zip(map(_key, texts), (v.tobytes() for v in vectors.astype(np.float16)), strict=True)
        with closing(self._open()) as file, file:
            file.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        try:
            file = sqlite3.connect(self._path, timeout=60)
            file.execute(_TABLE)
        except sqlite3.Error as error:
            raise EmbeddingsUnavailable(f"{self._path} cannot be used: {error}") from error
        return file


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
