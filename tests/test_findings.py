"""Findings say where a fault is, what it is and how to mend it; certain edits do mend it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Triple

from symbiograph.cli import main
from symbiograph.engine.reading import read_quads
from symbiograph.prefixes import BASE, SG
from symbiograph.resources import folder
from symbiograph.validation import background, document
from symbiograph.validation.findings import (
    Finding,
    Findings,
    among,
    findings_as_html,
    findings_as_json,
    findings_as_text,
    findings_in,
    findings_of,
)
from symbiograph.validation.findings.literals import XSD, in_form
from symbiograph.validation.findings.patterns import fitting
from symbiograph.validation.judgement import validate_in_graph
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find

FAULTY: Final = Path(__file__).parent / "findings"
EXAMPLES: Final = Path(__file__).parent / "shapes"


@cache
def graph() -> Find:
    return among(background())


@cache
def ontology() -> Find:
    return among(
        quad.triple
        for path in [*sorted(folder("ontology").glob("modules/*.ttl")), EXAMPLES / "background.ttl"]
        for quad in read_quads(path, one_graph=True)
    )


def found(text: str, languages: tuple[str, ...] = ()) -> Findings:
    document_ = document("partner.ttl", text.encode())
    return findings_in([document_], graph(), languages=languages)[0]


@pytest.fixture(scope="module")
def ten() -> Findings:
    return found((FAULTY / "ten.ttl").read_text(encoding="utf-8"))


def about(findings: Findings, line: int) -> Finding:
    (one,) = [finding for finding in findings if finding.where.line == line]
    return one


@pytest.mark.parametrize(
    ("line", "label", "what", "how", "after"),
    [
        (
            14, "Waste heat for beginners", "The ontology has no such class.",
            "In line 14, replace sg:TraningModule with sg:TrainingModule.",
            "ex:heat a sg:TrainingModule .",
        ),
        (
            15, "Waste heat for beginners", "A name does not say its language.",
            'In line 15, replace "Waste heat for beginners" with "Waste heat for beginners"@en.',
            'ex:heat skos:prefLabel "Waste heat for beginners"@en .',
        ),
        (
            18, "Waste heat for beginners", "The hours are a decimal number.",
            'In line 18, replace "12,5" with 12.5.',
            "ex:heat sg:hasHours 12.5 .",
        ),
        (
            19, "Waste heat for beginners", "sg:hasDeliveryMode must point to a concept",
            'In line 19, replace "Online" with mode:online.',
            "ex:heat sg:hasDeliveryMode mode:online .",
        ),
        (
            20, "Waste heat for beginners", "sg:hasEqfLevel must point to a level",
            "replace <https://data.europa.eu/snb/eqf/5> with <http://data.europa.eu/snb/eqf/5>.",
            "ex:heat sg:hasEqfLevel <http://data.europa.eu/snb/eqf/5> .",
        ),
        (
            23, "Find  waste heat", "It is not said whether this outcome is knowledge, skill",
            "Add, for example: ex:outcome sg:hasOutcomeType",
            "ex:outcome sg:hasOutcomeType "
            "<https://w3id.org/symbiograph/vocabulary/outcome-type/knowledge> .",
        ),
        (
            24, "Find  waste heat", "The name has a space too many",
            'In line 24, replace "Find  waste heat"@en with "Find waste heat"@en.',
            'ex:outcome skos:prefLabel "Find waste heat"@en .',
        ),
        (
            27, "Find  waste heat", "sg:developsSkill must point to a sg:Skill of the graph.",
            "In line 27, replace skill:waste-heat-recovry with skill:waste-heat-recovery.",
            "ex:outcome sg:developsSkill skill:waste-heat-recovery .",
        ),
        (
            32, "The college's catalogue", "The day is not a date.",
            'In line 32, replace "21.11.2026" with "2026-11-21"^^xsd:date.',
            'ex:evidence dcterms:created "2026-11-21"^^xsd:date .',
        ),
        (
            33, "The college's catalogue", "The ontology has no such property.",
            "In line 33, replace sg:hasEvidenceKnd with sg:hasEvidenceKind.",
            "ex:evidence sg:hasEvidenceKind evidence-kind:counted .",
        ),
    ],
)  # fmt: skip
def test_ten_faults_get_ten_findings_that_can_be_acted_on(
    ten: Findings, line: int, label: str, what: str, how: str, after: str
) -> None:
    assert len(ten) == 10, findings_as_text(ten)
    one = about(ten, line)
    assert one.where.source == "partner.ttl"
    assert one.where.label == label
    assert one.what.startswith(what)
    assert how in one.how
    assert one.edit is not None
    assert one.edit.after == after


def test_what_goes_away_with_another_fault_is_told_apart(ten: Findings) -> None:
    assert {f.constraint for f in ten.consequences} >= {
        f"{BASE}shapes#TrainingUnit-properties",
        f"{BASE}shapes#Evidence-hasEvidenceKind-present",
    }


def test_the_edits_applied_leave_nothing_to_mend() -> None:
    text = (FAULTY / "ten.ttl").read_text(encoding="utf-8")
    one = document("partner.ttl", text.encode())
    findings, _ = findings_in([one], graph())
    edits = [finding.edit for finding in findings if finding.edit]
    removed = {triple for edit in edits for triple in edit.removed}
    added = {triple for edit in edits for triple in edit.added}
    lines = "\n".join(f"{triple} ." for triple in (one.triples - removed) | added)
    assert found(lines).accepted


def test_findings_are_written_as_text_html_and_json(ten: Findings) -> None:
    text = findings_as_text(ten)
    assert text.startswith("10 to mend, 0 to look at, 0 hints in 21 triples\n")
    assert "1. partner.ttl, line 14, “Waste heat for beginners”" in text
    html = findings_as_html(ten)
    assert html.count("<li") == 10
    assert "<ins>ex:evidence dcterms:created &quot;2026-11-21&quot;^^xsd:date .</ins>" in html
    written = findings_as_json(ten)
    assert written["violations"] == len(written["findings"]) == 10
    (day,) = [f for f in written["findings"] if f["where"]["line"] == 32]
    assert day["triple"].endswith('<http://purl.org/dc/terms/created> "21.11.2026" .')
    assert day["edit"]["certain"]


def test_the_command_tells_findings() -> None:
    command = ["validate", "--format", "findings", str(FAULTY / "ten.ttl")]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 1
    assert told.output.startswith("10 to mend, 0 to look at, 0 hints in 21 triples\n")
    assert 'In line 18, replace "12,5" with 12.5.' in told.output


def test_things_are_named_in_the_language_of_the_reader() -> None:
    text = (
        f"<urn:x> a <{SG}Task> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "
        '"waste heat"@en , "Abwärme"@de .'
    )
    assert {finding.where.label for finding in found(text, ("de-AT", "en"))} == {"Abwärme"}
    assert {finding.where.label for finding in found(text, ("fr",))} == {"waste heat"}


def test_a_text_that_comes_from_outside_cannot_become_markup() -> None:
    findings = found(
        f"<urn:x> <{SG}hasEvidence> <urn:y> . "
        '<urn:x> <http://www.w3.org/2004/02/skos/core#prefLabel> "<script>x</script>" .'
    )
    assert "<script>" not in findings_as_html(findings)
    assert "&lt;script&gt;" in findings_as_html(findings)


def test_a_text_that_is_an_address_becomes_a_link_as_it_stands() -> None:
    licence = "<urn:x> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/license> "
    edits = {}
    for text in ("https://www.example.org/by/4.0/", "https://[by"):
        findings = found(f'{licence} "{text}" .')
        (one,) = [f for f in findings if f.constraint == f"{BASE}shapes#Graph-license-iri"]
        edits[text] = one.edit and one.edit.after
    assert edits == {
        "https://www.example.org/by/4.0/": "<urn:x> dcterms:license "
        "<https://www.example.org/by/4.0/> .",
        "https://[by": None,
    }


def test_examples_are_looked_up_for_properties_of_ours_only() -> None:
    """Of others a large vocabulary has a million values, such as names."""
    asked = set()

    def find(
        subject: Node | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterable[Triple]:
        if subject is None and value is None and predicate is not None:
            asked.add(predicate.value)
        return graph()(subject, predicate, value)

    one = document("partner.ttl", f"<urn:x> a <{SG}Evidence> .".encode())
    report = validate_in_graph(one.triples, among(one.triples, graph()))
    missing = {result.path for result in report.results}
    assert {"<http://purl.org/dc/terms/created>", f"<{SG}hasEvidenceKind>"} <= missing
    findings_of(report, one.triples, find, [one])
    assert asked == {SG + "hasEvidenceKind"}


@pytest.mark.parametrize(
    ("value", "datatype", "read"),
    [
        ("21.11.2026", "date", ("2026-11-21", True)),
        ("2026/1/5", "date", ("2026-01-05", True)),
        ("3/4/2026", "date", ("2026-04-03", False)),
        ("11/21/2026", "date", ("2026-11-21", True)),
        ("21 November 2026", "date", ("2026-11-21", True)),
        ("Nov 21st, 2026", "date", ("2026-11-21", True)),
        ("2026-11-21T10:00:00Z", "date", ("2026-11-21", True)),
        ("31.2.2026", "date", None),
        ("soon", "date", None),
        ("12,5", "decimal", ("12.5", True)),
        ("1.200,5", "decimal", ("1200.5", True)),
        ("1,200.5", "decimal", ("1200.5", True)),
        ("1,200", "decimal", ("1.200", False)),
        ("1 200", "integer", ("1200", True)),
        ("12 hours", "decimal", ("12", False)),
        ("1.5e3 t", "decimal", None),
        ("3.0", "integer", ("3", True)),
        ("3.5", "integer", None),
        ("5/2026", "gYearMonth", ("2026-05", True)),
        ("2026-11-21", "gYear", ("2026", True)),
        ("Yes", "boolean", ("true", True)),
        ("0", "boolean", ("false", True)),
    ],
)
def test_values_as_people_write_them(
    value: str, datatype: str, read: tuple[str, bool] | None
) -> None:
    assert in_form(value, XSD + datatype) == read


def test_a_pattern_is_reached_by_small_changes_only() -> None:
    pattern = r"^http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}$"
    iri = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"
    assert fitting("https" + iri[4:] + "/", pattern) == iri
    assert fitting("http://data.europa.eu/esco/occupation/x", pattern) is None


@pytest.mark.parametrize(
    "part", sorted({path.parent.name for path in EXAMPLES.glob("*/*.ttl")} - {"house-style"})
)
def test_certain_edits_mend_the_examples_of_every_constraint(part: str) -> None:
    around = ontology()
    for path in sorted((EXAMPLES / part).glob("*.invalid.ttl")):
        one = document(path.name, path.read_bytes())
        report = validate_in_graph(one.triples, among(one.triples, around))
        findings = findings_of(report, one.triples, around, [one])
        assert len(findings) == len(report.results), path
        for finding in findings:
            assert finding.what, path
            assert finding.how, path
            assert finding.where.line or finding.where.subject == "[]", path
        certain = [f for f in findings if f.edit and f.edit.certain]
        if certain:
            removed = {t for f in certain if f.edit for t in f.edit.removed}
            added = {t for f in certain if f.edit for t in f.edit.added}
            mended = (one.triples - removed) | added
            after = validate_in_graph(mended, among(mended, around))
            told = findings_of(after, mended, around)
            left = {(f.constraint, f.triple) for f in told}
            assert not [f for f in certain if (f.constraint, f.triple) in left], path
