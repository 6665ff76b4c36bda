"""What is valid of a harvest: each thing that breaks a shape is left out, with what hangs on it.

Leaving out one thing may leave another without what it needs, so this is repeated until the rest
conforms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import BlankNode, NamedNode, Quad

from symbiograph.harvesting.judging import judge
from symbiograph.validation import Severity, ValidationReport
from symbiograph.validation.surroundings import Find

Node: TypeAlias = NamedNode | BlankNode


@dataclass(frozen=True)
class LeftOut:
    """A thing that was left out, why, and in which round: later ones follow from earlier ones."""

    thing: Node
    reasons: tuple[str, ...]
    round: int


def conforming(
    quads: set[Quad], about: set[Quad], find: Find
) -> tuple[set[Quad], list[LeftOut], ValidationReport]:
    """Return what can be kept of ``quads``, what is left out, and the report on what is kept.

    That is not accepted where the fault lies in ``about``, the description of the graphs.
    """
    left_out: list[LeftOut] = []
    number = 0
    while True:
        number += 1
        report = judge(quads | about, find)
        at_fault = _at_fault(report, quads)
        if report.accepted or not at_fault:
            return quads, left_out, report
        left_out += [
            LeftOut(thing, tuple(dict.fromkeys(reasons)), number)
            for thing, reasons in sorted(at_fault.items(), key=lambda item: str(item[0]))
        ]
        quads = _without(quads, set(at_fault), find)


def _at_fault(report: ValidationReport, quads: set[Quad]) -> dict[Node, list[str]]:
    """Return the things that have violations; a blank node's are those of what it hangs on."""
    holders: dict[Node, set[Node]] = defaultdict(set)
    subjects = set()
    for quad in quads:
        if isinstance(quad.subject, Node):
            subjects.add(quad.subject)
            if isinstance(quad.object, BlankNode):
                holders[quad.object].add(quad.subject)
    found: dict[Node, list[str]] = defaultdict(list)
    for result in report.results:
        if result.severity is Severity.VIOLATION:
            for thing in _held_by(result.focus, holders):
                if thing in subjects:
                    found[thing].append(result.message)
    return found


def _held_by(node: Node, holders: dict[Node, set[Node]]) -> set[Node]:
    """Return the IRIs that a blank node hangs on, itself where there is none."""
    seen, todo = {node}, [node]
    while todo:
        for holder in holders.get(todo.pop(), ()):
            if holder not in seen:
                seen.add(holder)
                todo.append(holder)
    return {each for each in seen if isinstance(each, NamedNode)} or {node}


def _without(quads: set[Quad], things: set[Node], find: Find) -> set[Quad]:
    """Return ``quads`` without the things, what hangs on them alone, and what points to them.

    What is described elsewhere, too, may still be pointed to.
    """
    gone = {thing for thing in things if next(iter(find(thing, None, None)), None) is None}
    kept = {quad for quad in quads if quad.subject not in things and quad.object not in gone}
    return kept - _hanging(kept, _hanging_on(quads - kept))


def _hanging_on(quads: Iterable[Quad]) -> set[BlankNode]:
    return {quad.object for quad in quads if isinstance(quad.object, BlankNode)}


def _hanging(quads: set[Quad], loose: set[BlankNode]) -> set[Quad]:
    """Return what is stated of ``loose`` blank nodes that nothing in ``quads`` holds now."""
    found: set[Quad] = set()
    while loose:
        free = loose - _hanging_on(quads - found)
        more = {quad for quad in quads if quad.subject in free} - found
        found |= more
        loose = _hanging_on(more)
    return found
