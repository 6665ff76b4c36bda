"""The VoID description of a graph: how many of what it holds, and how it is linked to others.

Everything is counted in the default graph of the image, as it is served (VoID, W3C Note of 2011).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.description import select, term
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, GRAPH, PREFIXES, VOCABULARY

_DATASET: Final = NamedNode(GRAPH + "default")
# What others publish: the beginning of its IRIs, the name of the linkset, and its home.
TARGETS: Final = {
    "ESCO skills": ("http://data.europa.eu/esco/skill/", "https://esco.ec.europa.eu/"),
    "ESCO occupations": ("http://data.europa.eu/esco/occupation/", "https://esco.ec.europa.eu/"),
    "ISCED-F": ("http://data.europa.eu/esco/isced-f/", "https://esco.ec.europa.eu/"),
    "EQF": ("http://data.europa.eu/snb/eqf/", "https://europa.eu/europass/"),
    "NACE Rev. 2": (PREFIXES["nace2"], "https://ec.europa.eu/eurostat/web/nace"),
    "NACE Rev. 2.1": (PREFIXES["nace2.1"], "https://ec.europa.eu/eurostat/web/nace"),
    "NUTS": (PREFIXES["nuts"], "https://ec.europa.eu/eurostat/web/nuts"),
    "countries": (PREFIXES["country"], "https://op.europa.eu/en/web/eu-vocabularies"),
    "European List of Waste": (
        VOCABULARY + "list-of-waste/",
        "https://eur-lex.europa.eu/eli/dec/2000/532/oj",
    ),
}
_SUBJECTS: Final = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"
_OBJECTS: Final = "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"
_ENTITIES: Final = f"""SELECT (COUNT(DISTINCT ?s) AS ?n) {{
  ?s a ?class FILTER(STRSTARTS(STR(?s), "{BASE}"))
}}"""
_CLASSES: Final = (
    "SELECT ?of (COUNT(DISTINCT ?s) AS ?n) { ?s a ?of } GROUP BY ?of ORDER BY STR(?of)"
)
_PROPERTIES: Final = "SELECT ?of (COUNT(*) AS ?n) { ?s ?of ?o } GROUP BY ?of ORDER BY STR(?of)"
# The IRIs of all targets have one more segment than what they begin with.
_LINKS: Final = f"""SELECT ?space ?of (COUNT(*) AS ?n) {{
  ?s ?of ?o FILTER(STRSTARTS(STR(?s), "{BASE}") && isIRI(?o))
  BIND(REPLACE(STR(?o), "[^/]*$", "") AS ?space) FILTER(!STRSTARTS(STR(?s), ?space))
}} GROUP BY ?space ?of ORDER BY ?space STR(?of)"""


def describe(image: Image, root: str) -> Iterator[Triple]:
    """Yield the description of what ``image`` serves at ``root``, the address of the home page.

    The dataset is ``graph/default``; each linkset says from it to which dataset, by which property,
    how many triples. Reads the whole graph several times: a second for a million triples.
    """
    yield Triple(_DATASET, term("rdf:type"), term("void:Dataset"))
    yield Triple(_DATASET, term("foaf:homepage"), NamedNode(root))
    yield Triple(_DATASET, term("void:sparqlEndpoint"), NamedNode(root + "sparql"))
    yield Triple(_DATASET, term("void:uriSpace"), Literal(BASE))
    yield Triple(_DATASET, term("void:openSearchDescription"), NamedNode(root + "openapi.json"))
    for name, query in (
        ("void:distinctSubjects", _SUBJECTS),
        ("void:distinctObjects", _OBJECTS),
        ("void:entities", _ENTITIES),
    ):
        [row] = select(image.store, query)
        yield Triple(_DATASET, term(name), row["n"])
    classes, properties = _counted(image, _CLASSES), _counted(image, _PROPERTIES)
    yield Triple(_DATASET, term("void:classes"), Literal(len(classes)))
    yield Triple(_DATASET, term("void:properties"), Literal(len(properties)))
    yield Triple(_DATASET, term("void:triples"), Literal(sum(properties.values())))
    yield from _partitions(classes, "void:classPartition", "void:class", "void:entities")
    yield from _partitions(properties, "void:propertyPartition", "void:property", "void:triples")
    yield from _linksets(image)


def _counted(image: Image, query: str) -> dict[NamedNode, int]:
    return {of: int(n.value) for of, n in select(image.store, query) if isinstance(of, NamedNode)}


def _partitions(
    counts: Mapping[NamedNode, int], link: str, by: str, counted: str
) -> Iterator[Triple]:
    for of, number in counts.items():
        part = BlankNode()
        yield Triple(_DATASET, term(link), part)
        yield Triple(part, term(by), of)
        yield Triple(part, term(counted), Literal(number))


def _linksets(image: Image) -> Iterator[Triple]:
    titles = {space: title for title, (space, _) in TARGETS.items()}
    linked = set()
    for space, of, number in select(image.store, _LINKS):
        title = titles.get(space.value)
        if title is None:
            continue
        linked.add(title)
        linkset = BlankNode()
        yield Triple(_DATASET, term("void:subset"), linkset)
        yield Triple(linkset, term("rdf:type"), term("void:Linkset"))
        yield Triple(linkset, term("void:subjectsTarget"), _DATASET)
        yield Triple(linkset, term("void:objectsTarget"), _target(title))
        yield Triple(linkset, term("void:linkPredicate"), of)
        yield Triple(linkset, term("void:triples"), number)
    for title in sorted(linked):
        space, home = TARGETS[title]
        target = _target(title)
        yield Triple(target, term("rdf:type"), term("void:Dataset"))
        yield Triple(target, term("dcterms:title"), Literal(title, language="en"))
        yield Triple(target, term("void:uriSpace"), Literal(space))
        yield Triple(target, term("foaf:homepage"), NamedNode(home))


def _target(title: str) -> NamedNode:
    return NamedNode(f"{_DATASET.value}#{title.lower().replace(' ', '-').replace('.', '')}")
