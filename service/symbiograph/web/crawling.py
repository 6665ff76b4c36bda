"""``/robots.txt`` and ``/sitemap.xml``: which pages a search engine is to read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from symbiograph.errors import NotFound
from symbiograph.web.data import HTML
from symbiograph.web.directory import Directory, directory_of
from symbiograph.web.freshness import keep_fresh
from symbiograph.web.reader import Links, image

blueprint = Blueprint("crawling", __name__)
keep_fresh(blueprint)
# Sitemaps.org: a file has at most 50,000 addresses.
MOST: Final = 50_000
_FOLDERS: Final = ("id", "vocabulary", "graph")
_OTHERS: Final = ("/", "/about", "/id", "/vocabulary", "/graph", "/ontology", "/shapes", "/queries")
# What answers questions has no end of pages.
_ANSWERS: Final = (
    "/changes/",
    "/coverage",
    "/describe",
    "/esco/api",
    "/graphs",
    "/search",
    "/sparql",
    "/update",
)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what is not worth reading, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {request.script_root}{path}" for path in _ANSWERS)]
    lines.append(f"Sitemap: {request.url_root}sitemap.xml")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages, or the parts of the list where one file has no room."""
    parts = -(-_count(directory_of(image())) // MOST)
    if parts == 1:
        return part(1)
    found = (f"{request.url_root}sitemap-{number}.xml" for number in range(1, parts + 1))
    return _written("sitemapindex", "sitemap", found)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List the pages of one part, counted from 1."""
    pages = list(islice(_paths(directory_of(image())), (number - 1) * MOST, number * MOST))
    if number < 1 or not pages:
        raise NotFound(f"The list of pages has no part {number}.", ["/sitemap.xml"])
    links = Links()
    root = request.url_root.rstrip("/")
    return _written("urlset", "url", (root + links.path(path) for path in pages))


def _paths(directory: Directory) -> Iterator[str]:
    """Yield the paths of all pages that do not depend on a question."""
    yield from _OTHERS
    for top in _FOLDERS:
        for folder in (top, *(f"{top}/{name}" for name in directory.folders(top))):
            if top == "id" and folder != top:
                yield f"/{folder}"
            yield from (f"/{folder}/{name}{HTML}" for name in directory.names(folder))


def _count(directory: Directory) -> int:
    return sum(1 for _ in _paths(directory))


def _written(whole: str, each: str, addresses: Iterator[str]) -> Response:
    lines = (f"<{each}><loc>{escape(address)}</loc></{each}>" for address in addresses)
    body = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<{whole} xmlns="{_NAMESPACE}">',
            *lines,
            f"</{whole}>\n",
        ]
    )
    return Response(body, mimetype="application/xml")
