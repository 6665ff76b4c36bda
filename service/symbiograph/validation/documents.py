"""Documents to validate: read from files or standard input, with the line of each thing."""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
import xml.parsers.expat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.errors import Position, UnreadableInput
from symbiograph.validation.places import line_numbers
from symbiograph.xml_entities import require_harmless_entities

STANDARD_INPUT: Final = "-"
_STANDARD_INPUT_NAME: Final = "<standard input>"
_REMOTE_CONTEXT: Final = "LoadDocumentCallback"


@dataclass(frozen=True)
class Document:
    """A document as it was read: its name, statements, the line of each thing, and its text."""

    source: str
    triples: frozenset[Triple]
    lines: dict[str, int]
    text: str = ""

    def line_of(self, iri: str) -> int | None:
        """Return the line on which the description of a thing begins, if it can be told."""
        return self.lines.get(iri)


def read_document(name: str) -> Document:
    """Return the document in the file ``name``, or on standard input for ``-``.

    The ending tells the format, or else the text does; the graphs of a dataset are read as one.
    Raises :class:`UnreadableInput` with the file and, where the fault has one, line and column.
    """
    if name == STANDARD_INPUT:
        return document(_STANDARD_INPUT_NAME, sys.stdin.buffer.read())
    try:
        return document(name, Path(name).read_bytes())
    except OSError as error:
        raise UnreadableInput(name, error.strerror or str(error)) from error


def document(source: str, content: bytes, rdf_format: RdfFormat | None = None) -> Document:
    """Return the document that ``content`` is; ``source`` is how errors and reports call it.

    Without ``rdf_format`` the ending of ``source`` tells the format, or else the text does. Raises
    :class:`UnreadableInput` with the place.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    named = RdfFormat.from_extension(Path(source).suffix.lstrip("."))
    rdf_format = rdf_format or named or format_of_content(content)
    if rdf_format == RdfFormat.RDF_XML:
        require_harmless_entities(lambda: io.BytesIO(content), source)
    try:
        triples = frozenset(_triples(source, content, rdf_format))
    except UnreadableInput as error:
        raise explained(error, content, rdf_format) from error
    text = content.decode(errors="replace")
    return Document(source, triples, line_numbers(text, rdf_format), text)


def _triples(source: str, content: bytes, rdf_format: RdfFormat) -> Iterator[Triple]:
    for quad in read_quads(io.BytesIO(content), source, rdf_format):
        if isinstance(quad.object, Triple):
            raise UnreadableInput(source, f"{quad} is about a statement; shapes cannot judge that")
        yield quad.triple


def format_of_content(content: bytes) -> RdfFormat:
    """Return the format that ``content``, or the beginning of it, looks like."""
    text = content.lstrip()
    if text.startswith((b"{", b"[")) and _is_json(content):
        return RdfFormat.JSON_LD
    if re.match(rb"<\?xml|<!DOCTYPE|<!--|<[\w.-]+:RDF\b", text):
        return RdfFormat.RDF_XML
    first = next((line for line in text.splitlines() if line and not line.startswith(b"#")), b"")
    return RdfFormat.N_QUADS if _is_quad(first) else RdfFormat.TRIG


def _is_json(content: bytes) -> bool:
    """Tell JSON from TriG's ``{ … }`` and Turtle's ``[ … ]``, broken JSON being JSON, too."""
    try:
        json.loads(content)
    except UnicodeDecodeError:
        return False
    except (ValueError, RecursionError):
        return re.match(rb"\s*[\[{]\s*[\[{\"]", content) is not None
    return True


def _is_quad(line: bytes) -> bool:
    try:
        quads = list(pyoxigraph.parse(line, RdfFormat.N_QUADS))
    except SyntaxError:
        return False
    return any(isinstance(quad.graph_name, NamedNode) for quad in quads)


def explained(error: UnreadableInput, content: bytes, rdf_format: RdfFormat) -> UnreadableInput:
    """Return the error with what the parser left out: the place in XML, the remote context."""
    if _REMOTE_CONTEXT in error.reason:
        reason = (
            "its @context is on another host and nothing is fetched from there; "
            "put the context into the document"
        )
        return UnreadableInput(error.source, reason, error.position)
    if rdf_format == RdfFormat.RDF_XML and error.position is None:
        return UnreadableInput(error.source, error.reason, _xml_position(content))
    return error


def _xml_position(content: bytes) -> Position | None:
    # Whatever it says it is, the engine has read it as UTF-8.
    parser = xml.parsers.expat.ParserCreate("UTF-8")
    try:
        parser.Parse(content, True)
    except xml.parsers.expat.ExpatError as error:
        return Position(error.lineno, error.offset + 1)
    return None
