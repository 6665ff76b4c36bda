"""Judging RDF by the project's SHACL shapes: one interface, two engines, three kinds of report."""

from __future__ import annotations

from symbiograph.validation.background import background
from symbiograph.validation.documents import Document, document, read_document
from symbiograph.validation.judgement import (
    EngineName,
    validate,
    validate_documents,
    validate_in_graph,
    validate_text,
)
from symbiograph.validation.machine import as_json, as_turtle, results_as_json
from symbiograph.validation.readable import as_text, print_report
from symbiograph.validation.report import Place, Severity, ValidationReport, ValidationResult
from symbiograph.validation.shapes import Shapes, data_shapes, read_shapes

__all__ = [
    "Document",
    "EngineName",
    "Place",
    "Severity",
    "Shapes",
    "ValidationReport",
    "ValidationResult",
    "as_json",
    "as_text",
    "as_turtle",
    "background",
    "data_shapes",
    "document",
    "print_report",
    "read_document",
    "read_shapes",
    "results_as_json",
    "validate",
    "validate_documents",
    "validate_in_graph",
    "validate_text",
]
