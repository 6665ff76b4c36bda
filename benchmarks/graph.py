"""A graph in the shape of ESCO, always the same for the same size: skills, labels, occupations.

The labels are words drawn at random; nothing is taken from ESCO but its vocabulary.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

SKILL: Final = "http://data.europa.eu/esco/skill/"
OCCUPATION: Final = "http://data.europa.eu/esco/occupation/"
MODEL: Final = "http://data.europa.eu/esco/model#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LANGUAGES: Final = ("en", "de", "es", "fr", "it", "pt", "pl", "sl")
_WORDS: Final = (
    *("manage", "plan", "analyse", "operate", "monitor", "develop", "maintain", "assess", "design"),
    *("repair", "install", "test", "supervise", "improve", "use", "advise", "record", "clean"),
    *("heat", "water", "slag", "waste", "energy", "steel", "food", "leather", "paper", "process"),
    *("plant", "data", "quality", "network", "supply", "chain", "chemical", "machine", "tool"),
)
# Triples that a skill brings, its share of the occupations included.
_TRIPLES_PER_SKILL: Final = 43
SKILLS_PER_OCCUPATION: Final = 14 / 3


def write(path: Path, triples: int) -> None:
    """Write about ``triples`` triples to ``path`` as N-Triples."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line} .\n" for line in lines(triples // _TRIPLES_PER_SKILL))


def occupations(triples: int) -> int:
    """Return how many occupations a graph of this size has."""
    return int(triples // _TRIPLES_PER_SKILL / SKILLS_PER_OCCUPATION)


def lines(skills: int) -> Iterator[str]:
    """Yield the triples of a graph with as many skills."""
    random = Random(7)  # noqa: S311 - the same graph every time is what it is for

    def words(least: int = 2, most: int = 5) -> str:
        return " ".join(random.choice(_WORDS) for _ in range(random.randint(least, most)))

    for i in range(skills):
        skill = f"<{SKILL}{i:08x}>"
        yield f"{skill} {_TYPE} <{MODEL}Skill>"
        yield f"{skill} {_TYPE} <{SKOS}Concept>"
        for language in _LANGUAGES:
            yield f'{skill} <{SKOS}prefLabel> "{words()} {i}"@{language}'
            for j in range(random.randint(0, 4)):
                yield f'{skill} <{SKOS}altLabel> "{words()} {j}"@{language}'
        yield f'{skill} <{SKOS}description> "{words(6, 15)}"@en'
        yield f"{skill} <{MODEL}skillType> <{MODEL}{random.choice(('skill', 'knowledge'))}>"
        reuse = random.choice(("cross-sector", "sector-specific", "occupation-specific"))
        yield f'{skill} <{MODEL}reuseLevel> "{reuse}"'
        if i:
            yield f"{skill} <{SKOS}broader> <{SKILL}{random.randrange(i):08x}>"
    for i in range(int(skills / SKILLS_PER_OCCUPATION)):
        occupation = f"<{OCCUPATION}{i:08x}>"
        yield f"{occupation} {_TYPE} <{MODEL}Occupation>"
        yield f'{occupation} <{SKOS}notation> "{i // 100}.{i % 100}"'
        for language in _LANGUAGES:
            yield f'{occupation} <{SKOS}prefLabel> "{words()} {i}"@{language}'
        # Few skills are asked for by many, many by few.
        wanted = {int(skills * random.random() ** 2) for _ in range(random.randint(20, 60))}
        for j in sorted(wanted):
            kind = random.choice(("relatedEssentialSkill", "relatedOptionalSkill"))
            yield f"{occupation} <{MODEL}{kind}> <{SKILL}{j:08x}>"


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
