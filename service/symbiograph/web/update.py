"""``/update``: the update operation of the SPARQL 1.1 Protocol, for those who have a token."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app, request

from symbiograph.engine.complexity import refuse_depth
from symbiograph.errors import SymbiographError, UnsupportedMediaType
from symbiograph.prefixes import BASE
from symbiograph.settings import Settings
from symbiograph.web import authority, tally
from symbiograph.web.protocol import FORM, UPDATE, read_update

blueprint = Blueprint("update", __name__)
blueprint.before_request(authority.admit_uploads)
tally.register(blueprint)
_RULE: Final = "/update"


@blueprint.route(_RULE, methods=["POST"], strict_slashes=False, provide_automatic_options=False)
def update() -> Response:
    """Carry out an update request, all of it or nothing, and tell of the commit."""
    authority.author()
    asked = read_update(request)
    settings: Settings = current_app.extensions["symbiograph.settings"]
    refuse_depth(asked.update, settings.max_query_depth)
    done = authority.hand_in("update", asked.update, BASE, asked.using, asked.using_named)
    return authority.answer(done)


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Answer an error, and say what can be sent."""
    response = authority.fault(error)
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = f"{UPDATE}, {FORM}"
    return response


authority.register_options(blueprint, _RULE, "POST")
