"""A job from its text to the bytes of its results, within the worker."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import IO, Final, NamedTuple, cast

from pyoxigraph import QueryBoolean, QuerySolutions

from symbiograph.engine.pool.job import Job, Offer
from symbiograph.engine.pool.note import Noted
from symbiograph.engine.pool.response import HeadSent, Response
from symbiograph.engine.pool.rows import first_rows
from symbiograph.engine.pool.source import Source, Triples
from symbiograph.errors import BadRequest, NotAcceptable, StoreFailed
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, write, write_triples

_GRAPH: Final = {form.extension: form for form in GRAPH_FORMATS}
_SOLUTIONS: Final = {form.extension: form for form in SOLUTION_FORMATS}


class Written(NamedTuple):
    """What was written: the extension of the format, and the rows where a limit had them counted.

    ``limited`` tells that rows were left out.
    """

    format: str
    rows: int | None = None
    limited: bool = False


def evaluate(source: Source, job: Job, response: Response) -> Written:
    """Answer ``job`` by ``response``.

    Raises the errors of the query, as far as they show before the first byte or midway, and those
    of :class:`Response`.
    """
    results = source.query(
        job.text,
        base_iri=job.base_iri,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
    )
    if isinstance(results, QuerySolutions | QueryBoolean):
        offer, chosen = _chosen(job.solutions, _SOLUTIONS, "SELECT or ASK")
    else:
        offer, chosen = _chosen(job.triples, _GRAPH, "CONSTRUCT or DESCRIBE")
    try:
        if job.offset and not isinstance(results, QueryBoolean):
            _pass_over(results, job.offset)
        if job.row_limit is None or isinstance(results, QueryBoolean):
            response.open(offer.lines)
            if isinstance(results, QuerySolutions | QueryBoolean):
                write(results, chosen, _file(response))
            else:
                write_triples(results, chosen, _file(response))
            written = Written(chosen.extension)
        else:
            written = _write_first(results, job.row_limit, offer, chosen, job, response)
        response.finish()
    except HeadSent:
        return Written(chosen.extension)
    except SyntaxError as error:
        raise StoreFailed(f"The store gave results that cannot be read: {error.msg}") from error
    return written


def _write_first(
    results: QuerySolutions | Triples,
    limit: int,
    offer: Offer,
    chosen: Format,
    job: Job,
    response: Response,
) -> Written:
    try:
        with first_rows(results, limit) as first:
            more = job.http.limited_lines if first.limited and job.http else ""
            response.open(offer.lines + more)
            output: Response | Noted = response
            if first.limited and job.limited_note:
                output = Noted(response, chosen.extension, job.limited_note)
            if isinstance(first.results, QuerySolutions):
                write(first.results, chosen, _file(output))
            else:
                write_triples(first.results, chosen, _file(output))
            return Written(chosen.extension, first.number, first.limited)
    except RuntimeError as error:
        raise BadRequest(f"The query cannot be evaluated: {error}.") from error


def _pass_over(results: QuerySolutions | Triples, number: int) -> None:
    try:
        for _ in islice(results, number):
            pass
    except RuntimeError as error:
        raise BadRequest(f"The query cannot be evaluated: {error}.") from error


def _chosen(offer: Offer | None, formats: Mapping[str, Format], forms: str) -> tuple[Offer, Format]:
    if offer is None:
        raise NotAcceptable(
            f"The request accepts no format that a {forms} query is answered in.",
            available=[form.media_types[0] for form in formats.values()],
        )
    return offer, formats[offer.format]


def _file(response: Response | Noted) -> IO[bytes]:
    """Return ``response`` as a file, of which the engine calls no more than write and flush."""
    return cast(IO[bytes], response)
