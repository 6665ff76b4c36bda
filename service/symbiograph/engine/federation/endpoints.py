"""The endpoints that queries may ask by ``SERVICE``: those on the operator's list, no others."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from symbiograph.errors import SettingError
from symbiograph.settings import PREFIX, Settings

_PORTS: Final = {"http": 80, "https": 443}
# The part of a query's time after which it waits for nobody: it is to come to its own end.
_FOR_PARTNERS: Final = 0.75
_IRI: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+;=%]+")
# Names that public DNS has no addresses for (RFC 6761, 6762, 8375; ICANN keeps "internal" free).
_PRIVATE_NAMES: Final = (".localhost", ".local", ".internal", ".home.arpa")
# Its last 32 bits are an address of version 4 (RFC 6052, section 2.1).
_NAT64: Final = IPv6Network("64:ff9b::/96")


class Endpoint(NamedTuple):
    """A SPARQL endpoint: its IRI in normal form, and where that leads.

    ``secure`` stands for TLS. ``may_be_private`` tells that whoever listed the endpoint meant an
    address that is not public: a number, or a name that means something in a private network only.
    """

    iri: str
    host: str
    port: int
    secure: bool
    target: str
    may_be_private: bool

    @classmethod
    def of(cls, iri: str) -> Endpoint:
        """Return the endpoint of an HTTP IRI; raises :class:`ValueError` that says what is wrong.

        Scheme and host come in small letters, without the scheme's own port, and a path is there
        (RFC 3986, sections 6.2.2.1 and 6.2.3): equal endpoints have equal IRIs.
        """
        if not _IRI.fullmatch(iri):
            raise ValueError("it holds characters that an address does not")
        parts = urlsplit(iri)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("it does not start with http:// or https:// and a host")
        if "@" in parts.netloc or "#" in iri:
            raise ValueError("it has a user's name or a fragment")
        host = parts.hostname
        # Raises UnicodeError, which is a ValueError, for what no name can be.
        host.encode("idna")
        port = parts.port or _PORTS[parts.scheme]
        place = f"[{host}]" if ":" in host else host
        if port != _PORTS[parts.scheme]:
            place += f":{port}"
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(
            f"{parts.scheme}://{place}{target}",
            host,
            port,
            parts.scheme == "https",
            target,
            _is_number(host) or "." not in host or host.endswith(_PRIVATE_NAMES),
        )


@dataclass(frozen=True)
class Federation:
    """The ``endpoints`` that queries may ask, and how long a query waits for them.

    It waits for each endpoint for ``seconds`` in all, for all of them for ``together``. What comes
    back for one ``SERVICE`` has at most ``most_bytes`` bytes.
    """

    endpoints: tuple[Endpoint, ...] = ()
    seconds: float = 10.0
    most_bytes: int = 10_000_000
    together: float = math.inf

    @classmethod
    def of(cls, settings: Settings) -> Federation:
        """Return what ``settings`` allow, each endpoint once; raises :class:`SettingError`."""
        if settings.service_timeout <= 0:
            raise SettingError(f"{PREFIX}SERVICE_TIMEOUT must be above zero.")
        found: dict[str, Endpoint] = {}
        for entry in filter(None, map(str.strip, settings.service_allowed.split(","))):
            try:
                endpoint = Endpoint.of(entry)
            except ValueError as error:
                raise SettingError(
                    f"{PREFIX}SERVICE_ALLOWED: {entry!r} is no address of an endpoint: {error}."
                ) from error
            found[endpoint.iri] = endpoint
        return cls(
            tuple(found.values()),
            settings.service_timeout,
            settings.service_max_bytes,
            settings.query_timeout * _FOR_PARTNERS,
        )


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet, whatever it is wrapped in."""
    # A scope is of a link, which is not public.
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        found = inner or found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
