"""The addresses of ``/align``."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from symbiograph.alignment import TARGETS, Candidate, Suggestions, as_document
from symbiograph.engine.image import named_node
from symbiograph.negotiation import choose
from symbiograph.web.align.asked import (
    CANDIDATES,
    LONGEST,
    Question,
    available,
    of_address,
    of_body,
)
from symbiograph.web.reader import image, link_to

blueprint = Blueprint("align", __name__)
_FORMATS: Final = ("application/json", "text/html")


@blueprint.get("/align")
def align() -> Response:
    """Find concepts for one text; raises :class:`BadArgument` for a value out of range."""
    question = of_address()
    asked = question.asked[0]
    if choose(request.headers.get("Accept"), _FORMATS) == "text/html":
        # Who has not asked yet gets the form, whatever is here.
        found = question.aligner.suggest(asked, question.limit) if asked.text else None
        response = Response(_page(question, found), mimetype="text/html")
    else:
        found = question.aligner.suggest(asked, question.limit)
        response = _json(as_document(asked, question.target, found))
    response.vary.update(["Accept", "Accept-Language"])
    return response


@blueprint.post("/align")
def align_all() -> Response:
    """Find concepts for each of some texts, in their order."""
    question = of_body()
    answers = question.aligner.suggest_all(question.asked, question.limit)
    pairs = zip(question.asked, answers, strict=True)
    return _json({"results": [as_document(one, question.target, found) for one, found in pairs]})


def _json(document: Any) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")


def _page(question: Question, found: Suggestions | None) -> str:
    asked = question.asked[0]
    return render_template(
        "align/page.html",
        asked=asked,
        target=question.target,
        targets={name: TARGETS[name].title for name in available()},
        limit=question.limit,
        usual=CANDIDATES,
        longest=LONGEST,
        found=found,
        shown=[_shown(candidate) for candidate in (found.candidates if found else ())],
    )


def _shown(candidate: Candidate) -> tuple[Candidate, str | None]:
    link = link_to(image().store, named_node(candidate.iri))
    return candidate, link.href if link else None
