"""Named queries as RDF, so that the catalogue can itself be queried.

The words are those of the SPARQL examples of the Swiss Institute of Bioinformatics
(https://github.com/sib-swiss/sparql-examples), which editors and other clients read from an
endpoint: ``sh:select`` and its like for the text, ``rdfs:comment``, ``schema:keywords`` and
``schema:target``. Parameters are those of SHACL (section 6.2.1 of the Recommendation).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import BASE, PREFIXES
from symbiograph.queries.body import form_token, without_head
from symbiograph.queries.catalogue import NamedQuery
from symbiograph.queries.head import Head, Parameter, ParameterType
from symbiograph.queries.values import LANGUAGE_TAG

QUERIES: Final = BASE + "queries"
# The class of each form of query, and the property that holds its text.
_FORMS: Final = {
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
    "DESCRIBE": ("spex:SPARQLDescribeExecutable", "spex:describe"),
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
}
_DATATYPES: Final[dict[ParameterType, str]] = {
    "date": "xsd:date",
    "decimal": "xsd:decimal",
    "enumeration": "xsd:string",
    "integer": "xsd:integer",
    "language": "xsd:string",
    "text": "xsd:string",
}
_TRUE: Final = Literal("true", datatype=NamedNode(PREFIXES["xsd"] + "boolean"))


def iri(query: NamedQuery) -> str:
    """Return the IRI of a query, at whose address it is answered."""
    return f"{QUERIES}/{query.name}"


def describe(query: NamedQuery) -> Iterator[Triple]:
    """Yield what ``query`` asks, its text and its parameters.

    The text is the body of the file: what the head says is said in RDF. Lists are blank nodes
    whose labels are the same each time.
    """
    node = NamedNode(iri(query))
    kind, text = _FORMS[form_token(query.text).text.upper()]
    yield Triple(node, _term("rdf:type"), _term("sh:SPARQLExecutable"))
    yield Triple(node, _term("rdf:type"), _term(kind))
    yield Triple(node, _term("rdfs:label"), _english(query.head.title))
    yield Triple(node, _term("rdfs:comment"), _english(query.head.description))
    yield Triple(node, _term(text), Literal(without_head(query.text)))
    yield Triple(node, _term("sh:prefixes"), NamedNode(QUERIES))
    yield Triple(node, _term("schema:keywords"), Literal(query.name.partition("/")[0]))
    yield Triple(node, _term("schema:target"), NamedNode(BASE + "sparql"))
    for place, parameter in enumerate(query.head.parameters):
        own = NamedNode(f"{node.value}#{parameter.name}")
        yield Triple(node, _term("sh:parameter"), own)
        yield Triple(own, _term("sh:order"), _integer(place))
        yield from _parameter(own, parameter, query.head)
        if parameter.default is not None:
            for term in query.examples[parameter.name]:
                yield Triple(own, _term("sh:defaultValue"), term)


def prefixes() -> Iterator[Triple]:
    """Yield the prefixes of the queries, which editors offer to those who write one."""
    for prefix, namespace in PREFIXES.items():
        declared = BlankNode(f"queries-prefix-{prefix.replace('.', '-')}")
        yield Triple(NamedNode(QUERIES), _term("sh:declare"), declared)
        yield Triple(declared, _term("sh:prefix"), Literal(prefix))
        address = Literal(namespace, datatype=_term("xsd:anyURI"))
        yield Triple(declared, _term("sh:namespace"), address)


def _parameter(node: NamedNode, parameter: Parameter, head: Head) -> Iterator[Triple]:
    yield Triple(node, _term("rdf:type"), _term("sh:Parameter"))
    yield Triple(node, _term("sh:path"), NamedNode(f"{QUERIES}#{parameter.name}"))
    yield Triple(node, _term("sh:name"), _english(parameter.label))
    said = parameter.description
    if parameter.name in head.any_of:
        said = f"{said} At least one of {', '.join(head.any_of)} is given.".strip()
    if said:
        yield Triple(node, _term("sh:description"), _english(said))
    if head.requires(parameter):
        yield Triple(node, _term("sh:minCount"), _integer(1))
    else:
        yield Triple(node, _term("sh:optional"), _TRUE)
    if not parameter.many:
        yield Triple(node, _term("sh:maxCount"), _integer(1))
    yield from _allowed(node, parameter)


def _allowed(node: NamedNode, parameter: Parameter) -> Iterator[Triple]:
    """Yield what the values of a parameter must be."""
    if parameter.type in _DATATYPES:
        yield Triple(node, _term("sh:datatype"), _term(_DATATYPES[parameter.type]))
    else:
        yield Triple(node, _term("sh:nodeKind"), _term("sh:IRI"))
    class_iri = PREFIXES["sg"] + "Country" if parameter.type == "country" else parameter.class_iri
    if class_iri:
        yield Triple(node, _term("sh:class"), NamedNode(class_iri))
    if parameter.scheme:
        within = NamedNode(node.value + "-scheme")
        yield Triple(node, _term("sh:property"), within)
        yield Triple(within, _term("rdf:type"), _term("sh:PropertyShape"))
        yield Triple(within, _term("sh:path"), _term("skos:inScheme"))
        yield Triple(within, _term("sh:hasValue"), NamedNode(parameter.scheme))
    if parameter.type == "language":
        yield Triple(node, _term("sh:pattern"), Literal(f"^{LANGUAGE_TAG}$"))
    if parameter.values:
        cells = [
            BlankNode(f"queries-{_name(node)}-{place}") for place in range(len(parameter.values))
        ]
        yield Triple(node, _term("sh:in"), cells[0])
        for cell, value, after in zip(cells, parameter.values, [*cells[1:], None], strict=True):
            yield Triple(cell, _term("rdf:first"), Literal(value))
            yield Triple(cell, _term("rdf:rest"), after or _term("rdf:nil"))


def _name(node: NamedNode) -> str:
    return node.value.removeprefix(QUERIES + "/").replace("/", "-").replace("#", "-")


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def _english(text: str) -> Literal:
    return Literal(text, language="en")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=_term("xsd:integer"))
