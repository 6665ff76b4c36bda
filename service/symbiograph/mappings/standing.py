"""What the rows of a file are, accepted, candidates or rejected, which the file's name tells."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Final, Literal, get_args

from symbiograph.mappings.row import MappingSet, Value
from symbiograph.mappings.slots import PROPAGATED
from symbiograph.prefixes import GRAPH

Standing = Literal["accepted", "candidate", "rejected"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
SUFFIX: Final = ".sssom.tsv"
_ENDING: Final[dict[Standing, str]] = {
    "accepted": "",
    "candidate": ".candidates",
    "rejected": ".rejected",
}
_TITLE: Final[dict[Standing, str]] = {
    "accepted": "",
    "candidate": ", candidates",
    "rejected": ", rejected",
}


def standing_of(source: str) -> Standing:
    """Return what the rows of a mapping set are, by the name of its file or of its graph."""
    name = source.removesuffix(SUFFIX)
    return next((s for s, end in _ENDING.items() if end and name.endswith(end)), "accepted")


def set_of(source: str) -> str:
    """Return the name of the set that a file belongs to: ``x`` for ``x.candidates.sssom.tsv``."""
    name = source.removesuffix(SUFFIX)
    return name.removesuffix(_ENDING[standing_of(source)])


def file_of(name: str, standing: Standing) -> str:
    """Return the name of the file that holds the rows of the set ``name`` with this standing."""
    return f"{name}{_ENDING[standing]}{SUFFIX}"


def sister(mappings: MappingSet, standing: Standing, published: datetime.date) -> MappingSet:
    """Return an empty set for other rows of the set that ``mappings`` belongs to.

    Identifier, title and day of publication are its own; licence, creators, prefixes and further
    slots are those of ``mappings``.
    """
    name = set_of(mappings.source)
    said: dict[str, tuple[Value, ...]] = {
        slot: values for slot, values in mappings.head.items() if slot not in PROPAGATED
    }
    title = str(mappings.one("mapping_set_title") or name)
    plain = title.removesuffix(_TITLE[standing_of(mappings.source)])
    said |= {
        "mapping_set_id": (f"{GRAPH}{name}{_ENDING[standing]}",),
        "mapping_set_title": (plain + _TITLE[standing],),
        "publication_date": (published,),
    }
    source = file_of(name, standing)
    return dataclasses.replace(mappings, source=source, head=said, mappings=[])
