"""A graph so small that most queries about it end, with a literal of every kind."""

from __future__ import annotations

_PREFIXES = """
@prefix : <urn:ex:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# File name, IRI of the graph, content.
GRAPHS = {
    "things": _PREFIXES
    + r"""
:a :p :b, :c ; :q 1, 2.5, "1", "one"@en, "eins"@de ; :r "2026-02-28"^^xsd:date .
:b :p :c ; :q 10, 1e3, "ten"@en-GB ; :r "2026-02-28T12:00:00+14:00"^^xsd:dateTime .
:c :p :a, [ :q -7 ; :p [] ] ; :q "5 kg", "true"^^xsd:boolean, 99999999999999999999 .
:d a :T ; :q "NaN"^^xsd:double, "x"^^:type, "not a number"^^xsd:integer, "", "a\tb\"<&>\\é漢" .
:e a :T ; :list (1 "two" :c) ; <urn:ex:percent%20sign/> "P1Y2M3DT4.5S"^^xsd:dayTimeDuration .
""",
    "more": _PREFIXES
    + """
:a :p :b ; :q 1, "one"@en . :b :p :f . :f :q 0.1, "0.1"^^xsd:float ; :p :f .
""",
}
# What a bystander asks, and its answer.
POINT = "SELECT ?o { <urn:ex:b> <urn:ex:p> ?o } ORDER BY ?o"
FOUND = ["urn:ex:c", "urn:ex:f"]
