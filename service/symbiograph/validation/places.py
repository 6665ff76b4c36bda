"""Where things stand in a document: enough to open the right line, never a second parser.

A thing's line is the first that begins its description in the customary layout. A document laid
out otherwise gives no line rather than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import RdfFormat

_XML_SUBJECT: Final = re.compile(r"""\brdf:about\s*=\s*["']([^"'&]+)["']""")
# An object with nothing but "@id" points to a thing and does not describe it.
_JSON_SUBJECT: Final = re.compile(r'"@id"\s*:\s*"([^"\\]+)"(?!\s*\})')
_JSON_PREFIX: Final = re.compile(r'"([\w.-]+)"\s*:\s*"([^"\\]+[/#])"')
_TURTLE_SUBJECT: Final = re.compile(r"(?:<([^>\s]+)>|([\w.-]*:[^\s;,<\"'()\[\]]*))(?=\s|$)")
_TURTLE_PREFIX: Final = re.compile(r"@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_STATEMENT_ENDS: Final = (".", "{", "}")


def line_numbers(text: str, rdf_format: RdfFormat) -> dict[str, int]:
    """Return, by IRI, the line (from one) on which each thing's description begins."""
    if rdf_format == RdfFormat.RDF_XML:
        subjects = ((match.start(), match[1]) for match in _XML_SUBJECT.finditer(text))
        return _lines(text, subjects)
    if rdf_format in (RdfFormat.JSON_LD, RdfFormat.STREAMING_JSON_LD):
        prefixes = {match[1]: match[2] for match in _JSON_PREFIX.finditer(text)}
        found = ((match.start(), match[1]) for match in _JSON_SUBJECT.finditer(text))
        return _lines(text, ((at, _expanded(name, prefixes)) for at, name in found))
    return _turtle_lines(text)


def _lines(text: str, subjects: Iterator[tuple[int, str]]) -> dict[str, int]:
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for at, iri in subjects:
        line += text.count("\n", counted, at)
        counted = at
        lines.setdefault(iri, line)
    return lines


def _turtle_lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    between_statements = True
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        prefix = _TURTLE_PREFIX.match(content)
        if prefix:
            prefixes[prefix[1]] = prefix[2]
            between_statements = True
            continue
        subject = _TURTLE_SUBJECT.match(content) if between_statements else None
        if subject:
            lines.setdefault(subject[1] or _expanded(subject[2], prefixes), number)
        between_statements = content.endswith(_STATEMENT_ENDS)
    return lines


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else name
