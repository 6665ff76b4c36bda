"""``/catalog``: every graph and its files, in the words of DCAT-AP; its page is ``/graph``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, current_app, redirect, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.dcat import CATALOGUE, File, describe
from symbiograph.dumps import checksum_of, dumps_of, files, opened
from symbiograph.engine.release import current_id
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.settings import Settings
from symbiograph.web import data
from symbiograph.web.reader import image, path_to

blueprint = Blueprint("catalog", __name__)
# The codes of the EU's list of file types.
_FORMS: Final = {"nq": "RDF_N_QUADS", "trig": "RDF_TRIG", "ttl": "RDF_TURTLE"}
_PATH: Final = "/catalog"


@blueprint.get(_PATH)
@blueprint.get(_PATH + "<any('.html', '.ttl', '.jsonld', '.nt', '.rdf'):suffix>")
def catalog(suffix: str = "") -> AnyResponse:
    """Answer with the catalogue as data, or lead to the list of graphs."""
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    if suffix == data.HTML:
        return redirect(path_to("/graph"), 303)
    found = image()
    about = data.about(NamedNode(CATALOGUE.value + suffix), CATALOGUE)
    triples = {*about, *describe(found, _files(), found.generation)}
    return data.response(data.written(sorted(triples, key=str), suffix), _PATH, suffix)


def _files() -> dict[str, list[File]]:
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
