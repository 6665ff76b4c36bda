"""Keeping versions: a changed ontology gets a number of its own, and its content is frozen."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from symbiograph.errors import VersionRefused
from symbiograph.prefixes import BASE, PREFIXES
from symbiograph.turtle import formatted
from symbiograph.versions.difference import Change, Level, difference
from symbiograph.versions.snapshot import (
    FOLDER,
    ONTOLOGY,
    Number,
    Version,
    current,
    frozen_files,
    number_of,
    ontology_files,
    read_frozen,
)

_OWL: Final = PREFIXES["owl"]
_PRIOR: Final = NamedNode(_OWL + "priorVersion")
_COMPATIBLE: Final = NamedNode(_OWL + "backwardCompatibleWith")
_INCOMPATIBLE: Final = NamedNode(_OWL + "incompatibleWith")


def faults(root: Path) -> list[str]:
    """Return what is wrong with the versions of the ontology in the folder ``root``, if anything.

    Its content must be the frozen content of its number, the number must be as high as the changes
    since the version before ask for, and the header must tell the two versions' relation truly.
    """
    now = current(root)
    files = frozen_files(root / FOLDER)
    if now.number not in files:
        return [f"Version {now} is not frozen. Run: symbiograph ontology freeze"]
    found = []
    kept = read_frozen(files[now.number])
    if kept.triples != now.triples:
        changes = difference(kept.triples, now.triples)
        number = ".".join(map(str, least(now.number, changes)))
        count = f"{len(changes)} term{'s' if len(changes) != 1 else ''} changed"
        found.append(
            f"Version {now} is frozen, and {count} since. Run: symbiograph ontology raise {number}"
        )
    earlier = [number for number in files if number < now.number]
    if earlier:
        found += _faults_of_step(read_frozen(files[earlier[-1]]), now)
    return found


def _faults_of_step(before: Version, now: Version) -> list[str]:
    changes = difference(before.triples, now.triples)
    asked = least(before.number, changes)
    found = []
    if now.number < asked:
        number = ".".join(map(str, asked))
        found.append(f"What changed since {before} asks for version {number} at least, not {now}.")
    told = {t for t in now.triples if t.subject == ONTOLOGY}
    missing = [triple for triple in relation(before, changes) if triple not in told]
    return found + [f"The header must say: {triple} ." for triple in missing]


def relation(before: Version, changes: tuple[Change, ...]) -> list[Triple]:
    """Return what the header says of the version before: whether data that fit it still do."""
    breaks = any(change.level is Level.MAJOR for change in changes)
    compatible = _INCOMPATIBLE if breaks else _COMPATIBLE
    return [Triple(ONTOLOGY, _PRIOR, before.iri), Triple(ONTOLOGY, compatible, before.iri)]


def least(before: Number, changes: tuple[Change, ...]) -> Number:
    """Return the lowest number that a version with these changes may have."""
    major, minor, patch = before
    level = max((change.level for change in changes), default=Level.PATCH)
    if level is Level.PATCH:
        return major, minor, patch + 1
    if level is Level.MINOR or major == 0:
        return major, minor + 1, 0
    return major + 1, 0, 0


def freeze(root: Path) -> Path:
    """Write down what the ontology says under its number; return the file.

    Raises :class:`VersionRefused` where that number is frozen with another content.
    """
    now = current(root)
    file = root / FOLDER / f"{now}.ttl"
    if file.exists():
        if read_frozen(file).triples != now.triples:
            raise VersionRefused(faults(root)[0])
        return file
    text = "\n".join(path.read_text(encoding="utf-8") for path in ontology_files(root))
    file.parent.mkdir(exist_ok=True)
    file.write_text(formatted(text, str(root)), encoding="utf-8")
    return file


def raise_to(root: Path, text: str, day: date) -> Path:
    """Give the ontology in the folder ``root`` the number ``text``, and freeze it.

    Header and modules get the number and the day, the header its relation to the version before.
    Raises :class:`VersionRefused` for a number that is none, or lower than the changes ask for.
    """
    now = current(root)
    files = frozen_files(root / FOLDER)
    number = number_of(text)
    if number is None:
        raise VersionRefused(f"{text!r} is no version: write three numbers, such as 0.2.0")
    if not files:
        raise VersionRefused(f"Freeze version {now} first: symbiograph ontology freeze")
    before = read_frozen(files[max(files)])
    changes = difference(before.triples, now.triples)
    asked = least(before.number, changes)
    if number < asked:
        lowest = ".".join(map(str, asked))
        raise VersionRefused(f"What changed since {before} asks for version {lowest} at least.")
    for path in ontology_files(root):
        content = _renumbered(path.read_text(encoding="utf-8"), str(now), text, day)
        if path.name == "symbiograph.ttl":
            content += "".join(f"\n{triple} ." for triple in relation(before, changes))
            content = formatted(content, str(path))
        path.write_text(content, encoding="utf-8")
    return freeze(root)


def _renumbered(content: str, old: str, new: str, day: date) -> str:
    iri = re.escape(f"{BASE}ontology/{old}")
    content = re.sub(rf"(owl:versionIRI <){iri}(?=[/>])", rf"\g<1>{BASE}ontology/{new}", content)
    content = content.replace(f'owl:versionInfo "{old}"', f'owl:versionInfo "{new}"')
    # What was said of the version before that one.
    gone = r"\n    owl:(?:priorVersion|backwardCompatibleWith|incompatibleWith) <[^>]*> ;"
    content = re.sub(gone, "", content)
    stamp = f'dcterms:modified "{day.isoformat()}T00:00:00Z"^^xsd:dateTime'
    return re.sub(r'dcterms:modified "[^"]*"\^\^xsd:dateTime', stamp, content)
