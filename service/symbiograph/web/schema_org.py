"""A description in the words of schema.org, which search engines read in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from symbiograph.description import Description, Labels, term
from symbiograph.prefixes import PREFIXES

_VOCABULARY: Final = "https://schema.org/"
# The first class that a thing has decides; what is none of them is a Thing.
_TYPES: Final = {
    "sg:JobProfile": "Occupation",
    "esco:Occupation": "Occupation",
    "sg:TrainingUnit": "Course",
    "dcat:Dataset": "Dataset",
    "void:Dataset": "Dataset",
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
        "numberOfCredits": "sg:hasCreditPoints",
        "provider": "sg:isProvidedBy",
        "teaches": "sg:teachesSkill",
    },
    "Dataset": {
        "dateModified": "dcterms:modified",
        "license": "dcterms:license",
        "publisher": "dcterms:publisher",
        "version": "dcat:version",
    },
    "DefinedTerm": {"inDefinedTermSet": "skos:inScheme", "termCode": "skos:notation"},
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


def data_block(description: Description, labels: Labels, page: str) -> Markup:
    """Return the description as JSON-LD that can stand in a page.

    ``page`` is the address of the page. Texts are in the reader's language; things are given with
    IRI and name.
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
    text = json.dumps(members, ensure_ascii=False, indent=1)
    # Nothing in the data can end the element that holds it.
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def _values(member: str, values: Iterable[object], labels: Labels) -> Iterable[Any]:
    for value in values:
        if isinstance(value, Literal):
            number = value.datatype.value == PREFIXES["xsd"] + "decimal"
            yield float(value.value) if number else value.value
        elif isinstance(value, NamedNode):
            named = {"@id": value.value, "name": labels.of(value).value}
            yield value.value if member in _ADDRESSES else named
