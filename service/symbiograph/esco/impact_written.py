"""The impact of a release on mappings, for programs: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Final

from symbiograph.esco.difference_written import proposal_object
from symbiograph.esco.impact import EFFECTS, Report
from symbiograph.mappings.standing import STANDINGS

COLUMNS: Final = (
    "effect", "todo", "file", "line", "standing", "subject", "subject_label", "predicate",
    "object", "object_label", "pinned", "proposals",
)  # fmt: skip


def as_csv(report: Report) -> str:
    """Return a row for each row of the mapping sets; several effects stand in one, by ``|``."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.impacts:
        proposed = [f"{p.concept} {p.score:.3f} {p.name}" for p in row.proposals]
        mapped = [row.subject, row.subject_label, row.predicate, row.target, row.target_label]
        place = [row.source, row.line, row.standing]
        effects, todo = "|".join(row.effects), "; ".join(row.todo)
        writer.writerow([effects, todo, *place, *mapped, row.pinned, "|".join(proposed)])
    return text.getvalue()


def as_json(report: Report, notice: str) -> str:
    """Return one object: the release, the counts, and every row with its effects."""
    counts = report.counts()
    document = {
        "to": report.to,
        "notice": notice,
        "counts": {e: {s: counts[e, s] for s in STANDINGS if counts[e, s]} for e in EFFECTS},
        "pinned": report.pinned(),
        "comparedWith": report.compared,
        "otherVocabularies": report.elsewhere,
        "rows": [
            {
                "effects": list(row.effects),
                "todo": list(row.todo),
                "file": row.source,
                "line": row.line,
                "standing": row.standing,
                "subject": {"iri": row.subject, "label": row.subject_label},
                "predicate": row.predicate,
                "object": {"iri": row.target, "label": row.target_label},
                "pinned": row.pinned,
                "proposals": [proposal_object(proposal) for proposal in row.proposals],
            }
            for row in report.impacts
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
