"""Which release some files are of: what is stated, else their names, else what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from symbiograph.errors import EscoReleaseUnclear
from symbiograph.esco.sources import SourceFile

_NUMBER: Final = re.compile(r"(?<![\d.])v?(1(?:\.\d{1,2}){1,2})(?![\d])(?!\.\d)")
_STATED: Final = re.compile(r"v?(1(?:\.\d{1,2}){1,2})")
# Distinct things by table, counted in the English files of these releases, in those of 1.0.8 in
# eight languages. Tables that are alike in all of them are left out.
_COUNTED: Final[dict[str, dict[str, int]]] = {
    "1.0.8": {"occupations": 2942},
    "1.1.1": {
        "broaderRelationsOccPillar": 3617,
        "broaderRelationsSkillPillar": 20656,
        "digCompSkillsCollection": 26,
        "digitalSkillsCollection": 1201,
        "greenSkillsCollection": 570,
        "languageSkillsCollection": 346,
        "occupations": 3007,
        "occupationSkillRelations": 123855,
        "skills": 13896,
        "skillSkillRelations": 5899,
        "transversalSkillsCollection": 96,
    },
    "1.2.0": {
        "broaderRelationsOccPillar": 3652,
        "broaderRelationsSkillPillar": 20822,
        "conceptSchemes": 19,
        "digitalSkillsCollection": 1284,
        "greenSkillsCollection": 591,
        "occupations": 3039,
        "occupationSkillRelations": 129004,
        "skills": 13939,
        "skillSkillRelations": 5818,
        "transversalSkillsCollection": 95,
    },
    "1.2.1": {
        "broaderRelationsOccPillar": 3648,
        "conceptSchemes": 20,
        "digitalSkillsCollection": 1284,
        "greenSkillsCollection": 629,
        "greenShareOcc": 3590,
        "occupations": 3039,
        "skillSkillRelations": 5818,
        "transversalSkillsCollection": 95,
    },
}


@dataclass(frozen=True)
class Detected:
    """A release's number, such as 1.1.1, and a sentence's part on how it is known."""

    release: str
    evidence: str


def detect(stated: str | None, files: Iterable[SourceFile], counts: Mapping[str, int]) -> Detected:
    """Return the release of ``files``, which hold ``counts`` distinct things by table.

    What is ``stated`` decides; else the numbers in names, each file's own before its folders'; else
    the counts, where they are those of one known release. Raises
    :class:`~symbiograph.errors.EscoReleaseUnclear` where names give several releases, or one that
    is known to hold other counts, and where nothing tells.
    """
    if stated is not None:
        return Detected(normalised(stated), "as stated")
    by_counts = _by_counts(counts)
    named = {number for file in files if (number := _named(file))}
    if len(named) > 1:
        listed = " and ".join(sorted(named))
        raise EscoReleaseUnclear(
            f"These files are of {listed} by their names. Import one release at a time, or state "
            "it: --release"
        )
    if named:
        (release,) = named
        if by_counts and release not in by_counts and release in _COUNTED:
            raise EscoReleaseUnclear(
                f"By its name this is ESCO {release}, but it holds what {' or '.join(by_counts)} "
                f"does: {_told(counts)}. State the release: --release"
            )
        return Detected(release, "by the names of files and folders")
    if len(by_counts) == 1:
        return Detected(by_counts[0], f"by what the files hold: {_told(counts)}")
    raise EscoReleaseUnclear(
        "Neither the names of the files nor what they hold tell the ESCO release. State it, such "
        f"as --release 1.2.0. They hold {_told(counts)}."
    )


def normalised(number: str) -> str:
    """Return the number of a release in three parts; raises :class:`EscoReleaseUnclear`."""
    match = _STATED.fullmatch(number)
    if match is None:
        raise EscoReleaseUnclear(f"{number!r} is no release of ESCO; write it like 1.2.0.")
    parts = [int(part) for part in match[1].split(".")]
    return ".".join(map(str, [*parts, 0][:3]))


def _named(file: SourceFile) -> str | None:
    for name in reversed(file.names):
        numbers = _NUMBER.findall(name)
        if numbers:
            return normalised(numbers[-1])
    return None


def _by_counts(counts: Mapping[str, int]) -> list[str]:
    """Return the known releases that agree in every count which tells any of them apart."""
    return [
        release
        for release, known in _COUNTED.items()
        if (shared := known.keys() & counts.keys()) and all(known[t] == counts[t] for t in shared)
    ]


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {table}" for table, count in counts.items()) or "no table"
