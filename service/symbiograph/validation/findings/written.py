"""Findings as text, HTML and JSON."""

from __future__ import annotations

import io
import textwrap
from html import escape
from typing import Any, Final

import pyoxigraph
from pyoxigraph import RdfFormat

from symbiograph.validation.findings.finding import Edit, Finding, Findings, Where
from symbiograph.validation.findings.turtle_text import line_of_turtle
from symbiograph.validation.report import Severity

_WORDS: Final = {
    Severity.VIOLATION: ("to mend", "to mend"),
    Severity.WARNING: ("to look at", "to look at"),
    Severity.INFO: ("hint", "hints"),
}


def summary(findings: Findings) -> str:
    """Return the counts in one line."""
    counts = []
    for severity, (one, many) in _WORDS.items():
        number = findings.count(severity)
        counts.append(f"{number:,} {one if number == 1 else many}")
    triples = f" in {findings.triples:,} {'triple' if findings.triples == 1 else 'triples'}"
    triples = triples if findings.triples else ""
    more = f"; {findings.left_out:,} more are not told" if findings.left_out else ""
    return f"{', '.join(counts)}{triples}{more}"


def findings_as_text(findings: Findings) -> str:
    """Return the findings as plain text, each with where, what and how."""
    output = io.StringIO()
    print(summary(findings), file=output)
    for number, finding in enumerate(findings, 1):
        word = _WORDS[finding.severity][0]
        print(f"\n{number}. {finding.where}  ({word})", file=output)
        print(f"   What: {finding.what}", file=output)
        print(f"   How:  {finding.how}", file=output)
        if finding.edit is not None and "\n" in finding.edit.after:
            print(textwrap.indent(f"Edit:\n{finding.edit.after}", "   "), file=output)
    if findings.consequences:
        print(f"\n{_rest(len(findings.consequences))}", file=output)
    return output.getvalue()


def _rest(number: int) -> str:
    return f"{number} more {'goes' if number == 1 else 'go'} away when these are mended."


def findings_as_json(findings: Findings) -> dict[str, Any]:
    """Return the findings as a JSON object: counts, ``findings`` and ``consequences``."""
    return {
        "accepted": findings.accepted,
        "triples": findings.triples,
        "violations": findings.count(Severity.VIOLATION),
        "warnings": findings.count(Severity.WARNING),
        "infos": findings.count(Severity.INFO),
        "left_out": findings.left_out,
        "findings": [_json(finding) for finding in findings],
        "consequences": [_json(finding) for finding in findings.consequences],
    }


def _json(finding: Finding) -> dict[str, Any]:
    where = finding.where
    return {
        "severity": finding.severity.value,
        "where": {
            "source": where.source,
            "line": where.line,
            "row": where.row,
            "column": where.column,
            "subject": where.subject,
            "label": where.label,
        },
        "what": finding.what,
        "how": finding.how,
        "triple": None if finding.triple is None else f"{finding.triple} .",
        "edit": None if finding.edit is None else _json_edit(finding.edit),
        "constraint": finding.constraint,
    }


def findings_from_json(document: dict[str, Any]) -> Findings:
    """Return the findings that :func:`findings_as_json` has written."""
    return Findings(
        tuple(map(_finding, document["findings"])),
        document["triples"],
        tuple(map(_finding, document["consequences"])),
        document["left_out"],
    )


def _finding(said: dict[str, Any]) -> Finding:
    edit = said["edit"]
    return Finding(
        Severity(said["severity"]),
        Where(**said["where"]),
        said["what"],
        said["how"],
        _triples(said["triple"])[0] if said["triple"] else None,
        edit
        and Edit(
            edit["before"],
            edit["after"],
            _triples(edit["removed"]),
            _triples(edit["added"]),
            edit["certain"],
        ),
        said["constraint"],
    )


def _triples(lines: str) -> tuple[pyoxigraph.Triple, ...]:
    quads = pyoxigraph.parse(lines, RdfFormat.N_TRIPLES, lenient=True)
    return tuple(quad.triple for quad in quads)


def _json_edit(edit: Edit) -> dict[str, Any]:
    return {
        "before": edit.before,
        "after": edit.after,
        "removed": _lines(edit.removed),
        "added": _lines(edit.added),
        "certain": edit.certain,
    }


def _lines(triples: tuple[pyoxigraph.Triple, ...]) -> str:
    return (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def findings_as_html(findings: Findings) -> str:
    """Return the findings as a list in HTML, to stand in a page; every text is escaped."""
    parts = [f'<p class="summary">{escape(summary(findings))}</p>']
    if findings.items:
        parts.append('<ol class="findings">')
        parts += [_html(finding) for finding in findings]
        parts.append("</ol>")
    if findings.consequences:
        parts.append(f'<p class="muted">{_rest(len(findings.consequences))}</p>')
    return "\n".join(parts)


def _html(finding: Finding) -> str:
    word = _WORDS[finding.severity][0]
    lines = [
        f'<li class="finding {finding.severity.value.lower()}">',
        f'<p class="where"><b class="weight">{word}</b> {escape(str(finding.where))}</p>',
        f'<p class="what">{escape(finding.what)}</p>',
        f'<p class="how">{escape(finding.how)}</p>',
    ]
    if finding.triple is not None and not (finding.edit and finding.edit.removed):
        triple = escape(line_of_turtle(finding.triple))
        lines.append(f'<pre class="triple"><code>{triple}</code></pre>')
    if finding.edit is not None:
        lines.append(_html_edit(finding.edit))
    return "\n".join([*lines, "</li>"])


def _html_edit(edit: Edit) -> str:
    title = "Suggested edit" if edit.certain else "Suggested edit, an example to adapt"
    parts = [f'<div class="edit"><p class="muted">{title}</p>']
    if edit.before:
        parts.append(f'<pre class="before"><code><del>{escape(edit.before)}</del></code></pre>')
    if edit.after:
        parts.append(f'<pre class="after"><code><ins>{escape(edit.after)}</ins></code></pre>')
    return "".join([*parts, "</div>"])
