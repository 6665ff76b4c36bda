"""The edit that mends a fault, worked out from the constraint, the value and what the graph knows.

Nothing is guessed at random: a value becomes another form of itself, a term of a vocabulary that is
spelt nearly alike, or an example that is said to be one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES, SG
from symbiograph.validation.findings.examples import present
from symbiograph.validation.findings.fault import Change, Fault
from symbiograph.validation.findings.known import TYPE, Known
from symbiograph.validation.findings.literals import LANGUAGE_TAGGED, XSD, address, in_form, typed
from symbiograph.validation.findings.patterns import fitting
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import SH, Node

_ALTERNATIVE: Final = NamedNode(PREFIXES["skos"] + "altLabel")
_ENGLISH: Final = "en"


def change_for(fault: Fault) -> Change | None:
    """Return the change that mends a fault, or ``None`` where it takes more than is known here."""
    component = fault.result.component.removeprefix(SH)
    way = _WAYS.get(component.removesuffix("ConstraintComponent"))
    return way(fault) if way else None


def _replaced(triple: Triple, value: Term, certain: bool = True) -> Change:
    return Change((triple,), (Triple(triple.subject, triple.predicate, value),), certain)


def _datatype(fault: Fault) -> Change | None:
    if not fault.triples:
        return None
    triple = fault.triples[0]
    for datatype in fault.values("datatype"):
        found = _retyped(triple.object, datatype.value, fault.known, triple)
        if found:
            return _replaced(triple, *found)
    return None


def _retyped(
    value: object, datatype: str, known: Known, triple: Triple
) -> tuple[Literal, bool] | None:
    if not isinstance(value, Literal):
        return None
    if datatype == LANGUAGE_TAGGED:
        return (Literal(value.value, language=_language_of(known, triple)), True)
    if datatype == XSD + "string":
        return Literal(value.value), True
    read = in_form(value.value, datatype)
    return None if read is None else (typed(read[0], datatype), read[1])


def _language_of(known: Known, triple: Triple) -> str:
    """Return the language that a thing's other texts are in, else English."""
    texts = (t.object for t in known.find(cast(Node, triple.subject), None, None))
    tags = Counter(t.language for t in texts if isinstance(t, Literal) and t.language)
    return tags.most_common(1)[0][0] if tags else _ENGLISH


def _class(fault: Fault) -> Change | None:
    if fault.predicate is None and not fault.result.path:
        return _type_added(fault)
    if not fault.triples:
        return None
    return _nearest(fault, [m for kind in fault.values("class") for m in _members(fault, kind)])


def _members(fault: Fault, kind: Term) -> tuple[NamedNode, ...]:
    return fault.known.members(cast(Node, kind))


def _nearest(fault: Fault, choices: Iterable[NamedNode]) -> Change | None:
    triple = fault.triples[0]
    near = fault.known.nearest(cast(Term, triple.object), tuple(dict.fromkeys(choices)))
    return _replaced(triple, near[0], len(near) == 1) if near else None


def _type_added(fault: Fault) -> Change | None:
    """State the class that a thing needs; another class of ours that it has may be the mistake."""
    kinds = fault.values("class")
    if not kinds:
        return None
    focus = fault.result.focus
    has = fault.known.find(focus, TYPE, None)
    ours = [t for t in has if isinstance(t.object, NamedNode) and t.object.value.startswith(SG)]
    added = (Triple(focus, TYPE, kinds[0]),)
    return Change((), added, certain=not ours and len(kinds) == 1)


def _in(fault: Fault) -> Change | None:
    heads = fault.values("in")
    if not heads or not fault.triples:
        return None
    members = [m for head in heads for m in fault.says.members(head)]
    return _nearest(fault, [m for m in members if isinstance(m, NamedNode)])


def _pattern(fault: Fault) -> Change | None:
    patterns = fault.values("pattern")
    if not patterns or not fault.triples:
        return None
    triple = fault.triples[0]
    value = cast(Term, triple.object)
    if isinstance(value, BlankNode):
        return None
    text = fitting(value.value, patterns[0].value)
    if text is None:
        return None
    if isinstance(value, NamedNode):
        return _replaced(triple, NamedNode(text))
    if value.language:
        return _replaced(triple, Literal(text, language=value.language))
    return _replaced(triple, typed(text, value.datatype.value))


def _kind(fault: Fault) -> Change | None:
    """Make a link of a text that is an address."""
    if not fault.triples:
        return None
    triple = fault.triples[0]
    value, wanted = triple.object, fault.values("nodeKind")
    if not isinstance(value, Literal) or not wanted or not wanted[0].value.endswith("IRI"):
        return None
    link = address("".join(value.value.split()))
    return None if link is None else _replaced(triple, link)


def _once(fault: Fault) -> Change | None:
    if len(fault.triples) < 2:
        return None
    others = sorted(fault.triples, key=str)[1:]
    return Change(tuple(others), (), certain=False)


def _one_per_language(fault: Fault) -> Change | None:
    seen: set[str] = set()
    for triple in sorted(fault.triples, key=str):
        if not isinstance(triple.object, Literal):
            continue
        language = (triple.object.language or "").lower()
        if language in seen:
            other = Triple(triple.subject, _ALTERNATIVE, triple.object)
            return Change((triple,), (other,), certain=False)
        seen.add(language)
    return None


def _removed(fault: Fault) -> Change | None:
    return Change(fault.triples[:1], ()) if fault.triples else None


def _sparql(fault: Fault) -> Change | None:
    name = fault.result.constraint.rpartition("#")[2]
    value = fault.result.value
    if not isinstance(value, NamedNode) or name not in ("Term-class-known", "Term-property-known"):
        return None
    is_class = name == "Term-class-known"
    choices = fault.known.classes() if is_class else fault.known.properties()
    near = fault.known.nearest(value, choices)
    if not near or not fault.triples:
        return None
    if is_class:
        return _replaced(fault.triples[0], near[0], len(near) == 1)
    added = tuple(Triple(t.subject, near[0], t.object) for t in fault.triples)
    return Change(fault.triples, added, len(near) == 1)


def _choice(fault: Fault) -> Change | None:
    """Take the first way in which a value can fit one of several choices."""
    for way in (_datatype, _class):
        names = "datatype" if way is _datatype else "class"
        if fault.values(names):
            found = way(fault)
            if found:
                return found if way is _datatype else Change(found.removed, found.added, False)
    return None


_WAYS: Final[dict[str, Callable[[Fault], Change | None]]] = {
    "Class": _class,
    "Datatype": _datatype,
    "Disjoint": _removed,
    "In": _in,
    "MaxCount": _once,
    "MinCount": present,
    "NodeKind": _kind,
    "Or": _choice,
    "Pattern": _pattern,
    "SPARQL": _sparql,
    "UniqueLang": _one_per_language,
}
