"""The parts a diagram is drawn of; a template turns them into SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Advance of one character of the diagrams' 13-pixel sans serif, on the generous side.
_ADVANCE: Final = 7.2


@dataclass(frozen=True)
class Label:
    """A line of text, and where a click on it leads."""

    x: float
    y: float
    text: str
    style: str = ""
    href: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    style: str = ""


@dataclass(frozen=True)
class Wire:
    """A line, as SVG path data, and the words shown on hovering."""

    path: str
    title: str = ""
    style: str = ""


@dataclass(frozen=True)
class Diagram:
    """A drawing of ``width`` by ``height`` and what it shows, in words."""

    width: float
    height: float
    caption: str
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    labels: tuple[Label, ...]


def width_of(text: str) -> float:
    """Return about how wide ``text`` is when drawn."""
    return len(text) * _ADVANCE
