"""Documents read as RDF: which format each is in, and its statements."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final, cast

from pyoxigraph import Quad, RdfFormat, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.errors import UnreadableInput
from symbiograph.harvesting.unpacking import Member
from symbiograph.validation.documents import Document, explained, format_of_content
from symbiograph.validation.places import line_numbers
from symbiograph.vocabularies import parse_graph
from symbiograph.vocabularies.reading import with_known_contexts
from symbiograph.xml_entities import require_harmless_entities

# They say no more than that somebody did not say.
_SAY_NOTHING: Final = frozenset(
    {
        "",
        "application/octet-stream",
        "application/gzip",
        "application/x-gzip",
        "application/json",
        "application/xml",
        "application/zip",
        "text/plain",
        "text/xml",
    }
)
_COMPRESSED: Final = (".gz", ".gzip")
_PAGE: Final = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_RELATIVE: Final = "No scheme found in an absolute IRI"
_EMBEDDED: Final = b"application/ld+json"
_NO_BASE: Final = "https://relative.invalid/"
_WHOLE: Final = (
    "an IRI here is relative, so it would be another one elsewhere; write it whole, or state the "
    "base in the document (@base, xml:base)"
)
_NOT_DATA: Final = (".md", ".txt", ".pdf", ".html", ".csv", ".sha256", ".md5", ".asc")


@dataclass
class Piece:
    """A document that was read: its name, its statements, and a way to its text."""

    source: str
    quads: list[Quad]
    rdf_format: RdfFormat
    _member: Member

    def document(self) -> Document:
        """Return the document with its text and lines, which is read once more for that."""
        with self._member.open() as file:
            text = file.read().decode("utf-8", "replace")
        triples = frozenset(quad.triple for quad in self.quads)
        return Document(self.source, triples, line_numbers(text, self.rdf_format), text)


def read(members: Iterable[Member], media_type: str = "") -> list[Piece]:
    """Return the documents among ``members``; those of an archive that are no data are passed over.

    ``media_type`` is the format that somebody said. Raises :class:`UnreadableInput` with document,
    line and column.
    """
    found = list(members)
    several = len(found) > 1
    pieces = [
        _piece(member, media_type)
        for member in found
        if not (several and PurePosixPath(member.name).suffix.lower() in _NOT_DATA)
    ]
    if not pieces:
        names = ", ".join(member.source for member in found) or "nothing"
        raise UnreadableInput("the archive", f"there is no RDF in it, but {names}")
    return pieces


def _piece(member: Member, media_type: str) -> Piece:
    with member.open() as file:
        stream = cast(io.BufferedReader, file)
        if _PAGE.match(stream.peek()):
            return _of_page(member, stream.read())
        rdf_format = _format(member, media_type, stream)
        if rdf_format == RdfFormat.RDF_XML:
            require_harmless_entities(member.open, member.source)
        if rdf_format == RdfFormat.JSON_LD:
            return _of_json_ld(member, stream.read())
        return Piece(member.source, list(_quads(member, stream, rdf_format)), rdf_format, member)


def _of_page(member: Member, content: bytes) -> Piece:
    """Return what a web page says as JSON-LD within it."""
    base = member.source if member.source.startswith(("http://", "https://")) else _NO_BASE
    if _EMBEDDED not in content:
        raise UnreadableInput(
            member.source,
            "this is a web page, not RDF; give the address that downloads the data",
        )
    triples = parse_graph(content, member.source, base)
    quads = [Quad(t.subject, t.predicate, t.object) for t in triples]
    for quad in quads:
        _require_whole(member, quad)
    return Piece(member.source, quads, RdfFormat.JSON_LD, member)


def _of_json_ld(member: Member, content: bytes) -> Piece:
    """Return JSON-LD, with the contexts that are known here in place of their addresses."""
    found = with_known_contexts(content, member.source)
    # Without a base, what is relative is left out without a word (JSON-LD 1.1 API, section 7.1).
    quads = list(_quads(member, io.BytesIO(found), RdfFormat.JSON_LD, _NO_BASE))
    return Piece(member.source, quads, RdfFormat.JSON_LD, member)


def _format(member: Member, media_type: str, stream: IO[bytes]) -> RdfFormat:
    """Return the format: as somebody said, as the server says, by name, or by the look of it."""
    if media_type:
        said = RdfFormat.from_media_type(media_type)
        if said is None:
            raise UnreadableInput(member.source, f"{media_type!r} is no media type of RDF")
        return said
    if member.media_type not in _SAY_NOTHING:
        said = RdfFormat.from_media_type(member.media_type)
        if said is not None:
            return said
    name = member.name.lower()
    for ending in _COMPRESSED:
        name = name.removesuffix(ending)
    return RdfFormat.from_extension(PurePosixPath(name).suffix.lstrip(".")) or format_of_content(
        cast(io.BufferedReader, stream).peek()
    )


def _quads(
    member: Member, stream: IO[bytes], rdf_format: RdfFormat, base: str | None = None
) -> Iterator[Quad]:
    try:
        for quad in read_quads(stream, member.source, rdf_format, base=base):
            _require_whole(member, quad)
            yield quad
    except UnreadableInput as error:
        if _RELATIVE in error.reason:
            reason = f"{error.reason}: {_WHOLE}"
            raise UnreadableInput(error.source, reason, error.position) from error
        if rdf_format == RdfFormat.RDF_XML and error.position is None:
            with member.open() as file:
                raise explained(error, file.read(), rdf_format) from error
        raise explained(error, b"", rdf_format) from error


def _require_whole(member: Member, quad: Quad) -> None:
    if isinstance(quad.object, Triple):
        raise UnreadableInput(
            member.source, f"{quad} is about a statement (RDF 1.2), which is not taken here"
        )
    text = str(quad)
    if _NO_BASE in text:
        raise UnreadableInput(member.source, f"{text.replace(_NO_BASE, '')}: {_WHOLE}")
