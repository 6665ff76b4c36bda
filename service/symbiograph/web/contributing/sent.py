"""What comes with a request: a file of RDF or a table, as the body or in a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request

from symbiograph.contributing.describing import LICENCE
from symbiograph.contributing.reading import TABLE_TYPES
from symbiograph.errors import BadArgument, UnsupportedMediaType
from symbiograph.validation.findings.literals import address
from symbiograph.web.protocol import read_body, read_media_type
from symbiograph.web.validating.asked import MEDIA_TYPES

TYPES: Final = (*MEDIA_TYPES, *TABLE_TYPES)
_FORM: Final = "multipart/form-data"
_UNKNOWN: Final = ("", "application/octet-stream", "application/json")
_ENDINGS: Final = {TABLE_TYPES[0]: ".csv", TABLE_TYPES[1]: ".tsv", TABLE_TYPES[2]: ".xlsx"}
_LONGEST: Final = 200


@dataclass(frozen=True)
class SentFile:
    """A file, how it is called, its media type as far as it is known, and what goes with it."""

    name: str
    content: bytes
    media_type: str
    kind: str
    title: str
    licence: str
    is_check: bool


def sent_file() -> SentFile:
    """Return what the request brings; raises :class:`BadArgument`, `UnsupportedMediaType`."""
    media_type = read_media_type(request)
    if media_type == _FORM:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise BadArgument("Choose a file: the field file of the form.", "file")
        name, content, media_type = file.filename, file.read(), file.mimetype
    else:
        name = request.args.get("name", "") or "the body" + _ENDINGS.get(media_type, "")
        content = read_body(request)
    if media_type in _UNKNOWN:
        media_type = ""
    elif media_type not in TYPES:
        raise UnsupportedMediaType(
            f"A contribution is sent as {', '.join(TYPES)}; not as {media_type}."
        )
    title = " ".join(request.values.get("title", "").split())
    if len(title) > _LONGEST:
        raise BadArgument(f"A title has at most {_LONGEST} characters.", "title")
    licence = request.values.get("licence", "") or LICENCE
    if address(licence) is None:
        raise BadArgument(
            f"licence={licence!r} is no address of a licence, such as {LICENCE}", "licence"
        )
    return SentFile(
        name,
        content,
        media_type if media_type in MEDIA_TYPES else "",
        request.values.get("kind", ""),
        title,
        licence,
        "check" in request.values,
    )
