"""Data of others as triples: nothing is fetched, and no entity of XML is expanded."""

from __future__ import annotations

import codecs
import io
import json
import re
from pathlib import PurePath
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import pyoxigraph
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from pyoxigraph import RdfFormat, Triple

from symbiograph.errors import PayloadTooLarge, Position, UnreadableInput
from symbiograph.vocabularies.contexts import known_context
from symbiograph.vocabularies.web_page import embedded_data
from symbiograph.xml_entities import DECLARATION

_ENDINGS: Final = frozenset(
    {".json", ".jsonld", ".n3", ".nq", ".nt", ".owl", ".rdf", ".trig", ".ttl", ".xml"}
)
_JSON: Final = re.compile(rb"\s*[\[{]")
_XML: Final = re.compile(rb"\s*<(\?xml|!DOCTYPE|!--|[\w.-]+:RDF\b)")
# Comments are taken whole, once: else many of them could be parted in ways without end.
_PAGE: Final = re.compile(rb"\s*(?><!--.*?-->\s*)*<(!DOCTYPE\s+html|html)\b", re.I | re.S)
_TURTLE: Final = re.compile(rb"\s*(#[^\n]*\n\s*)*(@prefix|@base|PREFIX\s|BASE\s|<[^>\s]+>\s)", re.I)
_PLACE: Final = re.compile(r"^Parser error at .*?: ")
_CONTEXT: Final = "@context"


def is_graph(data: bytes, name: str) -> bool:
    """Tell whether a file is RDF: by its ending, or else by how it begins."""
    ending = PurePath(name).suffix.lower()
    if ending in _ENDINGS:
        return True
    start = data[:2_000].removeprefix(codecs.BOM_UTF8)
    named_table = ending in (".csv", ".tsv", ".xlsx", ".xlsm")
    return not named_table and any(form.match(start) for form in (_JSON, _XML, _TURTLE))


def parse_graph(data: bytes, name: str, base: str, most: int | None = None) -> frozenset[Triple]:
    """Return the triples of a file, the graphs of a dataset as one; relative IRIs are on ``base``.

    Of a web page those are its JSON-LD. ``most`` is how many triples are read. Raises
    :class:`UnreadableInput` for what is no RDF, for a JSON-LD context on another host and for XML
    that declares entities, and :class:`PayloadTooLarge`.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if _PAGE.match(data):
        data, name = embedded_data(data, name), f"{name} (JSON-LD)"
    rdf_format = _format(data, name)
    if rdf_format == RdfFormat.JSON_LD:
        data = with_known_contexts(data, name)
    elif rdf_format == RdfFormat.RDF_XML:
        _refuse_entities(data, name)
    triples: set[Triple] = set()
    try:
        for quad in pyoxigraph.parse(
            io.BytesIO(data), rdf_format, base_iri=base, rename_blank_nodes=True
        ):
            triples.add(quad.triple)
            if most is not None and len(triples) > most:
                raise PayloadTooLarge(f"{name} has more than {most:,} triples.")
    except SyntaxError as error:
        position = Position(error.lineno, error.offset or 1) if error.lineno else None
        raise UnreadableInput(name, _PLACE.sub("", error.msg), position) from error
    return frozenset(triples)


def _format(data: bytes, name: str) -> RdfFormat:
    if _XML.match(data):
        return RdfFormat.RDF_XML
    ending = PurePath(name).suffix.lower().lstrip(".")
    by_name = RdfFormat.from_extension(ending) if ending != "xml" else RdfFormat.RDF_XML
    if by_name is None or ending in ("json", "txt"):
        return RdfFormat.JSON_LD if _JSON.match(data) else RdfFormat.TRIG
    return by_name


def with_known_contexts(data: bytes, name: str) -> bytes:
    """Return JSON-LD with the contexts we know in it, in place of their addresses.

    Raises :class:`UnreadableInput` for a context on another host, and for what is no JSON.
    """
    try:
        document = json.loads(data)
        return json.dumps(_embedded(document, name)).encode()
    except UnicodeDecodeError as error:
        raise UnreadableInput(name, "this is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise UnreadableInput(name, error.msg, Position(error.lineno, error.colno)) from error
    except RecursionError as error:
        raise UnreadableInput(name, "it is nested too deeply") from error
    except ValueError as error:
        raise UnreadableInput(name, "a number in it has too many digits") from error


def _embedded(node: Any, name: str) -> Any:
    if isinstance(node, list):
        return [_embedded(item, name) for item in node]
    if isinstance(node, dict):
        return {
            key: _context(value, name) if key == _CONTEXT else _embedded(value, name)
            for key, value in node.items()
        }
    return node


def _context(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_context(item, name) for item in value]
    if isinstance(value, dict):
        if "@import" in value:
            raise _remote(name, value["@import"])
        return {
            term: {**meaning, _CONTEXT: _context(meaning[_CONTEXT], name)}
            if isinstance(meaning, dict) and _CONTEXT in meaning
            else meaning
            for term, meaning in value.items()
        }
    if not isinstance(value, str):
        return value
    known = known_context(value)
    if known is None:
        raise _remote(name, value)
    return known


def _remote(name: str, address: object) -> UnreadableInput:
    reason = (
        f"its @context {address!r} is on another host, and nothing is fetched. Put the context "
        "itself into the file, or send it as Turtle"
    )
    return UnreadableInput(name, reason)


def _refuse_entities(data: bytes, name: str) -> None:
    reason = "it declares XML entities, which are not read. Write out what they stand for"
    # Behind a parameter entity that it does not know, the parser is silent about others.
    if DECLARATION in data:
        raise UnreadableInput(name, reason)
    parser = DefusedXMLParser(target=_Nothing(), forbid_entities=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableInput(name, reason) from error
    except ParseError as error:
        line, column = error.position
        raise UnreadableInput(name, str(error), Position(line, column + 1)) from error
    except (LookupError, ValueError) as error:
        raise UnreadableInput(name, f"its encoding cannot be read ({error}); use UTF-8") from error


class _Nothing:
    """A reader of XML that keeps nothing."""

    def close(self) -> None:
        """Return nothing."""
