"""The prefixes of the project: one table for files, queries, pages and the command line."""

from __future__ import annotations

import re
from typing import Final

BASE: Final = "https://w3id.org/symbiograph/"
SG: Final = BASE + "ontology#"
GRAPH: Final = BASE + "graph/"
# Below it lies a graph for each mapping set and curator.
REVIEW_GRAPH: Final = GRAPH + "review/"
# Below it lies a graph for each contribution of each contributor.
CONTRIBUTION_GRAPH: Final = GRAPH + "contribution/"
ID: Final = BASE + "id/"
VOCABULARY: Final = BASE + "vocabulary/"
# Of slots that tell how a table of mappings is written; nothing in the graph has them.
TABLE: Final = BASE + "table#"

_KINDS: Final = (
    "call",
    "case",
    "evidence",
    "exchange",
    "fact",
    "input",
    "mapping",
    "observation",
    "organisation",
    "outcome",
    "party",
    "pattern",
    "profile",
    "project",
    "quantity",
    "region",
    "requirement",
    "residue",
    "skill",
    "source",
    "stream",
    "target-group",
    "task",
    "technology",
    "unit",
)

_SCHEMES: Final = (
    "credit-scheme",
    "delivery-mode",
    "evidence-kind",
    "exchange-status",
    "function",
    "functional-area",
    "legal-status",
    "list-of-waste",
    "necessity",
    "observation-type",
    "outcome-type",
    "period",
    "proficiency-level",
    "quantity-basis",
    "reliability",
    "sector",
    "skill-group",
    "skill-kind",
    "skill-theme",
    "stream-kind",
    "training-status",
    "training-unit-type",
    "use",
    "waste-entry-type",
)

PREFIXES: Final[dict[str, str]] = {
    "sg": SG,
    "sgg": GRAPH,
    "sgv": VOCABULARY,
    "sgs": BASE + "shapes#",
    **{kind: f"{ID}{kind}/" for kind in _KINDS},
    **{scheme: f"{VOCABULARY}{scheme}/" for scheme in _SCHEMES},
    "measurement-unit": VOCABULARY + "unit/",
    "adms": "http://www.w3.org/ns/adms#",
    "country": "http://publications.europa.eu/resource/authority/country/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "eqf": "http://data.europa.eu/snb/eqf/",
    "esco": "http://data.europa.eu/esco/model#",
    "esco-occupation": "http://data.europa.eu/esco/occupation/",
    "esco-skill": "http://data.europa.eu/esco/skill/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "isced-f": "http://data.europa.eu/esco/isced-f/",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "nace2": "http://data.europa.eu/ux2/nace2/",
    "nace2.1": "http://data.europa.eu/ux2/nace2.1/",
    "nuts": "http://data.europa.eu/nuts/code/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "spex": "https://purl.expasy.org/sparql-examples/ontology#",
    "sssom": "https://w3id.org/sssom/",
    "unit-qudt": "http://qudt.org/vocab/unit/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_BY_LENGTH: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_LOCAL_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def shorten(iri: str) -> str:
    """Return ``prefix:name`` where a prefix fits and the name needs no escape, else ``iri``."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str | None:
    """Return the IRI that ``prefix:name`` stands for, or ``None`` where the prefix is unknown."""
    prefix, colon, local = name.partition(":")
    namespace = PREFIXES.get(prefix) if colon else None
    return None if namespace is None else namespace + local
