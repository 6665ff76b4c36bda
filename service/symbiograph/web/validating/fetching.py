"""Data at an address, fetched for whoever asks, where the operator lets the service do that.

It goes to public addresses only, once, and for a few seconds: no partner is meant, and nobody
waits for anybody.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.http import parse_options_header

from symbiograph.errors import PartnerFailed, RemoteAccessRefused
from symbiograph.harvesting import Conversation, Limits, Reach
from symbiograph.harvesting.conversation import Interrupted, body_blocks
from symbiograph.settings import Settings
from symbiograph.validation.aside import Sent
from symbiograph.web.validating.turn import fair_turn

_ACCEPT = (
    "text/turtle, application/ld+json, application/n-triples, application/trig, "
    "application/rdf+xml;q=0.9, application/gzip;q=0.8, */*;q=0.1"
)


def fetched(address: str, media_type: str, most: int) -> Sent:
    """Return what ``address`` gives; ``media_type`` is stated by whoever asks, if at all.

    Raises :class:`RemoteAccessRefused` where that is turned off, :class:`PartnerRefused` for an
    address that is not public, :class:`PartnerFailed` and :class:`TooManyRequests`.
    """
    settings: Settings = current_app.extensions["symbiograph.settings"]
    if not settings.validate_fetch:
        raise RemoteAccessRefused(
            "This service fetches nothing from other addresses; send the data themselves. "
            "Operators turn it on by SYMBIOGRAPH_VALIDATE_FETCH=1."
        )
    seconds = settings.validate_timeout
    limits = Limits(seconds, seconds, most, most, tries=1)
    reach = Reach(settings.harvest_allowed.split(","))
    conversation = Conversation(reach, limits)
    try:
        with fair_turn(), conversation.opened("GET", address, {"Accept": _ACCEPT}) as response:
            content = b""
            for block in body_blocks(conversation, response):
                content += block
                if len(content) > most:
                    raise PartnerFailed(
                        f"{address} gives more than the {most:,} bytes judged here."
                    )
            stated, _ = parse_options_header(response.headers.get("Content-Type"))
    except Interrupted as fault:
        raise PartnerFailed(f"{fault}.") from fault
    finally:
        conversation.close()
    name = PurePosixPath(urlsplit(address).path).name or urlsplit(address).netloc
    return Sent(name, content, media_type or stated)
