"""What is sent to be judged: a form with a text, a file or an address, or RDF as the body."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from flask import current_app, request

from symbiograph.errors import BadArgument, PayloadTooLarge, UnsupportedMediaType
from symbiograph.settings import Settings
from symbiograph.validation.aside import Sent
from symbiograph.web.protocol import read_body, read_media_type
from symbiograph.web.validating.fetching import fetched

TEXT: Final = "text"
FILE: Final = "file"
ADDRESS: Final = "url"
FORMAT: Final = "format"
SURROUNDINGS: Final = "surroundings"
ALONE: Final = "alone"
GRAPH: Final = "graph"
PASTED: Final = "the pasted text"
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_GZIP: Final = ("application/gzip", "application/x-gzip")
FORMATS: Final = {
    "ttl": ("Turtle", "text/turtle"),
    "jsonld": ("JSON-LD", "application/ld+json"),
    "nt": ("N-Triples", "application/n-triples"),
    "rdf": ("RDF/XML", "application/rdf+xml"),
    "trig": ("TriG", "application/trig"),
    "nq": ("N-Quads", "application/n-quads"),
}
MEDIA_TYPES: Final = tuple(media_type for _, media_type in FORMATS.values())


@dataclass(frozen=True)
class Asked:
    """Documents to judge, whether without the graph, and the text that was pasted."""

    documents: tuple[Sent, ...]
    alone: bool
    text: str = ""


def admit() -> None:
    """Let the body of this request be as large as what is judged."""
    settings: Settings = current_app.extensions["symbiograph.settings"]
    # A form encodes each character of a text by up to three.
    request.max_content_length = request.max_form_memory_size = 3 * settings.validate_max_bytes


def asked() -> Asked:
    """Return what the request asks to have judged.

    Raises :class:`BadArgument`, :class:`UnsupportedMediaType`, :class:`PayloadTooLarge`, and like
    :func:`fetched`.
    """
    found = _asked()
    settings: Settings = current_app.extensions["symbiograph.settings"]
    if sum(len(each.content) for each in found.documents) > settings.validate_max_bytes:
        raise PayloadTooLarge(
            f"At most {settings.validate_max_bytes:,} bytes are judged at a time here. Send parts. "
            "Operators raise the limit by SYMBIOGRAPH_VALIDATE_MAX_BYTES."
        )
    return found


def _asked() -> Asked:
    media_type = read_media_type(request)
    if media_type in _FORMS:
        return _of_form()
    if media_type not in (*MEDIA_TYPES, *_GZIP) and media_type != "":
        raise UnsupportedMediaType(
            f"RDF is sent as {', '.join((*MEDIA_TYPES, *_GZIP))}; not as {media_type}."
        )
    stated = media_type if media_type in MEDIA_TYPES else ""
    return Asked((Sent("the body", read_body(request), stated),), _alone())


def _of_form() -> Asked:
    media_type = _format()
    text = request.form.get(TEXT, "")
    documents = [
        Sent(PurePath(file.filename.replace("\\", "/")).name, file.read(), media_type)
        for file in request.files.getlist(FILE)
        if file.filename
    ]
    address = request.form.get(ADDRESS, "").strip()
    if address:
        settings: Settings = current_app.extensions["symbiograph.settings"]
        documents.append(fetched(address, media_type, settings.validate_max_bytes))
    if text.strip() and not documents:
        # Forms send line ends as the network has them.
        content = text.replace("\r\n", "\n").encode()
        documents.append(Sent(PASTED, content, media_type))
    if not documents:
        raise BadArgument("Paste some RDF, choose a file, or give an address.", TEXT)
    return Asked(tuple(documents), _alone(), text)


def _alone() -> bool:
    wanted = request.values.get(SURROUNDINGS, GRAPH)
    if wanted not in (ALONE, GRAPH):
        allowed = [GRAPH, ALONE]
        raise BadArgument(f"{SURROUNDINGS} is graph or alone.", SURROUNDINGS, allowed)
    return wanted == ALONE


def _format() -> str:
    """Return the media type of the format that was chosen, empty where none was."""
    name = request.form.get(FORMAT, "")
    if name and name not in FORMATS:
        raise BadArgument(f"{FORMAT} is one of {', '.join(FORMATS)}.", FORMAT, list(FORMATS))
    return FORMATS[name][1] if name else ""
