"""Programmes searched one at a time, so that a web process has a processor left for the rest."""

from __future__ import annotations

from threading import Lock
from typing import Final

from symbiograph.coverage.programme import Programme
from symbiograph.coverage.questions import Options, programme
from symbiograph.engine.image import Image
from symbiograph.errors import Overloaded

# Twice as long as one search may take.
_PATIENCE: Final = 10.0
_TURN: Final = Lock()


def searched(options: Options, image: Image) -> Programme:
    """Return the smallest programme, once no other one is searched in this process.

    Raises :class:`Overloaded` where that takes too long, and like :func:`programme`.
    """
    if not _TURN.acquire(timeout=_PATIENCE):
        raise Overloaded("Other programmes are being searched. Ask again in a few seconds.")
    try:
        return programme(options, image)
    finally:
        _TURN.release()
