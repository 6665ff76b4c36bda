"""What there is: kinds of things, vocabularies and graphs, each with a count and an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from symbiograph.description import Text, select, term
from symbiograph.prefixes import BASE, ID, PREFIXES
from symbiograph.web.directory import Directory
from symbiograph.web.reading.evidence import Badge
from symbiograph.web.reading.values import Value, Values

# The kinds in the order in which the project tells its story, and the class that explains each.
KINDS: Final = {
    "Exchanges and flows": {
        "exchange": "sg:Exchange",
        "case": "sg:ExchangeCase",
        "stream": "sg:ResourceStream",
        "residue": "sg:Residue",
        "input": "sg:PrimaryInput",
        "party": "sg:ExchangeParty",
        "quantity": "sg:Quantity",
    },
    "What exchanges call for": {
        "technology": "sg:Technology",
        "pattern": "sg:ExchangePattern",
        "call": "sg:SkillCall",
    },
    "People and skills": {
        "skill": "sg:Skill",
        "profile": "sg:JobProfile",
        "target-group": "sg:TargetGroup",
        "task": "sg:Task",
        "requirement": "sg:SkillRequirement",
    },
    "Training": {"unit": "sg:TrainingUnit", "outcome": "sg:LearningOutcome"},
    "Places, projects and observations": {
        "region": "sg:Region",
        "organisation": "org:Organization",
        "project": "sg:Project",
        "fact": "sg:ProjectFact",
        "observation": "sg:RegionalObservation",
    },
    "Where statements come from": {
        "source": "sg:Source",
        "evidence": "sg:Evidence",
        "mapping": "sssom:Mapping",
    },
}
CLASSES: Final = {kind: name for group in KINDS.values() for kind, name in group.items()}


@dataclass(frozen=True)
class Item:
    """A line of a list: a name that leads somewhere, a count, and an explanation."""

    name: Text
    href: str
    count: int | None = None
    about: Text | None = None


@dataclass(frozen=True)
class Dataset:
    """A graph of the catalogue."""

    graph: Value
    about: Text | None
    triples: int
    file: str
    licence: Value | None


def kinds(values: Values, directory: Directory) -> dict[str, list[Item]]:
    """Return the kinds that hold things, by group; what no group names comes last."""
    found = set(directory.folders("id"))
    groups = {
        title: [kind(values, directory, name) for name in names if name in found]
        for title, names in KINDS.items()
    }
    others = sorted(found - set(CLASSES))
    groups["Others"] = [kind(values, directory, name) for name in others]
    return {title: items for title, items in groups.items() if items}


def kind(values: Values, directory: Directory, name: str) -> Item:
    """Return one kind of things, explained by its class."""
    class_ = term(CLASSES[name]) if name in CLASSES else None
    label = values.labels.stated(class_) if class_ else None
    about = values.labels.text(class_, term("skos:definition")) if class_ else None
    count = len(directory.names(f"id/{name}"))
    return Item(label or Text(name), values.links.path(f"/id/{name}"), count, about)


def vocabularies(values: Values) -> list[Item]:
    """Return the concept schemes with the number of their concepts, by label."""
    rows = select(
        values.store,
        f"PREFIX skos: <{PREFIXES['skos']}> SELECT ?scheme (COUNT(?concept) AS ?n) "
        "{ ?scheme a skos:ConceptScheme OPTIONAL { ?concept skos:inScheme ?scheme } } "
        "GROUP BY ?scheme",
    )
    items = [
        Item(
            values.labels.of(scheme),
            shown.link.href,
            count,
            values.labels.text(scheme, term("skos:definition"))
            or values.labels.text(scheme, term("dcterms:description")),
        )
        for scheme, count in _counts(rows)
        if count and (shown := values.of(scheme)).link
    ]
    return sorted(items, key=lambda item: item.name.value.casefold())


def datasets(values: Values) -> list[Dataset]:
    """Return the graphs of the catalogue, by title."""
    rows = select(
        values.store,
        f"PREFIX void: <{PREFIXES['void']}> SELECT ?graph ?n {{ ?graph void:triples ?n }}",
    )
    found = []
    for graph, triples in _counts(rows):
        files = values.labels.literals(graph, term("dcterms:identifier"))
        licences = values.objects(graph, term("dcterms:license"))
        found.append(
            Dataset(
                values.of(graph),
                values.labels.text(graph, term("dcterms:description")),
                triples,
                files[0].value if files else "",
                values.of(licences[0]) if licences else None,
            )
        )
    return sorted(found, key=lambda dataset: dataset.graph.order)


def members(values: Values, kind_name: str, names: tuple[str, ...]) -> list[Value]:
    """Return the things of one kind that have the given last segments, in that order."""
    return [values.of(NamedNode(f"{ID}{kind_name}/{name}")) for name in names]


def evidence_kinds(values: Values, directory: Directory) -> list[tuple[Badge, Text | None]]:
    """Return the words for evidence, as badges, each with its meaning."""
    folder = "vocabulary/evidence-kind"
    concepts = [NamedNode(f"{BASE}{folder}/{name}") for name in directory.names(folder)]
    definition = term("skos:definition")
    return [(values.evidence.badge(c), values.labels.text(c, definition)) for c in concepts]


def _counts(rows: QuerySolutions) -> Iterator[tuple[NamedNode, int]]:
    for row in rows:
        node, number = row[0], row[1]
        if isinstance(node, NamedNode) and isinstance(number, Literal):
            yield node, int(number.value)
