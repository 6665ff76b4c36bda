"""The lists of what there is, as data: kinds of things by VoID, vocabularies by SKOS."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, QueryTriples, Store, Triple

from symbiograph.description import LABEL_PROPERTIES, term
from symbiograph.prefixes import BASE
from symbiograph.web.directory import Directory
from symbiograph.web.listing import CLASSES

_TEXTS = " ".join(
    map(str, (*LABEL_PROPERTIES, term("skos:definition"), term("dcterms:description")))
)


def kinds(store: Store, directory: Directory) -> Iterator[Triple]:
    """Yield the kinds of things as parts of a dataset, each with its class and its number."""
    whole = NamedNode(BASE + "id")
    yield Triple(whole, term("rdf:type"), term("void:Dataset"))
    for name in directory.folders("id"):
        part = "void:classPartition" if name in CLASSES else "void:subset"
        yield Triple(whole, term(part), NamedNode(f"{BASE}id/{name}"))
        yield from kind(store, directory, name)


def kind(store: Store, directory: Directory, name: str) -> Iterator[Triple]:
    """Yield one kind of things: its class, its number, and what its IRIs begin with."""
    part, folder = NamedNode(f"{BASE}id/{name}"), f"id/{name}"
    yield Triple(part, term("rdf:type"), term("void:Dataset"))
    yield Triple(part, term("void:uriSpace"), Literal(f"{BASE}{folder}/"))
    yield Triple(part, term("void:entities"), Literal(len(directory.names(folder))))
    if name in CLASSES:
        class_ = term(CLASSES[name])
        yield Triple(part, term("void:class"), class_)
        yield from _texts(store, f"VALUES ?thing {{ {class_} }}")


def members(store: Store, directory: Directory, name: str) -> Iterator[Triple]:
    """Yield one kind of things as :func:`kind` does, and every thing of it with its labels."""
    yield from kind(store, directory, name)
    part = NamedNode(f"{BASE}id/{name}")
    things = [NamedNode(f"{part.value}/{each}") for each in directory.names(f"id/{name}")]
    for thing in things:
        yield Triple(part, term("dcterms:hasPart"), thing)
    yield from _texts(store, f"VALUES ?thing {{ {' '.join(map(str, things))} }}")


def vocabularies(store: Store) -> Iterator[Triple]:
    """Yield the concept schemes that have concepts, with their labels and explanations."""
    scheme, in_scheme = term("skos:ConceptScheme"), term("skos:inScheme")
    pattern = f"?thing a {scheme} FILTER EXISTS {{ ?concept {in_scheme} ?thing }}"
    whole = NamedNode(BASE + "vocabulary")
    yield from _constructed(store, f"{whole} {term('dcterms:hasPart')} ?thing", pattern)
    yield from _constructed(store, f"?thing a {scheme}", pattern)
    yield from _texts(store, pattern)


def _texts(store: Store, pattern: str) -> Iterator[Triple]:
    """Yield labels and explanations of what ``pattern`` gives as ``?thing``."""
    texts = f"{pattern} VALUES ?property {{ {_TEXTS} }} ?thing ?property ?text"
    return _constructed(store, "?thing ?property ?text", texts)


def _constructed(store: Store, template: str, pattern: str) -> Iterator[Triple]:
    found = store.query(f"CONSTRUCT {{ {template} }} WHERE {{ {pattern} }}")
    if not isinstance(found, QueryTriples):
        raise TypeError("CONSTRUCT gave no triples")
    return iter(found)
