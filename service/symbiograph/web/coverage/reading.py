"""What was read of the curricula that came with a request, told beside the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from flask import Response

from symbiograph.coverage.curriculum import Curriculum, Uncertain
from symbiograph.web.coverage.uploads import Upload

# The number of things to look at: faults of the file, texts to confirm, texts that are unknown.
HEADER: Final = "Curriculum-Problems"
MEMBER: Final = "curricula"


def told(response: Response, uploads: Sequence[Upload]) -> Response:
    """Return ``response`` with what its reader should look at in the curricula that came along.

    Every format has the number as a header field; a JSON document has all of it as a member.
    """
    if uploads:
        curricula = [upload.curriculum for upload in uploads]
        found = sum(len(c.problems) + len(c.uncertain) + len(c.unknown) for c in curricula)
        response.headers[HEADER] = str(found)
        if response.mimetype == "application/json":
            document = {**json.loads(response.get_data()), MEMBER: [*map(_document, curricula)]}
            response.set_data(json.dumps(document, ensure_ascii=False))
    return response


def _document(curriculum: Curriculum) -> dict[str, Any]:
    return {
        "title": curriculum.title,
        "units": len(curriculum.units),
        "skills": len(curriculum.skills),
        "problems": [
            {
                "row": problem.row,
                "column": problem.column,
                "subject": problem.place.subject,
                "severity": problem.severity,
                "message": problem.message,
            }
            for problem in curriculum.problems
        ],
        "uncertain": [_uncertain(one) for one in curriculum.uncertain],
        "unknown": [_uncertain(one) for one in curriculum.unknown],
    }


def _uncertain(one: Uncertain) -> dict[str, Any]:
    return {
        "text": one.text,
        "places": [
            {"row": place.row, "column": place.column, "subject": place.subject}
            for place in one.places
        ],
        "candidates": [
            {"iri": c.iri, "label": c.label, "reason": c.reason, "score": c.score}
            for c in one.candidates
        ],
        "counted": [*one.counted],
    }
