"""Where a store answers, and as whom it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from symbiograph.errors import SettingError
from symbiograph.settings import PREFIX, Settings

_AUTHENTICATIONS: Final = ("basic", "digest")


@dataclass(frozen=True)
class Endpoint:
    """The addresses of a store: ``update`` and ``graphs`` are empty where nothing is written.

    ``default_graph`` is the IRI of the graph that stands for the default graph in a store that has
    none of its own; empty where the store has one.
    """

    query: str
    update: str = ""
    graphs: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    digest: bool = False
    default_graph: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Endpoint:
        """Return the endpoint of ``settings``; raises :class:`SettingError` for what cannot be."""
        if settings.endpoint_auth not in _AUTHENTICATIONS:
            raise SettingError(
                f"{PREFIX}ENDPOINT_AUTH is {' or '.join(_AUTHENTICATIONS)}, "
                f"not {settings.endpoint_auth!r}."
            )
        return cls(
            _address("ENDPOINT", settings.endpoint),
            _address("ENDPOINT_UPDATE", settings.endpoint_update),
            _address("ENDPOINT_GRAPHS", settings.endpoint_graphs),
            settings.endpoint_user,
            settings.endpoint_password,
            settings.endpoint_auth == "digest",
            settings.endpoint_default_graph,
        )


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingError(
            f"{PREFIX}{name} must be an address that begins with http:// or https://."
        )
    if parts.username is not None:
        raise SettingError(
            f"{PREFIX}{name} must hold no name or password; "
            f"set {PREFIX}ENDPOINT_USER and {PREFIX}ENDPOINT_PASSWORD."
        )
    return text
