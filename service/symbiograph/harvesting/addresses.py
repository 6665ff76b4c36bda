"""Which addresses a harvest connects to, and connections that hold to it.

A name is resolved once for each connection, the addresses it leads to are judged, and one of them
is connected to by its number: there is no second look-up whose answer could be another.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from symbiograph.engine.federation.endpoints import is_public
from symbiograph.errors import PartnerRefused, SettingError


class Reach:
    """The public internet, and the addresses and networks that an operator has added to it."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._networks = [_network(text) for text in filter(None, map(str.strip, allowed))]

    def permits(self, address: str) -> bool:
        """Tell whether the IP ``address`` may be connected to."""
        found = ip_address(address.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return is_public(address) or any(
            found in network for network in self._networks if network.version == found.version
        )

    def choose(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Return those of the ``addresses`` of ``host`` that may be connected to.

        Raises :class:`PartnerRefused` where none may.
        """
        found = list(dict.fromkeys(addresses))
        permitted = [address for address in found if self.permits(address)]
        if found and not permitted:
            led = "" if found == [host] else f" leads to {', '.join(found)}, which"
            raise PartnerRefused(
                f"{host}{led} is not public. If it is meant, allow the address: "
                f"--allow {found[0]}, or SYMBIOGRAPH_HARVEST_ALLOWED={found[0]}."
            )
        return permitted


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise SettingError(
            f"{text!r} is no IP address or network that a harvest could be allowed: {error}."
        ) from error


class ReachAdapter(HTTPAdapter):
    """Carries requests over connections that :class:`Reach` permits."""

    def __init__(self, reach: Reach) -> None:
        self._pools = _pools(reach)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        """Make the pools whose connections look at addresses."""
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = self._pools


def session(reach: Reach) -> requests.Session:
    """Return a session that goes nowhere else.

    Of the environment it takes ``SSL_CERT_FILE``, the authorities to trust. A proxy of the
    environment would resolve names itself, where nobody looks at the addresses.
    """
    made = requests.Session()
    made.trust_env = False
    made.verify = os.environ.get("SSL_CERT_FILE") or True
    adapter = ReachAdapter(reach)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


def _pools(reach: Reach) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, reach, super()._new_conn)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connected(self, reach, super()._new_conn)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _connected(connection: HTTPConnection, reach: Reach, connect: Any) -> socket.socket:
    """Connect to an address that is permitted; the name stays what TLS and ``Host`` speak of."""
    name = connection.host
    try:
        found = socket.getaddrinfo(name, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(name, connection, reason) from error
    fault: NewConnectionError | ConnectTimeoutError | None = None
    try:
        for address in reach.choose(name, (str(entry[4][0]) for entry in found)):
            # urllib3 connects to its host, which is a number for that moment.
            connection.host = address
            try:
                made: socket.socket = connect()
            except (NewConnectionError, ConnectTimeoutError) as error:
                fault = error
            else:
                return made
    finally:
        connection.host = name
    raise fault or NewConnectionError(connection, f"{name} has no address")
