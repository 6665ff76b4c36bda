"""The vectors of an index's concepts in one file, and how near they are to those of a text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from symbiograph.alignment.embedding.cache import VectorCache
from symbiograph.alignment.embedding.encoder import Vectors, encoder
from symbiograph.alignment.embedding.layer import layer
from symbiograph.alignment.embedding.model import NAME, installed
from symbiograph.alignment.embedding.phrases import phrases
from symbiograph.alignment.index import Index
from symbiograph.alignment.model import Asked
from symbiograph.alignment.postings import Numbers

# The folder of vectors in the data folder.
FOLDER: Final = "embeddings"
# The model knows English only.
LANGUAGE: Final = "en"
# Rows of numbers in 32 bits: they are multiplied as they lie in the file, which processes share.
_KIND: Final = np.float32
# What the three cosines weigh; they add up to one.
_WHOLE, _PHRASE, _DESCRIBED = np.float32(0.4), np.float32(0.4), np.float32(0.2)
_AROUND: Final = np.float32(0.4)
# The same words come again in list after list, and the same sentence around several texts.
_SHORT: Final = 1000
_MOST_REMEMBERED: Final = 5000
_REMEMBERED: Final[dict[str, Numbers]] = {}


class Meanings:
    """What the concepts of one index mean, as vectors read from their file."""

    def __init__(self, file: Path) -> None:
        """Open a file that :func:`embed` wrote."""
        self._labels, self._descriptions = np.load(file, mmap_mode="r")

    def likeness(self, asked: Asked) -> Numbers:
        """Return how near in meaning each concept is to what is asked, from -1 to 1.

        That is the weighted mean of three cosines: of its label and the whole text, of its label
        and that phrase of the text which is nearest, of its description and the whole text. With
        the whole text goes the sentence around it, and with the description what defines the text.
        """
        whole, *parts = _encoded([asked.text, *(phrases(asked.text) or [asked.text])])
        if asked.context and asked.context != asked.text:
            (around,) = _encoded([asked.context])
            whole = _mean(whole, _AROUND * around)
        meant = whole
        if asked.definition:
            (defined,) = _encoded([asked.definition])
            meant = _mean(whole, defined)
        by_part = self._labels @ np.stack([whole, *parts], axis=1)
        nearest = by_part[:, 1:].max(axis=1)
        found: Numbers = (
            _WHOLE * by_part[:, 0] + _PHRASE * nearest + _DESCRIBED * (self._descriptions @ meant)
        )
        return found

    def nearness(self, text: str) -> Numbers:
        """Return how near in meaning each concept is to a text: its label or its description."""
        (whole,) = _encoded([text])
        found: Numbers = np.maximum(self._labels @ whole, self._descriptions @ whole)
        return found


def _mean(one: Numbers, other: Numbers) -> Numbers:
    """Return the direction between two vectors, nearer to the longer, of length one."""
    total = one + other
    scaled: Numbers = total / np.linalg.norm(total)
    return scaled


def _encoded(some: list[str]) -> Vectors:
    """Return the moved vectors of ``some``; those of short texts are remembered."""
    known = {text: row for text in some if (row := _REMEMBERED.get(text)) is not None}
    new = [text for text in dict.fromkeys(some) if text not in known]
    if new:
        if len(_REMEMBERED) > _MOST_REMEMBERED:
            _REMEMBERED.clear()
        found = dict(zip(new, layer()(encoder().encode(new)), strict=True))
        _REMEMBERED.update({text: row for text, row in found.items() if len(text) <= _SHORT})
        known |= found
    return np.stack([known[text] for text in some])


def texts(index: Index) -> tuple[list[str], list[str]]:
    """Return the texts that are encoded of each concept: label and description, or label again."""
    labels = [index.label(number) for number in range(len(index))]
    descriptions = [index.definitions[number] for number in range(len(index))]
    return labels, [one or other for one, other in zip(descriptions, labels, strict=True)]


def embed(
    index: Index, file: Path, cache: VectorCache, told: Callable[[int], None] = lambda _: None
) -> None:
    """Write the vectors of an index's concepts to ``file``; ``told`` hears how many were encoded.

    Raises :class:`EmbeddingsUnavailable` where texts lack in ``cache`` without the extra.
    """
    rows = [layer()(cache.vectors(some, told)) for some in texts(index)]
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}.new")
    with new.open("wb") as written:
        np.save(written, np.stack(rows).astype(_KIND))
    new.replace(file)


def file_of(index_file: Path, folder: Path) -> Path:
    """Return where in ``folder`` the vectors of an index are: by what is in it, model and layer."""
    checksum = hashlib.sha256(index_file.read_bytes()).hexdigest()[:16]
    name = f"{index_file.parent.name}-{index_file.stem}-{checksum}"
    return folder / f"{name}-{NAME}-{layer().id}.npy"


def meanings(files: Mapping[str, Path], folder: Path) -> dict[str, Meanings]:
    """Return what the concepts of indexes mean, by language, where there are vectors in ``folder``.

    There is nothing without the extra, and none for languages but English.
    """
    index_file = files.get(LANGUAGE)
    # The file is long to hash: first it is asked whether that can lead anywhere.
    if index_file is None or not folder.is_dir() or not installed():
        return {}
    file = file_of(index_file, folder)
    return {LANGUAGE: Meanings(file)} if file.exists() else {}
