"""Findings for programs: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from symbiograph.mappings.checks.finding import KINDS, Finding

COLUMNS: Final = ("file", "line", "kind", "row", "fault", "todo", "safe")


def as_csv(findings: Sequence[Finding]) -> str:
    """Return a row for each finding; ``safe`` tells whether ``--fix`` mends it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in findings:
        safe = "true" if one.safe else "false"
        writer.writerow([one.source, one.line, one.kind, one.row, one.fault, one.todo, safe])
    return text.getvalue()


def as_json(
    findings: Sequence[Finding], files: Mapping[str, int], unchecked: Mapping[str, int]
) -> str:
    """Return one object: rows of each file, findings, and what could not be checked with why."""
    counts = Counter(one.kind for one in findings)
    document = {
        "files": [{"file": name, "rows": rows} for name, rows in files.items()],
        "counts": {kind: counts[kind] for kind in KINDS if counts[kind]},
        "notChecked": [{"reason": reason, "rows": rows} for reason, rows in unchecked.items()],
        "findings": [
            {
                "file": one.source,
                "line": one.line,
                "kind": one.kind,
                "row": one.row,
                "fault": one.fault,
                "todo": one.todo,
                "safe": one.safe,
            }
            for one in findings
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
