"""What a person chooses from on the page: lists of names, each with what is chosen already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.tables.languages import LANGUAGES
from symbiograph.coverage.heat import Row, rows, text
from symbiograph.coverage.questions import PROGRAMME
from symbiograph.engine.image import Image
from symbiograph.prefixes import SG, shorten
from symbiograph.queries import Parameter, ask, find, read_arguments
from symbiograph.queries.names import names
from symbiograph.web.coverage.asked import Asked
from symbiograph.web.reader import LANGUAGE_NAMES, language
from symbiograph.web.reading.values import Values

_NO_AREA: Final = "Others"


@dataclass(frozen=True)
class Choice:
    """Something to choose: what is sent, what is read, more about it, and whether it is chosen."""

    value: str
    name: str
    more: str = ""
    chosen: bool = False
    inside: bool = False


@dataclass(frozen=True)
class Group:
    """Choices under a title."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Lists:
    """Everything that can be chosen, by the parameter that takes it."""

    profile: tuple[Group, ...]
    sector: tuple[Group, ...]
    group: tuple[Group, ...]
    units: tuple[Group, ...]
    provider: tuple[Choice, ...]
    mode: tuple[Choice, ...]
    language: tuple[Choice, ...]
    credit_scheme: tuple[Choice, ...]


def lists(asked: Asked, served: Image, values: Values) -> Lists:
    """Return the lists of the graph that is served, with what is asked for as chosen."""
    units = _rows(served, "coverage/units")
    providers = {text(row["provider"]): row for row in units if row["provider"]}
    return Lists(
        profile=_profiles(served, _chosen(asked, "profile")),
        sector=(_group("Sectors", _rows(served, "sectors-and-profiles/sectors"), "sector", asked),),
        group=(_group("Skill groups", _rows(served, "skills/groups"), "group", asked),),
        units=_units(served, values, units, _chosen(asked, "units")),
        provider=_named(values, [NamedNode(iri) for iri in providers], asked, "provider"),
        mode=_named(values, _things("mode", served), asked, "mode"),
        language=tuple(
            Choice(code, name, chosen=code in asked.texts.get("language", ()))
            for code, (_, name) in sorted(LANGUAGES.items(), key=lambda item: item[1][1])
        ),
        credit_scheme=_named(values, _things("credit_scheme", served), asked, "credit_scheme"),
    )


def _profiles(served: Image, chosen: frozenset[str]) -> tuple[Group, ...]:
    """Return the job profiles by functional area, and the target groups."""
    found = _rows(served, "sectors-and-profiles/profiles")
    by_area: dict[str, dict[str, Choice]] = {}
    for row in found:
        iri = text(row["profile"])
        skills = text(row["skills"])
        choice = Choice(
            shorten(iri),
            text(row["label"]),
            f"{skills} skills" if skills != "1" else "1 skill",
            iri in chosen,
        )
        by_area.setdefault(text(row["area_label"]) or _NO_AREA, {})[iri] = choice
    return tuple(
        Group(area, _by_name(choices.values())) for area, choices in sorted(by_area.items())
    )


def _units(
    served: Image, values: Values, found: Sequence[Row], chosen: frozenset[str]
) -> tuple[Group, ...]:
    """Return the training units by provider; parts stand below their programme."""
    wholes = {
        quad.subject: quad.object
        for quad in served.store.quads_for_pattern(None, NamedNode(SG + "isPartOfUnit"), None, None)
    }

    def place(row: Row) -> tuple[str, bool, str]:
        unit = NamedNode(text(row["unit"]))
        whole = wholes.get(unit)
        of = values.of(whole).text.value if isinstance(whole, NamedNode) else text(row["label"])
        return of.casefold(), whole is not None, text(row["label"]).casefold()

    def provider(row: Row) -> str:
        node = row["provider"]
        return values.of(node).text.value if isinstance(node, NamedNode) else _NO_AREA

    groups = []
    for title, members in groupby(sorted(found, key=provider), provider):
        unique = {text(row["unit"]): row for row in sorted(members, key=place)}
        choices = tuple(
            Choice(
                shorten(iri),
                text(row["label"]),
                ", ".join(filter(None, [text(row["type_label"]), _hours(row)])),
                iri in chosen,
                NamedNode(iri) in wholes,
            )
            for iri, row in unique.items()
        )
        groups.append(Group(title, choices))
    return tuple(groups)


def _hours(row: Row) -> str:
    return f"{text(row['hours'])} hours" if row["hours"] else ""


def _group(title: str, found: Sequence[Row], name: str, asked: Asked) -> Group:
    chosen = _chosen(asked, name)
    choices = {
        text(row[name]): Choice(
            shorten(text(row[name])), text(row["label"]), chosen=text(row[name]) in chosen
        )
        for row in found
    }
    return Group(title, _by_name(choices.values()))


def _named(
    values: Values, things: Sequence[NamedNode], asked: Asked, name: str
) -> tuple[Choice, ...]:
    chosen = _chosen(asked, name)
    return _by_name(
        [
            Choice(shorten(thing.value), values.of(thing).text.value, chosen=thing.value in chosen)
            for thing in things
        ]
    )


def _by_name(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: choice.name.casefold()))


def _things(name: str, served: Image) -> Sequence[NamedNode]:
    parameter: Parameter = PROGRAMME.parameter(name)
    return names(parameter, served).things


def _chosen(asked: Asked, name: str) -> frozenset[str]:
    """Return the IRIs of what is asked for, in whatever way it was named."""
    texts = asked.texts.get(name, [])
    if not texts:
        return frozenset()
    return frozenset(
        term.value for term in read_arguments(PROGRAMME, {name: texts}, asked.image)[name]
    )


def _rows(served: Image, name: str) -> list[Row]:
    """Return the rows of a list, asked once for each language while a graph is served."""
    kept = _KNOWN.setdefault(served, {})
    # Only of what pages are read in, for a client may name any language.
    tag = language() if language() in LANGUAGE_NAMES else "en"
    if (name, tag) not in kept:
        kept[name, tag] = rows(ask(find(name), {"lang": [Literal(tag)]}, served))
    return kept[name, tag]


_KNOWN: Final[WeakKeyDictionary[Image, dict[tuple[str, str], list[Row]]]] = WeakKeyDictionary()
