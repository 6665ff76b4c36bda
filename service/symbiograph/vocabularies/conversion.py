"""From a vocabulary that others use into ours, and back: the rules at work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from symbiograph.engine.loading import load_labelled
from symbiograph.engine.syntax import syntax_error
from symbiograph.errors import UnreadableInput
from symbiograph.prefixes import BASE, PREFIXES, SG
from symbiograph.queries import find
from symbiograph.vocabularies.known import Vocabulary, vocabulary
from symbiograph.vocabularies.naming import with_names
from symbiograph.vocabularies.origin import Origin
from symbiograph.vocabularies.rules import Rule

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_STRING: Final = NamedNode(PREFIXES["xsd"] + "string")
_UNIT: Final = NamedNode(SG + "TrainingUnit")


@dataclass(frozen=True)
class Converted:
    """What rules have made of a graph, and the triples of it that no rule could take over.

    ``left_over`` is exact: what would not come back if the rules were applied the other way.
    """

    triples: tuple[Triple, ...]
    left_over: tuple[Triple, ...]


def into_ours(triples: Iterable[Triple], name: str, origin: Origin) -> Converted:
    """Return what a graph in the vocabulary ``name`` says in terms of ours, sorted.

    Its things keep their IRIs; what has none is named after its place. Terms of other vocabularies
    come in as they are, ours among them. Things that must have evidence get ``origin`` as theirs.
    Raises :class:`BadArgument` for a vocabulary without rules.
    """
    theirs = vocabulary(name)
    stated = with_names(triples, origin.iri, theirs.address)
    store = _changed(_in_words(stated, theirs, origin.language), theirs.normal)
    normal = _triples(store)
    ours = {*_constructed(store, theirs.into), *_as_they_are(normal, theirs)}
    ours |= {*origin.evidence(ours)}
    back = {*_triples(_changed(_written(_store(ours), theirs), theirs.normal)), *ours}
    return Converted(_sorted(ours), _sorted(normal - back))


def out_of_ours(triples: Iterable[Triple], name: str, context: Iterable[Triple] = ()) -> Converted:
    """Return what a graph of ours says in terms of the vocabulary ``name``, sorted.

    ``context`` is what the graph refers to, such as the names of concepts; it is not written, but
    looked up. Raises :class:`BadArgument` for a vocabulary without rules.
    """
    theirs = vocabulary(name)
    store = _store(triples)
    # As the engine has them, which writes 21.0 as 21.
    ours = _triples(store)
    written = _written(store, theirs, context)
    back = {*_constructed(_changed(written, theirs.normal), theirs.into)}
    return Converted(_sorted(written), _sorted(ours - back))


def _written(store: Store, theirs: Vocabulary, context: Iterable[Triple] = ()) -> set[Triple]:
    """Return what a store holds in terms of theirs; it is changed, and gets ``context``."""
    _change(store, theirs.before)
    written = {*_constructed(store, theirs.out)}
    typed = store.quads_for_pattern(None, _TYPE, _UNIT, DefaultGraph())
    units = sorted({q.subject for q in typed if isinstance(q.subject, NamedNode)}, key=str)
    if theirs.query and units:
        _load(store, context)
        text = find(theirs.query).bound({"units": units})
        written |= {*_constructs(store, text, theirs.query)}
    return _triples(_changed(written, theirs.final)) if theirs.final else written


def _changed(triples: Iterable[Triple], updates: Iterable[Rule]) -> Store:
    store = _store(triples)
    _change(store, updates)
    return store


def _change(store: Store, updates: Iterable[Rule]) -> None:
    for rule in updates:
        try:
            store.update(rule.text, base_iri=BASE)
        except SyntaxError as error:
            raise UnreadableInput(rule.path.name, syntax_error(error).message) from error


def _constructed(store: Store, rules: Iterable[Rule]) -> list[Triple]:
    return [t for rule in rules for t in _constructs(store, rule.text, rule.path.name)]


def _constructs(store: Store, text: str, name: str) -> list[Triple]:
    try:
        results = store.query(text, base_iri=BASE)
    except SyntaxError as error:
        raise UnreadableInput(name, syntax_error(error).message) from error
    if not isinstance(results, QueryTriples):
        raise UnreadableInput(name, "a rule is a CONSTRUCT")
    return [*results]


def _as_they_are(normal: Iterable[Triple], theirs: Vocabulary) -> Iterable[Triple]:
    """Yield what is said with terms that are not theirs and that no rule speaks of."""
    for triple in normal:
        term = triple.predicate
        if term == _TYPE and isinstance(triple.object, NamedNode):
            term = triple.object
        if not theirs.owns(term.value) and term.value not in theirs.read:
            yield triple


def _in_words(triples: Iterable[Triple], theirs: Vocabulary, language: str) -> Iterable[Triple]:
    """Yield the triples with a language at each text, and no space around it."""
    # schema.org is written with http, too.
    texts = {*theirs.texts, *(iri.replace("https:", "http:", 1) for iri in theirs.texts)}
    for triple in triples:
        words = triple.object
        if not isinstance(words, Literal) or triple.predicate.value not in texts:
            yield triple
        elif words.language or words.datatype == _STRING:
            text = " ".join(words.value.split())
            worded = Literal(text, language=words.language or language)
            yield Triple(triple.subject, triple.predicate, worded)
        else:
            yield triple


def _store(triples: Iterable[Triple]) -> Store:
    store = Store()
    _load(store, triples)
    return store


def _load(store: Store, triples: Iterable[Triple]) -> None:
    load_labelled(store, [pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""])


def _triples(store: Store) -> set[Triple]:
    quads: Iterable[Quad] = store.quads_for_pattern(None, None, None, DefaultGraph())
    return {quad.triple for quad in quads}


def _sorted(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted({*triples}, key=str))
