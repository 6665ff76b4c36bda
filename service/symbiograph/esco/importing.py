"""One release read from what was downloaded: found, told apart, checked, and put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbiograph.cycles import cycles_left_alone
from symbiograph.errors import NotEsco
from symbiograph.esco.detection import Detected, detect
from symbiograph.esco.graph import Graph
from symbiograph.esco.rdf import read_rdf
from symbiograph.esco.rows import has_columns, read_rows
from symbiograph.esco.sources import SourceFile, find_sources
from symbiograph.esco.statements import Statements
from symbiograph.esco.tables import TABLES, Table, expected_in

Say = Callable[[str], None]
_REFERENCE_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Imported:
    """A release as it was read.

    ``document`` is canonical N-Triples, sorted. ``counts`` are distinct things by kind, ``inputs``
    checksums by file, ``missing`` the tables of a whole release that were not there, ``left_out``
    files that are none of the distribution, ``undescribed`` concepts that are
    only referred to. ``last_change`` is the latest day a concept gives.
    """

    detected: Detected
    document: bytes
    counts: dict[str, int]
    languages: list[str]
    inputs: dict[str, str]
    missing: list[str]
    left_out: list[str]
    undescribed: list[str]
    last_change: str | None

    @property
    def release(self) -> str:
        """The number of the release, such as 1.1.1."""
        return self.detected.release

    @property
    def size(self) -> int:
        """The number of triples."""
        return self.document.count(b"\n")


@cycles_left_alone()
def read_release(
    places: Sequence[Path],
    *,
    languages: Collection[str] = (),
    release: str | None = None,
    skos_xl: bool = False,
    say: Say = lambda _: None,
) -> Imported:
    """Read the ESCO release in some folders, archives and files, CSV or RDF; write nothing.

    Only texts in ``languages`` are read, where any are given. ``release`` states the number
    that is otherwise found out. Raises :class:`~symbiograph.errors.NotEsco` with file, row and
    column, :class:`~symbiograph.errors.EscoReleaseUnclear` where the files do not tell.
    """
    files = find_sources(places)
    wanted = frozenset(language.lower() for language in languages)
    tables, left_out = _tables(files, places, wanted)
    rdf = [file for file in files if file.rdf_format is not None]
    if not tables and not rdf:
        where = ", ".join(map(str, places))
        raise NotEsco(where, "no file here is of the ESCO distribution, CSV or RDF")
    graph = Graph(skos_xl=skos_xl)
    spoken: set[str] = set()
    statements = Statements(graph, (table.name for table, _ in tables))
    for table, file in tables:
        language = _language(file)
        rows = statements.add(table, read_rows(file, table), language)
        if table.own_language:
            spoken.add(language)
        say(f"{file.path}: {rows:,} rows")
    statements.finish()
    changes = {statements.last_change}
    for file in rdf:
        read = read_rdf(file, graph, wanted, skos_xl=skos_xl)
        spoken |= read.languages
        changes.add(read.last_change)
        say(f"{file.path}: {read.statements:,} statements")
    found = sorted({table.name for table, _ in tables})
    used = [file for _, file in tables] + rdf
    counts = graph.counts
    detected = detect(release, used, {name: counts.get(name, 0) for name in found})
    expected = expected_in(detected.release) if tables else []
    return Imported(
        detected,
        graph.written(),
        counts,
        sorted(spoken),
        {file.path: file.checksum for file in used},
        [name for name in expected if name not in found],
        left_out,
        graph.undescribed(),
        max(filter(None, changes), default=None),
    )


def _tables(
    files: Sequence[SourceFile], places: Sequence[Path], languages: Collection[str]
) -> tuple[list[tuple[Table, SourceFile]], list[str]]:
    """Return the files that are tables, in the order to read them, and the names of others."""
    tables = []
    left_out = []
    for file in files:
        if file.csv is None or not (file.csv.official or has_columns(file, file.csv.table)):
            if file.rdf_format is None:
                left_out.append(file.path)
            if file.place in places and file.member is None and file.rdf_format is None:
                known = ", ".join(table.name for table in TABLES)
                raise NotEsco(file.path, f"its name is that of no ESCO file: {known}, then _en.csv")
        elif not (file.csv.table.own_language and languages and _language(file) not in languages):
            tables.append((file.csv.table, file))
    tables.sort(key=lambda pair: (TABLES.index(pair[0]), pair[1].path))
    return tables, left_out


def _language(file: SourceFile) -> str:
    """Return the language of a file's texts: English where its name tells none."""
    return (file.csv.language if file.csv else None) or _REFERENCE_LANGUAGE
