"""The reports of a judgement: as text, JSON and Turtle, in an order that the data do not decide."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib.namespace import SH
from rich.console import Console

from symbiograph.prefixes import BASE, SG
from symbiograph.validation import (
    Severity,
    ValidationReport,
    as_json,
    as_text,
    as_turtle,
    background,
    document,
    print_report,
    validate,
    validate_documents,
)
from test_validation import TEN_LINES


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    return validate_documents([document("data.ttl", TEN_LINES.encode())])


def test_counts_tell_acceptance_from_conformance(report: ValidationReport) -> None:
    assert (report.violations, report.warnings, report.infos) == (5, 1, 1)
    assert not report.accepted
    assert not report.conforms
    only_warned = ValidationReport(
        tuple(r for r in report.results if r.severity is Severity.WARNING), 9, report.shapes
    )
    assert only_warned.accepted
    assert not only_warned.conforms
    assert ValidationReport((), 9, report.shapes).conforms


def test_the_text_says_what_where_and_what_to_write(report: ValidationReport) -> None:
    lines = as_text(report).splitlines()
    assert lines[0] == "5 violations, 1 warning, 1 hint in 5 triples"
    start = lines.index("VIOLATION  Label-spaces  (1 thing)")
    message = " ".join(line.strip() for line in lines[start + 1 : start + 4])
    assert "Write the words with one plain space between them" in message
    assert lines[start + 3] == (
        '    https://example.org/task  skos:prefLabel  "map  residues"@en  data.ttl:5'
    )
    titles = [line for line in lines if re.match("[A-Z]{4,} ", line)]
    order = ["VIOLATION", "WARNING", "INFO"]
    assert titles == sorted(titles, key=lambda t: (order.index(t.split()[0]), t))


def test_the_text_counts_what_it_leaves_out() -> None:
    type_, task = NamedNode(str(rdflib.RDF.type)), NamedNode(SG + "Task")
    data = [Triple(NamedNode(f"https://example.org/{n:02}"), type_, task) for n in range(25)]
    text = as_text(validate(data, background()))
    assert "VIOLATION  Fact-evidence  (25 things)" in text
    assert text.count("sg:hasEvidence\n") == 20
    assert "    … and 5 more; --format json lists all" in text


def test_colours_are_for_terminals_only(report: ValidationReport) -> None:
    def printed(terminal: bool) -> str:
        target = io.StringIO()
        print_report(report, Console(file=target, force_terminal=terminal, width=100))
        return target.getvalue()

    assert "\x1b[" in printed(True)
    assert "\x1b[" not in printed(False)
    assert re.sub(r"\x1b\[[0-9;]*m", "", printed(True)) == printed(False)


def test_json_holds_everything(report: ValidationReport) -> None:
    written = json.loads(as_json(report))
    assert written["violations"] == report.violations
    assert len(written["results"]) == len(report.results)
    (spaces,) = (r for r in written["results"] if r["constraint"].endswith("#Label-spaces"))
    assert spaces == {
        "severity": "Violation",
        "constraint": BASE + "shapes#Label-spaces",
        "component": str(SH.PatternConstraintComponent),
        "focus": {"type": "uri", "value": "https://example.org/task"},
        "path": "<http://www.w3.org/2004/02/skos/core#prefLabel>",
        "value": {"type": "literal", "value": "map  residues", "xml:lang": "en"},
        "message": spaces["message"],
        "source": "data.ttl",
        "line": 5,
    }


def test_turtle_is_the_report_that_shacl_defines(report: ValidationReport) -> None:
    graph = rdflib.Graph().parse(data=as_turtle(report))
    (node,) = graph.subjects(rdflib.RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == rdflib.Literal(False)
    results = list(graph.objects(node, SH.result))
    assert len(results) == len(report.results)
    for result in results:
        assert graph.value(result, rdflib.RDF.type) == SH.ValidationResult
        for needed in (
            SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent,
            SH.resultMessage,
        ):  # fmt: skip
            assert graph.value(result, needed) is not None, needed


def test_reports_do_not_depend_on_the_order_of_the_data() -> None:
    triples = sorted(document("data.ttl", TEN_LINES.encode()).triples, key=str)
    around = background()
    first = validate(triples, around)
    second = validate(triples[::-1], around)
    for write in (as_text, as_json, as_turtle):
        assert write(first) == write(second)


def test_the_command_writes_turtle_on_request(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(TEN_LINES)
    command = [sys.executable, "-m", "symbiograph", "validate", "--format", "turtle", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert len(list(rdflib.Graph().parse(data=done.stdout).objects(None, SH.result))) == 7
