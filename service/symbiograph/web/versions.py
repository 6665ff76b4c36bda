"""The versions of the ontology that were frozen: their content, and what each one changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Response, current_app, render_template, request
from pyoxigraph import Literal, Store, Triple

from symbiograph.description import select, term
from symbiograph.engine.image import Image
from symbiograph.errors import NotFound
from symbiograph.prefixes import GRAPH, SG, shorten
from symbiograph.resources import folder
from symbiograph.versions import (
    FOLDER,
    WHATS,
    Change,
    Version,
    as_triples,
    changes_of,
    frozen_files,
)
from symbiograph.web import data
from symbiograph.web.documentation.terms import ONTOLOGY
from symbiograph.web.reader import path_to

# Where they lie, if not in the project's own folder.
VERSIONS: Final = "ONTOLOGY_VERSIONS"


def numbers() -> list[str]:
    """Return the numbers of the versions that are frozen, the newest first."""
    return [path.stem for path in reversed(frozen_files(_folder()).values())]


def current_number(store: Store) -> str:
    """Return the number of the version that a graph holds, empty where it holds none."""
    found = select(store, f"SELECT ?n {{ {ONTOLOGY} {term('owl:versionInfo')} ?n }} LIMIT 1")
    for solution in found:
        number = solution["n"]
        if isinstance(number, Literal):
            return number.value
    return ""


def former(number: str) -> Image:
    """Return the graph of a version that was frozen; raises :class:`NotFound`."""
    file = _folder() / f"{number}.ttl"
    if not file.is_file():
        raise _unknown(number)
    return _image(file)


def frozen(number: str) -> list[Triple]:
    """Return what a version said when it was frozen, sorted; raises :class:`NotFound`."""
    found = _changes(number, _folder())
    if found is None:
        raise _unknown(number)
    return sorted(found[0].triples, key=str)


def changes(number: str, suffix: str) -> Response:
    """Answer with what a version changed; raises :class:`NotFound`."""
    found = _changes(number, _folder())
    if found is None:
        raise _unknown(number)
    version, before, changed = found
    suffix = suffix or data.wanted(request.headers.get("Accept"))
    path = f"/ontology/{number}/changes"
    if suffix != data.HTML:
        triples = as_triples(version, before, changed)
        return data.response(data.written(triples, suffix), path, suffix)
    html = render_template(
        "ontology_changes.html",
        version=version,
        before=before,
        groups=_groups(changed),
        shorten=shorten,
        anchors={c.term: c.term.removeprefix(SG) for c in changed if c.term.startswith(SG)},
        formats={
            name: (path_to(path + suffix), data.MEDIA_TYPES[suffix])
            for suffix, name in data.NAMES.items()
        },
    )
    response = Response(html, mimetype="text/html")
    response.headers["Content-Location"] = path_to(path + data.HTML)
    return response


def _groups(changed: tuple[Change, ...]) -> dict[str, list[Change]]:
    groups = {what: [change for change in changed if change.what == what] for what in WHATS}
    return {what: found for what, found in groups.items() if found}


@lru_cache(maxsize=4)
def _image(file: Path) -> Image:
    return Image.empty({GRAPH + "ontology": [file]})


@lru_cache(maxsize=16)
def _changes(
    number: str, versions: Path
) -> tuple[Version, Version | None, tuple[Change, ...]] | None:
    return changes_of(number, versions)


def _folder() -> Path:
    configured: Path | None = current_app.config.get(VERSIONS)
    return configured or folder("ontology") / FOLDER


def _unknown(number: str) -> NotFound:
    known = [f"/ontology/{other}" for other in numbers()]
    return NotFound(f"The ontology has no version {number}.", known)
