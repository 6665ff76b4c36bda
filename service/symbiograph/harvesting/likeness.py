"""Blank nodes called as they were: the same graph read again is the same, and a change is small.

The nodes of both graphs get colours from what is stated of them, refined until nothing changes
(as in RDFC-1.0's hashing of first-degree quads, repeated). Nodes of one colour are alike. Where a
colour has several, one of each graph get a colour of their own, and all is refined again. Each
round takes time in proportion to the statements about blank nodes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Quad

# A node with the graph it is in: the new one or the old one.
_Node: TypeAlias = tuple[bool, BlankNode]
_Colours: TypeAlias = dict[_Node, str]
# Nodes that nothing tells apart are rare; beyond as many they are called anew.
_MOST_CHOICES: Final = 200
# So many statements are looked at; nodes that are not told apart by then are called anew.
MOST_STEPS: Final = 20_000_000


def called_as_before(new: Iterable[Quad], old: Iterable[Quad]) -> set[Quad]:
    """Return ``new``, its blank nodes called like those of ``old`` that they are alike."""
    new, before = set(new), _with_blank_nodes(old)
    after = _with_blank_nodes(new)
    names = _pairs(after, before)
    # A node that is new must not be called like one that was there.
    taken = set(_nodes(before))
    return {_renamed(quad, names, taken) if quad in after else quad for quad in new}


def _pairs(after: set[Quad], before: set[Quad]) -> dict[BlankNode, BlankNode]:
    """Return which node of ``before`` each of ``after`` is."""
    about: dict[_Node, list[Quad]] = defaultdict(list)
    for is_new, quads in ((True, after), (False, before)):
        for quad in quads:
            for node in set(_nodes([quad])):
                about[is_new, node].append(quad)
    steps = _Steps(about)
    colours = _refined(about, dict.fromkeys(about, ""), steps)
    for _ in range(_MOST_CHOICES):
        group = next((g for g in _groups(colours) if len(g[0]) > 1 and g[1]), None)
        if group is None:
            break
        alike, others = group
        colours[True, alike[0]] = colours[False, others[0]] = _hash("pair", str(alike[0]))
        colours = _refined(about, colours, steps)
    return {a[0]: b[0] for a, b in _groups(colours) if len(a) == 1 and b}


def _groups(colours: _Colours) -> list[tuple[list[BlankNode], list[BlankNode]]]:
    """Return for each colour the nodes of the new graph, and those of the old one."""
    groups: dict[str, tuple[list[BlankNode], list[BlankNode]]] = defaultdict(lambda: ([], []))
    for (is_new, node), colour in colours.items():
        groups[colour][0 if is_new else 1].append(node)
    return list(groups.values())


class _Steps:
    """How much may still be looked at: a graph can be made that takes for ever."""

    def __init__(self, about: Mapping[_Node, list[Quad]]) -> None:
        self._left = MOST_STEPS
        self._round = sum(map(len, about.values()))

    def take(self) -> bool:
        """Tell whether all statements can be looked at once more, and count them."""
        self._left -= self._round
        return self._left >= 0


def _refined(about: Mapping[_Node, list[Quad]], colours: _Colours, steps: _Steps) -> _Colours:
    """Return colours that tell apart all that what surrounds it can, as far as steps allow."""
    while steps.take():
        told = {
            node: _hash(colours[node], *sorted(_seen(quad, node, colours) for quad in stated))
            for node, stated in about.items()
        }
        if len(set(told.values())) == len(set(colours.values())):
            return told
        colours = told
    return colours


def _seen(quad: Quad, node: _Node, colours: _Colours) -> str:
    """Return a statement as it looks from one of its nodes."""
    is_new, this = node
    ends = (
        "this"
        if term == this
        else colours[is_new, term]
        if isinstance(term, BlankNode)
        else str(term)
        for term in (quad.subject, quad.object)
    )
    return "\n".join((*ends, str(quad.predicate), str(quad.graph_name)))


def _renamed(quad: Quad, names: dict[BlankNode, BlankNode], taken: set[BlankNode]) -> Quad:
    def name(node: object) -> object:
        if not isinstance(node, BlankNode):
            return node
        if node in names:
            return names[node]
        return BlankNode(f"{node.value}n") if node in taken else node

    return Quad(name(quad.subject), quad.predicate, name(quad.object), quad.graph_name)  # type: ignore[arg-type]


def _with_blank_nodes(quads: Iterable[Quad]) -> set[Quad]:
    return {
        quad
        for quad in quads
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    }


def _nodes(quads: Iterable[Quad]) -> Iterator[BlankNode]:
    for quad in quads:
        for node in (quad.subject, quad.object):
            if isinstance(node, BlankNode):
                yield node


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
