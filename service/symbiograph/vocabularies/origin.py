"""Where data of others come from: what they are named after, and the evidence for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.prefixes import BASE, PREFIXES, SG

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
_IDENTIFIER: Final = NamedNode(PREFIXES["dcterms"] + "identifier")
_CREATED: Final = NamedNode(PREFIXES["dcterms"] + "created")
_EVIDENCE: Final = NamedNode(SG + "hasEvidence")
_ORGANISATION: Final = NamedNode(PREFIXES["org"] + "Organization")
# They are what evidence is made of.
_WITHOUT: Final = (NamedNode(SG + "Evidence"), NamedNode(SG + "Source"))


@dataclass(frozen=True)
class Origin:
    """The document that data were read from.

    ``iri`` is its address, or an IRI that stands for it; what has no IRI in it is named below.
    ``day`` is when it was read, ``title`` how people call it. ``language`` is that of words that
    are written without one.
    """

    iri: str
    day: date
    title: str
    language: str = "en"

    def is_told_by(self, triple: Triple) -> bool:
        """Tell whether a triple is part of the evidence that :meth:`evidence` gives."""
        own = {NamedNode(below(self.iri, name)) for name in ("evidence", "source")}
        return triple.subject in own or triple.object in own

    def evidence(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield evidence for each thing that has to have it and states none.

        Things of ours have evidence of their own, wherever else they are spoken of.
        """
        found = [*triples]
        known = {t.subject for t in found if t.predicate == _EVIDENCE}
        known |= {t.subject for t in found if t.predicate == _TYPE and t.object in _WITHOUT}
        things = {t.subject for t in found if t.predicate == _TYPE and _needs_evidence(t)} - known
        if not things:
            return
        evidence = NamedNode(below(self.iri, "evidence"))
        source = NamedNode(below(self.iri, "source"))
        yield from (Triple(thing, _EVIDENCE, evidence) for thing in sorted(things, key=str))
        yield Triple(evidence, _TYPE, NamedNode(SG + "Evidence"))
        yield Triple(evidence, _LABEL, Literal(f"Data set: {self.title}", language="en"))
        kind = NamedNode(PREFIXES["evidence-kind"] + "dataset")
        yield Triple(evidence, NamedNode(SG + "hasEvidenceKind"), kind)
        yield Triple(evidence, NamedNode(SG + "citesSource"), source)
        day = Literal(self.day.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))
        yield Triple(evidence, _CREATED, day)
        yield Triple(source, _TYPE, NamedNode(SG + "Source"))
        yield Triple(source, _LABEL, Literal(self.title, language="en"))
        if self.iri.startswith(("http://", "https://")):
            address = Literal(self.iri, datatype=NamedNode(PREFIXES["xsd"] + "anyURI"))
            yield Triple(source, NamedNode(SG + "hasAddress"), address)
        else:
            yield Triple(source, _IDENTIFIER, Literal(self.title))


def below(iri: str, name: str) -> str:
    """Return the IRI of what belongs to the thing ``iri`` as its ``name``."""
    return f"{iri}{'-' if '#' in iri else '#'}{name}"


def _needs_evidence(typed: Triple) -> bool:
    subject, class_ = typed.subject, typed.object
    if not isinstance(subject, NamedNode) or subject.value.startswith(BASE):
        return False
    ours = isinstance(class_, NamedNode) and class_.value.startswith(SG)
    return ours or class_ == _ORGANISATION
