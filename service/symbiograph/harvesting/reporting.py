"""The report that a harvest leaves for the partner: to read, and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from symbiograph.harvesting.judging import judge
from symbiograph.harvesting.leaving_out import LeftOut
from symbiograph.harvesting.partners import Partner
from symbiograph.harvesting.reading import Piece
from symbiograph.validation import (
    Document,
    Place,
    ValidationReport,
    ValidationResult,
    as_turtle,
)
from symbiograph.validation.findings import (
    Findings,
    findings_as_html,
    findings_as_json,
    findings_as_text,
    findings_of,
)
from symbiograph.validation.surroundings import Find

TEXT: Final = "report.txt"
_STYLE: Final = (
    "body{max-width:50rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}"
    "pre{white-space:pre-wrap;background:#8882;padding:.5rem}"
    "li{margin-bottom:1.5rem}.where{font-weight:bold}"
    ":root{color-scheme:light dark}"
)


def told(
    report: ValidationReport,
    quads: Iterable[Quad],
    find: Find,
    pieces: Iterable[Piece],
    partner: Partner,
) -> tuple[ValidationReport, Findings]:
    """Return the report with places, and its findings in the partner's language."""
    if not report.results:
        return report, Findings((), report.triples)
    documents = [piece.document() for piece in pieces]
    placed = replace(report, results=tuple(_with_places(report.results, documents)))
    data = frozenset(quad.triple for quad in quads)
    findings = findings_of(
        placed,
        data,
        find,
        documents,
        languages=[partner.language],
        judge=lambda triples: judge([Quad(*triple) for triple in triples], find),
    )
    return placed, findings


def _with_places(
    results: Iterable[ValidationResult], documents: Sequence[Document]
) -> Iterable[ValidationResult]:
    described = {
        triple.subject: document for document in reversed(documents) for triple in document.triples
    }
    for result in results:
        document = described.get(result.focus)
        if document is None:
            yield result
        else:
            iri = result.focus.value if isinstance(result.focus, NamedNode) else ""
            yield replace(result, place=Place(document.source, document.line_of(iri)))


def write(
    folder: Path,
    partner: Partner,
    report: ValidationReport,
    findings: Findings,
    left_out: Sequence[LeftOut] = (),
) -> Path:
    """Write the report in all its forms to ``folder``; return the one for people, as text."""
    folder.mkdir(parents=True, exist_ok=True)
    text = findings_as_text(findings) + _left_out_as_text(left_out)
    (folder / TEXT).write_text(text, encoding="utf-8")
    (folder / "report.html").write_text(_page(partner, findings, left_out), encoding="utf-8")
    (folder / "report.ttl").write_bytes(as_turtle(report))
    document = findings_as_json(findings) | {
        "left_out_things": [
            {"thing": str(each.thing), "reasons": each.reasons, "round": each.round}
            for each in left_out
        ]
    }
    written = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(written + "\n", encoding="utf-8")
    return folder / TEXT


def forget(folder: Path) -> None:
    """Remove the report of an earlier harvest."""
    for path in folder.glob("report.*"):
        path.unlink()


def _left_out_as_text(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return ""
    lines = [f"\nLeft out, so that the rest could be taken: {len(left_out):,}\n"]
    for each in left_out:
        lines += [f"\n- {each.thing}\n", *(f"   {reason}\n" for reason in each.reasons)]
    return "".join(lines)


def _page(partner: Partner, findings: Findings, left_out: Sequence[LeftOut]) -> str:
    name = escape(partner.label)
    rest = ""
    if left_out:
        items = "".join(
            f"<li><code>{escape(str(each.thing))}</code><br>{escape(' '.join(each.reasons))}</li>"
            for each in left_out
        )
        rest = f"<h2>Left out, so that the rest could be taken</h2><ul>{items}</ul>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{name}: what is to be mended</title><style>{_STYLE}</style></head>"
        f"<body><h1>{name}: what is to be mended</h1>\n"
        f"{findings_as_html(findings)}\n{rest}</body></html>\n"
    )
