"""The page to write a query on, and to read its results: a plain form that a script makes nicer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from flask import Response, render_template
from pyoxigraph import Literal, NamedNode

from symbiograph.errors import QuerySyntaxError, SymbiographError
from symbiograph.prefixes import PREFIXES
from symbiograph.resources import folder
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Table, Term, shown
from symbiograph.web.reader import Link, image, link_to

# What a page shows; the other formats hold all rows.
MOST_ROWS: Final = 1000
_TITLE: Final = re.compile(r"#\+ title: *(\S.*)")
_HEAD: Final = re.compile(r"(?:#\+.*\n)+\n*")


@dataclass(frozen=True)
class Example:
    """A query to start from."""

    title: str
    query: str


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
def examples() -> list[Example]:
    """Return the queries of ``queries/`` by title, or two of our own where there are none."""
    found = []
    for path in sorted(folder("queries").rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        title = _TITLE.search(text)
        found.append(Example(title[1] if title else path.stem, _HEAD.sub("", text, count=1)))
    return sorted(found, key=lambda example: example.title) or list(_BUILT_IN)


def page(
    query: str,
    *,
    found: Table | None = None,
    error: SymbiographError | None = None,
    status: int = 200,
) -> Response:
    """Return the page with ``query`` in its form and what came of it below."""
    rows = [[_cell(term) for term in row] for row in found.rows] if found else []
    body = render_template(
        "sparql.html",
        query=query,
        examples=examples(),
        prefixes=PREFIXES,
        table=found,
        rows=rows,
        formats=GRAPH_FORMATS if _is_graph(found) else SOLUTION_FORMATS,
        all_formats=(*SOLUTION_FORMATS, *GRAPH_FORMATS),
        error=error,
        excerpt=_excerpt(query, error),
    )
    return Response(body, status, mimetype="text/html")


def _is_graph(found: Table | None) -> bool:
    return found is not None and found.columns == ("subject", "predicate", "object")


def _cell(term: Term | None) -> Cell:
    link = link_to(image().store, term) if isinstance(term, NamedNode) else None
    language = term.language if isinstance(term, Literal) else None
    number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    return Cell(shown(term), link, language, number)


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
_BUILT_IN: Final = (
    Example(
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
