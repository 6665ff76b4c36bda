"""Where a graph is held while it is served."""

from __future__ import annotations

from typing import Final

from symbiograph.errors import SettingError
from symbiograph.settings import Settings

# From as many triples on the graph is held on disk, unless an operator says otherwise.
MOST_IN_MEMORY: Final = 2_000_000


def is_for_disk(settings: Settings, triples: int) -> bool:
    """Tell whether so many triples are for the disk; raises :class:`SettingError`."""
    if settings.store not in ("auto", "memory", "disk"):
        raise SettingError(
            f"SYMBIOGRAPH_STORE must be auto, memory or disk, not {settings.store!r}."
        )
    if settings.endpoint:
        return False
    return settings.store == "disk" or (settings.store == "auto" and triples >= MOST_IN_MEMORY)
