"""The diagram of how the modules meet: a box a module, a wire where a property joins two.

The boxes stand on a grid. Their places are found by swapping while that shortens the wires or
takes crossings away; the result depends on the ontology alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.web.documentation.drawing import Box, Diagram, Label, Wire
from symbiograph.web.documentation.terms import Entry, Module

_COLUMNS: Final = 4
_WIDTH: Final = 186
_HEIGHT: Final = 58
_PITCH: Final = (284, 124)
_CROSSING: Final = 4.0
_COVERED: Final = 30.0

Pair = tuple[NamedNode, NamedNode]
Cell = tuple[int, int]
Point = tuple[float, float]


def meetings(
    modules: Sequence[Module], home: Callable[[NamedNode], NamedNode | None]
) -> dict[Pair, list[Entry]]:
    """Return, for each two modules, the properties that lead from one to the other."""
    known = {module.iri for module in modules}
    found: dict[Pair, list[Entry]] = {}
    for module in modules:
        for entry in module.properties:
            starts = {home(class_) for class_ in entry.domain}
            ends = {home(class_) for class_ in entry.range}
            for one, other in _pairs(starts, ends):
                if one in known and other in known:
                    found.setdefault((one, other), []).append(entry)
    return dict(sorted(found.items(), key=str))


def _pairs(starts: set[NamedNode | None], ends: set[NamedNode | None]) -> Iterator[Pair]:
    for start in starts:
        for end in ends:
            if start and end and start != end:
                one, other = sorted((start, end), key=str)
                yield one, other


def meeting_diagram(modules: Sequence[Module], joined: dict[Pair, list[Entry]]) -> Diagram:
    """Return the diagram; modules that meet none stand in the last row, as they serve all."""
    meeting = [m for m in modules if any(m.iri in pair for pair in joined)]
    serving = [m for m in modules if m not in meeting]
    places = dict(_places(tuple(m.iri for m in meeting), tuple(joined)))
    rows = 1 + max((row for _, row in places.values()), default=-1)
    for index, module in enumerate(serving):
        places[module.iri] = (index % _COLUMNS, rows + index // _COLUMNS)
    boxes, labels = [], []
    for module in modules:
        x, y = _corner(places[module.iri])
        boxes.append(Box(x, y, _WIDTH, _HEIGHT, "card" if module in meeting else "card foreign"))
        counts = f"{len(module.classes)} classes, {len(module.properties)} properties"
        title = module.title.value
        href = f"#module-{module.name}"
        middle = x + _WIDTH / 2
        labels.append(Label(middle, y + 25, title, "class middle", href))
        labels.append(Label(middle, y + 44, counts, "quiet small middle"))
    wires = [
        Wire(_straight(places[one], places[other]), ", ".join(e.label.value for e in entries))
        for (one, other), entries in joined.items()
    ]
    last = max((row for _, row in places.values()), default=0)
    return Diagram(
        _PITCH[0] * (_COLUMNS - 1) + _WIDTH,
        _PITCH[1] * last + _HEIGHT,
        "How the modules meet: a line joins two where a property leads from one to the other",
        tuple(boxes),
        tuple(wires),
        tuple(labels),
    )


def _corner(cell: Cell) -> Point:
    return cell[0] * _PITCH[0], cell[1] * _PITCH[1]


def _straight(one: Cell, other: Cell) -> str:
    """Return the line between two boxes; the boxes are painted over its ends."""
    (x1, y1), (x2, y2) = _corner(one), _corner(other)
    across, down = _WIDTH / 2, _HEIGHT / 2
    return f"M{x1 + across:g} {y1 + down:g}L{x2 + across:g} {y2 + down:g}"


# The same for every language and reader, and too slow to find again for each.
@lru_cache(maxsize=4)
def _places(
    nodes: tuple[NamedNode, ...], edges: tuple[Pair, ...]
) -> tuple[tuple[NamedNode, Cell], ...]:
    rows = -(-len(nodes) // _COLUMNS) or 1
    cells = [(column, row) for row in range(rows) for column in range(_COLUMNS)]
    slots: list[NamedNode | None] = [*nodes, *[None] * (len(cells) - len(nodes))]
    best, cost = slots, _cost(slots, cells, edges)
    for turn in range(0, len(slots), 2):
        found, price = _settled(slots[turn:] + slots[:turn], cells, edges)
        if price < cost:
            best, cost = found, price
    return tuple((node, cell) for node, cell in zip(best, cells, strict=True) if node is not None)


def _settled(
    slots: list[NamedNode | None], cells: list[Cell], edges: tuple[Pair, ...]
) -> tuple[list[NamedNode | None], float]:
    """Swap two places as long as that helps; return the places and what they cost."""
    cost = _cost(slots, cells, edges)
    improved = True
    while improved:
        improved = False
        for i, j in combinations(range(len(slots)), 2):
            swapped = list(slots)
            swapped[i], swapped[j] = slots[j], slots[i]
            price = _cost(swapped, cells, edges)
            if price < cost:
                slots, cost, improved = swapped, price, True
    return slots, cost


def _cost(slots: list[NamedNode | None], cells: list[Cell], edges: tuple[Pair, ...]) -> float:
    at = {node: cell for node, cell in zip(slots, cells, strict=True) if node is not None}
    lines = [(at[one], at[other]) for one, other in edges]
    length = sum((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a, b in lines)
    covered = sum(_covers(cell, *line) for line in lines for cell in at.values())
    crossings = sum(_cross(one, other) for one, other in combinations(lines, 2))
    return length + _COVERED * covered + _CROSSING * crossings


@cache
def _covers(cell: Cell, a: Cell, b: Cell) -> bool:
    """Tell whether the box on ``cell`` hides a part of the line from ``a`` to ``b``."""
    if cell in (a, b):
        return False
    start, end, (x, y) = _corner(a), _corner(b), _corner(cell)
    # Seen from its corner, a box reaches half its size around the middle of any other.
    reach = [
        (x + dx, y + dy) for dx in (-_WIDTH / 2, _WIDTH / 2) for dy in (-_HEIGHT / 2, _HEIGHT / 2)
    ]
    sides = [_turn(start, end, corner) for corner in reach]
    if min(sides) > 0 or max(sides) < 0:
        return False
    return all(
        min(start[axis], end[axis]) < max(c[axis] for c in reach)
        and max(start[axis], end[axis]) > min(c[axis] for c in reach)
        for axis in (0, 1)
    )


@cache
def _cross(one: tuple[Cell, Cell], other: tuple[Cell, Cell]) -> bool:
    (a, b), (c, d) = one, other
    if {a, b} & {c, d}:
        return False
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    """Return more than zero where ``c`` lies left of the line from ``a`` to ``b``."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
