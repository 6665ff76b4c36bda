"""Where the API's answers lead: to this service, with the language and version asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, urlencode

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
        uri = quote(named.uri, safe=_SAFE)
        return f"{self.root}/resource/{named.kind}?uri={uri}&{self._kept}"

    @cached_property
    def _kept(self) -> str:
        """The parameters that all addresses have; a concept scheme can have thousands of links."""
        kept = {"language": self.language}
        if self.version:
            kept["selectedVersion"] = self.version
        return urlencode(kept)


def page(address: str, parameters: list[tuple[str, str]], offset: int, limit: int) -> str:
    """Return the address of another page of the same answer; pages are counted from zero."""
    kept = [(name, value) for name, value in parameters if name not in ("offset", "limit")]
    asked = [*kept, ("offset", str(offset)), ("limit", str(limit))]
    return f"{address}?{urlencode(asked, safe=_SAFE)}"
