"""What the rows of each kind of table state, as triples of our model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.contributing.forms import Value, decimal
from symbiograph.contributing.names import Contribution, slug_of
from symbiograph.contributing.rows import Row
from symbiograph.contributing.vocabulary import teaching_language
from symbiograph.prefixes import PREFIXES, SG

TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
LABEL: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
NOTE: Final = NamedNode(PREFIXES["skos"] + "note")
_DEFINITION: Final = NamedNode(PREFIXES["skos"] + "definition")
_DCTERMS: Final = PREFIXES["dcterms"]
_YEAR: Final = NamedNode(PREFIXES["xsd"] + "integer")
_ENGLISH: Final = "en"


def sg(name: str) -> NamedNode:
    """Return a term of the ontology."""
    return NamedNode(SG + name)


@dataclass
class Statements:
    """Collects what rows state; ``evidence`` is for rows that name no source of their own."""

    of: Contribution
    day: str
    triples: dict[Triple, None] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)

    def say(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State values of a property."""
        for value in values:
            self.triples[Triple(subject, predicate, value)] = None

    def thing(
        self, kind: str, row: Row, class_: NamedNode, label: str, suffix: str = ""
    ) -> NamedNode:
        """Begin a thing of a row: its class, name, note and evidence."""
        name = (row.text("id") or label) + suffix
        node = self.of.thing(kind, name)
        self.subjects.setdefault(node.value, row.number)
        self.say(node, TYPE, class_)
        self.named(node, label, row)
        self.say(node, sg("hasEvidence"), self.evidence(row))
        return node

    def named(self, node: NamedNode, label: str, row: Row) -> None:
        """Name a thing in the row's language, and in English, in which every thing is found."""
        for language in dict.fromkeys((row.text("language") or _ENGLISH, _ENGLISH)):
            self.say(node, LABEL, Literal(label, language=language))

    def words(self, node: NamedNode, predicate: NamedNode, row: Row, column: str) -> None:
        """State the words of a column in the row's language."""
        text = row.text(column)
        if text:
            self.say(node, predicate, Literal(text, language=row.text("language") or _ENGLISH))

    def links(self, node: NamedNode, predicate: NamedNode, values: Iterable[Value]) -> None:
        """State links to things that the graph knows."""
        self.say(node, predicate, *(value for value in values if isinstance(value, NamedNode)))

    def evidence(self, row: Row) -> NamedNode:
        """Return the evidence of a row: its source, or else this contribution itself."""
        source = row.one("source")
        address = source.value if isinstance(source, NamedNode) else ""
        bare = address.partition("://")[2]
        node = self.of.thing("evidence", bare or "contribution")
        label = f"Read at {bare}" if bare else f"Stated by {self.of.contributor} in a contribution"
        cited = self.of.thing("source", bare or "contribution")
        self.say(node, TYPE, sg("Evidence"))
        self.say(node, LABEL, Literal(label, language=_ENGLISH))
        self.say(
            node,
            sg("hasEvidenceKind"),
            NamedNode(PREFIXES["evidence-kind"] + ("read" if bare else "dataset")),
        )
        self.say(node, sg("citesSource"), cited)
        self.say(
            node,
            NamedNode(_DCTERMS + "created"),
            Literal(self.day, datatype=NamedNode(PREFIXES["xsd"] + "date")),
        )
        title = bare or f"Contribution {self.of.slug} of {self.of.contributor}"
        address = address or self.of.graph.value
        self.say(cited, TYPE, sg("Source"))
        self.say(cited, LABEL, Literal(title, language=_ENGLISH))
        self.say(
            cited,
            sg("hasAddress"),
            Literal(address, datatype=NamedNode(PREFIXES["xsd"] + "anyURI")),
        )
        return node


def units(state: Statements, rows: list[Row]) -> None:
    """State training units with the outcomes that develop their skills."""
    by_id = {row.text("id"): row for row in rows if row.text("id")}
    for row in rows:
        node = state.thing("unit", row, sg("TrainingUnit"), row.text("title"))
        state.links(node, sg("hasUnitType"), row.all("type"))
        state.say(node, sg("isProvidedBy"), _organisation(state, row, "provider"))
        for column, name in (("hours", "hasHours"), ("credits", "hasCreditPoints")):
            _number(state, node, sg(name), row.one(column))
        state.links(node, sg("hasCreditScheme"), row.all("credit scheme"))
        state.links(node, sg("hasEqfLevel"), row.all("EQF level"))
        state.links(node, sg("hasDeliveryMode"), row.all("mode"))
        languages = (teaching_language(str(tag)) for tag in row.all("taught in"))
        state.links(node, NamedNode(_DCTERMS + "language"), filter(None, languages))
        whole = by_id.get(row.text("part of"))
        if whole is not None:
            state.say(node, sg("isPartOfUnit"), state.of.thing("unit", whole.text("id")))
        state.words(node, NOTE, row, "note")
        if row.all("skills"):
            _outcome(state, row, node)


def _outcome(state: Statements, row: Row, unit: NamedNode) -> None:
    label = row.text("outcome") or row.text("title")
    node = state.thing("outcome", row, sg("LearningOutcome"), label)
    language = row.text("language") or _ENGLISH
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
        state.words(node, NOTE, row, "note")


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
        state.words(node, NOTE, row, "note")
        if row.all("amount"):
            _quantity(state, row, node, words)
    if rows:
        _case(state, case, rows)


def _case(state: Statements, case: NamedNode, rows: list[Row]) -> None:
    state.say(case, TYPE, sg("ExchangeCase"))
    state.say(
        case,
        LABEL,
        Literal(f"Offers and needs of {state.of.contributor}: {state.of.slug}", language=_ENGLISH),
    )
    state.say(case, sg("hasEvidence"), state.evidence(Row(rows[0].number, {})))
    for row in rows:
        state.links(case, sg("isLocatedIn"), row.all("place"))


def _quantity(state: Statements, row: Row, exchange: NamedNode, label: str) -> None:
    node = state.thing("quantity", row, sg("Quantity"), label)
    state.say(exchange, sg("hasQuantity"), node)
    _number(state, node, NamedNode(PREFIXES["qudt"] + "numericValue"), row.one("amount"))
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
        state.words(node, NamedNode(_DCTERMS + "description"), row, "statement")
        for column, predicate in _OBSERVED.items():
            state.links(node, sg(predicate), row.all(column))
        first = row.one("from year")
        for name, year in (("startsInYear", first), ("endsInYear", row.one("to year") or first)):
            state.say(node, sg(name), Literal(str(year), datatype=_YEAR))
        lowest = row.one("lowest value")
        highest = row.one("highest value")
        _number(state, node, sg("hasLowerValue"), highest if lowest is None else lowest)
        _number(state, node, sg("hasUpperValue"), lowest if highest is None else highest)
        state.words(node, sg("statesUnit"), row, "of what")
        state.words(node, NOTE, row, "note")


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


def _number(state: Statements, node: NamedNode, predicate: NamedNode, value: Value | None) -> None:
    if isinstance(value, Decimal):
        state.say(node, predicate, decimal(value))


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


def triples_of(state: Statements) -> Iterator[Triple]:
    """Yield what was stated, in order."""
    yield from state.triples
