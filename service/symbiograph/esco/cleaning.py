"""Texts of the CSV files as they are meant: without padding, lists taken apart."""

from __future__ import annotations

import re
from typing import Final

# Marks that nobody sees; they come from copying.
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff\u00ad]")
# Labels hold commas and bars of their own: only a line's end or a bar between blanks separates,
# and a comma where a line ends belongs to the list.
_BETWEEN_LABELS: Final = re.compile(r",?[ \t]*[\r\n]+|\s\|\s")
_BETWEEN_IRIS: Final = re.compile(r"[\s,|]+")


def clean_label(text: str) -> str:
    """Return a label on one line, its words one blank apart; no-break spaces are blanks."""
    return " ".join(_without_marks(text).split())


def clean_text(text: str) -> str:
    """Return a description as it is, but for blanks around it and marks nobody sees."""
    return _without_marks(text).replace("\r\n", "\n").replace("\xa0", " ").strip()


def labels(text: str) -> list[str]:
    """Return the labels of a list field, each once, in the order in which they stand."""
    # Without these, as most are, only a line's end separates.
    plain = not ("|" in text or "," in text or "\r" in text)
    parts = text.split("\n") if plain else _BETWEEN_LABELS.split(text)
    found = map(clean_label, parts)
    return list(dict.fromkeys(label for label in found if label))


def iris(text: str) -> list[str]:
    """Return the IRIs of a list field, each once, in the order in which they stand."""
    return list(dict.fromkeys(part for part in _BETWEEN_IRIS.split(text) if part))


def _without_marks(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", text)
