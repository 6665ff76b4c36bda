"""Labels that one release lends to another, for languages in which the other was not imported.

They are kept apart, in a graph of their own that names the lender, because a label of 1.0 may not
be what its concept is called today.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Final

from symbiograph.esco import model

_SKOS: Final = re.escape(model.PREF_LABEL.removesuffix("prefLabel")).encode()
_LABEL: Final = re.compile(
    rb"(<[^>]*>) <" + _SKOS + rb'(pref|alt|hidden)Label> ".*"@([A-Za-z-]+) \.\n'
)
_CONCEPT: Final = f" <{model.TYPE}> <{model.CONCEPT}> .\n".encode()


@dataclass(frozen=True)
class Loan:
    """Labels as N-Triples, and how many concepts they are for, by language."""

    document: bytes
    concepts: dict[str, int]


def lend(lender: bytes, borrower: bytes) -> Loan:
    """Return the labels in ``lender`` for concepts of ``borrower``, both N-Triples.

    A concept gets none in a language in which it has a preferred label already.
    """
    concepts = set()
    named = set()
    for line in io.BytesIO(borrower):
        if line.endswith(_CONCEPT):
            concepts.add(line[: -len(_CONCEPT)])
        elif (label := _LABEL.fullmatch(line)) and label[2] == b"pref":
            named.add((label[1], label[3]))
    lines = []
    counts: dict[str, int] = {}
    for line in io.BytesIO(lender):
        label = _LABEL.fullmatch(line)
        if label and label[1] in concepts and (label[1], label[3]) not in named:
            lines.append(line)
            if label[2] == b"pref":
                language = label[3].decode()
                counts[language] = counts.get(language, 0) + 1
    return Loan(b"".join(lines), dict(sorted(counts.items())))
