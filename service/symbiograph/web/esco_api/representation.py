"""Concepts and concept schemes as JSON objects of the API: whole, in part, and as links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from symbiograph.esco import model
from symbiograph.web.esco_api.addresses import Addresses
from symbiograph.web.esco_api.classification import Classification, Kind, Named, Statements
from symbiograph.web.esco_api.relations import relations

Json = dict[str, Any]

_CLASSES: Final[dict[Kind, tuple[str, str]]] = {
    "skill": ("Skill", model.SKILL),
    "occupation": ("Occupation", model.OCCUPATION),
    "concept": ("Concept", model.CONCEPT),
    "taxonomy": ("Taxonomy", model.CONCEPT_SCHEME),
}
_TEXTS: Final = {
    "description": model.DESCRIPTION,
    "definition": model.DEFINITION,
    "scopeNote": model.SCOPE_NOTE,
}
# What a part of a concept tells of its relations: IRIs alone.
_IN_PART: Final = (
    "isTopConceptInScheme",
    "isInScheme",
    "hasSkillType",
    "hasReuseLevel",
    "broaderHierarchyConcept",
    "broaderSkill",
    "broaderIscoGroup",
    "broaderOccupation",
    "broaderConcept",
)
# ESCO's CSV files are written in English first.
_REFERENCE: Final = "en"
_RELEASED: Final = "released"
# The API's own word for text/plain.
_PLAIN: Final = "plain/text"


class Representation:
    """Writes the things of one classification, with links to this service."""

    def __init__(self, classification: Classification, addresses: Addresses) -> None:
        self._classification = classification
        self._addresses = addresses

    def whole(self, uri: str) -> Json:
        """Return everything the API tells of a thing."""
        statements = self._classification.statements(uri)
        named = self._classification.named(uri)
        found = self._head(named, statements)
        if named.kind != "taxonomy":
            found["referenceLanguage"] = [_REFERENCE]
            for member, property_ in _TEXTS.items():
                texts = self._texts(statements.get(property_, ()))
                if texts:
                    found[member] = texts
            status = _first(statements, model.STATUS)
            found["status"] = status or _RELEASED
        related = relations(self._classification, named.kind, statements)
        links = {name: [self.link(to) for to in targets] for name, targets in related.items()}
        found["_links"] = {"self": self._self(named), **links}
        if named.kind != "taxonomy":
            found["_embedded"] = {"ancestors": self._ancestors(named)}
        return found

    def part(self, uri: str, matched: str | None = None) -> Json:
        """Return the few members by which a thing is listed; ``matched`` is the label found."""
        statements = self._classification.statements(uri)
        named = self._classification.named(uri)
        found = self._head(named, statements, in_part=True)
        if matched is not None:
            found["searchHit"] = matched
        upwards = {
            property_: values
            for property_, values in statements.items()
            if property_ not in (model.NARROWER, *model.ESSENTIAL, *model.OPTIONAL)
        }
        related = relations(self._classification, named.kind, upwards)
        for name in _IN_PART:
            if name in related:
                found[name] = [to.uri for to in related[name]]
        found["_links"] = {"self": self._self(named)}
        return found

    def link(self, to: Named) -> Json:
        """Return the link to a thing."""
        found = self._self(to)
        if to.code:
            found["code"] = to.code
        if to.skill_type:
            found["skillType"] = to.skill_type
        return found

    def entry(self, uri: str) -> Json:
        """Return the line of a collection for a thing: its IRI, and where it is described."""
        named = self._classification.named(uri)
        return {"href": self._addresses.of(named), "uri": uri}

    def _self(self, named: Named) -> Json:
        return {"href": self._addresses.of(named), "uri": named.uri, "title": named.title}

    def _head(self, named: Named, statements: Statements, *, in_part: bool = False) -> Json:
        name, class_ = _CLASSES[named.kind]
        found: Json = {
            "className": name,
            "classId": class_,
            "uri": named.uri,
            "title": named.title,
            "preferredLabel": {
                label.language or "": label.value for label in _labels(statements, model.PREF_LABEL)
            },
        }
        if not in_part:
            alternatives: dict[str, list[str]] = {}
            for label in _labels(statements, model.ALT_LABEL):
                alternatives.setdefault(label.language or "", []).append(label.value)
            if alternatives:
                found["alternativeLabel"] = alternatives
        if named.code:
            found["code"] = named.code
        return found

    def _texts(self, values: Sequence[NamedNode | Literal]) -> dict[str, Json]:
        """Return texts by language; ESCO gives each as a node with the text and its language."""
        found = {}
        for value in values:
            if isinstance(value, Literal):
                found[value.language or ""] = value.value
                continue
            node = self._classification.statements(value.value)
            text = _first(node, model.NODE_TEXT)
            if text is not None:
                found[_first(node, model.LANGUAGE) or ""] = text
        return {tag: {"literal": found[tag], "mimetype": _PLAIN} for tag in sorted(found)}

    def _ancestors(self, named: Named) -> list[Json]:
        """Return the concept and all above it, each with those next above it."""
        reached = {named.uri: named}
        found = []
        todo = [named]
        while todo:
            lower = todo.pop(0)
            parents = self._classification.uris(lower.uri, model.BROADER)
            name, class_ = _CLASSES[lower.kind]
            found.append(
                {
                    "className": name,
                    "classId": class_,
                    "uri": lower.uri,
                    "title": lower.title,
                    "parents": parents,
                    "_links": {"self": self._self(lower)},
                }
            )
            for parent in parents:
                if parent not in reached:
                    reached[parent] = self._classification.named(parent)
                    todo.append(reached[parent])
        return found


def _labels(statements: Statements, property_: str) -> list[Literal]:
    found = (v for v in statements.get(property_, ()) if isinstance(v, Literal))
    return sorted(found, key=lambda label: (label.language or "", label.value))


def _first(statements: Statements, property_: str) -> str | None:
    return next((value.value for value in statements.get(property_, ())), None)
