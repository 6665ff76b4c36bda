"""What the shapes cost before a commit: over the whole default graph, and by what they look at.

``python benchmarks/judging.py DATA_DIR TRIPLES`` takes the release in force and adds so many
generated triples to its default graph. CPU seconds of the second judgement: the first one reads the
shapes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time

import graph
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple

from symbiograph.engine.release import Release
from symbiograph.prefixes import GRAPH, ID
from symbiograph.validation import ValidationReport, validate, validate_in_graph
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node


def main(data_dir: Path, triples: int) -> None:
    """Print a line for each graph judged."""
    store = Release.current(data_dir).image().store
    if triples:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "generated.nt"
            graph.write(file, triples)
            store.bulk_load(path=file, format=RdfFormat.N_TRIPLES)

    def find(subject: Node | None, way: NamedNode | None, value: Term | None) -> Iterable[Triple]:
        quads = store.quads_for_pattern(subject, way, value, DefaultGraph())
        return (quad.triple for quad in quads)

    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    projects = store.quads_for_pattern(None, None, None, NamedNode(GRAPH + "projects"))
    judged = {
        "one thing": [Triple(NamedNode(f"{ID}thing/one"), label, Literal("x", language="en"))],
        "projects": [quad.triple for quad in projects],
    }
    print(f"default graph: {sum(1 for _ in find(None, None, None)):,} triples")
    for name, data in judged.items():
        whole, before = timed(lambda data=data: validate(data, find(None, None, None)))
        part, after = timed(lambda data=data: validate_in_graph(data, find))
        assert part.results == whole.results
        print(f"{name} ({len(data):,} triples): whole {before:.2f} s, looked at {after:.3f} s")


def timed(judge: Callable[[], ValidationReport]) -> tuple[ValidationReport, float]:
    """Return the report and the CPU seconds of the second time."""
    judge()
    start = process_time()
    return judge(), process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
