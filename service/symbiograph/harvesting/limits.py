"""How much a harvest takes: seconds, bytes, tries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from symbiograph.errors import SettingError
from symbiograph.settings import PREFIX, Settings

_TO_CONNECT: Final = 10.0


@dataclass(frozen=True)
class Limits:
    """What one partner may cost.

    ``silence`` is how many seconds a server may say nothing, ``seconds`` how long all of it may
    take; ``most_bytes`` is for what is sent, ``most_unpacked`` for what that is unpacked; both in
    bytes. A request is tried ``tries`` times.
    """

    silence: float = 30.0
    seconds: float = 3600.0
    most_bytes: int = 200_000_000
    most_unpacked: int = 1_000_000_000
    tries: int = 5

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits of ``settings``; raises :class:`SettingError`."""
        limits = cls(
            settings.harvest_silence,
            settings.harvest_timeout,
            settings.harvest_max_bytes,
            settings.harvest_max_unpacked,
            settings.harvest_tries,
        )
        for name, value in (
            ("SILENCE", limits.silence),
            ("TIMEOUT", limits.seconds),
            ("MAX_BYTES", limits.most_bytes),
            ("MAX_UNPACKED", limits.most_unpacked),
            ("TRIES", limits.tries),
        ):
            if value <= 0:
                raise SettingError(f"{PREFIX}HARVEST_{name} must be above zero.")
        return limits

    @property
    def to_connect(self) -> float:
        """The most seconds until a connection stands."""
        return min(_TO_CONNECT, self.silence)
