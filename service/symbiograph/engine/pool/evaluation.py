"""A job from its text to the bytes of its results, within the worker."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import IO, Final, NamedTuple, cast

from pyoxigraph import QueryBoolean, QuerySolutions

from symbiograph.engine.federation import (
    HEADER,
    Consultation,
    Federated,
    Partners,
    header_value,
)
from symbiograph.engine.pool.job import Job, Offer, header_lines
from symbiograph.engine.pool.note import Noted
from symbiograph.engine.pool.response import HeadSent, Response
from symbiograph.engine.pool.rows import first_rows
from symbiograph.engine.pool.source import Triples
from symbiograph.errors import BadRequest, NotAcceptable, StoreFailed
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, write, write_triples

_GRAPH: Final = {form.extension: form for form in GRAPH_FORMATS}
_SOLUTIONS: Final = {form.extension: form for form in SOLUTION_FORMATS}


class Written(NamedTuple):
    """What was written: the extension of the format, and the rows where a limit had them counted.

    ``limited`` tells that rows were left out, ``consultations`` whom ``SERVICE`` has asked.
    """

    format: str
    rows: int | None = None
    limited: bool = False
    consultations: tuple[Consultation, ...] = ()


def evaluate(source: Federated, job: Job, response: Response) -> Written:
    """Answer ``job`` by ``response``.

    Raises the errors of the query, as far as they show before the first byte or midway, and those
    of :class:`Response`.
    """
    partners = source.partners()
    results = source.query(
        job.text,
        base_iri=job.base_iri,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        partners=partners,
    )
    if isinstance(results, QuerySolutions | QueryBoolean):
        offer, chosen = _chosen(job.solutions, _SOLUTIONS, "SELECT or ASK")
    else:
        offer, chosen = _chosen(job.triples, _GRAPH, "CONSTRUCT or DESCRIBE")
    try:
        if job.offset and not isinstance(results, QueryBoolean):
            _pass_over(results, job.offset)
        if job.row_limit is None or isinstance(results, QueryBoolean):
            response.open(offer.lines + _lines(partners))
            if isinstance(results, QuerySolutions | QueryBoolean):
                write(results, chosen, _file(response))
            else:
                write_triples(results, chosen, _file(response))
            written = Written(chosen.extension)
        else:
            written = _write_first(
                results, job.row_limit, offer.lines + _lines(partners), chosen, job, response
            )
        response.finish()
    except HeadSent:
        return Written(chosen.extension)
    except SyntaxError as error:
        raise StoreFailed(f"The store gave results that cannot be read: {error.msg}") from error
    return written._replace(consultations=partners.consultations)


def _write_first(
    results: QuerySolutions | Triples,
    limit: int,
    lines: str,
    chosen: Format,
    job: Job,
    response: Response,
) -> Written:
    try:
        with first_rows(results, limit) as first:
            more = job.http.limited_lines if first.limited and job.http else ""
            response.open(lines + more)
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


def _lines(partners: Partners) -> str:
    """Return the header line that tells whom the query has asked."""
    asked = partners.consultations
    return header_lines([(HEADER, header_value(asked))]) if asked else ""


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
