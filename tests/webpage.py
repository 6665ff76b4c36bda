"""A web page as a test reads it: its text, links, anchors and facts, and whether it is sound."""

from __future__ import annotations

from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

from flask.testing import FlaskClient

# What a thing's data can be asked for as: the ending of the address, and the media type.
FORMATS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})

DATA = "application/ld+json"
INLINE = frozenset({"a", "abbr", "code", "span", "strong", "text"})


class Anchor(NamedTuple):
    href: str
    text: str
    attributes: dict[str, str]


class Webpage(HTMLParser):
    """Parses a page; ``faults`` lists tags that do not match and ids that stand twice."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Anchor] = []
        self.ids: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.facts: dict[str, str] = {}
        self.languages: dict[str, str] = {}
        self.faults: list[str] = []
        self.resources: list[str] = []
        self.handlers: list[str] = []
        self.data_blocks: list[str] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._term = ""
        self._text: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag, _, _ in self._open]
        self.faults += [
            f"id {one!r} stands twice" for one in set(self.ids) if self.ids.count(one) > 1
        ]

    @cached_property
    def text(self) -> str:
        return squeezed(self._text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.ids.append(attributes["id"])
        self.handlers += [name for name in attributes if name.startswith("on") or name == "style"]
        if tag == "script" and attributes.get("type") == DATA:
            self.data_blocks.append("")
        if is_loaded(tag, attributes):
            self.resources.append(attributes.get("href", attributes.get("src", "")))
        if tag not in VOID:
            self._open.append((tag, attributes, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "script" and self.data_blocks:
            self.data_blocks[-1] += data
        if any(tag in {"head", "script", "style"} for tag, _, _ in self._open):
            return
        self._text.append(data)
        for _, _, inside in self._open:
            inside.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1][0] if self._open else 'nothing'}")
            return
        _, attributes, inside = self._open.pop()
        if tag not in INLINE:
            self.handle_data(" ")
        text = squeezed(inside)
        if tag == "a":
            self.links.append(Anchor(attributes.get("href", ""), text, attributes))
        elif tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append((tag, text))
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self.facts[self._term] = text
        if "lang" in attributes and tag != "html":
            self.languages[text] = attributes["lang"]

    def hrefs(self, text: str) -> list[str]:
        """Return where the links with this text lead."""
        return [link.href for link in self.links if link.text == text]


def is_loaded(tag: str, attributes: dict[str, str]) -> bool:
    """Tell whether a browser fetches what an element names."""
    if tag == "link":
        return attributes.get("rel") not in {"alternate", "canonical"}
    return tag == "img" or (tag == "script" and attributes.get("type") != DATA)


def squeezed(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def page(client: FlaskClient, path: str, languages: str = "en") -> Webpage:
    """Return a page that must be there and be sound."""
    response = client.get(path, headers={"Accept-Language": languages})
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/html"
    found = Webpage(response.text)
    assert found.faults == []
    return found
