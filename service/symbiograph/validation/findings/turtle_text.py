"""Triples as lines of Turtle that can be copied into the document that they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES
from symbiograph.validation.report import Term

_TYPE: Final = PREFIXES["rdf"] + "type"
_STRING: Final = PREFIXES["xsd"] + "string"
_BARE: Final = {
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?\d+"),
    PREFIXES["xsd"] + "decimal": re.compile(r"[+-]?\d*\.\d+"),
    PREFIXES["xsd"] + "boolean": re.compile(r"true|false"),
}
_LOCAL: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def line_of_turtle(triple: Triple, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a triple as one statement, shortened by ``prefixes``."""
    subject = written(cast(Term, triple.subject), prefixes)
    is_type = triple.predicate.value == _TYPE
    predicate = "a" if is_type else written(triple.predicate, prefixes)
    return f"{subject} {predicate} {written(cast(Term, triple.object), prefixes)} ."


def written(term: Term, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return a term as Turtle spells it; a blank node is ``[]``."""
    if isinstance(term, BlankNode):
        return "[]"
    if isinstance(term, NamedNode):
        return _iri(term.value, prefixes)
    return _literal(term, prefixes)


def _literal(term: Literal, prefixes: Mapping[str, str]) -> str:
    text = json.dumps(term.value, ensure_ascii=False)
    if term.language:
        return f"{text}@{term.language}"
    datatype = term.datatype.value
    if datatype == _STRING:
        return text
    if datatype in _BARE and _BARE[datatype].fullmatch(term.value):
        return term.value
    return f"{text}^^{_iri(datatype, prefixes)}"


def _iri(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [
        (len(namespace), prefix)
        for prefix, namespace in prefixes.items()
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace))
    ]
    if not fitting:
        return f"<{iri}>"
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
