"""Tables for things that only say how other things belong together, such as requirements.

A list of their names would repeat the thing the page is about in every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from symbiograph.description import Term, Text, term
from symbiograph.web.reading.values import Value, Values

# Class to the properties that make its columns; "" stands for the thing itself, by its name.
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "sg:SkillRequirement": (
        "sg:isRequirementOf",
        "sg:hasRequiredSkill",
        "sg:hasNecessity",
        "sg:hasCurrentLevel",
        "sg:hasFutureLevel",
        "sg:appliesToSector",
        "sg:statesImportance",
    ),
    "sg:SkillCall": ("sg:isCallOf", "sg:hasCalledSkill"),
    "sg:LearningOutcome": ("", "sg:isOutcomeOf", "sg:developsSkill", "sg:hasOutcomeType"),
    "sg:Exchange": (
        "",
        "sg:exchangesStream",
        "sg:hasDonor",
        "sg:hasReceiver",
        "sg:hasExchangeStatus",
        "sg:belongsToCase",
    ),
    "sg:Quantity": (
        "qudt:numericValue",
        "sg:hasUnit",
        "sg:hasPeriod",
        "sg:hasQuantityBasis",
    ),
    "sg:RegionalObservation": ("", "sg:observesRegion", "sg:observesSector", "sg:hasReliability"),
    "sssom:Mapping": (
        "owl:annotatedSource",
        "owl:annotatedProperty",
        "owl:annotatedTarget",
        "sssom:confidence",
        "sssom:object_source_version",
        "rdfs:comment",
    ),
    "sg:Evidence": ("", "sg:hasEvidenceKind", "sg:citesSource"),
}
_HEADINGS: Final = {
    "": "name",
    "owl:annotatedSource": "concept",
    "owl:annotatedProperty": "relation",
    "owl:annotatedTarget": "matched concept",
    "rdfs:comment": "remark",
    "sssom:confidence": "confidence",
    "sssom:object_source_version": "version",
}
_RELATION: Final = "owl:annotatedProperty"
_NOTHING: Final = term("sssom:NoTermFound")
_RANGE: Final = term("rdfs:range")
COLUMNS: Final = {term(name): columns for name, columns in _COLUMNS.items()}

Cells = tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings; each row starts with the thing the row is about."""

    headings: tuple[Text, ...]
    rows: tuple[tuple[Value, tuple[Cells, ...]], ...]


def table(values: Values, page: NamedNode, class_: NamedNode, nodes: Sequence[Term]) -> Table:
    """Return the table of ``nodes``, without the columns that are empty or only say ``page``."""
    columns = COLUMNS[class_]
    rows = [(node, [_cell(values, node, column) for column in columns]) for node in nodes]
    kept = [
        index
        for index in range(len(columns))
        if any(cells[index] for _, cells in rows)
        and any([v.title for v in cells[index]] != [page.value] for _, cells in rows)
    ]
    shown = [
        (_statement(values, node), tuple(cells[index] for index in kept)) for node, cells in rows
    ]
    shown.sort(key=lambda row: [[value.order for value in cell] for cell in row[1]])
    return Table(_headings(values, [columns[index] for index in kept]), tuple(shown))


def _cell(values: Values, node: Term, column: str) -> Cells:
    if not column:
        return (values.of(node),)
    if not isinstance(node, NamedNode):
        return ()
    if column == _RELATION and _NOTHING in values.objects(node, term("owl:annotatedTarget")):
        return ()
    quads = values.store.quads_for_pattern(node, term(column), None, DefaultGraph())
    return tuple(values.sorted(quad.object for quad in quads))


def _statement(values: Values, node: Term) -> Value:
    """Return the link to the row's own page: the kinds of its evidence stand for its words."""
    if not isinstance(node, NamedNode):
        return Value(Text(""))
    badges = values.evidence.badges(node)
    return Value(Text("details"), values.links.to(values.store, node), node.value, badges=badges)


def _headings(values: Values, columns: Sequence[str]) -> tuple[Text, ...]:
    """Name each column by the class of what stands in it; by its property where two share one."""
    ranges = [values.objects(term(column), _RANGE) if column else [] for column in columns]
    return tuple(
        Text(_HEADINGS[column], "en")
        if column in _HEADINGS
        else values.labels.of(range_[0] if range_ and ranges.count(range_) == 1 else term(column))
        for column, range_ in zip(columns, ranges, strict=True)
    )
