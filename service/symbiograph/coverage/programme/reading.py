"""A problem read from the graph, through named queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.programme.problem import Counting, Problem, Skill, Unit
from symbiograph.engine.image import Image
from symbiograph.errors import NotFound
from symbiograph.prefixes import BASE, SG
from symbiograph.queries import find
from symbiograph.results import Term, table

_LANGUAGE: Final = "http://purl.org/dc/terms/language"
Row = tuple[Term | None, ...]


def problem(
    image: Image,
    needs: Collection[str],
    units: Collection[str] | None = None,
    *,
    counting: Counting = Counting.EXACT,
    taken: Collection[str] = (),
    language: str = "en",
) -> Problem:
    """Return the problem of covering what profiles, sectors and skill groups (IRIs) need.

    ``units`` are the units to choose from, by default all of the graph; ``taken`` stand in the
    programme already. Labels are in ``language``, else in English. Raises :class:`NotFound` for
    a unit that the graph does not describe.
    """
    needing = [NamedNode(iri) for iri in sorted(needs)]
    needed = _rows(image, "coverage/needed-skills", needs=needing, lang=[Literal(language)])
    teaching = _rows(image, "coverage/teaching", needs=needing, counting=[Literal(counting.value)])
    facts = _rows(image, "coverage/unit-facts", lang=[Literal(language)])
    known = {_text(row[0]) for row in facts}
    for iri in sorted({*taken, *(units or ())} - known):
        raise NotFound(f"The graph has no training unit <{iri}>.")
    return Problem(
        skills=_skills(needed),
        units=_units(facts, teaching),
        counting=counting,
        taken=frozenset(taken),
        candidates=None if units is None else frozenset(units),
        labels={
            **{_text(needs_): _text(label) for _, _, needs_, label in needed},
            **{
                _text(value): _text(label)
                for _, _, _, value, label in facts
                if isinstance(value, NamedNode) and label is not None
            },
        },
    )


def _rows(image: Image, name: str, **arguments: Sequence[NamedNode | Literal]) -> list[Row]:
    query = find(name)
    return table(image.query(query.bound(arguments), base_iri=BASE)).rows


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _skills(rows: Sequence[Row]) -> tuple[Skill, ...]:
    labels: dict[str, str] = {}
    needed_by: dict[str, list[str]] = {}
    for skill, label, needs, _ in rows:
        labels[_text(skill)] = _text(label)
        needed_by.setdefault(_text(skill), []).append(_text(needs))
    return tuple(Skill(iri, labels[iri], tuple(needed_by[iri])) for iri in labels)


def _units(facts: Sequence[Row], teaching: Sequence[Row]) -> tuple[Unit, ...]:
    labels: dict[str, str] = {}
    stated: dict[str, dict[str, list[str]]] = {}
    parts: dict[str, set[str]] = {}
    for unit, label, property_, value, value_label in facts:
        iri = _text(unit)
        labels[iri] = _text(label)
        level = _text(property_) == SG + "hasEqfLevel"
        told = _text(value_label if level else value)
        stated.setdefault(iri, {}).setdefault(_text(property_), []).append(told)
    for iri, own in stated.items():
        for whole in own.get(SG + "isPartOfUnit", ()):
            parts.setdefault(whole, set()).add(iri)
    covers: dict[str, set[str]] = {}
    for skill, unit in teaching:
        covers.setdefault(_text(unit), set()).add(_text(skill))
    return tuple(
        _unit(iri, label, stated[iri], covers.get(iri, ()), parts.get(iri, ()))
        for iri, label in labels.items()
    )


def _unit(
    iri: str,
    label: str,
    stated: Mapping[str, Sequence[str]],
    covers: Collection[str],
    parts: Collection[str],
) -> Unit:
    def all_of(property_: str) -> frozenset[str]:
        return frozenset(stated.get(property_, ()))

    def only(property_: str) -> str | None:
        return next(iter(stated.get(property_, ())), None)

    hours, credits_ = only(SG + "hasHours"), only(SG + "hasCreditPoints")
    return Unit(
        iri,
        label,
        covers=frozenset(covers),
        hours=None if hours is None else Decimal(hours),
        credits=None if credits_ is None else Decimal(credits_),
        credit_scheme=only(SG + "hasCreditScheme"),
        eqf_levels=frozenset(int(level) for level in stated.get(SG + "hasEqfLevel", ())),
        providers=all_of(SG + "isProvidedBy"),
        languages=all_of(_LANGUAGE),
        modes=all_of(SG + "hasDeliveryMode"),
        prerequisites=all_of(SG + "hasPrerequisite"),
        parts=frozenset(parts),
    )
