"""A service to query: two graphs that share a triple, and requests to its SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from server import Reply, running, send

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
EX = "http://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
_ONE = f"""
<{EX}a> <{EX}p> "een"@nl, 7 .
<{EX}b> <{EX}p> "twee"@nl ; <{EX}q> [ <{EX}p> "nested" ] .
"""
_TWO = f"""
<{EX}a> <{EX}p> 7 .
<{EX}c> <{EX}p> "three & <more>"@en .
"""


@contextmanager
def two_graphs(folder: Path) -> Iterator[str]:
    """Start a service with the two graphs, whose files lie in ``folder``; give its address."""
    (folder / "one.ttl").write_text(_ONE)
    (folder / "two.ttl").write_text(_TWO)
    loads = [f"--load={folder / name}.ttl={EX}{name}" for name in ("one", "two")]
    with running("--empty", *loads) as address:
        yield address


def get(address: str, query: str, accept: str | None = None, **parameters: str) -> Reply:
    headers = {} if accept is None else {"Accept": accept}
    path = "/sparql?" + urlencode({"query": query, **parameters})
    return send(address, path, headers=headers)
