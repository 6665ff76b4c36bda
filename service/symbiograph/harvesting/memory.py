"""What is remembered of the last harvest of a partner: when, what became of it, and from what."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

from symbiograph.harvesting.gathered import Origin
from symbiograph.harvesting.partners import Partner

Became = Literal["committed", "unchanged", "refused", "failed"]
_FILE: Final = "last.json"


@dataclass(frozen=True)
class Last:
    """The last harvest: ``told`` is what was said of it, ``moment`` is in UTC.

    ``key`` stands for all that it depended on, where that is known; ``triples`` and ``graphs``
    count what the partner's graphs then held.
    """

    moment: str
    became: Became
    told: str
    key: str = ""
    triples: int = 0
    graphs: int = 0

    @classmethod
    def read(cls, folder: Path) -> Last | None:
        """Return what is remembered in a partner's folder; ``None`` where nothing is."""
        try:
            return cls(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Remember this in a partner's folder."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / _FILE).write_text(text + "\n", encoding="utf-8")


def key_of(partner: Partner, origins: Iterable[Origin], state: str, *, partial: bool) -> str:
    """Return a name for all that a harvest depends on; "" where some of it is not known.

    ``state`` stands for the graph that it is judged in. An endpoint has no checksum.
    """
    had = [(origin.address, origin.checksum) for origin in origins]
    if not state or not all(checksum for _, checksum in had):
        return ""
    version = importlib.metadata.version("symbiograph")
    written = json.dumps([asdict(partner), had, state, partial, version])
    return hashlib.sha256(written.encode()).hexdigest()
