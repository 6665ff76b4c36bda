"""From a partner's source to statements: a dump, what a catalogue offers, or an endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from symbiograph.errors import PartnerFailed
from symbiograph.harvesting.asking import Endpoint
from symbiograph.harvesting.catalogue import Catalogue, speaks_of_datasets
from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.fetching import fetch, local
from symbiograph.harvesting.gathered import Gathered, Origin
from symbiograph.harvesting.kept import Fetched
from symbiograph.harvesting.partners import Partner
from symbiograph.harvesting.questions import Questions
from symbiograph.harvesting.reading import Piece, read
from symbiograph.harvesting.sparql_pages import Pages
from symbiograph.harvesting.unpacking import Room, members

# The last word of an address that nobody gives to anything but an endpoint.
_ENDPOINTS: Final = ("sparql",)
_MOST_PAGES: Final = 1000


def gather(partner: Partner, conversation: Conversation, folder: Path) -> Gathered:
    """Return what the partner's source gives; what is fetched is kept in ``folder``.

    Raises :class:`PartnerFailed`, :class:`PartnerRefused` and :class:`UnreadableInput`.
    """
    kind = partner.kind
    if kind == "sparql" or (kind == "auto" and _looks_like_endpoint(partner)):
        return _of_endpoint(partner, partner.source, conversation, folder)
    room = Room(conversation.limits.most_unpacked)
    found = (
        fetch(conversation, partner.source, folder)
        if partner.is_remote
        else local(Path(partner.source))
    )
    pieces = read(members(found, room), partner.media_type)
    if kind == "dump":
        return Gathered.of(pieces, _origin(found))
    if kind == "auto" and not any(speaks_of_datasets(q.triple) for p in pieces for q in p.quads):
        return Gathered.of(pieces, _origin(found))
    catalogue = _catalogue(pieces, partner)
    if kind == "auto" and catalogue.endpoints:
        return _of_endpoint(partner, catalogue.endpoints[0], conversation, folder)
    if kind == "auto" and not catalogue.is_one:
        return Gathered.of(pieces, _origin(found))
    return _of_catalogue(partner, catalogue, conversation, folder, room)


def _looks_like_endpoint(partner: Partner) -> bool:
    return partner.is_remote and urlsplit(partner.source).path.rstrip("/").endswith(
        tuple(f"/{word}" for word in _ENDPOINTS)
    )


def _catalogue(pieces: list[Piece], partner: Partner) -> Catalogue:
    triples = (quad.triple for piece in pieces for quad in piece.quads)
    return Catalogue(triples, partner.language)


def _of_catalogue(
    partner: Partner, catalogue: Catalogue, conversation: Conversation, folder: Path, room: Room
) -> Gathered:
    """Return the datasets of a catalogue and of its further pages, each a graph of its own."""
    catalogue = _whole(partner, catalogue, conversation, folder, room)
    choices, without = catalogue.choices()
    gathered = Gathered([], [], [], without)
    for choice in choices:
        found = fetch(conversation, choice.address, folder)
        media_type = choice.rdf_format.media_type if _unsaid(found) else ""
        pieces = read(members(found, room), media_type)
        origin = _origin(found, choice.licence, choice.title, choice.dataset)
        gathered = gathered.with_more(Gathered.of(pieces, origin))
    if not gathered.origins:
        told = "; ".join(gathered.notes) or "it describes no dataset"
        raise PartnerFailed(f"{partner.source} offers no RDF: {told}.")
    return gathered


def _whole(
    partner: Partner, catalogue: Catalogue, conversation: Conversation, folder: Path, room: Room
) -> Catalogue:
    """Return a catalogue with its further pages; what one says holds for things of the others."""
    seen, todo = {partner.source}, catalogue.next_pages()
    pages: list[Catalogue] = []
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        if len(seen) > _MOST_PAGES:
            raise PartnerFailed(f"{partner.source} has more than {_MOST_PAGES:,} pages.")
        pieces = read(members(fetch(conversation, page, folder), room))
        pages.append(_catalogue(pieces, partner))
        todo += pages[-1].next_pages()
    return catalogue.with_pages(pages) if pages else catalogue


def _unsaid(found: Fetched) -> bool:
    """Tell whether a server says nothing of the format, so that the catalogue's word is taken."""
    return found.said.media_type in ("", "application/octet-stream", "text/plain")


def _of_endpoint(
    partner: Partner, address: str, conversation: Conversation, folder: Path
) -> Gathered:
    endpoint = Endpoint(conversation, address)
    gathered = Gathered([], [])
    for number, graph in enumerate(partner.graphs or ("",)):
        questions = Questions.of(partner.construct, graph)
        pages = Pages(endpoint, questions, partner.page, folder / f"pages-{number}")
        quads = pages.read()
        origin = Origin(address, query=partner.construct, graph=graph)
        told = [f"{address}: {text}" for text in pages.told]
        gathered = gathered.with_more(Gathered(quads, [origin], [], told))
    return gathered


def _origin(found: Fetched, licence: str = "", title: str = "", graph: str = "") -> Origin:
    return Origin(
        found.address, found.size, found.checksum, found.said.media_type, licence, title, "", graph
    )
