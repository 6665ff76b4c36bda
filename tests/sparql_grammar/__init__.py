"""SPARQL 1.1 queries made by the grammar of the recommendation, and spoilt ones.

``queries`` gives texts that the grammar allows, ``spoilt`` such texts with tokens lost, repeated,
exchanged or nested beyond measure, ``sortable`` queries whose rows are the same in whatever order
they come. The graphs they are about are ``GRAPHS``.
"""

from sparql_grammar.graph import GRAPHS
from sparql_grammar.queries import query, sorted_query
from sparql_grammar.source import made
from sparql_grammar.spoilt import spoilt_query

__all__ = ["GRAPHS", "queries", "sortable", "spoilt"]

queries = made(query)
sortable = made(sorted_query, steady=True)
spoilt = made(spoilt_query)
