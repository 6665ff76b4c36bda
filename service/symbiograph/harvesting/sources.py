"""From a partner's source to documents: a dump as it is, or what a catalogue or endpoint offers."""

from __future__ import annotations

from pathlib import Path

from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.fetching import fetch, local
from symbiograph.harvesting.gathered import Gathered, Origin
from symbiograph.harvesting.kept import Fetched
from symbiograph.harvesting.partners import Partner
from symbiograph.harvesting.reading import read
from symbiograph.harvesting.unpacking import Room, members


def gather(partner: Partner, conversation: Conversation, folder: Path) -> Gathered:
    """Return what the partner's source gives; files are kept in ``folder``.

    Raises :class:`SourceFailed`, :class:`SourceRefused` and :class:`UnreadableInput`.
    """
    room = Room(conversation.limits.most_unpacked)
    found = source_file(partner, conversation, folder)
    pieces = read(members(found, room), partner.media_type)
    return Gathered(pieces, [origin_of(found)])


def source_file(partner: Partner, conversation: Conversation, folder: Path) -> Fetched:
    """Return the file that a partner's source is, or leads to."""
    if partner.is_remote:
        return fetch(conversation, partner.source, folder)
    return local(Path(partner.source))


def origin_of(found: Fetched, licence: str = "", title: str = "") -> Origin:
    """Return what is to be told of a file that was read."""
    return Origin(found.address, found.size, found.checksum, found.said.media_type, licence, title)
