"""What the ontology says: now, in its files, and in each version that was frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.errors import UnreadableInput
from symbiograph.prefixes import BASE, PREFIXES

FOLDER: Final = "versions"
ONTOLOGY: Final = NamedNode(BASE + "ontology")
_NUMBER: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_INFO: Final = NamedNode(PREFIXES["owl"] + "versionInfo")

Number = tuple[int, int, int]


@dataclass(frozen=True)
class Version:
    """One version of the ontology: its number and what it says, with blank nodes named alike."""

    number: Number
    triples: frozenset[Triple]

    def __str__(self) -> str:
        return ".".join(map(str, self.number))

    @property
    def iri(self) -> NamedNode:
        """The IRI of this version."""
        return NamedNode(f"{ONTOLOGY.value}/{self}")


def number_of(text: str) -> Number | None:
    """Return the number that ``text`` writes, ``None`` where it writes none."""
    match = _NUMBER.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def frozen_files(folder: Path) -> dict[Number, Path]:
    """Return the files of the frozen versions in a folder, the oldest first."""
    found = ((number_of(path.stem), path) for path in folder.glob("*.ttl"))
    return dict(sorted((number, path) for number, path in found if number))


def versions(folder: Path) -> list[Version]:
    """Return the frozen versions in a folder, the oldest first."""
    return [read_frozen(path) for path in frozen_files(folder).values()]


def read_frozen(path: Path) -> Version:
    """Return a frozen version; raises :class:`UnreadableInput` for what is no such file."""
    version = _version([path], str(path))
    if str(version) != path.stem:
        raise UnreadableInput(str(path), f"it says of itself that it is version {version}")
    return version


def ontology_files(root: Path) -> list[Path]:
    """Return the header of the ontology in the folder ``root``, and its modules."""
    return [root / "symbiograph.ttl", *sorted((root / "modules").glob("*.ttl"))]


def current(root: Path) -> Version:
    """Return what the files of the ontology in the folder ``root`` say now."""
    return _version(ontology_files(root), str(root))


def _version(paths: list[Path], source: str) -> Version:
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, quad.object)
        for path in paths
        for quad in read_quads(path, one_graph=True)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    triples = frozenset(quad.triple for quad in dataset)
    stated = [t.object for t in triples if t.subject == ONTOLOGY and t.predicate == _INFO]
    numbers = [number_of(info.value) for info in stated if isinstance(info, Literal)]
    if len(numbers) != 1 or numbers[0] is None:
        raise UnreadableInput(source, "the header needs one owl:versionInfo such as 0.1.0")
    return Version(numbers[0], triples)
