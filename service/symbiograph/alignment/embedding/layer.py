"""The learned layer over the frozen encoder: it moves a vector to where concepts that fit are."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from symbiograph.alignment.embedding.model import DIMENSIONS

FILE: Final = "layer.npy"


class Layer:
    """A square matrix ``m``; a vector ``x`` becomes ``x + x m``, scaled to length one."""

    def __init__(self, weights: npt.NDArray[np.float16]) -> None:
        """``weights`` are ``m`` in 16 bits a number, as they are kept."""
        self.id = hashlib.sha256(np.ascontiguousarray(weights).tobytes()).hexdigest()[:8]
        self._moved = weights.astype(np.float32) + np.eye(DIMENSIONS, dtype=np.float32)

    def __call__(self, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the rows of ``vectors`` moved."""
        moved: npt.NDArray[np.float32] = vectors @ self._moved
        scaled: npt.NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return scaled


@cache
def layer() -> Layer:
    """Return the layer that this program was made with; ``README.md`` tells how it was learned."""
    with (files(__package__) / FILE).open("rb") as file:
        return Layer(np.load(file))
