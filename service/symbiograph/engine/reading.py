"""Reading RDF files: every format the engine knows, and errors that name the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from symbiograph.errors import Position, UnreadableInput

_PLACE: Final = re.compile(r"^Parser error (?:at|between line \d+ column \d+ and) .*?: ")


def format_of(name: str) -> RdfFormat:
    """Return the RDF format that a file name's ending stands for, or raise UnreadableInput."""
    ending = Path(name).suffix.lstrip(".")
    rdf_format = RdfFormat.from_extension(ending)
    if rdf_format is None:
        raise UnreadableInput(name, f"the file ending {ending!r} stands for no RDF format")
    return rdf_format


def read_quads(
    source: Path | IO[bytes],
    name: str | None = None,
    rdf_format: RdfFormat | None = None,
    *,
    one_graph: bool = False,
    base: str | None = None,
) -> Iterator[Quad]:
    """Yield the statements of a file or stream; its blank nodes get names nobody else uses.

    ``name`` is how errors call the source, by default its path. Without ``rdf_format`` the name's
    ending decides. With ``one_graph`` a named graph is an error; ``base`` is the IRI that relative
    ones are relative to. Raises
    :class:`UnreadableInput` with name, line and column.
    """
    name = name or str(source)
    rdf_format = rdf_format or format_of(name)
    try:
        stream = source.open("rb") if isinstance(source, Path) else source
        with stream:
            yield from pyoxigraph.parse(
                stream,
                rdf_format,
                base_iri=base,
                rename_blank_nodes=True,
                without_named_graphs=one_graph,
            )
    except SyntaxError as error:
        position = Position(error.lineno, error.offset or 1) if error.lineno else None
        raise UnreadableInput(name, _PLACE.sub("", error.msg), position) from error
    except OSError as error:
        raise UnreadableInput(name, error.strerror or str(error)) from error
