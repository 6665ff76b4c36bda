"""The addresses of ``/contributions``: a page with a form, and the same for programs."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup

from symbiograph.contributing import KINDS, Contribution, kind_of, template_csv, template_xlsx
from symbiograph.contributing.vocabulary import Vocabulary
from symbiograph.errors import (
    NotFound,
    NotYours,
    SymbiographError,
    UnsupportedMediaType,
)
from symbiograph.negotiation import choose
from symbiograph.validation.findings import Known, findings_as_html, findings_as_json
from symbiograph.web import authority, data, tally
from symbiograph.web.contributing.contributor import know_contributors
from symbiograph.web.contributing.listing import (
    Listed,
    contribution,
    contributions,
    history_as_json,
    things,
)
from symbiograph.web.contributing.sent import TYPES, sent_file
from symbiograph.web.contributing.taking import Outcome, take
from symbiograph.web.reader import image, languages, link_to, path_to
from symbiograph.web.validating.turn import served
from symbiograph.writing import Desk, Done, Entry, ForwardingDesk, Ledger

blueprint = Blueprint("contributing", __name__)
blueprint.record_once(know_contributors)
blueprint.before_request(authority.admit_uploads)
tally.register(blueprint)
_ROOT: Final = "/contributions"
_OWN: Final = "/contributions/<slug>"
_ONE: Final = "/contributions/<contributor:contributor>/<slug>"
_JSON: Final = "application/json"
_HTML: Final = "text/html"
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of the things that a contribution describes a page shows so many; data has all.
_MOST_SHOWN: Final = 500
_SUFFIXES: Final = {data.MEDIA_TYPES[suffix]: suffix for suffix in data.NAMES}


@blueprint.get(_ROOT)
def everything() -> Response:
    """List the contributions; for people with a form that takes another."""
    if _wanted() == _JSON:
        each = [listed.as_json() for listed in contributions(image().store)]
        return _json({"contributions": each})
    return _page()


@blueprint.route(_OWN, methods=["PUT", "POST"], provide_automatic_options=False)
def send(slug: str) -> Response:
    """Take a contribution in the name of the token, or only check it."""
    return _taken(Contribution.of(authority.author(), slug))


@blueprint.delete(_OWN, provide_automatic_options=False)
def withdraw_own(slug: str) -> Response:
    """Withdraw a contribution of the token's."""
    return _withdrawn(Contribution.of(authority.author(), slug))


@blueprint.get(_ONE, provide_automatic_options=False)
def one(contributor: str, slug: str) -> Response:
    """Answer with a contribution: a page, its graph as RDF, or its description and history."""
    of = Contribution.of(contributor, slug)
    wanted = choose(request.headers.get("Accept"), (_HTML, _JSON, *_SUFFIXES))
    store, entries = image().store, _history(of)
    listed = contribution(store, of)
    if listed is None:
        told = f"There is no contribution {contributor}/{slug}.{_last(entries)}"
        raise NotFound(told, [_ROOT])
    if wanted in _SUFFIXES:
        return _told(
            Response(data.whole_graph(store, of.graph, _SUFFIXES[wanted]), mimetype=wanted)
        )
    described = things(store, of)
    if wanted == _JSON:
        more = {"things": [iri.value for iri in described], "history": history_as_json(entries)}
        return _json({**listed.as_json(), **more})
    known = Known(served(), languages())
    return _told(
        Response(
            render_template(
                "contributions/one.html",
                one=listed,
                number=len(described),
                things=[
                    (known.name(iri.value), link_to(store, iri), iri)
                    for iri in described[:_MOST_SHOWN]
                ],
                history=entries,
                formats=data.NAMES,
            ),
            mimetype=_HTML,
        )
    )


@blueprint.route(_ONE, methods=["PUT", "POST"], provide_automatic_options=False)
def send_one(contributor: str, slug: str) -> Response:
    """Take a contribution as :func:`send` does, where the name is that of the token."""
    return _taken(_own(contributor, slug))


@blueprint.delete(_ONE, provide_automatic_options=False)
def withdraw(contributor: str, slug: str) -> Response:
    """Withdraw a contribution; only its contributor does."""
    return _withdrawn(_own(contributor, slug))


@blueprint.get("/contributions/templates/<kind>.csv")
def csv_template(kind: str) -> Response:
    """Send the template of a kind of table."""
    return _file(f"{kind}.csv", template_csv(kind_of(kind)), "text/csv")


@blueprint.get("/contributions/templates/<kind>.xlsx")
def excel_template(kind: str) -> Response:
    """Send the template of a kind of table, with the values that are allowed at present."""
    return _file(f"{kind}.xlsx", template_xlsx(kind_of(kind), Vocabulary(served())), _EXCEL)


def _file(name: str, content: bytes, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return _told(response)


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Answer an error, and say what can be sent."""
    response = authority.fault(error)
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = ", ".join(TYPES)
    return response


def _own(contributor: str, slug: str) -> Contribution:
    author = authority.author()
    of = Contribution.of(contributor, slug)
    if author != contributor:
        raise NotYours(
            f"{contributor}/{slug} is a contribution of {contributor!r}, who alone changes or "
            f"withdraws it; the token that was sent is that of {author!r}.",
            graph=of.graph.value,
            contributor=contributor,
        )
    return of


def _taken(of: Contribution) -> Response:
    wanted = _wanted()
    outcome = take(of, sent_file())
    if wanted == _HTML:
        return _page(outcome, 422 if outcome.is_refused else 200)
    if outcome.is_refused:
        raise outcome.refusal()
    document = {**_said(outcome), **findings_as_json(outcome.findings)}
    created = isinstance(outcome.done, Done) and outcome.done.created
    response = _json(document, 201 if created else 200)
    if outcome.done is not None:
        response.headers["Location"] = path_to(f"{_ROOT}/{of.contributor}/{of.slug}")
    return response


def _said(outcome: Outcome) -> dict[str, Any]:
    done = outcome.done
    return {
        "contributor": outcome.of.contributor,
        "slug": outcome.of.slug,
        "graph": outcome.of.graph.value,
        "kind": outcome.kind,
        "stored": done is not None,
        "sequence": done.sequence if isinstance(done, Done) else None,
        "visible": done.visible if isinstance(done, Done) else None,
    }


def _withdrawn(of: Contribution) -> Response:
    done = authority.hand_in("delete", of.graph.value, (None, None))
    return authority.answer(done)


def _page(outcome: Outcome | None = None, status: int = 200) -> Response:
    each: list[Listed] = contributions(image().store)
    html = render_template(
        "contributions/page.html",
        each=each,
        kinds=KINDS,
        outcome=outcome,
        # Whatever comes from outside is escaped in it.
        findings=Markup(findings_as_html(outcome.findings)) if outcome else None,  # noqa: S704
        takes=bool(authority.taken()),
    )
    return _told(Response(html, status, mimetype=_HTML))


def _wanted() -> str:
    return choose(request.headers.get("Accept"), (_JSON, _HTML))


def _history(of: Contribution) -> list[Entry]:
    desk: Desk | ForwardingDesk | None = current_app.extensions["symbiograph.desk"]
    return Ledger(desk.data_dir).history(of.graph.value) if desk else []


def _last(entries: list[Entry]) -> str:
    """Tell of the last commit to a contribution that the graph does not show."""
    if not entries:
        return ""
    if entries[0].added:
        return f" It was stored at {entries[0].time}, and can be seen in a moment."
    return f" It was withdrawn at {entries[0].time}."


def _json(document: object, status: int = 200) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    return _told(Response(text, status, mimetype=_JSON))


def _told(response: Response) -> Response:
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-cache"
    return response


for _rule, _methods in ((_OWN, "PUT, POST, DELETE"), (_ONE, "GET, HEAD, PUT, POST, DELETE")):
    authority.register_options(blueprint, _rule, _methods)
