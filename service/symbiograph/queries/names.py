"""The names under which things can be given as arguments: codes, identifiers and labels."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES, SG, expand
from symbiograph.queries.head import Parameter

_LAST_PART: Final = re.compile("[/#]")
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_IN_SCHEME: Final = NamedNode(PREFIXES["skos"] + "inScheme")
# Codes and identifiers come before labels, and labels before the alternative ones.
_KINDS: Final = tuple(
    tuple(NamedNode(PREFIXES[prefix] + name) for prefix, name in kind)
    for kind in (
        (("skos", "notation"), ("dcterms", "identifier")),
        (("skos", "prefLabel"), ("rdfs", "label"), ("dcterms", "title"), ("foaf", "name")),
        (("skos", "altLabel"),),
    )
)
_DEFAULT: Final = DefaultGraph()
_NEAR: Final = 5


class Names:
    """The things of one class or concept scheme in one content of the graph, by their names."""

    def __init__(self, property_: NamedNode, whole: NamedNode, store: Store) -> None:
        quads = store.quads_for_pattern(None, property_, whole, _DEFAULT)
        things = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        self.things = tuple(sorted(things, key=str))
        self._iris = {thing.value: thing for thing in self.things}
        self._kinds: tuple[dict[str, set[NamedNode]], ...] = tuple({} for _ in _KINDS)
        # Looking up each thing is a thousand times cheaper than one query with all properties.
        for thing in self.things:
            self._kinds[0].setdefault(_key(_LAST_PART.split(thing.value)[-1]), set()).add(thing)
            for known, properties in zip(self._kinds, _KINDS, strict=True):
                for name in _literals(store, thing, properties):
                    known.setdefault(_key(name), set()).add(thing)

    def called(self, text: str) -> set[NamedNode]:
        """Return what ``text`` names: more than one thing where it is ambiguous, or none.

        An IRI or ``prefix:name`` counts before the last part of an IRI, a code or an identifier,
        these before a label of any language, and that before an alternative label. Capitals,
        spaces and points make no difference.
        """
        iri = expand(text) or text
        if iri in self._iris:
            return {self._iris[iri]}
        key = _key(text)
        return next((names[key] for names in self._kinds if key in names), set())

    def near(self, text: str) -> list[NamedNode]:
        """Return the things whose names are most like ``text``, the best first."""
        keys = sorted({key for names in self._kinds for key in names})
        found: dict[NamedNode, None] = {}
        for key in difflib.get_close_matches(_key(text), keys, _NEAR):
            for names in self._kinds:
                found |= dict.fromkeys(sorted(names.get(key, ()), key=str))
        return list(found)


def names(parameter: Parameter, image: Image) -> Names:
    """Return the names of what a parameter can mean: one of a class, of a scheme, or a country.

    They are read once for each image, and kept as long as it is.
    """
    if parameter.type == "code":
        property_, whole = _IN_SCHEME, NamedNode(parameter.scheme or "")
    else:
        property_, whole = _TYPE, NamedNode(parameter.class_iri or SG + "Country")
    known = _KNOWN.setdefault(image, {})
    if whole not in known:
        known[whole] = Names(property_, whole, image.store)
    return known[whole]


def _literals(store: Store, thing: NamedNode, properties: Iterable[NamedNode]) -> Iterator[str]:
    for property_ in properties:
        for quad in store.quads_for_pattern(thing, property_, None, _DEFAULT):
            if isinstance(quad.object, Literal):
                yield quad.object.value


def _key(name: str) -> str:
    """Make one of ``24.10`` and ``2410``, of ``Energy  Manager`` and ``energymanager``."""
    whole = unicodedata.normalize("NFKC", name).casefold()
    return "".join(whole.replace(".", "").split())


_KNOWN: Final[WeakKeyDictionary[Image, dict[NamedNode, Names]]] = WeakKeyDictionary()
