"""What somebody sends becomes triples of their contribution, or findings that say why not."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from symbiograph.contributing.agreement import disagreements, doubles
from symbiograph.contributing.kinds import KINDS, Kind
from symbiograph.contributing.names import Contribution
from symbiograph.contributing.rows import is_column_of, read_rows
from symbiograph.contributing.statements import statements_of
from symbiograph.contributing.vocabulary import Vocabulary
from symbiograph.errors import BadArgument
from symbiograph.prefixes import BASE
from symbiograph.search.folding import words
from symbiograph.spreadsheets import check_size, read_spreadsheet, refuse_other_kinds
from symbiograph.validation.documents import Document, document
from symbiograph.validation.findings import Edit, Finding, Where
from symbiograph.validation.findings.lines import Lines
from symbiograph.validation.report import Severity
from symbiograph.validation.surroundings import Find

_ZIP: Final = b"PK\x03\x04"
_TABLES: Final = (".csv", ".tsv", ".xlsx")
TABLE_TYPES: Final = (
    "text/csv",
    "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_SHAPES: Final = BASE + "shapes#Exchange-has"
_LEFT_OPEN: Final = {
    "offers": _SHAPES + "ReceiverActivity-present",
    "needs": _SHAPES + "DonorActivity-present",
}


@dataclass(frozen=True)
class Brought:
    """What was read: the triples, and what is wrong already.

    ``source`` is how the file is called, ``kind`` that of a table. ``rows`` tells by IRI in which
    row of a table a thing is described.
    """

    source: str
    triples: tuple[Triple, ...]
    findings: tuple[Finding, ...]
    kind: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def left_open(self) -> str | None:
        """The constraint that its kind cannot meet: who offers does not know yet who takes."""
        return _LEFT_OPEN.get(self.kind or "")


def read_contribution(
    data: bytes, name: str, media_type: str, of: Contribution, find: Find, *, kind: str, day: str
) -> Brought:
    """Return what a file of RDF or a table says as a contribution.

    ``find`` looks into the graph that the contribution is to stand in; ``kind`` is the kind of a
    table, empty where its columns tell; ``day`` is the present one. Raises
    :class:`UnreadableInput`, :class:`UnsupportedMediaType`, :class:`PayloadTooLarge` and
    :class:`BadArgument`.
    """
    name = PurePath(name.replace("\\", "/")).name or "the file"
    if is_table(data, name, media_type):
        return _of_table(data, name, of, find, kind, day)
    refuse_other_kinds(data, name)
    rdf_format = RdfFormat.from_media_type(media_type) if media_type else None
    read = document(name, data, rdf_format)
    triples = tuple(sorted(read.triples, key=str))
    return Brought(name, triples, tuple(_foreign(read, triples, of)))


def is_table(data: bytes, name: str, media_type: str) -> bool:
    """Tell whether a file is a table rather than RDF."""
    ending = PurePath(name).suffix.lower()
    return data.startswith(_ZIP) or media_type in TABLE_TYPES or ending in _TABLES


def _of_table(
    data: bytes, name: str, of: Contribution, find: Find, kind_name: str, day: str
) -> Brought:
    check_size(data, name)
    refuse_other_kinds(data, name)
    columns = set().union(*map(is_column_of, KINDS.values()))
    grid = read_spreadsheet(data, name, lambda cell: _folded(cell) in columns)
    kind = _kind(kind_name, next((row for row in grid.rows if any(map(str.strip, row))), ()))
    vocabulary = Vocabulary(find)
    table = read_rows(grid, kind, name, vocabulary)
    findings = [*table.findings, *disagreements(kind.name, name, table.rows)]
    if not any(finding.severity is Severity.VIOLATION for finding in findings) and not table.rows:
        where = Where(name, row=2)
        what, how = "The table has no row but the names of its columns.", "Add a row, and send it."
        findings.append(Finding(Severity.VIOLATION, where, what, how))
    state = statements_of(kind.name, of, table.rows, day, vocabulary.name)
    findings += doubles(name, state.doubles)
    findings.sort(key=lambda finding: finding.where.row or 0)
    return Brought(name, tuple(state.triples), tuple(findings), kind.name, state.subjects)


def _kind(name: str, header: Iterable[str]) -> Kind:
    """Return the kind that was named, or whose columns the table has most of."""
    if name:
        if name not in KINDS:
            known = ", ".join(KINDS)
            raise BadArgument(f"kind={name!r} is none of {known}.", "kind", list(KINDS))
        return KINDS[name]
    cells = {_folded(cell) for cell in header} - {""}
    counts = {kind: len(cells & is_column_of(KINDS[kind])) for kind in KINDS}
    most = max(counts.values())
    best = [kind for kind in KINDS if counts[kind] == most]
    if most < 2 or len(best) > 1:
        raise BadArgument(
            "The columns do not tell what sort of table this is. Choose one of "
            f"{', '.join(KINDS)} (kind=…), or take one of the templates.",
            "kind",
            list(KINDS),
        )
    return KINDS[best[0]]


def _folded(cell: str) -> str:
    return " ".join(words(cell.rstrip("* ")))


def _foreign(read: Document, triples: Iterable[Triple], of: Contribution) -> Iterator[Finding]:
    """Tell of each thing of this graph that a contribution describes anew, as it must not."""
    lines = Lines(read.text, read.lines)
    seen: set[str] = set()
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, NamedNode) or of.owns(subject.value) or subject.value in seen:
            continue
        seen.add(subject.value)
        where = Where(read.source, lines.of_thing(subject.value), subject=subject.value)
        own = _own(subject.value, of)
        what = "A contribution describes things of its own, and this IRI is one of this graph."
        how = (
            f"Call your thing <{own.value}>, or by an address of your own. Links to things of this "
            "graph stay as they are."
        )
        edit = Edit(f"<{subject.value}>", f"<{own.value}>", certain=False)
        yield Finding(Severity.VIOLATION, where, what, how, triple, edit)


def _own(iri: str, of: Contribution) -> NamedNode:
    kind, _, name = iri.removeprefix(BASE + "id/").partition("/")
    if not iri.startswith(BASE + "id/") or not name:
        kind, name = "thing", iri.removeprefix(BASE)
    return of.thing(kind, name)


def as_lines(triples: Iterable[Triple]) -> bytes:
    """Return triples as N-Triples."""
    output = io.BytesIO()
    pyoxigraph.serialize(triples, output, RdfFormat.N_TRIPLES)
    return output.getvalue()
