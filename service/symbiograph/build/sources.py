"""The files a release is made of: found, read and checked, each graph under its own name."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)

from symbiograph.engine.reading import read_quads
from symbiograph.engine.release import checksum
from symbiograph.errors import BuildError, UnreadableInput
from symbiograph.esco import Shelf
from symbiograph.mappings import mapping_statements, read_mapping_set, set_description
from symbiograph.mappings.reading import decoded
from symbiograph.mappings.slots import SSSOM
from symbiograph.mappings.standing import SUFFIX, standing_of
from symbiograph.prefixes import GRAPH
from symbiograph.queries import read_query
from symbiograph.queries.description import describe, prefixes

DCTERMS: Final = "http://purl.org/dc/terms/"
# What a file must say of its own graph, so that the catalogue can.
_DESCRIBED_BY: Final = ("title", "description", "license", "modified")
_QUERY: Final = ".rq"


@dataclass(frozen=True)
class GraphPlan:
    """A named graph and the files that make it.

    ``source`` is what to edit, relative to the project: the file, or the folder of several.
    ``described`` tells whether the files describe their graph. What is not ``published`` stays
    out of the default graph.
    """

    name: str
    source: str
    paths: list[Path]
    described: bool
    published: bool

    @property
    def iri(self) -> str:
        """The graph's name as an IRI."""
        return GRAPH + self.name


@dataclass(frozen=True)
class SourceGraph:
    """A named graph as its files state it; ``description`` holds what they say of the graph."""

    plan: GraphPlan
    triples: frozenset[Triple]
    description: frozenset[Triple]


@dataclass(frozen=True)
class Sources:
    """Everything read: checksums of the files by name, graphs, rules by file name."""

    inputs: dict[str, str]
    graphs: list[SourceGraph]
    rules: dict[str, str]


def read_sources(root: Path) -> Sources:
    """Read the data folders under ``root``.

    Raises :class:`BuildError` that tells every file that cannot be read, with line and column.
    """
    inputs: dict[str, str] = {}
    graphs = []
    faults = []
    plans = plan_graphs(root)
    for plan in plans:
        contents = _contents(root, plan.paths, inputs)
        try:
            graphs.append(_graph(plan, contents))
        except UnreadableInput as error:
            faults.append(error.message)
    rules = _contents(root, _rules(root), inputs)
    for name, files in Counter(plan.name for plan in plans).items():
        if files > 1:
            faults.append(
                f"{files} files are named {name!r}: each would be the graph {GRAPH}{name}"
            )
    if not inputs:
        raise BuildError(f"There is nothing to build in {root}: no ontology, shapes or mappings")
    if faults:
        raise BuildError("The sources cannot be read:\n" + "\n".join(f"  {f}" for f in faults))
    return Sources(inputs, graphs, {name: content.decode() for name, content in rules.items()})


def input_checksums(root: Path, data_dir: Path) -> dict[str, str]:
    """Return the checksum of every file a release would be made of, by its name.

    Those are the project's files under ``root`` and what was imported of ESCO into ``data_dir``.
    """
    inputs: dict[str, str] = {}
    for plan in plan_graphs(root):
        _contents(root, plan.paths, inputs)
    _contents(root, _rules(root), inputs)
    return inputs | Shelf(data_dir).inputs()


def plan_graphs(root: Path) -> list[GraphPlan]:
    """Return the named graphs that the folders under ``root`` make, without reading a file."""
    ontology = root / "ontology"
    modules = sorted([*ontology.glob("*.ttl"), *ontology.glob("modules/*.ttl")])
    plans = [GraphPlan("ontology", "ontology", modules, described=False, published=True)]
    for folder in ("vocabularies", "facts"):
        for path in sorted((ontology / folder).glob("*.ttl")):
            source = path.relative_to(root).as_posix()
            plans.append(GraphPlan(path.stem, source, [path], described=True, published=True))
    for path in sorted((root / "mappings").glob("*" + SUFFIX)):
        name = path.name.removesuffix(SUFFIX)
        accepted = standing_of(path.name) == "accepted"
        source = path.relative_to(root).as_posix()
        plans.append(GraphPlan(name, source, [path], described=True, published=accepted))
    shapes = sorted((root / "shapes").glob("*.ttl"))
    plans.append(GraphPlan("shapes", "shapes", shapes, described=False, published=False))
    queries = sorted((root / "queries").glob("*/*" + _QUERY))
    if queries:
        plans.append(GraphPlan("queries", "queries", queries, described=False, published=True))
    return plans


def _rules(root: Path) -> list[Path]:
    return sorted((root / "ontology" / "rules").glob("*.rq"))


def _contents(root: Path, paths: Iterable[Path], inputs: dict[str, str]) -> dict[str, bytes]:
    """Return the content of each file by its name in the project; note checksums in ``inputs``."""
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    inputs.update({name: checksum(content) for name, content in contents.items()})
    return contents


def _graph(plan: GraphPlan, contents: dict[str, bytes]) -> SourceGraph:
    triples: set[Triple] = set()
    quads: list[Quad] = []
    for name, content in contents.items():
        if name.endswith(SUFFIX):
            triples |= _from_table(plan, name, content)
        elif name.endswith(_QUERY):
            triples |= _from_query(name, content)
        else:
            quads += read_quads(io.BytesIO(content), name, RdfFormat.TURTLE, one_graph=True)
    triples |= _with_fixed_blank_nodes(quads, plan.name)
    if not plan.described:
        return SourceGraph(plan, frozenset(triples), frozenset())
    node = NamedNode(plan.iri)
    description = {
        triple
        for triple in triples
        if triple.subject == node and not triple.predicate.value.startswith(SSSOM)
    }
    said = {triple.predicate.value for triple in description}
    for term in _DESCRIBED_BY:
        if DCTERMS + term not in said:
            reason = f"it does not describe its graph: <{plan.iri}> dcterms:{term} … is missing"
            raise UnreadableInput(plan.source, reason)
    return SourceGraph(plan, frozenset(triples - description), frozenset(description))


def _from_table(plan: GraphPlan, name: str, content: bytes) -> set[Triple]:
    mappings = read_mapping_set(decoded(content, name), name)
    if mappings.one("mapping_set_id") != plan.iri:
        raise UnreadableInput(name, f"mapping_set_id in its head must be {plan.iri}")
    return {
        *mapping_statements(mappings, plan.iri, accepted=plan.published),
        *set_description(mappings, plan.iri),
    }


def _from_query(name: str, content: bytes) -> set[Triple]:
    own_name = name.removeprefix("queries/").removesuffix(_QUERY)
    query = read_query(decoded(content, name), own_name, name)
    return {*describe(query), *prefixes()}


def _with_fixed_blank_nodes(quads: list[Quad], name: str) -> set[Triple]:
    """Return the triples of ``quads`` with blank nodes named after the graph and their place."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def fixed(node: BlankNode) -> BlankNode:
        return BlankNode(f"{name}-{node.value}")

    return {
        Triple(
            fixed(q.subject) if isinstance(q.subject, BlankNode) else q.subject,
            q.predicate,
            fixed(q.object) if isinstance(q.object, BlankNode) else q.object,
        )
        for q in dataset
    }
