"""The changes of a version, as lines for people and as triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES, shorten
from symbiograph.versions.difference import Change, difference
from symbiograph.versions.snapshot import ONTOLOGY, Version, frozen_files, number_of, read_frozen

WHATS: Final = ("added", "removed", "deprecated", "redefined", "reworded")
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_ENTITY: Final = NamedNode(PREFIXES["prov"] + "Entity")
_DERIVED: Final = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_TITLE: Final = NamedNode(PREFIXES["dcterms"] + "title")
_PART: Final = NamedNode(PREFIXES["dcterms"] + "hasPart")
_SUBJECT: Final = NamedNode(PREFIXES["dcterms"] + "subject")
_NOTE: Final = NamedNode(PREFIXES["skos"] + "changeNote")
_CHANGES: Final = NamedNode("http://purl.org/vocab/vann/changes")


def changes_of(
    number: str, folder: Path
) -> tuple[Version, Version | None, tuple[Change, ...]] | None:
    """Return a frozen version, the one before, and the changes; ``None`` for one that is not there.

    All terms of the first version are added ones.
    """
    files = frozen_files(folder)
    found = number_of(number)
    if found is None or found not in files:
        return None
    after = read_frozen(files[found])
    earlier = [other for other in files if other < found]
    before = read_frozen(files[earlier[-1]]) if earlier else None
    return after, before, difference(before.triples if before else (), after.triples)


def as_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Yield what changed: a line for each term, and below it what came and what went."""
    found = [*changes]
    for what in WHATS:
        for change in found:
            if change.what == what:
                yield f"{what:<10}  {shorten(change.term)}  ({change.level.name.lower()})"
                if what not in ("added", "removed"):
                    yield from (f"    - {text}" for text in change.went)
                    yield from (f"    + {text}" for text in change.came)


def as_triples(version: Version, before: Version | None, changes: Iterable[Change]) -> list[Triple]:
    """Return the changes as data: one document, with a part for each term that changed.

    A version points to it by ``vann:changes``; each part names its term and what came and went in
    notes.
    """
    document = NamedNode(version.iri.value + "/changes")
    against = f" since {before}" if before else ""
    made = [
        Triple(version.iri, _CHANGES, document),
        Triple(document, _TYPE, _ENTITY),
        Triple(document, _TITLE, _text(f"What version {version} changed{against}")),
        Triple(document, _DERIVED, version.iri),
    ]
    if before:
        made.append(Triple(document, _DERIVED, before.iri))
    for number, change in enumerate(changes, 1):
        part = NamedNode(f"{document.value}#{number}")
        subject = NamedNode(change.term) if change.term.startswith("http") else ONTOLOGY
        made += [
            Triple(document, _PART, part),
            Triple(part, _TYPE, _ENTITY),
            Triple(part, _TITLE, _text(f"{shorten(change.term)}: {change.what}")),
            Triple(part, _SUBJECT, subject),
        ]
        if change.what not in ("added", "removed"):
            made += [Triple(part, _NOTE, _text(f"Went: {text}")) for text in change.went]
            made += [Triple(part, _NOTE, _text(f"Came: {text}")) for text in change.came]
    return made


def _text(words: str) -> Literal:
    return Literal(words, language="en")
