"""The page to write a query on, and to read its results: a plain form that a script makes nicer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from flask import Response, render_template
from pyoxigraph import Literal, NamedNode

from symbiograph.engine.federation import HEADER, Consultation, header_value
from symbiograph.errors import (
    NotFound,
    QuerySyntaxError,
    RemoteServiceFailed,
    SymbiographError,
)
from symbiograph.prefixes import PREFIXES
from symbiograph.queries import catalogue
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Table, Term, shown
from symbiograph.web.reader import Link, image, link_to

# What a page shows; the other formats hold all rows.
MOST_ROWS: Final = 1000
_HEAD: Final = re.compile(r"(?:#\+.*\n)+\n*")


@dataclass(frozen=True)
class Example:
    """A query to start from; ``name`` is its group and its own name."""

    name: str
    title: str
    query: str

    @property
    def group(self) -> str:
        """Return the name of the group as a person reads it."""
        return self.name.partition("/")[0].replace("-", " ").capitalize()


@dataclass(frozen=True)
class Cell:
    """One term of a result as the page shows it."""

    text: str
    link: Link | None
    language: str | None
    number: bool


@dataclass(frozen=True)
class Excerpt:
    """The line of a query in which a fault is, cut at the place of the fault."""

    line: int
    before: str
    after: str


@cache
def examples() -> dict[str, Example]:
    """Return queries to start from by name: two short ones, then the named queries."""
    named = (
        Example(name, query.head.title, _HEAD.sub("", query.text, count=1))
        for name, query in catalogue().items()
    )
    return {example.name: example for example in (*_FIRST, *named)}


def example(name: str | None) -> str:
    """Return the text of an example, by default the first; raises :class:`NotFound`."""
    if name is None:
        return _FIRST[0].query
    if name not in examples():
        raise NotFound(f"There is no example {name!r}.", list(examples()))
    return examples()[name].query


def page(
    query: str,
    *,
    found: Table | None = None,
    sources: Sequence[Consultation] = (),
    error: SymbiographError | None = None,
    status: int = 200,
) -> Response:
    """Return the page with ``query`` in its form and what came of it below.

    ``sources`` are those that ``SERVICE`` has asked; an ``error`` may tell of them, too.
    """
    asked = [source.member() for source in sources]
    if isinstance(error, RemoteServiceFailed):
        asked = error.sources
    rows = [[_cell(term) for term in row] for row in found.rows] if found else []
    body = render_template(
        "sparql.html",
        query=query,
        examples=examples().values(),
        prefixes=PREFIXES,
        table=found,
        rows=rows,
        sources=asked,
        formats=GRAPH_FORMATS if _is_graph(found) else SOLUTION_FORMATS,
        all_formats=(*SOLUTION_FORMATS, *GRAPH_FORMATS),
        error=error,
        excerpt=_excerpt(query, error),
    )
    response = Response(body, status, mimetype="text/html")
    if sources:
        response.headers[HEADER] = header_value(sources)
    return response


def _is_graph(found: Table | None) -> bool:
    return found is not None and found.columns == ("subject", "predicate", "object")


def _cell(term: Term | None) -> Cell:
    link = link_to(image().store, term) if isinstance(term, NamedNode) else None
    if isinstance(term, Literal):
        return Cell(term.value, None, term.language, term.datatype.value in _NUMBERS)
    return Cell(shown(term), link, None, False)


def _excerpt(query: str, error: SymbiographError | None) -> Excerpt | None:
    if not isinstance(error, QuerySyntaxError) or error.position is None:
        return None
    lines = query.split("\n")
    number = min(error.position.line, len(lines))
    line, column = lines[number - 1], error.position.column - 1
    return Excerpt(number, line[:column], line[column:])


_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long")
)
_FIRST: Final = (
    Example(
        "to-start-with/technologies",
        "Skills that a technology calls for",
        f"""PREFIX sg: <{PREFIXES["sg"]}>
PREFIX skos: <{PREFIXES["skos"]}>

SELECT ?technology ?skill WHERE {{
  ?t a sg:Technology ; skos:prefLabel ?technology ; sg:callsForSkill ?s .
  ?s skos:prefLabel ?skill .
  FILTER (LANG(?technology) = "en" && LANG(?skill) = "en")
}}
ORDER BY ?technology ?skill
LIMIT 100
""",
    ),
    Example(
        "to-start-with/profiles",
        "Job profiles and how many skills each needs",
        f"""PREFIX sg: <{PREFIXES["sg"]}>
PREFIX skos: <{PREFIXES["skos"]}>

SELECT ?profile ?label (COUNT(DISTINCT ?skill) AS ?skills) WHERE {{
  ?profile a sg:JobProfile ; skos:prefLabel ?label .
  FILTER (LANG(?label) = "en")
  OPTIONAL {{ ?profile sg:requiresSkill ?skill }}
}}
GROUP BY ?profile ?label
ORDER BY DESC(?skills) ?label
""",
    ),
)
