"""Triples as compact JSON-LD 1.1, with a context that holds no more than what they use.

The engine writes expanded JSON-LD alone, in which every name is a whole IRI.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.errors import NotAcceptable
from symbiograph.prefixes import PREFIXES, shorten

# A name to an IRI, or to an IRI with how its values are written ("@type" or "@container").
Context: TypeAlias = Mapping[str, str | Mapping[str, str]]
_STRING: Final = PREFIXES["xsd"] + "string"
_TYPE: Final = PREFIXES["rdf"] + "type"


def written(triples: Iterable[Triple], context: Context) -> bytes:
    """Return a JSON-LD document of ``triples``, whose names are those of ``context``.

    It stands for exactly these triples: a name is used where its values can be written as the
    context says, else the prefixed IRI. Raises :class:`NotAcceptable` for a triple within a triple.
    """
    return _Document(list(triples), context).text().encode()


class _Document:
    def __init__(self, triples: list[Triple], context: Context) -> None:
        self._triples = triples
        self._context = context
        self._short: dict[str, str] = {}
        self._used: dict[str, str | Mapping[str, str]] = {"id": "@id", "type": "@type"}
        self._names = {
            _iri(definition): name for name, definition in context.items() if name not in PREFIXES
        }
        # An IRI such as geo:48,16 would be read as a name with that prefix.
        self._taken = {
            node.value.partition(":")[0]
            for triple in triples
            for node in triple
            if isinstance(node, NamedNode) and "://" not in node.value
        }

    def text(self) -> str:
        nodes: dict[str, dict[str, list[Any]]] = {}
        for triple in self._triples:
            node = nodes.setdefault(self._reference(triple.subject), {})
            if triple.predicate.value == _TYPE and isinstance(triple.object, NamedNode):
                key, value = "type", self._reference(triple.object)
            else:
                key, value = self._entry(triple.predicate, triple.object)
            node.setdefault(key, []).append(value)
        graph = [
            {"id": name, **{key: self._values(key, found) for key, found in node.items()}}
            for name, node in nodes.items()
        ]
        document = {"@context": dict(sorted(self._used.items())), "@graph": graph}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _entry(self, predicate: NamedNode, value: object) -> tuple[str, Any]:
        """Return the key of a property and one value, as the context has them written."""
        name = self._names.get(predicate.value, "")
        definition = self._context.get(name, "")
        if not definition:
            return self._shortened(predicate.value), self._whole(value)
        if isinstance(definition, str):
            plain = self._whole(value)
        else:
            plain = self._coerced(definition, value)
            if plain is None:
                return self._shortened(predicate.value), self._whole(value)
        self._used[name] = definition
        # The context gives the prefix, too.
        self._shortened(predicate.value)
        return name, plain

    def _coerced(self, definition: Mapping[str, str], value: object) -> Any:
        """Return a value as ``definition`` has it written, ``None`` where it cannot be."""
        if definition.get("@type") == "@id":
            return self._reference(value) if isinstance(value, NamedNode | BlankNode) else None
        if not isinstance(value, Literal):
            return None
        if definition.get("@container") == "@language":
            return (value.language, value.value) if value.language else None
        datatype = definition.get("@type", "")
        same = not value.language and self._shortened(value.datatype.value) == datatype
        return value.value if same else None

    def _whole(self, value: object) -> Any:
        """Return a value that says itself what it is."""
        if not isinstance(value, Literal):
            return {"id": self._reference(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == _STRING:
            return value.value
        return {"@value": value.value, "@type": self._shortened(value.datatype.value)}

    def _values(self, key: str, found: list[Any]) -> Any:
        definition = self._used.get(key, "")
        if not isinstance(definition, str) and definition.get("@container") == "@language":
            by_language: dict[str, list[str]] = {}
            for language, text in found:
                by_language.setdefault(language, []).append(text)
            return {tag: texts if texts[1:] else texts[0] for tag, texts in by_language.items()}
        return found if found[1:] else found[0]

    def _reference(self, node: object) -> str:
        if isinstance(node, BlankNode):
            return str(node)
        if not isinstance(node, NamedNode):
            message = "JSON-LD has no form for a triple within a triple, which the graph has here."
            raise NotAcceptable(message, ["text/turtle", "application/n-triples"])
        return self._shortened(node.value)

    def _shortened(self, iri: str) -> str:
        known = self._short.get(iri)
        if known is None:
            known = shorten(iri)
            prefix = known.partition(":")[0]
            if known != iri and prefix in self._context and prefix not in self._taken:
                self._used[prefix] = PREFIXES[prefix]
            else:
                known = iri
            self._short[iri] = known
        return known


def _iri(definition: str | Mapping[str, str]) -> str:
    """Return the whole IRI that a name stands for."""
    name = definition if isinstance(definition, str) else definition["@id"]
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES and "://" not in name else name
