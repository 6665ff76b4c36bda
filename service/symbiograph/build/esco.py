"""The imported ESCO releases as graphs of a release: the current one published, others beside it.

They stand in files of their own, as they were imported. A release would otherwise hold each of
their triples twice, in the named graph and in the merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.errors import BuildError
from symbiograph.esco import NOTICE, Held, Shelf, judge, neighbourhood, shapes_checksum
from symbiograph.esco.model import DATA
from symbiograph.esco.shelf import GRAPH_FILE, loan_file
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.validation import as_text

# Where its graphs come from, as the refusal to write to them tells it.
SOURCE: Final = "the ESCO import (symbiograph esco import)"
_LICENCE: Final = NamedNode("http://data.europa.eu/eli/dec/2011/833/oj")
_DOWNLOAD: Final = NamedNode("https://esco.ec.europa.eu/en/use-esco/download")
_PUBLISHER: Final = NamedNode("http://publications.europa.eu/resource/authority/corporate-body/COM")
_UNDATED: Final = "1970-01-01"


@dataclass(frozen=True)
class EscoGraph:
    """A graph of a release that was imported: its name, N-Triples, and what is said of it.

    The N-Triples were read from ``path``.

    ``checksum`` is what the document was found to have when it was read.
    """

    name: str
    release: str
    path: Path
    document: bytes
    checksum: str
    published: bool
    description: frozenset[Triple]

    @property
    def iri(self) -> str:
        """The graph's name as an IRI."""
        return GRAPH + self.name

    @property
    def file(self) -> str:
        """The file of a release that holds it."""
        return f"{self.name}.nt"

    @cached_property
    def triples(self) -> int:
        """The number of its triples."""
        return self.document.count(b"\n")


def read_esco(shelf: Shelf, shapes: Path) -> list[EscoGraph]:
    """Return the graphs of all imported releases.

    Raises :class:`BuildError` where the shapes have changed since an import and do not allow it.
    """
    graphs = []
    for held in shelf.held():
        document = held.graph()
        _judge_again(held, document, shapes)
        current = held.release == shelf.current
        graphs.append(_graph(held, document, current))
        graphs += [_loan(held, lender, current) for lender in held.loans]
    return graphs


def around(graphs: Iterable[EscoGraph], published: Iterable[Triple]) -> bytes:
    """Return what rules can draw conclusions from: the hierarchy above concepts that we name.

    ESCO's graph states its own hierarchy in full, so that nothing follows from it alone, and all
    else in it has properties that no rule looks at.
    """
    named = {
        term.value
        for triple in published
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith(DATA)
    }
    return b"".join(neighbourhood(graph.document, named) for graph in graphs if graph.published)


def _judge_again(held: Held, document: bytes, shapes: Path) -> None:
    """Judge a release that was imported when the shapes were others."""
    if held.manifest.judged_by == shapes_checksum(shapes):
        return
    report = judge(document, shapes)
    if not report.accepted:
        raise BuildError(f"ESCO {held.release} breaks the shapes.\n{as_text(report)}")


def _graph(held: Held, document: bytes, current: bool) -> EscoGraph:
    manifest = held.manifest
    counts = manifest.counts
    languages = ", ".join(manifest.languages)
    text = (
        f"ESCO {held.release} as the European Commission publishes it: "
        f"{counts.get('occupations', 0):,} occupations and {counts.get('skills', 0):,} skills, "
        f"texts in {languages}. {NOTICE}."
    )
    name, title = f"esco-{held.release}", f"ESCO {held.release}"
    return _described(held, name, title, text, GRAPH_FILE, document, current)


def _loan(held: Held, lender: str, current: bool) -> EscoGraph:
    text = (
        f"Labels that concepts of ESCO {held.release} had in ESCO {lender}, for languages in which "
        f"{held.release} was not imported. Concepts may be called otherwise today. {NOTICE}."
    )
    name = f"esco-{held.release}-labels-of-{lender}"
    title = f"Labels of ESCO {lender} for ESCO {held.release}"
    return _described(held, name, title, text, loan_file(lender), held.loan(lender), current)


def _described(
    held: Held, name: str, title: str, text: str, file: str, document: bytes, current: bool
) -> EscoGraph:
    checksum = held.manifest.files[file]
    day = held.manifest.last_change or _UNDATED
    statements = _statements(
        ("dcterms:title", Literal(title, language="en")),
        ("dcterms:description", Literal(text, language="en")),
        ("dcterms:license", _LICENCE),
        ("dcterms:rights", Literal(NOTICE, language="en")),
        ("dcterms:publisher", _PUBLISHER),
        ("dcterms:source", _DOWNLOAD),
        ("dcterms:modified", Literal(day, datatype=NamedNode(PREFIXES["xsd"] + "date"))),
        ("rdf:type", NamedNode(PREFIXES["dcat"] + "Dataset")),
    )
    node = NamedNode(GRAPH + name)
    description = frozenset(Triple(node, p, o) for p, o in statements)
    path = held.folder / file
    return EscoGraph(name, held.release, path, document, checksum, current, description)


def _statements(
    *said: tuple[str, NamedNode | Literal],
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    for name, value in said:
        prefix, _, local = name.partition(":")
        yield NamedNode(PREFIXES[prefix] + local), value
