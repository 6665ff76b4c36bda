"""What a worker asks: the image in memory, or something that answers in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

from symbiograph.engine.delta import Delta

Triples: TypeAlias = QueryTriples | Iterator[Triple]
Answer: TypeAlias = QuerySolutions | QueryBoolean | Triples


class Source(Protocol):
    """Answers queries from one content.

    The keeper passes it to every worker by the fork, so it holds no thread and no connection.
    """

    @property
    def generation(self) -> str:
        """The name of the content: equal generations hold equal triples."""

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Answer:
        """Evaluate one query, as :meth:`symbiograph.engine.image.Image.query` does.

        Results that come from elsewhere may raise :class:`SyntaxError` while they are read.
        """

    def after(self, delta: Delta) -> Source:
        """Return the source after ``delta``; this one is used no more.

        Raises :class:`SyntaxError` where a part of ``delta`` is not N-Quads.
        """
