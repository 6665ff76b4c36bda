"""The groups of named queries, in the order in which the project tells its story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from symbiograph.queries import NamedQuery

TITLES: Final = {
    "sectors-and-profiles": "Sectors and profiles",
    "skills": "Skills",
    "coverage": "Coverage of profiles by training",
    "exchanges": "Exchanges",
    "bridge": "From exchange to training, and back",
    "regions": "Regions",
    "alignment": "Alignment with ESCO, frameworks and NACE",
    "graph": "The graph itself",
}


def title(group: str) -> str:
    """Return the name of a group as a person reads it; a new one is called as its folder."""
    return TITLES.get(group) or group.replace("-", " ").capitalize()


def grouped(queries: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """Return queries by group; groups that have no place in the order come last."""
    groups: dict[str, list[NamedQuery]] = {group: [] for group in TITLES}
    for name, query in queries.items():
        groups.setdefault(name.partition("/")[0], []).append(query)
    return {group: members for group, members in groups.items() if members}
