"""What is told of a result from which the row limit has left rows out, and where they are."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from symbiograph.engine.pool import Job, header_lines


def next_page(query_string: bytes, job: Job) -> str | None:
    """Return the address of the rows that follow, relative to that of the request.

    Rows come in the same order as long as the graph is the same; a query that states no order may
    change it with the graph.
    """
    parameters = parse_qsl(query_string.decode(), keep_blank_values=True)
    others = [(name, value) for name, value in parameters if name != "offset"]
    return "?" + urlencode([*others, ("offset", job.offset + (job.row_limit or 0))])


def limited_lines(job: Job, address: str | None) -> str:
    """Return the header lines that tell of the limit, and of the next rows where there is a way."""
    fields = [("X-SPARQL-MaxRows", str(job.row_limit))]
    if address is not None:
        fields.append(("Link", f'<{address}>; rel="next"'))
    return header_lines(fields)
