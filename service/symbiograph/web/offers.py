"""In which formats a client can have the results of a query, and as which job of the pool."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from symbiograph.engine.pool import Job, Offer, header_lines
from symbiograph.errors import NotAcceptable
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from symbiograph.settings import Settings
from symbiograph.web.protocol import QueryRequest

HTML: Final = "text/html"


class Choice(NamedTuple):
    """A media type and the format it stands for; no format stands for a page.

    ``attached`` tells that the client is to save the results as a file.
    """

    media_type: str
    format: Format | None
    attached: bool = False

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return the header fields of results in this format."""
        text = self.media_type.startswith("text/")
        content_type = f"{self.media_type}; charset=utf-8" if text else self.media_type
        fields = [("Content-Type", content_type)]
        if self.attached and self.format:
            name = f"attachment; filename=results.{self.format.extension}"
            fields.append(("Content-Disposition", name))
        return fields


class Choices(NamedTuple):
    """What a client wants of either kind of results, ``None`` where it takes none of ours."""

    solutions: Choice | None
    triples: Choice | None
    solutions_offer: Offer | None
    triples_offer: Offer | None

    @property
    def with_page(self) -> bool:
        """Tell whether the client may have to get a page."""
        return any(choice and choice.format is None for choice in self[:2])


def wanted(formats: tuple[Format, ...], accept: str | None, name: str | None) -> Choice:
    """Return the choice among ``formats`` and the page; raises :class:`NotAcceptable`.

    ``name`` is the ending of a format. One that does not fit these results leaves the choice to
    the Accept header, because clients send such names with queries of every kind.
    """
    for named in formats:
        if named.extension == name:
            return Choice(named.media_types[0], named, attached=True)
    offers = _OFFERS[formats]
    media_type = choose(accept, tuple(offers))
    return Choice(media_type, offers[media_type])


@lru_cache(maxsize=512)
def choices(accept: str | None, name: str | None) -> Choices:
    """Return what a client wants that sends this Accept header and this name of a format."""
    solutions, triples = (
        _wanted_or_none(formats, accept, name) for formats in (SOLUTION_FORMATS, GRAPH_FORMATS)
    )
    return Choices(solutions, triples, _offer(solutions), _offer(triples))


def job(asked: QueryRequest, chosen: Choices, settings: Settings) -> Job:
    """Return the job of ``asked``, which has a query, under the limits of ``settings``."""
    return Job(
        text=asked.query or "",
        seconds=settings.query_timeout,
        solutions=chosen.solutions_offer,
        triples=chosen.triples_offer,
        base_iri=BASE,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        row_limit=settings.row_limit or None,
        byte_limit=settings.byte_limit or None,
        offset=asked.offset,
    )


def _by_media_type(formats: tuple[Format, ...]) -> dict[str, Format | None]:
    """Return what can be asked for; the page comes last, for those who name it."""
    own = {f.media_types[0]: f for f in formats}
    others = {name: f for f in formats for name in f.media_types[1:]}
    return {**own, **others, HTML: None}


_OFFERS: Final = {formats: _by_media_type(formats) for formats in (SOLUTION_FORMATS, GRAPH_FORMATS)}


def _wanted_or_none(
    formats: tuple[Format, ...], accept: str | None, name: str | None
) -> Choice | None:
    try:
        return wanted(formats, accept, name)
    except NotAcceptable:
        return None


def _offer(choice: Choice | None) -> Offer | None:
    if choice is None or choice.format is None:
        return None
    return Offer(choice.format.extension, header_lines(choice.fields))
