"""``/dumps``: the files of every release to take away, with their checksums."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from symbiograph.dcat import LICENCE
from symbiograph.dumps import checksum_of, dumps_of, files, made, opened, releases
from symbiograph.engine.release import current_id
from symbiograph.errors import NotFound
from symbiograph.negotiation import choose
from symbiograph.settings import Settings
from symbiograph.web.data import HTML, MEDIA_TYPES
from symbiograph.web.reader import path_to

blueprint = Blueprint("dumps", __name__)
LATEST = "latest"
_PAGE = MEDIA_TYPES[HTML]


@blueprint.get("/dumps")
def listed() -> Response:
    """List the releases, the one in force by its name, too."""
    folder = _settings().data_dir
    current = current_id(folder)
    found = [
        {"release": name, "current": name == current, "href": path_to(f"/dumps/{name}")}
        for name in releases(folder)
    ]
    if _wants_page():
        return Response(render_template("dumps/releases.html", releases=found), mimetype=_PAGE)
    return _json({"releases": found})


@blueprint.get("/dumps/<release>")
def of_release(release: str) -> AnyResponse:
    """List the files of a release; those that were made have a size and a checksum."""
    folder = _settings().data_dir
    if release == LATEST:
        return redirect(path_to(f"/dumps/{_current()}"), 302)
    if release not in releases(folder):
        raise NotFound(f"There is no release {release!r}.", [path_to("/dumps")])
    names = [dump.file for dump in dumps_of(found)] if (found := opened(folder, release)) else []
    kept = files(folder, release)
    entries = [
        {
            "file": name,
            "href": path_to(f"/dumps/{release}/{name}"),
            "bytes": kept[name].stat().st_size if name in kept else None,
            "sha256": checksum_of(kept[name]) if name in kept else None,
        }
        for name in sorted({*names, *(name for name in kept if name.endswith(".gz"))})
    ]
    if _wants_page():
        page = render_template("dumps/files.html", release=release, files=entries)
        return Response(page, mimetype=_PAGE)
    return _json({"release": release, "licence": LICENCE.value, "files": entries})


@blueprint.get("/dumps/<release>/<file>")
def of_file(release: str, file: str) -> AnyResponse:
    """Answer with a file, made now where nobody asked for it before; or with a part of it."""
    if release == LATEST:
        return redirect(path_to(f"/dumps/{_current()}/{file}"), 302)
    path = made(_settings().data_dir, release, file)
    checksum = checksum_of(path)
    response = send_file(path, "application/gzip", as_attachment=True, etag=checksum or True)
    response.headers["Link"] = f'<{LICENCE.value}>; rel="license"'
    # A release never changes.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["symbiograph.settings"]
    return settings


def _current() -> str:
    name = current_id(_settings().data_dir)
    if name is None:
        raise NotFound("No release is in force here.", [path_to("/dumps")])
    return name


def _wants_page() -> bool:
    return choose(request.headers.get("Accept"), ("application/json", _PAGE)) == _PAGE


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
