"""Links in the header of a document that lead programs on (signposting.org, RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterator

from symbiograph.web import data
from symbiograph.web.reader import path_to

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
            ("license", data.LICENCE.value, ""),
            *_documents("describedby", path, parameters),
        ]
    )


def of_graph_page(iri: str, path: str) -> str:
    """Return the links of the page on a graph: its data are items, not descriptions of it."""
    return _written(
        [
            ("cite-as", iri, ""),
            ("type", _ABOUT_PAGE, ""),
            ("type", "https://schema.org/Dataset", ""),
            ("license", data.LICENCE.value, ""),
            *_documents("item", path, {}),
        ]
    )


def of_data(iri: str, path: str, /, **parameters: str) -> str:
    """Return the links of data on a thing: to its page, which they describe, and the licence."""
    page = path_to(path + data.HTML, **parameters)
    return _written(
        [
            ("cite-as", iri, ""),
            ("describes", page, data.MEDIA_TYPES[data.HTML]),
            ("license", data.LICENCE.value, ""),
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
