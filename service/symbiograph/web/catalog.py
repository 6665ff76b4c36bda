"""``/catalog``: every graph and its files, in the words of DCAT-AP; its page is ``/graph``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import Blueprint, current_app, redirect, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.dcat import CATALOGUE, describe
from symbiograph.dcat_written import describe_written
from symbiograph.dumps import opened
from symbiograph.engine.release import current_id
from symbiograph.settings import Settings
from symbiograph.web import data
from symbiograph.web.downloads import files_by_graph
from symbiograph.web.reader import image, path_to

blueprint = Blueprint("catalog", __name__)
_PATH: Final = "/catalog"


@blueprint.get(_PATH)
@blueprint.get(_PATH + "<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def catalog(suffix: str = "") -> AnyResponse:
    """Answer with the catalogue as data, or lead to the list of graphs."""
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    if suffix == data.HTML:
        return redirect(path_to("/graph"), 303)
    found = image()
    files = files_by_graph()
    about = data.about(NamedNode(CATALOGUE.value + suffix), CATALOGUE)
    triples = {
        *about,
        *describe(found, files, found.generation, _followed()),
        *describe_written(found),
    }
    response = data.response(data.written(sorted(triples, key=str), suffix), _PATH, suffix)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    # Not of the graph alone: a file has a size and a checksum once it was made.
    made = (_made(file.path) for group in files.values() for file in group if file.path)
    response.last_modified = max([found.since, *made])
    response.add_etag()
    return response.make_conditional(request)


def _made(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _followed() -> frozenset[str]:
    """Return the graphs of the release in force whose changes are told: not the imported ones."""
    settings: Settings = current_app.extensions["symbiograph.settings"]
    name = current_id(settings.data_dir)
    release = opened(settings.data_dir, name) if name and not settings.endpoint else None
    if release is None:
        return frozenset()
    return frozenset(release.manifest.graphs) - {graph for _, graph in release.graph_files()}
