"""The files of the CSV distribution: how they are named, and which columns they must have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from symbiograph.esco import model

_CONCEPT: Final = ("conceptUri", "preferredLabel")


@dataclass(frozen=True)
class Table:
    """A kind of file: its name, the columns without which it is not read, a collection's scheme.

    ``counted`` are the columns that tell one row from another. ``own_language`` says that the texts
    of the file are in the language that its name tells.
    """

    name: str
    required: tuple[str, ...]
    counted: tuple[str, ...] = ("conceptUri",)
    own_language: bool = True
    scheme: str | None = None


def _collection(name: str, scheme: str) -> Table:
    return Table(name, _CONCEPT, scheme=model.SCHEMES + scheme)


def _relations(name: str, *columns: str) -> Table:
    return Table(name, columns, columns, own_language=False)


# In the order in which they are read: a concept's own file before the collections that repeat it.
TABLES: Final = (
    Table("skills", ("conceptType", *_CONCEPT, "skillType")),
    Table("occupations", ("conceptType", *_CONCEPT, "iscoGroup")),
    Table("ISCOGroups", ("conceptType", *_CONCEPT, "code")),
    Table("skillGroups", ("conceptType", *_CONCEPT)),
    Table(
        "skillsHierarchy",
        ("Level 0 URI", "Level 0 preferred term"),
        tuple(f"Level {level} URI" for level in range(4)),
    ),
    Table(
        "conceptSchemes",
        ("conceptSchemeUri", "preferredLabel", "hasTopConcept"),
        ("conceptSchemeUri",),
    ),
    _relations("broaderRelationsSkillPillar", "conceptUri", "broaderUri"),
    _relations("broaderRelationsOccPillar", "conceptUri", "broaderUri"),
    _relations("occupationSkillRelations", "occupationUri", "relationType", "skillUri"),
    _relations("skillSkillRelations", "originalSkillUri", "relationType", "relatedSkillUri"),
    _collection("digCompSkillsCollection", "digcomp"),
    _collection("digitalSkillsCollection", "6c930acd-c104-4ece-acf7-f44fd7333036"),
    _collection("greenSkillsCollection", "green"),
    _collection("ictSkillsCollection", "skill-ict-groups"),
    _collection("languageSkillsCollection", "skill-language-groups"),
    _collection("researchSkillsCollection", "research"),
    _collection("transversalSkillsCollection", "skill-transversal-groups"),
    _collection("researchOccupationsCollection", "8ae4b9f3-507e-4057-a145-2f96f0132613"),
    Table("greenShareOcc", ("conceptUri", "greenShare")),
)
_BY_NAME: Final = {table.name.casefold(): table for table in TABLES}
_FILE_NAME: Final = re.compile(
    r"(?P<table>[A-Za-z]+?)(?:[_-](?P<language>[a-z]{2}(?:-[a-z]{2})?))?(?P<more>[_ (.-].*)?\.csv",
    re.IGNORECASE,
)

# What a release is missing where a file of these is not there. Since when each is published:
_SINCE: Final = {
    "conceptSchemes": (1, 1, 0),
    "digCompSkillsCollection": (1, 1, 0),
    "digitalSkillsCollection": (1, 1, 0),
    "greenSkillsCollection": (1, 1, 0),
    "researchSkillsCollection": (1, 1, 0),
    "researchOccupationsCollection": (1, 1, 0),
    "skillsHierarchy": (1, 1, 0),
    "greenShareOcc": (1, 2, 1),
}
_UNTIL: Final = {"ictSkillsCollection": (1, 0, 9)}


@dataclass(frozen=True)
class Name:
    """What a file's name says: its table, its language, whether there is more to it."""

    table: Table
    language: str | None
    official: bool


def read_name(name: str) -> Name | None:
    """Return what the name of a CSV file says, or ``None`` where it is none of the distribution.

    A name that goes on after table and language is not official: such files lie beside those of
    the distribution, some of the same form and some of another.
    """
    match = _FILE_NAME.fullmatch(name)
    table = match and _BY_NAME.get(match["table"].casefold())
    if not match or not table:
        return None
    language = match["language"]
    return Name(table, language.lower() if language else None, not match["more"])


def expected_in(release: str) -> list[str]:
    """Return the names of the tables that the whole of a release has."""
    number = tuple(int(part) for part in release.split("."))
    return [
        table.name
        for table in TABLES
        if _SINCE.get(table.name, number) <= number <= _UNTIL.get(table.name, number)
    ]
