"""Why a concept is a candidate: what speaks for it, in words, with each kind's share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symbiograph.alignment.evidence import KINDS as EVIDENCE
from symbiograph.alignment.evidence import Evidence
from symbiograph.alignment.index import Index
from symbiograph.alignment.model import Asked, Reason
from symbiograph.alignment.postings import Numbers
from symbiograph.alignment.tokens import tokens

KINDS: Final = (
    "same-label",
    "alternative-label",
    "words",
    "description",
    "hierarchy",
    "occupations",
    "context",
    "definition",
    "accepted-mapping",
    "use",
    "embedding",
)
# The kind of reason that each kind of evidence is; where another label is the likest, the words
# are those of an alternative label.
_KIND: Final = {
    "preferred": "words",
    "likest": "words",
    "labels": "words",
    "literal": "words",
    "phrase": "words",
    "phrase-preferred": "words",
    "within": "words",
    "named": "words",
    "described": "description",
    "hierarchy": "hierarchy",
    "occupations": "occupations",
    "context": "context",
    "definition": "definition",
    "same-preferred": "same-label",
    "same-other": "alternative-label",
    "mapped": "accepted-mapping",
    "used": "use",
    "reuse": "use",
    "embedding": "embedding",
}
_OF_WORDS: Final = ("likest", "labels", "literal", "phrase", "within", "named")
# A smaller share is not worth a line.
_LEAST: Final = 0.02


def reasons(
    index: Index, asked: Asked, evidence: Evidence, weights: Numbers, concept: int
) -> tuple[Reason, ...]:
    """Return the reasons for a concept, the greatest share first."""
    likest = index.likest(concept, evidence.likeness.cosine)
    parts: dict[str, float] = {}
    worths = (weights * evidence.rows[:, concept]).tolist()
    for name, worth in zip(EVIDENCE, worths, strict=True):
        kind = "alternative-label" if likest and name in _OF_WORDS else _KIND[name]
        if worth > 0:
            parts[kind] = parts.get(kind, 0.0) + worth
    least = _LEAST * sum(parts.values())
    parts = {kind: worth for kind, worth in parts.items() if worth >= least}
    whole = sum(parts.values())
    ordered = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    return tuple(
        Reason(kind, _text(kind, index, asked, evidence, concept, likest), worth / whole)
        for kind, worth in ordered
    )


def _text(
    kind: str, index: Index, asked: Asked, evidence: Evidence, concept: int, likest: int
) -> str:
    """Return what a reason rests on: a label, or the words that are shared."""
    start = int(index.starts[concept])
    if kind in ("same-label", "words"):
        return index.texts[start]
    if kind == "alternative-label":
        return index.texts[start + likest]
    if kind == "accepted-mapping":
        through = evidence.through[concept]
        return f"{through.subject} {through.predicate}"
    if kind == "use":
        return _use(index, concept)
    if kind == "embedding":
        return index.texts[start]
    text: Sequence[str] = evidence.words
    if kind in ("context", "definition"):
        text = tokens(asked.context if kind == "context" else asked.definition)
        names: tuple[str, ...] = ("named", "described", "broader", "joined")
    else:
        names = {
            "description": ("described",),
            "hierarchy": ("broader",),
            "occupations": ("joined",),
        }[kind]
    found = {word for name in names for word in index.shared(name, text, concept)}
    return ", ".join(word for word in dict.fromkeys(text) if word in found)


def _use(index: Index, concept: int) -> str:
    number = index.joined_to(concept)
    return f"joined to {number:,} others" if number != 1 else "joined to one other"
