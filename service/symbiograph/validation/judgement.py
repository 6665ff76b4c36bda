"""The judgement: data together with its background goes to an engine, its findings come back."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from symbiograph.validation import fast, portable
from symbiograph.validation.background import background as project_background
from symbiograph.validation.documents import Document
from symbiograph.validation.focus import narrowing
from symbiograph.validation.report import Place, ValidationReport, ValidationResult
from symbiograph.validation.shapes import Node, Shapes, data_shapes
from symbiograph.validation.surroundings import Find, surroundings

EngineName: TypeAlias = Literal["shacl", "pyshacl"]
Engine: TypeAlias = Callable[[Shapes, frozenset[Triple]], Iterable[ValidationResult]]

_ENGINES: Final[Mapping[EngineName, Engine]] = {"shacl": fast.judge, "pyshacl": portable.judge}
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DATASET: Final = NamedNode("http://www.w3.org/ns/dcat#Dataset")


def installed_engine() -> EngineName:
    """Return the engine used by default: the Rust one where it has a wheel, else pySHACL."""
    return "shacl" if importlib.util.find_spec("shacl") else "pyshacl"


def validate(
    data: Iterable[Triple],
    background: Iterable[Triple] = (),
    *,
    shapes: Shapes | None = None,
    engine: EngineName | None = None,
) -> ValidationReport:
    """Judge ``data`` and return everything there is to say about its subjects.

    ``background`` is what the data may refer to without describing it, such as the ontology and
    its vocabularies: it takes part, and nothing is reported about it. The shapes are by default
    the project's data shapes. Triple terms (RDF 1.2) are beyond SHACL and must not occur.
    """
    judged = frozenset(data)
    everything = judged.union(background)
    shapes = shapes or data_shapes()
    if everything != judged:
        return _judged_among(judged, everything, shapes, engine)
    results = _ENGINES[engine or installed_engine()](shapes, judged)
    return _report(results, judged, shapes)


def validate_in_graph(
    data: Iterable[Triple],
    find: Find,
    *,
    shapes: Shapes | None = None,
    engine: EngineName | None = None,
) -> ValidationReport:
    """Judge ``data``, triples of the graph that ``find`` looks into; that is the background.

    Of it only what the shapes look at is read, unless that cannot be told.
    """
    judged = frozenset(data)
    shapes = shapes or data_shapes()
    around = surroundings(shapes, _subjects(judged), find)
    if around is None:
        around = frozenset(find(None, None, None))
    return _judged_among(judged, judged | around, shapes, engine)


def _judged_among(
    judged: frozenset[Triple],
    everything: frozenset[Triple],
    shapes: Shapes,
    engine: EngineName | None,
) -> ValidationReport:
    narrowed, subjects = narrowing(shapes), _subjects(judged)
    marked = everything.union(narrowed.marked(everything, subjects))
    results = _ENGINES[engine or installed_engine()](narrowed.shapes, marked)
    return _report(results, judged, shapes)


def _report(
    results: Iterable[ValidationResult], judged: frozenset[Triple], shapes: Shapes
) -> ValidationReport:
    in_order = tuple(sorted(results, key=ValidationResult.sort_key))
    return ValidationReport(in_order, len(judged), shapes)


def validate_text(
    text: str, shapes: Shapes, *, engine: EngineName | None = None
) -> ValidationReport:
    """Judge N-Triples as they are, without a background and without blank nodes.

    The Rust engine reads the text itself, which takes a graph of a million triples past Python.
    """
    if (engine or installed_engine()) == "shacl":
        results = fast.judge_text(shapes, text)
    else:
        triples = (quad.triple for quad in pyoxigraph.parse(text, RdfFormat.N_TRIPLES))
        results = portable.judge(shapes, frozenset(triples))
    in_order = tuple(sorted(results, key=ValidationResult.sort_key))
    return ValidationReport(in_order, text.count("\n"), shapes)


def validate_documents(
    documents: Sequence[Document],
    *,
    shapes: Shapes | None = None,
    engine: EngineName | None = None,
) -> ValidationReport:
    """Judge documents together, over the project's own files, and say where each thing stands.

    A document that describes one of the project's graphs is taken as that graph's new state.
    """
    data = frozenset(triple for document in documents for triple in document.triples)
    datasets = (t for t in data if t.predicate == _TYPE and t.object == _DATASET)
    described = {node.value for node in _subjects(datasets)}
    report = validate(data, project_background(described), shapes=shapes, engine=engine)
    places = {iri: place for document in reversed(documents) for iri, place in _places(document)}
    results = (replace(r, place=places.get(r.focus)) for r in report.results)
    return replace(report, results=tuple(results))


def _places(document: Document) -> Iterable[tuple[Node, Place]]:
    for subject in _subjects(document.triples):
        yield subject, Place(document.source, document.line_of(subject.value))


def _subjects(triples: Iterable[Triple]) -> frozenset[Node]:
    return frozenset(t.subject for t in triples if not isinstance(t.subject, Triple))
