"""The addresses of the stream: its root, pages, index, members and commits."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.dcat import LICENCE
from symbiograph.web.changes.answering import DATASET, FOR_NOW, GRAPH, HTML, document, told, wanted
from symbiograph.web.changes.feed import MEDIA_TYPE as ATOM
from symbiograph.web.changes.feed import feed
from symbiograph.web.changes.page import commit_page, list_page
from symbiograph.web.reader import image, language, whole_number

blueprint = Blueprint("changes", __name__)
_ROOT: Final = "/changes"
_STREAM: Final = _ROOT + "/<stream>"
_NUMBERED: Final = "/<int(max=999999999):number>"
# Stands for the name of the stream.
CURRENT: Final = "current"


@blueprint.before_request
def _named() -> AnyResponse | None:
    """Lead from the stream there is at present to its name."""
    arguments = request.view_args or {}
    if arguments.get("stream") != CURRENT:
        return None
    with told() as stream:
        return redirect(url_for(request.endpoint or "", **{**arguments, "stream": stream.log.name}))


@blueprint.get(_ROOT)
def beginning() -> Response:
    """Answer with the root of the stream, or show the last commits."""
    media_type = wanted(HTML, *GRAPH)
    until = _until()
    with told() as stream:
        response = document(
            lambda: [list_page(stream, until)] if media_type == HTML else stream.beginning(),
            media_type,
            stream,
            lasts=False,
            depends_on=(stream.log.members, stream.log.base, *_reader(media_type)),
        )
        response.headers.add("Link", f'<{stream.address}/feed>; rel="alternate"; type="{ATOM}"')
        response.headers.add("Link", f'<{LICENCE.value}>; rel="license"')
        return response


@blueprint.get(_ROOT + "/feed")
def atom() -> Response:
    """Answer with the last commits as a feed."""
    until = _until()
    with told() as stream:
        depends_on = (stream.log.members, stream.log.base)
        return document(
            lambda: [feed(stream, until)], ATOM, stream, lasts=False, depends_on=depends_on
        )


@blueprint.get(_STREAM)
def itself(stream: str) -> AnyResponse:
    """Lead from the stream to its root, which describes it."""
    with told(stream) as found:
        return redirect(found.address, 303)


@blueprint.get(_STREAM + "/pages" + _NUMBERED)
def page(stream: str, number: int) -> Response:
    """Answer with a page of members; one that is full never changes."""
    media_type = wanted(*DATASET)
    with told(stream) as found:
        full = found.is_full(number)
        return document(
            lambda: found.page(number),
            media_type,
            found,
            lasts=full,
            depends_on=() if full else (found.log.members,),
        )


@blueprint.get(_STREAM + "/index" + _NUMBERED)
def index(stream: str, number: int) -> Response:
    """Answer with links to full pages."""
    media_type = wanted(*GRAPH)
    with told(stream) as found:
        return document(lambda: found.index(number), media_type, found, lasts=True)


@blueprint.get(_STREAM + "/members" + _NUMBERED)
def member(stream: str, number: int) -> Response:
    """Answer with one version of a description."""
    media_type = wanted(*DATASET)
    with told(stream) as found:
        found.log.member(number)
        return document(lambda: found.members(number, number), media_type, found, lasts=True)


@blueprint.get(_STREAM + "/descriptions" + _NUMBERED)
def description(stream: str, number: int) -> AnyResponse:
    """Lead from a description to its latest version."""
    with told(stream) as found:
        latest = found.log.latest(number)
        response = redirect(f"{found.iri}/members/{latest.number}", 303)
        response.headers["Cache-Control"] = FOR_NOW
        return response


@blueprint.get(_STREAM + "/commits" + _NUMBERED)
def commit(stream: str, number: int) -> Response:
    """Answer with what is known of a commit, as data or as a page."""
    media_type = wanted(HTML, *GRAPH)
    with told(stream) as found:
        known = found.log.commit(number)
        page = media_type == HTML
        return document(
            lambda: [commit_page(found, known)] if page else found.commit(known),
            media_type,
            found,
            lasts=not page,
            depends_on=_reader(media_type),
        )


def _until() -> int | None:
    """Return the number of the latest commit asked for; raises :class:`BadArgument`."""
    return whole_number("until", 0) or None


def _reader(media_type: str) -> tuple[object, ...]:
    """Return what a page depends on beside the stream: its reader, and where its links lead."""
    return (language(), image().generation) if media_type == HTML else ()
