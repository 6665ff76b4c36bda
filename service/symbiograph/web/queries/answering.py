"""From a named query and its arguments to a response, in whatever format the client wants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

from flask import Response, current_app, request

from symbiograph.description import naming
from symbiograph.engine.image import Image
from symbiograph.queries import Answer, Arguments, NamedQuery, Part, ask
from symbiograph.queries.body import constructs
from symbiograph.queries.formats import written
from symbiograph.queries.sources import sources
from symbiograph.web.queries.keeping import Kept, Shelf
from symbiograph.web.queries.page import Shown, answer_page, shown
from symbiograph.web.queries.paging import Paging, paging
from symbiograph.web.queries.preferences import Preferences
from symbiograph.web.reader import image as served_image
from symbiograph.web.reader import languages
from symbiograph.web.reading.values import values_from

# Pages change with the program, too.
_PROGRAM: Final = version("symbiograph")


def respond(
    query: NamedQuery,
    arguments: Arguments,
    image: Image,
    wanted: Preferences,
    *,
    page: Callable[[Shown], str] | None = None,
    keep: bool = True,
) -> Response:
    """Return what ``image`` answers to ``query`` with ``arguments``, as the client wants it.

    ``wanted`` comes from :func:`preferences`, ``arguments`` from :func:`read_arguments`. ``page``
    writes the page for who wants HTML; without it, that of the query. What is answered from
    somebody's own data is not to be kept (``keep=False``): neither here nor by the client.

    Raises :class:`BadArgument` like :meth:`NamedQuery.bound`, :class:`CursorExpired`, and
    :class:`NotAcceptable` where the format has no room for the answer.
    """
    text = query.bound(arguments)
    part = paging(wanted, image.generation, text)
    tag = _tag(query, text, image, wanted, part) if keep else ""
    if tag and request.if_none_match.contains_weak(tag):
        return _with_fields(Response(status=304), tag)
    shelf: Shelf = current_app.extensions["symbiograph.answers"]
    made = shelf.get(tag) if tag else None
    if made is None:
        answer = _answer(query, arguments, text, image, shelf if keep else None)
        made = Kept(_body(answer, image, wanted, part, page), answer.total)
        if tag:
            shelf.put(tag, made)
    response = Response(made.body, content_type=_content_type(wanted))
    response.headers["X-Total-Count"] = str(made.total)
    links = part.links(made.total)
    if links:
        response.headers["Link"] = ", ".join(f'<{to}>; rel="{name}"' for name, to in links.items())
    if wanted.format and wanted.format.attached:
        file = f"{query.name.rpartition('/')[2]}.{wanted.format.extension}"
        response.headers["Content-Disposition"] = f"attachment; filename={file}"
    return _with_fields(response, tag)


def _answer(
    query: NamedQuery, arguments: Arguments, text: str, image: Image, shelf: Shelf | None
) -> Answer:
    """Return the answer, asked once for all formats and parts of it."""
    if shelf is None:
        return ask(query, arguments, image)
    key = _digest(image.generation, query.name, text)
    kept = shelf.get(key)
    if kept is not None:
        return Answer(query, arguments, image.generation, kept.body, constructs(query.text))
    answer = ask(query, arguments, image)
    shelf.put(key, Kept(answer.written, answer.total))
    return answer


def _body(
    answer: Answer,
    image: Image,
    wanted: Preferences,
    part: Paging,
    page: Callable[[Shown], str] | None,
) -> bytes:
    if wanted.format is None:
        return (page or answer_page)(shown(answer, image, part)).encode()
    notes = sources(served_image()) if wanted.format.extension == "xlsx" else ()
    following = part.links(answer.total).get("next")
    found = Part(answer, part.rows, following, naming(values_from(image.store).labels), notes)
    return written(found, wanted.format)


def _tag(query: NamedQuery, text: str, image: Image, wanted: Preferences, part: Paging) -> str:
    """Return a name for the very bytes that answer the current request."""
    return _digest(
        _PROGRAM,
        image.generation,
        query.name,
        text,
        wanted.media_type,
        wanted.extension,
        str(part),
        request.full_path,
        request.script_root,
        ",".join(languages()),
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _content_type(wanted: Preferences) -> str:
    text = wanted.media_type.startswith("text/")
    return f"{wanted.media_type}; charset=utf-8" if text else wanted.media_type


def _with_fields(response: Response, tag: str) -> Response:
    response.vary.update(["Accept", "Accept-Language"])
    if tag:
        # Workbooks carry the time at which they were written, hence a weak one.
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
