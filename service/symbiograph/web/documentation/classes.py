"""The diagram of one module: its classes with their properties, and what these point at.

Cards on the left hold the properties of a class; wires lead to the classes of their values on the
right, which are ordered so that wires cross little.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.prefixes import PREFIXES
from symbiograph.web.documentation.drawing import Box, Diagram, Label, Wire, width_of
from symbiograph.web.documentation.terms import Entry, Module, anchor

_LINE: Final = 21
_PAD: Final = 10
_GAP: Final = 16
_CHANNEL: Final = 180
_CHIP: Final = 30
_DATATYPES: Final = (PREFIXES["xsd"], PREFIXES["rdf"], PREFIXES["rdfs"])

_WORDS: Final = {
    "PlainLiteral": "text",
    "anyURI": "address",
    "boolean": "yes or no",
    "decimal": "number",
    "integer": "whole number",
    "nonNegativeInteger": "whole number",
    "string": "text",
}

Names = Callable[[NamedNode], str]


def class_diagram(module: Module, name: Names, home: Callable[[NamedNode], object]) -> Diagram:
    """Return the diagram of a module; ``name`` and ``home`` give a class its label and module."""
    cards = _cards(module)
    left = max((width_of(text) for text in _texts(cards, name)), default=0) + 2 * _PAD
    boxes, labels = [], []
    wires_to: dict[NamedNode, list[tuple[float, str]]] = {}
    y = 0.0
    for domain, properties in cards.items():
        top = y
        for label in _head(domain, name, module):
            labels.append(replace(label, y=y + 19))
            y += _LINE
        y += _PAD / 2
        for entry in properties:
            labels.append(Label(_PAD, y + 15, entry.label.value, "property", "#" + entry.anchor))
            for class_ in entry.range:
                datatype = _datatype(class_)
                if datatype:
                    labels.append(Label(left - _PAD, y + 15, datatype, "quiet end"))
                else:
                    wires_to.setdefault(class_, []).append((y + 10, entry.label.value))
            y += _LINE
        y += _PAD / 2
        own = any(home(class_) == module.iri for class_ in domain)
        boxes.append(Box(0, top, left, y - top, "card" if own else "card foreign"))
        y += _GAP
    chips = sorted(wires_to, key=lambda c: sum(at for at, _ in wires_to[c]) / len(wires_to[c]))
    right = max((width_of(name(chip)) for chip in chips), default=0) + 2 * _PAD
    wires: list[Wire] = []
    bottom = 0.0
    for chip in chips:
        arriving = wires_to[chip]
        middle = sum(at for at, _ in arriving) / len(arriving)
        top = max(bottom, middle - _CHIP / 2)
        bottom = top + _CHIP + 8
        x, at = left + _CHANNEL, top + _CHIP / 2
        style = "chip" if home(chip) == module.iri else "chip foreign"
        boxes.append(Box(x, top, right, _CHIP, style))
        labels.append(_name(chip, name, x + _PAD, at + 5))
        wires += [
            Wire(_curve(left, start, x, at), f"{word} → {name(chip)}") for start, word in arriving
        ]
        wires.append(Wire(f"M{x - 7:g} {at - 4:g}L{x:g} {at:g}L{x - 7:g} {at + 4:g}z", style="tip"))
    return Diagram(
        left + (_CHANNEL + right if chips else 0),
        max(y - _GAP, bottom),
        f"Classes and properties of the module {module.title.value}",
        tuple(boxes),
        tuple(wires),
        tuple(labels),
    )


def _cards(module: Module) -> dict[tuple[NamedNode, ...], list[Entry]]:
    """Return the properties by domain, then the classes without any that no property points at."""
    cards: dict[tuple[NamedNode, ...], list[Entry]] = {}
    pointed_at: set[NamedNode] = set()
    order = {entry.iri: index for index, entry in enumerate(module.classes)}
    for entry in sorted(module.properties, key=lambda e: _place(e.domain, order)):
        cards.setdefault(entry.domain, []).append(entry)
        pointed_at.update(entry.range)
    shown = {class_ for domain in cards for class_ in domain} | pointed_at
    for entry in module.classes:
        if entry.iri not in shown:
            cards[(entry.iri,)] = []
    return cards


def _place(domain: tuple[NamedNode, ...], order: dict[NamedNode, int]) -> tuple[int, str]:
    places = [order[class_] for class_ in domain if class_ in order]
    return min(places, default=len(order)), str(domain)


def _texts(cards: dict[tuple[NamedNode, ...], list[Entry]], name: Names) -> list[str]:
    return [
        text
        for domain, properties in cards.items()
        for text in (
            *map(name, domain),
            *(f"{e.label.value}    {''.join(map(_datatype, e.range))}" for e in properties),
        )
    ]


def _datatype(range_: NamedNode) -> str:
    """Return the plain word for a datatype, empty for a class."""
    local = range_.value.rpartition("#")[2]
    return _WORDS.get(local, local) if range_.value.startswith(_DATATYPES) else ""


def _head(domain: tuple[NamedNode, ...], name: Names, module: Module) -> list[Label]:
    """Return the lines at the top of a card: its classes, or the kind that a single one is of."""
    if not domain:
        return [Label(_PAD, 0, "any thing", "class quiet")]
    lines = [_name(class_, name, _PAD, 0) for class_ in domain]
    parents = [p for e in module.classes if domain == (e.iri,) for p in e.parents]
    return [*lines, *(Label(_PAD, 0, f"kind of {name(parent)}", "quiet") for parent in parents)]


def _name(class_: NamedNode, name: Names, x: float, y: float) -> Label:
    return Label(x, y, name(class_), "class", "#" + anchor(class_))


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2 - 7:g} {y2:g}"
