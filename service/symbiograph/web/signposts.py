"""Links in the header of a document that lead programs on (signposting.org, RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from symbiograph.dcat import LICENCE, PUBLISHER
from symbiograph.prefixes import GRAPH
from symbiograph.web import data
from symbiograph.web.reader import path_to

# The default graph as files of the release in force.
_WHOLE: Final = tuple(f"/dumps/latest/default.{ending}.gz" for ending in ("ttl", "trig", "nq"))
_ABOUT_PAGE = "https://schema.org/AboutPage"


def of_thing(iri: str, path: str, /, **parameters: str) -> str:
    """Return the links of the address of a thing: to every document about it."""
    return _written([("cite-as", iri, ""), *_documents("alternate", path, parameters, data.HTML)])


def of_page(iri: str, kind: str, path: str, /, **parameters: str) -> str:
    """Return the links of the page on a thing whose type in schema.org is ``kind``."""
    return _written(
        [
            ("cite-as", iri, ""),
            ("type", _ABOUT_PAGE, ""),
            ("type", kind, ""),
            ("license", LICENCE.value, ""),
            ("author", PUBLISHER.value, ""),
            *_documents("describedby", path, parameters),
        ]
    )


def of_graph_page(iri: str, path: str) -> str:
    """Return the links of the page on a graph: its data are items, not descriptions of it."""
    return _of_data_page(iri, "https://schema.org/Dataset", _documents("item", path, {}))


def of_ontology_page(iri: str, path: str) -> str:
    """Return the links of the page on the ontology or a module, like those of a graph."""
    return _of_data_page(iri, "https://schema.org/DefinedTermSet", _documents("item", path, {}))


def of_home() -> str:
    """Return the links of the page on all there is: the files that hold the default graph."""
    files = (("item", path_to(path), "application/gzip") for path in _WHOLE)
    return _of_data_page(GRAPH + "default", "https://schema.org/Dataset", files)


def of_data(iri: str, path: str, /, **parameters: str) -> str:
    """Return the links of data on a thing: to its page, which they describe, and the licence."""
    page = path_to(path + data.HTML, **parameters)
    return _written(
        [
            ("cite-as", iri, ""),
            ("describes", page, data.MEDIA_TYPES[data.HTML]),
            ("license", LICENCE.value, ""),
        ]
    )


def _of_data_page(iri: str, kind: str, items: Iterable[tuple[str, str, str]]) -> str:
    """Return the links of a page on data, which the catalogue describes."""
    return _written(
        [
            ("cite-as", iri, ""),
            ("type", _ABOUT_PAGE, ""),
            ("type", kind, ""),
            ("license", LICENCE.value, ""),
            ("author", PUBLISHER.value, ""),
            *_documents("describedby", "/catalog", {}),
            *items,
        ]
    )


def _documents(
    relation: str, path: str, parameters: dict[str, str], *more: str
) -> Iterator[tuple[str, str, str]]:
    for suffix in (*more, *data.NAMES):
        yield relation, path_to(path + suffix, **parameters), data.MEDIA_TYPES[suffix]


def _written(links: list[tuple[str, str, str]]) -> str:
    return ", ".join(
        f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
        for relation, target, media_type in links
    )
