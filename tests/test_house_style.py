"""The ontology before its own style, by both SHACL engines.

The examples of each rule, under ``tests/shapes/house-style``, are judged with those of the other
shapes.
"""

from __future__ import annotations

import pytest

from symbiograph.engine.reading import read_quads
from symbiograph.resources import folder
from symbiograph.validation import as_text, read_shapes, validate
from symbiograph.validation.judgement import EngineName


@pytest.mark.parametrize("engine", ["shacl", pytest.param("pyshacl", marks=pytest.mark.slow)])
def test_ontology_keeps_the_house_style(engine: EngineName) -> None:
    ontology = folder("ontology")
    files = [ontology / "symbiograph.ttl", *sorted((ontology / "modules").glob("*.ttl"))]
    shapes = read_shapes([folder("shapes") / "house-style.shapes.ttl"])
    triples = [quad.triple for file in files for quad in read_quads(file)]
    report = validate(triples, shapes=shapes, engine=engine)
    assert report.conforms, as_text(report)
