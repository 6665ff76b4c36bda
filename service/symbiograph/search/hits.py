"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# So many hits can be shown, on all pages together.
MOST_HITS: Final = 100


@dataclass(frozen=True)
class LanguageText:
    """A text and its language tag, empty for none."""

    text: str
    language: str


@dataclass(frozen=True)
class Matched:
    """The label that was found; ``kind`` is preferred, alternative or hidden.

    It is meaning where the concept was found by what it means, and this label is the most alike.

    ``spans`` are the parts of it that were typed, or stand for that: start and end, in characters.
    """

    text: str
    language: str
    kind: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """A concept that was found, named in the reader's language.

    ``schemes`` are IRIs. ``definition`` is only there where its licence lets it be shown. ``score``
    is to be compared with those of the same search only: more is better.
    """

    iri: str
    label: LanguageText
    kind: str
    schemes: tuple[str, ...]
    definition: LanguageText | None
    licence: str | None
    matched: Matched
    score: float


@dataclass(frozen=True)
class Hits:
    """A page of hits.

    ``searched`` is the part of the text that was looked for, folded. ``total`` counts the hits of
    all pages; ``more`` tells whether a next page has hits, ``beyond`` whether there are matches
    after the last page, which are not ranked.
    """

    hits: tuple[Hit, ...]
    searched: str
    total: int
    more: bool
    beyond: bool
