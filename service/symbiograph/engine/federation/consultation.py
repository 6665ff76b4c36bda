"""What became of a ``SERVICE`` clause: who was asked, how that ended, and what it took."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

# Known before the first byte of every result, because each endpoint is asked before the query is
# evaluated: so a header field can tell it, in front of any format and of results without an end.
HEADER: Final = "SPARQL-Sources"


class Outcome(Enum):
    """How asking an endpoint ended."""

    ANSWERED = "answered"
    TIMED_OUT = "timed-out"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNUSABLE = "unusable"


class Consultation(NamedTuple):
    """An endpoint that was asked for one ``SERVICE`` clause.

    ``outcome`` is the value of an :class:`Outcome`: ``refused`` is a status other than 200,
    ``unusable`` an answer that is no result. ``rows`` are the solutions that came, ``requests``
    those begun, and ``seconds`` go from the first of them to the end of the last. ``said`` tells
    why there is no answer; it is empty where there is one.
    """

    endpoint: str
    outcome: str
    rows: int
    requests: int
    seconds: float
    said: str = ""

    @property
    def answered(self) -> bool:
        """Tell whether the endpoint has given a result."""
        return self.outcome == Outcome.ANSWERED.value

    def member(self) -> dict[str, object]:
        """Return the consultation as a member of a problem document."""
        return {**self._asdict(), "seconds": round(self.seconds, 3)}

    def sentence(self) -> str:
        """Return the consultation as a person reads it."""
        took = f"{_counted(self.requests, 'request')}, {self.seconds:.2f} seconds"
        if self.answered:
            return f"<{self.endpoint}> answered: {_counted(self.rows, 'row')}, {took}"
        return f"<{self.endpoint}> {self.outcome.replace('-', ' ')} ({took}): {self.said}"


def header_value(consultations: Sequence[Consultation]) -> str:
    """Return ``consultations`` as a list of structured fields (RFC 9651, section 3.1)."""
    return ", ".join(
        f'"{asked.endpoint}";outcome={asked.outcome};rows={asked.rows};'
        f"requests={asked.requests};seconds={asked.seconds:.3f}"
        for asked in consultations
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
