"""A description in the words of schema.org, which search engines read in pages.

It is what the rules in ``mappings/vocabularies/schema-org`` would write of the thing, in the
reader's language and with the names of other things; the rules take some milliseconds a page. A
test reads pages back by the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from symbiograph.dcat import CATALOGUE, KEYWORDS, LICENCE, PUBLIC, PUBLISHER
from symbiograph.description import Description, Labels, term
from symbiograph.prefixes import PREFIXES
from symbiograph.web.record import Record

_NAME: Final = "symbiograph"
_ABOUT: Final = "an open knowledge graph of industrial-symbiosis skills"
_VOCABULARY: Final = "https://schema.org/"
# The first class that a thing has decides; what is none of them is a Thing.
_TYPES: Final = {
    "sg:JobProfile": "Occupation",
    "esco:Occupation": "Occupation",
    "sg:TrainingUnit": "Course",
    "dcat:Dataset": "Dataset",
    "void:Dataset": "Dataset",
    "owl:Ontology": "DefinedTermSet",
    "org:Organization": "Organization",
    "sg:Project": "Project",
    "skos:ConceptScheme": "DefinedTermSet",
    "skos:Concept": "DefinedTerm",
}
_OF_ALL: Final = {
    "alternateName": "skos:altLabel",
    "identifier": "dcterms:identifier",
    "sameAs": "skos:exactMatch",
}
_OF_TYPE: Final = {
    "Occupation": {"skills": "sg:requiresSkill"},
    "Course": {
        "coursePrerequisites": "sg:hasPrerequisite",
        "educationalLevel": "sg:hasEqfLevel",
        "hasPart": "sg:hasPartUnit",
        "isPartOf": "sg:isPartOfUnit",
        "learningResourceType": "sg:hasUnitType",
        "provider": "sg:isProvidedBy",
        "teaches": "sg:teachesSkill",
    },
    "Dataset": {
        "dateModified": "dcterms:modified",
        "creator": "dcterms:publisher",
        "isBasedOn": "dcterms:source",
        "license": "dcterms:license",
        "publisher": "dcterms:publisher",
        "version": "dcat:version",
    },
    "DefinedTermSet": {"version": "owl:versionInfo"},
    "DefinedTerm": {"inDefinedTermSet": "skos:inScheme", "termCode": "skos:notation"},
}
_SCHEMES: Final[dict[object, str]] = {
    term("credit-scheme:ects"): "ECTS",
    term("credit-scheme:ecvet"): "ECVET",
}
# Values of these are addresses, not things that have a name.
_ADDRESSES: Final = ("license", "sameAs")
_TEXTS: Final = ("skos:definition", "dcterms:description")


def type_of(description: Description) -> str:
    """Return the name in schema.org of what a thing is."""
    classes = description.values(term("rdf:type"))
    return next((name for known, name in _TYPES.items() if term(known) in classes), "Thing")


def type_address(description: Description) -> str:
    """Return the IRI of :func:`type_of`."""
    return _VOCABULARY + type_of(description)


class Download(NamedTuple):
    """A file with the same content as data; ``size`` counts its bytes where they are known."""

    address: str
    media_type: str
    size: int | None = None


def data_block(
    description: Description, labels: Labels, page: str, record: Record, files: Sequence[Download]
) -> Markup:
    """Return the description as JSON-LD that can stand in a page.

    ``page`` is the address of the page. Texts are in the reader's language; things are given with
    IRI and name. Terms, people and days are those of a dataset or of the ontology itself, and of
    the page where that is about something else; so are ``files``.
    """
    kind = type_of(description)
    iri = description.iri
    members: dict[str, Any] = {
        "@context": _VOCABULARY,
        "@type": kind,
        "@id": iri.value,
        "name": labels.of(iri).value,
        "url": page,
    }
    texts = (labels.text(iri, term(name)) for name in _TEXTS)
    about = next((text.value for text in texts if text), None)
    if about:
        members["description"] = about
    for member, name in sorted((_OF_ALL | _OF_TYPE.get(kind, {})).items()):
        values = list(_values(member, description.values(term(name)), labels))
        if values:
            members[member] = values if len(values) > 1 else values[0]
    members |= _credits(description)
    if kind == "Dataset":
        members["distribution"] = [_download(file, "DataDownload") for file in files]
        members["includedInDataCatalog"] = {"@type": "DataCatalog", "@id": CATALOGUE.value}
        return _block(_terms(record, labels) | members)
    encodings = [_download(file, "MediaObject") for file in files]
    work = {**_terms(record, labels), "encoding": encodings, "isPartOf": _parts(record, labels)}
    if term("owl:Ontology") in description.values(term("rdf:type")):
        return _block(work | members)
    # The graph has no text on many things.
    about = f"What {_NAME}, {_ABOUT}, states of: {members['name']}."
    page_itself = {"@type": "WebPage", "@id": page, "name": members["name"], "description": about}
    members["mainEntityOfPage"] = page_itself | work
    return _block(members)


def catalogue_block(page: str, record: Record, labels: Labels) -> Markup:
    """Return what is known of the catalogue of all graphs, like :func:`data_block`."""
    members = {
        "@context": _VOCABULARY,
        "@type": "DataCatalog",
        "@id": CATALOGUE.value,
        "name": _NAME,
        "description": f"Every graph of {_ABOUT}.",
        "url": page,
        **_terms(record, labels),
        "dataset": _parts(record, labels),
    }
    return _block(members)


def _terms(record: Record, labels: Labels) -> dict[str, Any]:
    """Return under which terms a document or dataset is given, by whom, and of which day it is."""
    ours = {"@type": "Organization", "@id": PUBLISHER.value, "name": labels.of(PUBLISHER).value}
    found: dict[str, Any] = {
        "license": LICENCE.value,
        "creator": ours,
        "publisher": ours,
        "keywords": list(KEYWORDS),
        "isAccessibleForFree": True,
        "conditionsOfAccess": PUBLIC.value,
    }
    if record.day is not None:
        found |= {"datePublished": record.day.value, "dateModified": record.day.value}
    return found


def _credits(description: Description) -> dict[str, Any]:
    """Return the credit points of a unit with their scheme, without which they mean nothing."""
    points = description.values(term("sg:hasCreditPoints"))
    schemes = description.values(term("sg:hasCreditScheme"))
    if len(points) != 1 or len(schemes) != 1 or not isinstance(points[0], Literal):
        return {}
    unit = _SCHEMES.get(schemes[0])
    quantity = {"@type": "QuantitativeValue", "value": float(points[0].value), "unitText": unit}
    return {"numberOfCredits": quantity} if unit else {}


def _block(members: dict[str, Any]) -> Markup:
    text = json.dumps(members, ensure_ascii=False, indent=1)
    # Nothing in the data can end the element that holds it.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def _parts(record: Record, labels: Labels) -> list[dict[str, str]]:
    return [
        {"@type": "Dataset", "@id": graph.value, "name": labels.of(graph).value}
        for graph in record.graphs
    ]


def _download(file: Download, kind: str) -> dict[str, str]:
    members = {
        "@type": kind,
        "contentUrl": file.address,
        "encodingFormat": file.media_type,
    }
    if file.size is not None:
        members["contentSize"] = f"{file.size} B"
    return members


def _values(member: str, values: Iterable[object], labels: Labels) -> Iterable[Any]:
    for value in values:
        if isinstance(value, Literal):
            number = value.datatype.value == PREFIXES["xsd"] + "decimal"
            yield float(value.value) if number else value.value
        elif isinstance(value, NamedNode):
            named = {"@id": value.value, "name": labels.of(value).value}
            yield value.value if member in _ADDRESSES else named
