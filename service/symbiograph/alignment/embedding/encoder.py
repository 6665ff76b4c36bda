"""Texts as vectors that are near each other where the texts mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from symbiograph.alignment.embedding.model import DIMENSIONS, model_files

Vectors = npt.NDArray[np.float32]
# The model was made for texts of at most so many tokens; longer ones are cut.
MOST_TOKENS: Final = 256
# Texts run together are padded to the longest: so many tokens at most, and none more than twice as
# long as the shortest and this. Reading the weights anew costs as much as a dozen tokens.
_TOKENS_AT_ONCE: Final = 4096
_PADDING: Final = 4
_END: Final = 102


class Encoder:
    """all-MiniLM-L6-v2 without PyTorch; threads may share it."""

    def __init__(self) -> None:
        """Raises :class:`EmbeddingsUnavailable` where the extra is not installed."""
        files = model_files()
        # Not before they are needed: they may not be installed, and take 0.2 s to read.
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        # Requests run beside each other already, one in each thread of the service.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(files.weights), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row of length one for each text: the mean of its tokens' last states.

        A row does not depend on the other texts.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        # One by one: a batch would start threads, which do not outlive a fork.
        tokens = [self._tokens(self._tokenizer.encode(text).ids) for text in texts]
        for batch in _batches(tokens):
            vectors[batch] = self._run([tokens[number] for number in batch])
        return vectors

    @staticmethod
    def _tokens(ids: list[int]) -> list[int]:
        return ids if len(ids) <= MOST_TOKENS else [*ids[: MOST_TOKENS - 1], _END]

    def _run(self, texts: list[list[int]]) -> Vectors:
        tokens = np.zeros((len(texts), max(map(len, texts))), np.int64)
        there = np.zeros_like(tokens)
        for row, text in enumerate(texts):
            tokens[row, : len(text)] = text
            there[row, : len(text)] = 1
        (states,) = self._session.run(
            None,
            {
                "input_ids": tokens,
                "attention_mask": there,
                "token_type_ids": np.zeros_like(tokens),
            },
        )
        # The sum has the direction of the mean.
        pooled: Vectors = np.einsum("nth,nt->nh", states, there.astype(np.float32))
        scaled: Vectors = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return scaled


def _batches(tokens: list[list[int]]) -> Iterator[list[int]]:
    """Yield the numbers of texts that are run together, the shortest texts first."""
    batch: list[int] = []
    for number in sorted(range(len(tokens)), key=lambda place: len(tokens[place])):
        length = len(tokens[number])
        if batch and (
            (len(batch) + 1) * length > _TOKENS_AT_ONCE
            or length > 2 * len(tokens[batch[0]]) + _PADDING
        ):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


@cache
def encoder() -> Encoder:
    """Return the encoder of this process, made once."""
    return Encoder()
