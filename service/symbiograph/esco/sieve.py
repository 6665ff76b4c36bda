"""What of an ESCO graph the SHACL engine has to see: the nodes that may break a shape.

Shapes for ESCO say of a node how often it has a property, with which values, and how its own IRI
is formed. One walk over the lines tells which nodes keep to that, in a fraction of the time that
the engine needs to read them. The others, and those of which a shape says more, go to the engine,
which alone finds faults. Where a shape looks beyond its node, all lines do.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.esco import model
from symbiograph.prefixes import PREFIXES
from symbiograph.validation import Shapes
from symbiograph.validation.shapes import SH

_Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
_Statements: TypeAlias = dict[str, list[_Term]]

_RDF: Final = PREFIXES["rdf"]
_TYPE: Final = f"<{model.TYPE}>".encode()
# Makes what is of one class be of another.
_SUBCLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_SUBCLASS_WRITTEN: Final = f"<{_SUBCLASS}>".encode()
_SHAPES: Final = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
_TARGETS: Final = {SH + "targetClass", SH + "targetSubjectsOf"}
_TOLD_OF_A_FAULT: Final = {SH + "message", SH + "severity"}
# They look at each value by itself: the engine judges every node that has one.
_OF_VALUES: Final = {
    SH + name
    for name in (
        "datatype", "maxExclusive", "maxInclusive", "minExclusive", "minInclusive", "nodeKind",
    )
}  # fmt: skip
# What regular expressions mean alike in SHACL (XPath), the engine and Python.
_PLAIN: Final = re.compile(
    r"\^(?:[\w:/-]|\\[./-]|\((?:[\w:/-]|\\[./-]|\|)+\)\??"
    r"|\[[A-Za-z0-9._-]+\](?:[?*+]|\{\d+(?:,\d+)?\})?)+\$",
    re.ASCII,
)


class _BeyondTheNode(Exception):
    """A shape asks for what the lines about a node do not tell, or what is not known here."""


@dataclass
class _Checks:
    """What the shapes say, in the spelling of canonical N-Triples.

    ``forms`` are those of the IRIs of a class, ``required`` the properties that it must have.
    ``allowed`` gives the forms of a property's values, a value with its line's end, and ``at_most``
    how many there may be. What has one of ``unclear`` is the engine's.
    """

    forms: list[tuple[bytes, re.Pattern[bytes]]] = field(default_factory=list)
    required: list[tuple[bytes, bytes]] = field(default_factory=list)
    allowed: dict[bytes, list[re.Pattern[bytes]]] = field(default_factory=lambda: defaultdict(list))
    at_most: dict[bytes, int] = field(default_factory=dict)
    unclear: set[bytes] = field(default_factory=set)


def suspects(document: bytes, shapes: Shapes) -> bytes:
    """Return the lines about each node that may break a shape: the engine finds no fault elsewhere.

    ``document`` is canonical N-Triples, each triple once.
    """
    try:
        found = _walk(document, _checks(shapes.triples))
    except _BeyondTheNode:
        return document
    if not found:
        return b""
    return b"".join(line for line in io.BytesIO(document) if line.partition(b" ")[0] in found)


def _walk(document: bytes, checks: _Checks) -> set[bytes]:
    """Return the subjects that do not pass; raises :class:`_BeyondTheNode` for classes in it."""
    counted = {name for _, name in checks.required} | checks.at_most.keys()
    passed: dict[bytes, set[bytes]] = {name: set() for name in checks.allowed}
    members: dict[bytes, list[bytes]] = defaultdict(list)
    having: dict[bytes, list[bytes]] = defaultdict(list)
    found: set[bytes] = set()
    for line in io.BytesIO(document):
        subject, predicate, value = line.split(b" ", 2)
        if predicate in passed:
            if value not in passed[predicate]:
                if all(form.fullmatch(value) for form in checks.allowed[predicate]):
                    passed[predicate].add(value)
                else:
                    found.add(subject)
        elif predicate == _TYPE:
            members[value].append(subject)
        elif predicate == _SUBCLASS_WRITTEN:
            raise _BeyondTheNode
        if predicate in counted:
            having[predicate].append(subject)
        if predicate in checks.unclear:
            found.add(subject)
    for kind, form in checks.forms:
        found |= {subject for subject in members[kind] if not form.fullmatch(subject)}
    for kind, name in checks.required:
        found |= set(members[kind]).difference(having[name])
    for name, most in checks.at_most.items():
        found |= {subject for subject, number in Counter(having[name]).items() if number > most}
    return found


def _checks(triples: Iterable[Triple]) -> _Checks:
    """Return what the shapes ask for; raises :class:`_BeyondTheNode`."""
    said: dict[_Term, _Statements] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        said[triple.subject][triple.predicate.value].append(triple.object)
    checks = _Checks()
    for statements in said.values():
        if _SHAPES.intersection(statements[model.TYPE]):
            _add_shape(checks, statements, said)
        elif _SUBCLASS in statements or any(name.startswith(SH) for name in statements):
            raise _BeyondTheNode
    # A walk looks at types in its own way.
    if _TYPE in {
        *checks.allowed,
        *checks.at_most,
        *checks.unclear,
        *(name for _, name in checks.required),
    }:
        raise _BeyondTheNode
    return checks


def _add_shape(checks: _Checks, shape: _Statements, said: dict[_Term, _Statements]) -> None:
    classes = [f"{_iri(kind)} .\n".encode() for kind in shape.get(SH + "targetClass", ())]
    path = shape.get(SH + "path")
    name = str(_iri(path[0])).encode() if path else None
    targets = {str(_iri(term)) for term in shape.get(SH + "targetSubjectsOf", ())}
    for constraint, terms in shape.items():
        if constraint in _TOLD_OF_A_FAULT | _TARGETS | {SH + "path"}:
            continue
        if not constraint.startswith(SH):
            if constraint == _SUBCLASS:
                raise _BeyondTheNode
            continue
        for term in terms:
            if name is None:
                if constraint != SH + "pattern" or targets:
                    raise _BeyondTheNode
                form = re.compile(f"<{_pattern(term)}>".encode())
                checks.forms += [(kind, form) for kind in classes]
            elif constraint in _OF_VALUES:
                checks.unclear.add(name)
            elif constraint == SH + "pattern":
                form = re.compile(rf"<{_pattern(term)}> \.\n".encode())
                checks.allowed[name].append(form)
            elif constraint == SH + "in":
                choice = "|".join(re.escape(str(_iri(member))) for member in _members(term, said))
                checks.allowed[name].append(re.compile(rf"(?:{choice}) \.\n".encode()))
            elif constraint == SH + "maxCount":
                checks.at_most[name] = min(_number(term), checks.at_most.get(name, 1 << 30))
            elif (
                constraint == SH + "minCount" and _number(term) == 1 and targets <= {name.decode()}
            ):
                checks.required += [(kind, name) for kind in classes]
            else:
                raise _BeyondTheNode


def _iri(term: _Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise _BeyondTheNode
    return term


def _number(term: _Term) -> int:
    if not isinstance(term, Literal) or not term.value.isdecimal():
        raise _BeyondTheNode
    return int(term.value)


def _pattern(term: _Term) -> str:
    """Return what a whole IRI has to match."""
    if not isinstance(term, Literal) or not _PLAIN.fullmatch(term.value):
        raise _BeyondTheNode
    return term.value[1:-1]


def _members(head: _Term, said: dict[_Term, _Statements]) -> list[_Term]:
    members = []
    while head != NamedNode(_RDF + "nil"):
        (first,), (head,) = said[head][_RDF + "first"], said[head][_RDF + "rest"]
        members.append(first)
    return members
