"""Broader and narrower mappings that lead back to where they began."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symbiograph.mappings.checks.finding import Finding, finding, told
from symbiograph.mappings.row import Mapping as Row
from symbiograph.mappings.slots import NO_TERM_FOUND, SKOS

_BROAD: Final = SKOS + "broadMatch"
_NARROW: Final = SKOS + "narrowMatch"
_EXACT: Final = SKOS + "exactMatch"


@dataclass(frozen=True)
class _Step:
    """One concept is below another by a row of a file, or by the vocabulary itself."""

    below: str
    above: str
    source: str = ""
    row: Row | None = None


def cycle_findings(
    rows: Sequence[tuple[str, Row]], broader: Iterable[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield a finding for each cycle that broad and narrow mappings close, at its last row.

    ``rows`` come with the name of their file. What is mapped as exact counts as one concept;
    ``broader`` holds pairs of a concept and one above it.
    """
    same = _Same()
    steps = []
    for source, row in rows:
        subject, predicate, target = row.key
        if NO_TERM_FOUND in (subject, target):
            continue
        if predicate == _EXACT:
            same.join(subject, target)
        elif predicate in (_BROAD, _NARROW):
            pair = (subject, target) if predicate == _BROAD else (target, subject)
            steps.append(_Step(*pair, source, row))
    above: dict[str, list[_Step]] = defaultdict(list)
    # Sorted, so that the same way is found each time where two are as short.
    for step in (*steps, *(_Step(*pair) for pair in sorted(broader))) if steps else ():
        above[same.of(step.below)].append(step)
    component = _components({node: [same.of(s.above) for s in up] for node, up in above.items()})
    seen: set[frozenset[_Place]] = set()
    for step in steps:
        below, over = same.of(step.below), same.of(step.above)
        if component[below] != component[over]:
            continue
        way = _way(over, below, above, same, component)
        own = {place for one in (step, *way) if (place := _place(one)) is not None}
        if frozenset(own) not in seen:
            seen.add(frozenset(own))
            yield _told([step, *way])


_Place = tuple[str, int]


def _place(step: _Step) -> _Place | None:
    return None if step.row is None else (step.source, step.row.line)


def _told(cycle: list[_Step]) -> Finding:
    own = sorted(((s.source, s.row.line, s.row) for s in cycle if s.row), key=lambda one: one[:2])
    *others, (source, _, row) = own
    by = [f"{file}:{line} ({told(other)})" for file, line, other in others]
    if len(own) < len(cycle):
        by.append("the vocabulary's own hierarchy")
    fault = f"it is below itself, by way of {' and '.join(by) or 'rows that map both as exact'}"
    todo = "correct the predicate of one of these rows: no concept is broader than itself"
    return finding(source, row, "cycle", fault, todo)


def _way(
    start: str,
    goal: str,
    above: Mapping[str, list[_Step]],
    same: _Same,
    component: Mapping[str, int],
) -> list[_Step]:
    """Return the steps of a shortest way up from ``start`` to ``goal``, which is there."""
    came: dict[str, tuple[str, _Step]] = {}
    waiting = deque([start])
    while waiting and goal not in came and start != goal:
        node = waiting.popleft()
        for step in above.get(node, ()):
            over = same.of(step.above)
            if over not in came and component[over] == component[start]:
                came[over] = node, step
                waiting.append(over)
    way = []
    while goal != start:
        goal, step = came[goal]
        way.append(step)
    return way


def _components(above: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return for each node the number of its strongly connected component (Tarjan, 1972)."""
    found: dict[str, int] = {}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    for root in above:
        if root in index:
            continue
        work = [(root, iter(above[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while work:
            node, nexts = work[-1]
            for over in nexts:
                if over not in index:
                    index[over] = low[over] = len(index)
                    stack.append(over)
                    work.append((over, iter(above.get(over, ()))))
                    break
                if over not in found:
                    low[node] = min(low[node], index[over])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while node not in found:
                        found[stack.pop()] = index[node]
    return found


class _Same:
    """Concepts that exact mappings make one."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def of(self, node: str) -> str:
        """Return the one that stands for all that are the same as ``node``."""
        while node in self._chosen:
            node = self._chosen[node]
        return node

    def join(self, one: str, other: str) -> None:
        """Make two concepts one."""
        first, second = self.of(one), self.of(other)
        if first != second:
            self._chosen[second] = first
