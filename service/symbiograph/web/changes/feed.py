"""The last changes as a feed: Atom (RFC 4287), a part at a time (RFC 5005, section 3)."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup, escape

from symbiograph.changes.documents import Stream
from symbiograph.changes.entry import RELEASE
from symbiograph.changes.summary import Summary, Thing, summary
from symbiograph.web.reader import web_address

MEDIA_TYPE: Final = "application/atom+xml"
ENTRIES: Final = 50
_THINGS: Final = 10
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# XML 1.0 (section 2.2) has no place for these.
_NO_CHARACTERS: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def feed(stream: Stream, until: int | None) -> str:
    """Return the feed of ``stream``: the last commits, or those up to the commit ``until``."""
    log = stream.log
    commits = log.latest_commits(ENTRIES, until)
    address = f"{stream.address}/feed"
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en"})
    _add(root, "id", f"{stream.iri}#feed")
    _add(root, "title", "Changes of symbiograph")
    _add(root, "subtitle", "What was written to the graph, and what each release changed.")
    _add(root, "updated", commits[0].time if commits else log.started)
    _link(root, "self", address if until is None else f"{address}?until={until}", MEDIA_TYPE)
    _link(root, "alternate", stream.address, "text/html")
    _link(root, "license", "https://creativecommons.org/licenses/by/4.0/")
    if until is not None:
        _link(root, "first", address, MEDIA_TYPE)
    if commits and commits[-1].number > 1:
        _link(root, "next", f"{address}?until={commits[-1].number - 1}", MEDIA_TYPE)
    for commit in commits:
        _entry(root, stream, summary(log, commit, _THINGS))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _entry(root: Element, stream: Stream, found: Summary) -> None:
    commit = found.commit
    address = f"{stream.iri}/commits/{commit.number}"
    entry = SubElement(root, "entry")
    _add(entry, "id", address)
    triples = f"triples added: {found.added:,}, removed: {found.removed:,}"
    graphs = len(commit.counts)
    where = (commit.counts[0].graph or "the default graph") if graphs == 1 else f"{graphs} graphs"
    _add(entry, "title", f"{found.title}, {triples}, in {where}")
    _add(entry, "updated", commit.time)
    _link(entry, "alternate", address, "text/html")
    author = SubElement(entry, "author")
    _add(author, "name", "symbiograph" if commit.kind == RELEASE else commit.author)
    content = SubElement(entry, "content", {"type": "html"})
    content.text = _plain(_content(found))


def _content(found: Summary) -> str:
    counts = Markup("").join(
        Markup("<li>{}: +{:,} −{:,}</li>").format(
            count.graph or "the default graph", count.added, count.removed
        )
        for count in found.commit.counts
    )
    things = Markup("").join(
        Markup("<li>{} ({})</li>").format(_linked(thing), thing.event) for thing in found.things
    )
    more = f"and {found.more:,} more" if found.things else f"{found.more:,} without a name"
    rest = Markup("<li>{}</li>").format(more) if found.more else Markup("")
    return str(
        Markup("<p>Graphs</p><ul>{}</ul><p>Things</p><ul>{}{}</ul>").format(counts, things, rest)
    )


def _linked(thing: Thing) -> Markup:
    if not web_address(thing.iri):
        return escape(thing.label)
    return Markup('<a href="{}">{}</a>').format(thing.iri, thing.label)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _plain(text)


def _link(parent: Element, relation: str, address: str, media_type: str | None = None) -> None:
    attributes = {"rel": relation, "href": address}
    SubElement(parent, "link", attributes | ({"type": media_type} if media_type else {}))


def _plain(text: str) -> str:
    return _NO_CHARACTERS.sub("\ufffd", text)
