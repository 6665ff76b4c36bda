"""Where the services answer: below their names, with a language or a version before or not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, request

from symbiograph.reconciliation import SERVICES
from symbiograph.web.reconcile.asked import JSON, Asked, asked

blueprint = Blueprint("reconcile", __name__)

View = Callable[[Asked], Response]
# Else the second would take "preview" for a service, and the first one for an edition.
_NAMES: Final = ", ".join(map(repr, SERVICES))
_ROOTS: Final = ("/reconcile/<name>", f"/reconcile/<edition>/<any({_NAMES}):name>")
# Pages of other sites may ask whatever the services answer; a body of JSON is announced first.
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def answers(path: str, *methods: str) -> Callable[[View], View]:
    """Answer at ``path`` below every service, by default to GET."""

    def registered(view: View) -> View:
        def answer(name: str, edition: str = "") -> Response:
            return view(asked(name, edition))

        for number, start in enumerate(_ROOTS):
            blueprint.add_url_rule(
                start + path,
                f"{view.__name__}{number or ''}",
                answer,
                methods=methods or ("GET",),
                strict_slashes=False,
            )
        return view

    return registered


@blueprint.after_request
def _with_preflight(response: Response) -> Response:
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
    return response


def as_json(document: Any, media_type: str = JSON) -> Response:
    """Return an answer in the reader's language."""
    response = Response(json.dumps(document, ensure_ascii=False), content_type=media_type)
    response.vary.update(["Accept", "Accept-Language"])
    return response
