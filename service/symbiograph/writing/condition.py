"""The state that a graph must be in before it is written (RFC 9110, section 13).

The writer judges it, between two requests; so of two clients that have read the same state, one
wins.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from symbiograph.errors import PreconditionFailed

# No text, since every text could be a tag that a client sends.
ANY: Final = None


class Condition(NamedTuple):
    """Generations, one of which is the present one, and others, none of which is.

    ``ANY`` among them stands for every state of a graph that is there; ``None`` asks for nothing.
    """

    match: tuple[str | None, ...] | None = None
    none_match: tuple[str | None, ...] | None = None

    def require(self, generation: str, *, exists: bool) -> None:
        """Raise :class:`PreconditionFailed` unless a graph is in the state that is asked for."""
        present = {ANY, generation} if exists else set()
        if self.match is not None and present.isdisjoint(self.match):
            raise PreconditionFailed(
                "The state that If-Match names is not the present one; read the graph again, and "
                "send the change with the ETag that comes with it. Nothing was changed."
            )
        if self.none_match is not None and not present.isdisjoint(self.none_match):
            raise PreconditionFailed(
                "The graph is there already, in a state that If-None-Match rules out. Nothing was "
                "changed."
            )
