"""Findings: what a validation found, told so that somebody who writes no programs can mend it.

A finding says where the fault stands, what it is and how to mend it, with the exact triple and,
where one can be worked out, the edit that mends it. The same form serves files, tables, harvests
and what is sent to the service.
"""

from __future__ import annotations

from symbiograph.validation.findings.explaining import findings_in, findings_of
from symbiograph.validation.findings.finding import Edit, Finding, Findings, Where
from symbiograph.validation.findings.known import Known, among
from symbiograph.validation.findings.telling import without_edit
from symbiograph.validation.findings.written import (
    findings_as_html,
    findings_as_json,
    findings_as_text,
    findings_from_json,
)

__all__ = [
    "Edit",
    "Finding",
    "Findings",
    "Known",
    "Where",
    "among",
    "findings_as_html",
    "findings_as_json",
    "findings_as_text",
    "findings_from_json",
    "findings_in",
    "findings_of",
    "without_edit",
]
