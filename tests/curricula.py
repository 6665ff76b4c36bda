"""Curricula for tests, read as an upload is."""

from __future__ import annotations

from symbiograph.coverage.curriculum import BASE, Curriculum, Recogniser, read_curriculum
from symbiograph.prefixes import PREFIXES

HEADER = "unit;title;part of;provider;hours;credits;credit scheme;EQF level;language;mode;skill"
SKILL = PREFIXES["skill"]
ESCO = PREFIXES["esco-skill"]


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def read(recogniser: Recogniser, data: bytes | str, name: str = "mine.csv") -> Curriculum:
    content = data.encode() if isinstance(data, str) else data
    return read_curriculum(content, name, BASE, recogniser)


def told(curriculum: Curriculum) -> list[str]:
    return [str(problem) for problem in curriculum.problems]
