"""Fetching over HTTP: conditional, resumed where it broke off, tried again, and within limits.

What an address gave is kept in a folder, with what the server said of it; so an unchanged file is
not sent again (RFC 9110, section 13) and a broken one goes on where it ended (section 14).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import requests

from symbiograph.errors import PartnerFailed
from symbiograph.harvesting.conversation import Conversation, Interrupted, body_blocks, whole_number
from symbiograph.harvesting.kept import Fetched, Said, part_of

_ACCEPT: Final = (
    "application/n-quads, application/trig, text/turtle, application/n-triples, "
    "application/ld+json, application/rdf+xml;q=0.9, application/gzip;q=0.8, "
    "application/zip;q=0.8, */*;q=0.1"
)
_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def fetch(conversation: Conversation, address: str, folder: Path) -> Fetched:
    """Return what ``address`` gives, in a file of ``folder``; the one from before if it is as new.

    Raises :class:`PartnerFailed`, :class:`PartnerRefused`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = Fetched.known(folder, address)
    return conversation.tried(lambda: _attempt(conversation, address, folder, known))


def local(path: Path) -> Fetched:
    """Return a file of this machine as one that was fetched; raises :class:`PartnerFailed`."""
    try:
        with path.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise PartnerFailed(f"{path}: {error.strerror or error}.") from error
    return Fetched(path.name, path, Said(), size, checksum)


def _attempt(
    conversation: Conversation, address: str, folder: Path, known: Fetched | None
) -> Fetched:
    part = part_of(folder, address)
    said = Said.read(part)
    begun = part.stat().st_size if part.exists() and said and said.validator else 0
    fields = {"Accept": _ACCEPT}
    if begun and said and said.validator:
        fields |= {"Range": f"bytes={begun}-", "If-Range": said.validator}
    elif known is not None:
        fields |= known.said.conditions
    response = conversation.opened("GET", address, fields, also={206, 304, 416})
    with response:
        if response.status_code == 304 and known is not None:
            return known
        if response.status_code in (304, 416) or not _continues(response, begun):
            Said.forget(part)
            raise Interrupted(f"{address} does not go on where its answer broke off", 0.0)
        if response.status_code != 206:
            # What there is of another answer must not stand beside the note of this one.
            Said.forget(part)
            begun = 0
        now = Said.of(response.url, response.headers)
        now.write(part)
        _append(conversation, response, part, begun)
    return Fetched.keep(folder, address, part, now)


def _continues(response: requests.Response, begun: int) -> bool:
    """Tell whether an answer is a whole one, or the rest of which we have the beginning."""
    if response.status_code != 206:
        return True
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return found is not None and whole_number(found[1]) == begun


def _append(
    conversation: Conversation, response: requests.Response, part: Path, begun: int
) -> None:
    whole = whole_number(response.headers.get("Content-Length"))
    total = None if whole is None else begun + whole
    conversation.require_room(response.url, total or begun)
    with part.open("r+b" if begun else "wb") as file:
        file.seek(begun)
        file.truncate()
        size = begun
        for block in body_blocks(conversation, response):
            size += len(block)
            conversation.require_room(response.url, size)
            file.write(block)
            conversation.progress(response.url, size, total)
    conversation.spend(size)
