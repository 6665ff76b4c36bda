"""Where a thing, a graph or all of it can be had as a file: documents, and files of the release."""

from __future__ import annotations

from typing import Final

from flask import current_app
from pyoxigraph import NamedNode

from symbiograph.dcat import File
from symbiograph.dumps import checksum_of, dumps_of, files, opened
from symbiograph.engine.release import current_id
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.settings import Settings
from symbiograph.web import data
from symbiograph.web.reader import Links
from symbiograph.web.schema_org import Download

# The codes of the EU's list of file types.
_FORMS: Final = {"nq": "RDF_N_QUADS", "trig": "RDF_TRIG", "ttl": "RDF_TURTLE"}


def documents(path: str, /, **parameters: str) -> list[Download]:
    """Return the documents at ``path`` that are data, by the addresses at which they are cited."""
    return [
        Download(
            BASE + Links().path(path + suffix, **parameters).removeprefix("/"),
            data.MEDIA_TYPES[suffix],
        )
        for suffix in data.NAMES
    ]


def files_of(thing: NamedNode) -> list[Download]:
    """Return the files of a graph in the release in force; sizes are of those that were made.

    What is no graph has none.
    """
    if not thing.value.startswith(GRAPH):
        return []
    return [
        Download(file.address, file.media_type, file.path.stat().st_size if file.path else None)
        for file in files_by_graph().get(thing.value, [])
    ]


def files_by_graph() -> dict[str, list[File]]:
    """Return the files of the release in force, by the IRI of their graph."""
    settings: Settings = current_app.extensions["symbiograph.settings"]
    name = current_id(settings.data_dir)
    release = opened(settings.data_dir, name) if name else None
    found: dict[str, list[File]] = {}
    if release is None:
        return found
    kept = files(settings.data_dir, release.id)
    for dump in dumps_of(release):
        path = kept.get(dump.file)
        file = File(
            f"{BASE}dumps/{release.id}/{dump.file}",
            dump.media_type,
            _FORMS[dump.ending],
            path,
            checksum_of(path) if path else None,
        )
        found.setdefault(GRAPH + dump.graph, []).append(file)
    return found
