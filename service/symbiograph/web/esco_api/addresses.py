"""Where the API's answers lead: to this service, with the language and version asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from symbiograph.web.esco_api.classification import Named

# Clients meet IRIs in these addresses as the Commission writes them.
_SAFE: Final = ":/"


@dataclass(frozen=True)
class Addresses:
    """Makes addresses below ``root``; ``version`` is as the client wrote it, empty for none."""

    root: str
    language: str
    version: str

    def of(self, named: Named) -> str:
        """Return the address at which a thing is described."""
        parameters = [("uri", named.uri), ("language", self.language)]
        if self.version:
            parameters.append(("selectedVersion", self.version))
        return f"{self.root}/resource/{named.kind}?{urlencode(parameters, safe=_SAFE)}"


def page(address: str, parameters: list[tuple[str, str]], offset: int, limit: int) -> str:
    """Return the address of another page of the same answer; pages are counted from zero."""
    kept = [(name, value) for name, value in parameters if name not in ("offset", "limit")]
    asked = [*kept, ("offset", str(offset)), ("limit", str(limit))]
    return f"{address}?{urlencode(asked, safe=_SAFE)}"
