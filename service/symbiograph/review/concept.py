"""What the graph says of a concept, as far as it helps to tell whether two concepts are the same.

Ours and ESCO's are read alike: names, definition, what is above and below, who needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from symbiograph.errors import NotFound
from symbiograph.esco import model
from symbiograph.prefixes import SG

_DEFAULT: Final = DefaultGraph()
_ENGLISH: Final = "en"
# Of what many have; all of it is on the concept's own page.
_MOST: Final = 12
_DEFINITIONS: Final = (model.DEFINITION, model.DESCRIPTION)
_RELATIONS: Final[dict[str, tuple[str, ...]]] = {
    "broader": (model.BROADER, model.ISCO_GROUP),
    "narrower": (model.NARROWER,),
    "essential for": (model.ESSENTIAL[1],),
    "optional for": (model.OPTIONAL[1],),
    "needed by": (SG + "isSkillRequiredBy",),
    "needs": (SG + "requiresSkill", model.ESSENTIAL[0]),
    "group": (SG + "hasSkillGroup", SG + "hasFunctionalArea"),
    "kind": (SG + "hasSkillKind", model.SKILL_TYPE),
    "reuse": (model.REUSE_LEVEL,),
}


@dataclass(frozen=True)
class Related:
    """Some of what a concept is related to by one relation, by name; ``count`` is of all."""

    names: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Described:
    """A concept: names in the language asked for, or else in English."""

    iri: str
    label: str
    alternative: tuple[str, ...]
    definition: str
    scope: str
    code: str
    related: dict[str, Related]

    def as_json(self) -> dict[str, object]:
        """Return the concept as the page gets it."""
        return {
            "iri": self.iri,
            "label": self.label,
            "alternative": self.alternative,
            "definition": self.definition,
            "scope": self.scope,
            "code": self.code,
            "related": {
                name: {"names": found.names, "count": found.count}
                for name, found in self.related.items()
            },
        }


def describe(store: Store, iri: str, language: str) -> Described:
    """Return what the default graph says of ``iri``; raises :class:`NotFound` for nothing."""
    node = NamedNode(iri)
    labels = list(_literals(store, node, model.PREF_LABEL))
    if not labels:
        raise NotFound(f"The graph names no concept {node}.")
    alternatives = list(_literals(store, node, model.ALT_LABEL))
    wanted = {language, _ENGLISH} if language not in _tags(alternatives) else {language}
    names = sorted({text.value for text in alternatives if _tag(text) in wanted})
    related = {}
    for name, properties in _RELATIONS.items():
        found = {o for p in properties for o in _objects(store, node, p) if o != node}
        if found:
            shown = sorted(label_of(store, one, language) for one in found)
            related[name] = Related(tuple(shown[:_MOST]), len(found))
    codes = _literals(store, node, model.NOTATION)
    return Described(
        iri,
        _best(labels, language),
        tuple(names[:_MOST]),
        definition_of(store, node, language),
        _text(store, node, (model.SCOPE_NOTE,), language),
        next((text.value for text in codes), ""),
        related,
    )


def is_known(store: Store, iri: str) -> bool:
    """Tell whether the default graph names a concept."""
    return next(_literals(store, NamedNode(iri), model.PREF_LABEL), None) is not None


def label_of(store: Store, node: NamedNode, language: str) -> str:
    """Return the name of a concept, or the end of its IRI where it has none."""
    labels = list(_literals(store, node, model.PREF_LABEL))
    return _best(labels, language) if labels else node.value.rpartition("/")[2]


def definition_of(store: Store, node: NamedNode, language: str) -> str:
    """Return what a concept means, empty where the graph does not say."""
    return _text(store, node, _DEFINITIONS, language)


def _text(store: Store, node: NamedNode, properties: Sequence[str], language: str) -> str:
    """Return a text that stands with the concept, or in a node of its own, as ESCO has it."""
    for name in properties:
        texts = list(_literals(store, node, name))
        for held in _objects(store, node, name):
            tags = [text.value for text in _literals(store, held, model.LANGUAGE)]
            texts += [
                Literal(text.value, language=tags[0]) if tags else text
                for text in _literals(store, held, model.NODE_TEXT)
            ]
        if texts:
            return _best(texts, language)
    return ""


def _best(texts: Iterable[Literal], language: str) -> str:
    order = {language: 0, _ENGLISH: 1, "": 2}
    return min(texts, key=lambda text: (order.get(_tag(text), 3), text.value)).value


def _tags(texts: Iterable[Literal]) -> set[str]:
    return {_tag(text) for text in texts}


def _tag(text: Literal) -> str:
    return (text.language or "").partition("-")[0]


def _literals(store: Store, node: NamedNode, name: str) -> Iterator[Literal]:
    for quad in store.quads_for_pattern(node, NamedNode(name), None, _DEFAULT):
        if isinstance(quad.object, Literal):
            yield quad.object


def _objects(store: Store, node: NamedNode, name: str) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(node, NamedNode(name), None, _DEFAULT):
        if isinstance(quad.object, NamedNode):
            yield quad.object
