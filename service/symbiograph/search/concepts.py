"""What the index holds, gathered from N-Triples: concepts with labels, kind, schemes, definition.

The text is read as it stands, without an object for each triple: a release of ESCO has close to a
million, and one in four is of use here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from symbiograph.prefixes import ID, PREFIXES

PREFERRED, ALTERNATIVE, HIDDEN = range(3)

_SKOS: Final = PREFIXES["skos"]
_ESCO: Final = PREFIXES["esco"]
_ESCO_DATA: Final = "http://data.europa.eu/esco/"
_LABELS: Final = {
    _SKOS + "prefLabel": PREFERRED,
    _SKOS + "altLabel": ALTERNATIVE,
    _SKOS + "hiddenLabel": HIDDEN,
}
# ESCO calls its descriptions dcterms:description; each is a node with a text and its language.
_DEFINITIONS: Final = {_SKOS + "definition": 0, PREFIXES["dcterms"] + "description": 1}
_NODE_TEXT: Final = _ESCO + "nodeLiteral"
_NODE_LANGUAGE: Final = _ESCO + "language"
_TYPE: Final = PREFIXES["rdf"] + "type"
_SCHEME: Final = _SKOS + "inScheme"
_KIND_OF_CLASS: Final = {
    _SKOS + "ConceptScheme": "scheme",
    _ESCO + "Occupation": "occupation",
    _ESCO + "Skill": "skill",
}
_KIND_OF_ESCO_PATH: Final = {
    "occupation": "occupation",
    "skill": "skill",
    "isco": "occupation-group",
    "isced-f": "skill-group",
}
# Statements about things: nobody looks for them by name, and their labels repeat those of things.
_NOT_SOUGHT: Final = frozenset(
    {"call", "evidence", "fact", "mapping", "observation", "quantity", "requirement"}
)
_THING: Final = re.compile(re.escape(ID) + "([^/]+)/")
# Licences under which a text may be shown to anybody, with its source named.
_OPEN: Final = (
    "https://creativecommons.org/licenses/by/",
    "https://creativecommons.org/publicdomain/zero/",
    "http://data.europa.eu/eli/dec/2011/833",
    "https://data.europa.eu/eli/dec/2011/833",
    "http://publications.europa.eu/resource/authority/licence/COM_REUSE",
    "http://publications.europa.eu/resource/authority/licence/CC_BY",
)


_PREDICATES: Final = {
    f"<{predicate}>".encode(): predicate
    for predicate in (*_LABELS, *_DEFINITIONS, _NODE_TEXT, _NODE_LANGUAGE, _TYPE, _SCHEME)
}
_CLASSES: Final = frozenset(f"<{kind}> .\n".encode() for kind in _KIND_OF_CLASS)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Part(NamedTuple):
    """A graph as canonical N-Triples, and its licence, an IRI; ``None`` where it is not known."""

    document: bytes
    licence: str | None


class Definition(NamedTuple):
    """What a concept means; ``licence`` is empty where the text may be searched but not shown."""

    text: str
    licence: str


@dataclass
class Concept:
    """One concept: labels are pairs of rank and text by language, definitions by language."""

    labels: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    definitions: dict[str, tuple[int, Definition]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)


def gather(parts: Iterable[Part]) -> dict[str, Concept]:
    """Return the concepts that have a preferred label, by IRI and in its order."""
    found: dict[str, Concept] = {}
    for part in parts:
        licence = part.licence if part.licence and part.licence.startswith(_OPEN) else ""
        _take(found, part.document, licence)
    return {
        iri: found[iri]
        for iri in sorted(found)
        if _is_sought(iri) and any(_has_preferred(ls) for ls in found[iri].labels.values())
    }


def kind_of(iri: str, concept: Concept) -> str:
    """Return the word for what kind of thing this is, such as ``skill`` or ``occupation``."""
    thing = _THING.match(iri)
    if thing:
        return thing[1]
    for kind in _KIND_OF_CLASS.values():
        if kind in concept.kinds:
            return kind
    if iri.startswith(_ESCO_DATA):
        return _KIND_OF_ESCO_PATH.get(iri[len(_ESCO_DATA) :].partition("/")[0], "concept")
    return "concept"


def scheme_name(iri: str) -> str:
    """Return the short name of a scheme: the last part of its IRI, with ``esco-`` before ESCO's."""
    name = re.split("[/#]", iri.rstrip("/"))[-1]
    return f"esco-{name}" if iri.startswith(_ESCO_DATA) else name


def _take(found: dict[str, Concept], document: bytes, licence: str) -> None:
    """Take what a graph says into ``found``."""
    texts: dict[str, str] = {}
    languages: dict[str, str] = {}
    pointed: list[tuple[Concept, int, str]] = []
    for subject, predicate, text, language, iri in _statements(document):
        if predicate == _NODE_TEXT:
            texts[subject] = text or ""
            continue
        if predicate == _NODE_LANGUAGE:
            languages[subject] = (text or "").lower()
            continue
        concept = found.get(subject)
        if concept is None:
            concept = found[subject] = Concept()
        if predicate in _LABELS:
            label = " ".join(text.split()) if text else ""
            if label:
                concept.labels.setdefault(language, set()).add((_LABELS[predicate], label))
        elif predicate in _DEFINITIONS:
            if text is None:
                pointed.append((concept, _DEFINITIONS[predicate], iri))
            else:
                _define(concept, _DEFINITIONS[predicate], text, language, licence)
        elif predicate == _SCHEME:
            concept.schemes.add(iri)
        else:
            concept.kinds.add(_KIND_OF_CLASS[iri])
    for concept, place, node in pointed:
        if node in texts:
            _define(concept, place, texts[node], languages.get(node, ""), licence)


def _define(concept: Concept, place: int, text: str, language: str, licence: str) -> None:
    offered = (place, Definition(text.strip(), licence))
    concept.definitions[language] = min(concept.definitions.get(language, offered), offered)


def _statements(document: bytes) -> Iterator[tuple[str, str, str | None, str, str]]:
    """Yield what is of use in canonical N-Triples: subject, predicate, text, language, IRI.

    There is a text or an IRI; in place of the other it gives ``None`` or an empty one.
    """
    before, iri = b"", ""
    for line in io.BytesIO(document):
        subject, term, value = line.split(b" ", 2)
        predicate = _PREDICATES.get(term)
        if predicate is None or not subject.startswith(b"<"):
            continue
        # Lines about one thing often stand together.
        if subject != before:
            before, iri = subject, subject[1:-1].decode()
        if value.startswith(b"<"):
            if predicate != _TYPE or value in _CLASSES:
                yield iri, predicate, None, "", value[1 : -len("> .\n")].decode()
        elif value.startswith(b'"'):
            end = value.rindex(b'"')
            text = _unescaped(value[1:end].decode())
            tag = value[end + 1 : -len(" .\n")]
            yield iri, predicate, text, tag[1:].decode().lower() if tag[:1] == b"@" else "", ""


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _has_preferred(labels: set[tuple[int, str]]) -> bool:
    return any(rank == PREFERRED for rank, _ in labels)


def _is_sought(iri: str) -> bool:
    thing = _THING.match(iri)
    return thing is None or thing[1] not in _NOT_SOUGHT
