"""Results of a query by way of a file: for pages, and where there is no socket to lend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple

import pyoxigraph
from flask import Response
from pyoxigraph import QueryResultsFormat, RdfFormat

from symbiograph.engine.federation import HEADER, Consultation, header_value
from symbiograph.engine.pool import Completed, Failed, Job, Offer, Refused
from symbiograph.errors import EngineFailed, NotAcceptable
from symbiograph.results import Table, table
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.offers import Choices

# What a page shows; the other formats hold all rows.
MOST_ROWS: Final = 1000
_IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 65_536


def written(evaluator: Evaluator, job: Job, chosen: Choices) -> Response:
    """Return the results of ``job``, whole before the status line goes out.

    Raises the error of the query or of the limit it met.
    """
    with ExitStack() as stack:
        body = stack.enter_context(TemporaryFile())
        done = performed(evaluator, job, body)
        body.seek(0)
        choice = next(c for c in chosen[:2] if c and c.format and c.format.extension == done.format)
        fields = [*choice.fields]
        if done.limited:
            fields.append(("X-SPARQL-MaxRows", str(job.row_limit)))
        if done.consultations:
            fields.append((HEADER, header_value(done.consultations)))
        if done.bytes <= _IN_MEMORY:
            return Response(body.read(), headers=fields)
        response = Response(_chunks(body), headers=fields)
        response.content_length = done.bytes
        response.call_on_close(stack.pop_all().close)
    return response


class Shown(NamedTuple):
    """Results as a page shows them, and whom ``SERVICE`` has asked for them."""

    table: Table
    consultations: tuple[Consultation, ...]


def page_table(evaluator: Evaluator, job: Job, chosen: Choices) -> Shown | None:
    """Return the first rows of the results of ``job`` where the client wants those as a page.

    Return ``None`` where the client wants a page of the other kind of results only. Raises like
    :func:`written`.
    """
    pages = [choice is not None and choice.format is None for choice in chosen[:2]]
    limit = MOST_ROWS if job.row_limit is None else min(MOST_ROWS, job.row_limit)
    shown = job._replace(
        solutions=Offer("json") if pages[0] else None,
        triples=Offer("nt") if pages[1] else None,
        row_limit=limit,
    )
    with TemporaryFile() as body:
        try:
            done = performed(evaluator, shown, body)
        except NotAcceptable:
            if all(pages):
                raise
            return None
        body.seek(0)
        if done.format == "nt":
            triples = [
                (quad.subject, quad.predicate, quad.object)
                for quad in pyoxigraph.parse(body, RdfFormat.N_TRIPLES, lenient=True)
            ]
            columns = ("subject", "predicate", "object")
            found = Table(columns, list(triples), not done.limited)
        else:
            results = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
            found = table(results)._replace(complete=not done.limited)
    return Shown(found, done.consultations)


def performed(evaluator: Evaluator, job: Job, body: IO[bytes]) -> Completed:
    """Have the results of ``job`` written to ``body``; raises like :func:`written`."""
    match evaluator.run(job, body):
        case Completed() as done:
            return done
        case Refused() as refused:
            raise refused.error
        case Failed() as failed:
            raise evaluator.fault(failed)
        case other:
            raise EngineFailed(f"The results could not be written: {other}.")


def _chunks(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(_CHUNK):
        yield chunk
