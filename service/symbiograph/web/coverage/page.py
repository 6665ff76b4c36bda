"""The page ``/coverage``: what can be chosen, and the report on what was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.heat import Heat, Row, heat, rows, text
from symbiograph.coverage.programme import Counting, Objective, document
from symbiograph.coverage.questions import (
    MOST_ALTERNATIVES,
    NEEDS,
    PROGRAMME,
    QUERIES,
    read_options,
)
from symbiograph.engine.image import Image
from symbiograph.queries import Answer, Arguments, ask, find
from symbiograph.queries.sources import sources
from symbiograph.web import reader
from symbiograph.web.coverage.asked import Asked
from symbiograph.web.coverage.choices import lists
from symbiograph.web.coverage.turn import searched
from symbiograph.web.reading.values import values_from

_COUNTING: Final = {
    Counting.EXACT: "the skill itself",
    Counting.NARROWER: "the skill or a narrower one",
    Counting.ESCO: "the skill or one with the same ESCO concept",
}
_WAYS: Final = {
    Counting.EXACT: "the skill itself",
    Counting.NARROWER: "a narrower skill",
    Counting.ESCO: "a skill with the same ESCO concept",
}
_MARKS: Final = {Counting.EXACT: "●", Counting.NARROWER: "◐", Counting.ESCO: "○"}
_KEYS: Final = {Counting.EXACT: 3, Counting.NARROWER: 2, Counting.ESCO: 1}
_FIELDS: Final = {
    "candidates": "not among the units to choose from",
    "hours": "hours",
    "credits": "credits",
    "eqf": "EQF level",
    "provider": "provider",
    "language": "language",
    "mode": "mode of delivery",
    "parts": "has parts and is not chosen as a whole",
    "prerequisite": "no unit within the limits fulfils its prerequisites",
}
_TWO: Final = 2
_OBJECTIVES: Final = {
    Objective.UNITS_HOURS: "fewest units, then fewest hours",
    Objective.UNITS_CREDITS: "fewest units, then fewest credits",
    Objective.HOURS_UNITS: "fewest hours, then fewest units",
    Objective.CREDITS_UNITS: "fewest credits, then fewest units",
}


@dataclass(frozen=True)
class Report:
    """What the named queries and the solver answered for the page."""

    needed: tuple[str, ...]
    curricula: tuple[str, ...]
    counting: Counting
    together: Row | None
    detailed: list[Row]
    heat: Heat
    gap: list[Row]
    overlap: list[Row]
    surplus: list[Row]
    compared: dict[str, list[Row]]
    programme: dict[str, Any]
    is_of_all: bool

    @property
    def open(self) -> int:
        """How many of the needed skills stay open."""
        return len(self.gap)


def page_of(asked: Asked) -> dict[str, Any]:
    """Return what the template of the page is filled with."""
    served = reader.image()
    values = values_from(asked.image.store)
    asked_for = any(asked.texts.get(name) for name in NEEDS)
    return {
        "asked": asked,
        "lists": lists(asked, served, values_from(served.store)),
        "countings": _COUNTING,
        "objectives": _OBJECTIVES,
        "most_alternatives": MOST_ALTERNATIVES,
        "chosen": {name: (values_ or [""])[0] for name, values_ in asked.texts.items()},
        "report": _report(asked) if asked_for else None,
        "link_to": lambda node: reader.link_to(served.store, node),
        "shown": values.of,
        "text": text,
        "generation": served.generation,
        "changed": _changed(served),
        "sources": sources(served),
        "Counting": Counting,
        "NamedNode": NamedNode,
        "ways": _WAYS,
        "marks": _MARKS,
        "keys": _KEYS,
        "reason_words": _reason_words,
        "downloads": _downloads(asked),
    }


def _report(asked: Asked) -> Report:
    of_all = not asked.own and not asked.texts.get("units")
    shares = [] if of_all else rows(_answer(asked, "shares"))
    options = read_options(asked.of_programme, asked.image)
    counting = options.counting
    labels = values_from(asked.image.store).of
    return Report(
        needed=tuple(labels(NamedNode(iri)).text.value for iri in options.needs),
        curricula=tuple(labels(NamedNode(iri)).text.value for iri in options.taken),
        counting=counting,
        together=next((row for row in shares if not row["needed_by"] and not row["unit"]), None),
        detailed=_detailed(shares),
        heat=heat(_answer(asked, "matrix", split="parts")),
        gap=rows(_answer(asked, "gap", counting=counting)),
        overlap=rows(_answer(asked, "overlap", counting=counting)),
        surplus=[] if of_all else rows(_answer(asked, "surplus", counting=counting)),
        compared=_compared(asked, options.taken),
        programme=document(searched(options, asked.image)),
        is_of_all=of_all,
    )


def _compared(asked: Asked, curricula: tuple[str, ...]) -> dict[str, list[Row]]:
    """Return the skills of two curricula by who teaches them; nothing for one, or for more."""
    if len(curricula) != _TWO:
        return {}
    query = find(QUERIES["compare"])
    first, second = ([NamedNode(iri)] for iri in curricula)
    arguments = {**asked.arguments(query), "first": first, "second": second}
    found: dict[str, list[Row]] = {}
    for row in rows(ask(query, arguments, asked.image)):
        found.setdefault(text(row["taught_by"]), []).append(row)
    return found


def _detailed(shares: list[Row]) -> list[Row]:
    """Return the lines that say more than the one for all together."""
    needs = {text(row["needed_by"]) for row in shares} - {""}
    units = {text(row["unit"]) for row in shares} - {""}
    return [
        row
        for row in shares
        if (row["needed_by"] or row["unit"])
        and not (len(needs) == 1 and not row["needed_by"])
        and not (len(units) == 1 and not row["unit"])
    ]


def _downloads(asked: Asked) -> dict[str, str]:
    """Return for each question the query of its address, with what is asked of it here."""
    found = {}
    for name, query in {**{n: find(q) for n, q in QUERIES.items()}, "programme": PROGRAMME}.items():
        known = {parameter.name for parameter in query.head.parameters}
        texts = {key: values for key, values in asked.texts.items() if key in known}
        if name == "matrix":
            texts["split"] = ["parts"]
        found[name] = urlencode(texts, doseq=True)
    return found


@lru_cache(maxsize=1)
def _changed(served: Image) -> str:
    """Return the day of the last change to any graph of the release."""
    graphs = rows(ask(find("graph/graphs"), {}, served))
    return max((text(row["modified"])[:10] for row in graphs), default="")


def _reason_words(reason: dict[str, Any]) -> str:
    said = _FIELDS[reason["field"]]
    return f"{said} not stated" if reason["unstated"] else said


def _answer(asked: Asked, name: str, **more: str) -> Answer:
    query = find(QUERIES[name])
    arguments: Arguments = {
        **asked.arguments(query),
        **{key: [Literal(value)] for key, value in more.items()},
    }
    return ask(query, arguments, asked.image)
