"""What the rows of each kind of table state, as triples of our model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.contributing.names import Contribution, slug_of
from symbiograph.contributing.rows import Row
from symbiograph.contributing.stating import DCTERMS, ENGLISH, LABEL, TYPE, Statements, sg
from symbiograph.contributing.vocabulary import teaching_language
from symbiograph.prefixes import PREFIXES

_NOTE: Final = NamedNode(PREFIXES["skos"] + "note")
_DEFINITION: Final = NamedNode(PREFIXES["skos"] + "definition")
_YEAR: Final = NamedNode(PREFIXES["xsd"] + "integer")


def units(state: Statements, rows: list[Row]) -> None:
    """State training units with the outcomes that develop their skills."""
    by_id = {row.text("id"): row for row in rows if row.text("id")}
    for row in rows:
        node = state.thing("unit", row, sg("TrainingUnit"), row.text("title"))
        state.links(node, sg("hasUnitType"), row.all("type"))
        state.say(node, sg("isProvidedBy"), _organisation(state, row, "provider"))
        for column, name in (("hours", "hasHours"), ("credits", "hasCreditPoints")):
            state.number(node, sg(name), row.one(column))
        state.links(node, sg("hasCreditScheme"), row.all("credit scheme"))
        state.links(node, sg("hasEqfLevel"), row.all("EQF level"))
        state.links(node, sg("hasDeliveryMode"), row.all("mode"))
        languages = (teaching_language(str(tag)) for tag in row.all("taught in"))
        state.links(node, NamedNode(DCTERMS + "language"), filter(None, languages))
        whole = by_id.get(row.text("part of"))
        if whole is not None:
            state.say(node, sg("isPartOfUnit"), state.of.thing("unit", whole.text("id")))
        state.words(node, _NOTE, row, "note")
        if row.all("skills"):
            _outcome(state, row, node)


def _outcome(state: Statements, row: Row, unit: NamedNode) -> None:
    label = row.text("outcome") or row.text("title")
    node = state.thing("outcome", row, sg("LearningOutcome"), label)
    language = row.text("language") or ENGLISH
    state.say(node, _DEFINITION, Literal(label, language=language))
    state.say(node, sg("isOutcomeOf"), unit)
    default = NamedNode(PREFIXES["outcome-type"] + "skill")
    state.links(node, sg("hasOutcomeType"), row.all("outcome type") or [default])
    state.links(node, sg("developsSkill"), row.all("skills"))


def requirements(state: Statements, rows: list[Row], name: Callable[[NamedNode], str]) -> None:
    """State which skills profiles require."""
    for row in rows:
        profile, skill = row.one("profile"), row.one("skill")
        if not isinstance(profile, NamedNode) or not isinstance(skill, NamedNode):
            continue
        node = state.thing(
            "requirement", row, sg("SkillRequirement"), f"{name(profile)}: {name(skill)}"
        )
        state.say(node, sg("isRequirementOf"), profile)
        state.say(node, sg("hasRequiredSkill"), skill)
        state.links(node, sg("hasNecessity"), row.all("necessity"))
        state.links(node, sg("hasCurrentLevel"), row.all("level now"))
        state.links(node, sg("hasFutureLevel"), row.all("level in future"))
        state.links(node, sg("appliesToSector"), row.all("sectors"))
        state.words(node, sg("statesImportance"), row, "importance")
        state.words(node, _NOTE, row, "note")


def streams(
    state: Statements, rows: list[Row], name: Callable[[NamedNode], str], *, offered: bool
) -> None:
    """State offers or needs: exchanges of which one party is known.

    An offer is listed as available and says nothing of an exchange, a need is a possible exchange.
    """
    who = "offered by" if offered else "needed by"
    case = state.of.thing("case", "offers-and-needs")
    for row in rows:
        stream = row.one("stream")
        known = isinstance(stream, NamedNode)
        label = name(stream) if isinstance(stream, NamedNode) else str(stream)
        party = state.thing("party", row, sg("ExchangeParty"), row.text(who), "-party")
        words = f"{label}: {who} {row.text(who)}"
        node = state.thing("exchange", row, sg("Exchange"), words)
        if not known:
            new = state.thing("stream", row, sg("ResourceStream"), label)
            state.links(new, sg("hasStreamKind"), row.all("kind"))
            stream = new
        if isinstance(stream, NamedNode):
            state.say(node, sg("exchangesStream"), stream)
        state.say(node, sg("belongsToCase"), case)
        state.say(node, sg("hasDonor" if offered else "hasReceiver"), party)
        status = "inventory" if offered else "potential"
        state.say(node, sg("hasExchangeStatus"), NamedNode(PREFIXES["exchange-status"] + status))
        if row.all("activity"):
            activity = sg("hasDonorActivity" if offered else "hasReceiverActivity")
            state.links(node, activity, row.all("activity"))
            state.say(node, sg("hasActivityEvidence"), state.evidence(row))
        state.links(node, sg("isLocatedIn"), row.all("place"))
        state.words(node, sg("statesUse"), row, "use")
        state.words(node, _NOTE, row, "note")
        if row.all("amount"):
            _quantity(state, row, node, words)
    if rows:
        _case(state, case, rows)


def _case(state: Statements, case: NamedNode, rows: list[Row]) -> None:
    state.say(case, TYPE, sg("ExchangeCase"))
    state.say(
        case,
        LABEL,
        Literal(f"Offers and needs of {state.of.contributor}: {state.of.slug}", language=ENGLISH),
    )
    state.say(case, sg("hasEvidence"), state.evidence(Row(rows[0].number, {})))
    for row in rows:
        state.links(case, sg("isLocatedIn"), row.all("place"))


def _quantity(state: Statements, row: Row, exchange: NamedNode, label: str) -> None:
    node = state.thing("quantity", row, sg("Quantity"), label)
    state.say(exchange, sg("hasQuantity"), node)
    state.number(node, NamedNode(PREFIXES["qudt"] + "numericValue"), row.one("amount"))
    stated = NamedNode(PREFIXES["measurement-unit"] + "not-stated")
    state.links(node, sg("hasUnit"), row.all("unit") or [stated])
    yearly = NamedNode(PREFIXES["period"] + "per-year")
    state.links(node, sg("hasPeriod"), row.all("period") or [yearly])
    state.say(
        node, sg("hasQuantityBasis"), NamedNode(PREFIXES["quantity-basis"] + "available-quantity")
    )


def observations(state: Statements, rows: list[Row]) -> None:
    """State what was observed in regions."""
    for row in rows:
        node = state.thing("observation", row, sg("RegionalObservation"), row.text("title"))
        state.words(node, NamedNode(DCTERMS + "description"), row, "statement")
        for column, predicate in _OBSERVED.items():
            state.links(node, sg(predicate), row.all(column))
        first = row.one("from year")
        for name, year in (("startsInYear", first), ("endsInYear", row.one("to year") or first)):
            state.say(node, sg(name), Literal(str(year), datatype=_YEAR))
        lowest = row.one("lowest value")
        highest = row.one("highest value")
        state.number(node, sg("hasLowerValue"), highest if lowest is None else lowest)
        state.number(node, sg("hasUpperValue"), lowest if highest is None else highest)
        state.words(node, sg("statesUnit"), row, "of what")
        state.words(node, _NOTE, row, "note")


_OBSERVED: Final[Mapping[str, str]] = {
    "region": "observesRegion",
    "sectors": "observesSector",
    "type": "hasObservationType",
    "reliability": "hasReliability",
    "skills": "concernsSkill",
    "profiles": "concernsProfile",
}


def _organisation(state: Statements, row: Row, column: str) -> NamedNode:
    """Return the organisation that a row names, described where the graph does not know it."""
    value = row.one(column)
    if isinstance(value, NamedNode):
        return value
    label = str(value)
    node = state.of.thing("organisation", slug_of(label))
    state.say(node, TYPE, NamedNode(PREFIXES["org"] + "Organization"))
    state.named(node, label, row)
    state.say(node, sg("hasEvidence"), state.evidence(Row(row.number, {})))
    return node


def statements_of(
    kind: str, of: Contribution, rows: list[Row], day: str, name: Callable[[NamedNode], str]
) -> Statements:
    """Return what rows of a kind of table state; ``day`` is when, ``name`` names known things."""
    state = Statements(of, day)
    if kind == "units":
        units(state, rows)
    elif kind == "requirements":
        requirements(state, rows, name)
    elif kind == "observations":
        observations(state, rows)
    else:
        streams(state, rows, name, offered=kind == "offers")
    return state
