"""JSON-LD contexts that are known here, so that nobody needs to fetch them."""

from __future__ import annotations

import re
from typing import Any, Final

from symbiograph.prefixes import BASE, PREFIXES

_DC: Final = PREFIXES["dcterms"]
_SKOS: Final = PREFIXES["skos"]
_ELM_CONTEXTS: Final = "http://data.europa.eu/snb/model/context/"
# Read without its terms: nothing of a curriculum is said with them.
_CREDENTIALS: Final = "https://www.w3.org/2018/credentials/"


def _words(iri: str) -> dict[str, str]:
    """A term whose values are texts by language."""
    return {"@id": iri, "@container": "@language"}


# What a file in the European Learning Model says of learning, by the names ELM gives the terms.
_ELM: Final[dict[str, Any]] = {
    "@vocab": PREFIXES["elm"],
    "id": "@id",
    "type": "@type",
    "Concept": _SKOS + "Concept",
    "ConceptScheme": _SKOS + "ConceptScheme",
    "Location": _DC + "Location",
    "title": _words(_DC + "title"),
    "description": _words(_DC + "description"),
    "prefLabel": _words(_SKOS + "prefLabel"),
    "altLabel": _words(_SKOS + "altLabel"),
    "legalName": _words("http://www.w3.org/ns/regorg#legalName"),
    "noteLiteral": _words(PREFIXES["elm"] + "noteLiteral"),
    "notation": _SKOS + "notation",
    "inScheme": _SKOS + "inScheme",
    "dcType": _DC + "type",
    "language": _DC + "language",
    "publisher": _DC + "publisher",
    "identifier": "http://www.w3.org/ns/adms#identifier",
    "homepage": PREFIXES["foaf"] + "homepage",
    "volumeOfLearning": {"@type": PREFIXES["xsd"] + "duration"},
}
_ADDRESS: Final = {"@type": "@id"}
# Of schema.org's context what decides whether a value is a thing or words; the rest is its names.
_SCHEMA_ORG: Final[dict[str, Any]] = {
    "@vocab": PREFIXES["schema"],
    "schema": PREFIXES["schema"],
    "id": "@id",
    "type": "@type",
    "additionalType": _ADDRESS,
    "image": _ADDRESS,
    "inDefinedTermSet": _ADDRESS,
    "license": _ADDRESS,
    "logo": _ADDRESS,
    "mainEntityOfPage": _ADDRESS,
    "sameAs": _ADDRESS,
    "url": _ADDRESS,
}
_SCHEMA_ORG_ADDRESS: Final = re.compile(
    r"https?://(www\.)?schema\.org(/|/docs/jsonldcontext.json)?"
)
_OWN: Final[dict[str, Any]] = {**PREFIXES, "id": "@id", "type": "@type"}


def known_context(address: str) -> dict[str, Any] | None:
    """Return the content of a context by its address, ``None`` for one that is not known."""
    if address.startswith(_ELM_CONTEXTS):
        return _ELM
    if _SCHEMA_ORG_ADDRESS.fullmatch(address):
        return _SCHEMA_ORG
    if address.startswith(_CREDENTIALS):
        return {}
    if address.startswith(BASE):
        return _OWN
    return None
