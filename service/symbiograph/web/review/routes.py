"""The addresses of ``/review``: pages for people, and what their scripts read and write."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, render_template, request

from symbiograph.alignment import TARGETS, targets
from symbiograph.engine.image import named_node
from symbiograph.errors import AlignmentUnavailable, BadRequest, SymbiographError
from symbiograph.review.concept import describe
from symbiograph.review.mapping_set import read_set, set_names, set_title
from symbiograph.review.own_list import MOST_ITEMS
from symbiograph.web import authority, tally
from symbiograph.web.align.asked import folder
from symbiograph.web.reader import LANGUAGE_NAMES, image, language, web_address
from symbiograph.web.review.exporting import exported
from symbiograph.web.review.handing_in import hand_in
from symbiograph.web.review.lists import admit, own_list
from symbiograph.web.review.work import decided, work

blueprint = Blueprint("review", __name__)
# What is written is counted and logged apart from what is read.
decisions = Blueprint("decisions", __name__)
tally.register(decisions)
_TSV: Final = "text/tab-separated-values"


@blueprint.get("/review")
def start() -> Response:
    """Show what can be reviewed: the mapping sets of the project, and a list of one's own."""
    return _page(
        "review/start.html",
        sets=set_names(image().store),
        targets=_targets(),
        most=MOST_ITEMS,
        languages=LANGUAGE_NAMES,
    )


@blueprint.get("/review/<name>")
def bench(name: str) -> Response:
    """Show the page on which a mapping set is reviewed; raises :class:`NotFound` for none."""
    title = set_title(image().store, name)
    return _page("review/bench.html", name=name, title=title)


@blueprint.get("/review/own")
def own() -> Response:
    """Show the page on which a list of one's own is reviewed, which stays in the browser."""
    return _page("review/bench.html", name=None, title="A list of your own")


@blueprint.get("/review/<name>/work")
def work_of(name: str) -> Response:
    """Tell what a mapping set maps, to what so far."""
    return _json(work(image(), name, language()))


@blueprint.get("/review/<name>/decisions")
def decisions_on(name: str) -> Response:
    """Tell what curators have decided of a mapping set, and where they differ."""
    return _json(decided(image(), name))


@decisions.post("/review/<name>/decisions")
def decide(name: str) -> Response:
    """Take decisions in the name of the token that comes with them."""
    return _json(hand_in(read_set(image().store, name)).as_json())


@blueprint.get("/review/decisions")
def all_decisions() -> Response:
    """Tell what curators have decided of every mapping set."""
    return _json({"sets": [decided(image(), name) for name in set_names(image().store)]})


@blueprint.post("/review/decisions/curator")
def curator() -> Response:
    """Tell whose token comes with the request."""
    return _json({"name": authority.holder()})


@blueprint.get("/review/concept")
def concept() -> Response:
    """Tell what helps to judge a concept; raises :class:`NotFound` for one that nobody names."""
    iri = request.args.get("iri", "")
    if not web_address(iri):
        raise BadRequest("iri is the address of a concept.")
    return _json(describe(image().store, named_node(iri).value, language()).as_json())


@blueprint.post("/review/own/items")
def own_items() -> Response:
    """Read a list of one's own, and keep nothing of it."""
    admit()
    return _json(own_list())


@blueprint.post("/review/decisions/sssom")
def download() -> Response:
    """Write decisions that the browser holds as a mapping set, and keep nothing of them."""
    admit()
    name, text = exported()
    response = Response(text, mimetype=_TSV)
    response.headers["Content-Disposition"] = f"attachment; filename={name}.sssom.tsv"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(SymbiographError)
@decisions.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Answer an error, and say what is missing for a token."""
    return authority.fault(error)


def _targets() -> dict[str, str]:
    """Return the titles of what the release served here can be aligned with, by name."""
    try:
        return {name: TARGETS[name].title for name in targets(folder())}
    except AlignmentUnavailable:
        return {}


def _page(template: str, **values: object) -> Response:
    response = Response(render_template(template, **values))
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-cache"
    return response


def _json(document: object) -> Response:
    response = Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    return response
