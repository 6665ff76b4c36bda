"""Blank nodes of another endpoint's result, as terms that a query can hold.

``VALUES`` holds no blank node. A literal of a datatype of our own stands for it there, and a
function turns the literal into the node, the same one for each occurrence: it keeps its identity
within the result it came in, and equals no node of ours or of another result.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple

BLANK_NODE: Final = NamedNode("https://w3id.org/symbiograph/function/foreign-blank-node")
# No node of ours is called so: a query must not reach them by this function.
_PREFIX: Final = "foreign-"


def stand_in(label: str) -> Literal:
    """Return what stands for the blank node with a label that no other result uses."""
    return Literal(label, datatype=BLANK_NODE)


def blank_node(term: Term, *_: Term) -> BlankNode | None:
    """Return the blank node that ``term`` stands for, or ``None`` where it stands for itself."""
    if isinstance(term, Literal) and term.datatype == BLANK_NODE:
        return BlankNode(_PREFIX + term.value)
    return None
