"""The figures that candidates are ranked and judged by, read from the file that fitting wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from symbiograph.alignment.evidence import KINDS

FILE: Final = "parameters.json"
_Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Parameters:
    """Weights of each kind of evidence for labels and for sentences; what makes it probable.

    ``right``, ``none`` and each of ``predicates`` are the coefficients of a logistic regression on
    what :mod:`symbiograph.alignment.judging` names; ``threshold`` is the least probability of
    "none" with which that is the answer.
    """

    label: _Vector
    sentence: _Vector
    right: _Vector
    none: _Vector
    predicates: dict[str, _Vector]
    threshold: float

    @classmethod
    def of(cls, stated: dict[str, Any]) -> Parameters:
        """Return the parameters that one part of the file states."""
        weights = stated["weights"]
        return cls(
            _vector(weights["label"].get(kind, 0.0) for kind in KINDS),
            _vector(weights["sentence"].get(kind, 0.0) for kind in KINDS),
            _vector(stated["right"].values()),
            _vector(stated["none"].values()),
            {name: _vector(row.values()) for name, row in stated["predicates"].items()},
            stated["threshold"],
        )


def _vector(values: Any) -> _Vector:
    return np.array([*values], np.float32)


@cache
def parameters(mode: str = "lexical") -> Parameters:
    """Return the parameters of a mode, ``lexical`` or ``embedding``."""
    text = (files("symbiograph.alignment") / FILE).read_text(encoding="utf-8")
    return Parameters.of(json.loads(text)[mode])
