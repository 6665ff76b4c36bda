"""The RDF distribution, read into the same graph that the CSV files give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from symbiograph.engine.reading import read_quads
from symbiograph.errors import NotEsco, UnreadableInput
from symbiograph.esco import model
from symbiograph.esco.cleaning import clean_label, clean_text
from symbiograph.esco.graph import Graph
from symbiograph.esco.relations import Relations
from symbiograph.esco.sources import SourceFile
from symbiograph.esco.tables import TABLES

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_TEXTS: Final = frozenset({model.DESCRIPTION, model.DEFINITION, model.SCOPE_NOTE})
_XL: Final = frozenset(model.XL_LABEL_PROPERTIES.values())
_COLLECTIONS: Final = {table.scheme: table.name for table in TABLES if table.scheme}
_SKILL_RELATIONS: Final = {pair[0]: pair for pair in (model.ESSENTIAL, model.OPTIONAL)}
_MEMBERS: Final = {model.SKILL: "skills", model.OCCUPATION: "occupations"}


@dataclass
class Read:
    """What was read from a file: statements, the languages of its texts, its latest change."""

    statements: int = 0
    languages: set[str] = field(default_factory=set)
    last_change: str | None = None


def read_rdf(
    source: SourceFile, graph: Graph, languages: Collection[str], *, skos_xl: bool
) -> Read:
    """Add the RDF file ``source`` to ``graph``; texts only in ``languages``, where any are given.

    Labels as things (SKOS-XL) come along only if asked for, and the associations that say again
    what a direct relation says never do. Raises :class:`~symbiograph.errors.NotEsco` for a file
    that is not RDF, has blank nodes, or has no concept of ESCO.
    """
    reader = _Reader(source.path, graph, languages, skos_xl)
    for quad in _quads(source):
        reader.take(quad)
    if not reader.concepts:
        raise NotEsco(source.path, "no concept of ESCO is in it")
    reader.finish()
    return reader.read


class _Reader:
    """Takes statements in any order; texts and labels that are things wait for their language."""

    def __init__(self, name: str, graph: Graph, languages: Collection[str], skos_xl: bool) -> None:
        self.read = Read()
        self.concepts: set[str] = set()
        self._name = name
        self._graph = graph
        self._relations = Relations(graph)
        self._languages = languages
        self._skos_xl = skos_xl
        self._members: set[str] = set()
        self._names: dict[tuple[str, str], str] = {}
        self._nodes: dict[str, dict[str, Literal]] = defaultdict(dict)
        self._pointing: list[tuple[str, str, str]] = []

    def take(self, quad: Quad) -> None:
        """Take one statement; raises :class:`NotEsco` for a blank node."""
        self.read.statements += 1
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not isinstance(subject, NamedNode) or isinstance(value, BlankNode):
            raise NotEsco(self._name, f"ESCO has no blank nodes: {quad.triple}")
        if subject.value.startswith(model.ASSOCIATIONS):
            return
        if isinstance(value, Literal):
            self._literal(subject.value, predicate, value)
        elif isinstance(value, NamedNode):
            self._link(subject.value, predicate, value.value)

    def finish(self) -> None:
        """Add what had to wait: texts with their language, and all that is above each concept."""
        for subject, predicate, node in self._pointing:
            if predicate in _XL:
                self._xl_label(subject, predicate, node)
            else:
                self._text(subject, predicate, node)
        for concept in self.concepts - self._members:
            if model.OF_ISCO_GROUP.fullmatch(concept):
                self._graph.count("ISCOGroups", concept)
            elif model.OF_SKILL.fullmatch(concept):
                self._graph.count("skillGroups", concept)
        self._relations.finish()

    def _literal(self, subject: str, predicate: str, value: Literal) -> None:
        if predicate in (model.NODE_TEXT, model.LANGUAGE, model.LITERAL_FORM):
            self._nodes[subject][predicate] = value
        elif value.language is None:
            if predicate == model.MODIFIED:
                day = value.value[:10]
                self.read.last_change = max(day, self.read.last_change or day)
            if not subject.startswith(model.LABELS):
                datatype = value.datatype.value
                datatype_written = None if datatype == _STRING else datatype
                self._graph.state(subject, predicate, value.value, datatype_written)
        elif self._speaks(value.language):
            self.read.languages.add(value.language)
            text = clean_label(value.value)
            if predicate == model.PREF_LABEL:
                self._check_one_name(subject, text, value.language)
            if predicate in model.LABEL_PROPERTIES:
                # Labels as things have IRIs of their own here.
                self._graph.plain_label(subject, predicate, text, value.language)
            else:
                self._graph.title(subject, predicate, text, value.language)

    def _check_one_name(self, subject: str, text: str, language: str) -> None:
        known = self._names.setdefault((subject, language), text)
        if known != text:
            reason = f"<{subject}> has two preferred labels in {language}: {known!r} and {text!r}"
            raise NotEsco(self._name, reason)

    def _link(self, subject: str, predicate: str, value: str) -> None:
        graph, relations = self._graph, self._relations
        if predicate == model.TYPE:
            self._type(subject, value)
        elif predicate in _TEXTS or predicate in _XL:
            self._pointing.append((subject, predicate, value))
        elif predicate in _SKILL_RELATIONS:
            kind = "occupation" if model.OF_OCCUPATION.fullmatch(subject) else "skill"
            relation = _SKILL_RELATIONS[predicate]
            relations.skill(f"{kind}SkillRelations", subject, relation, value)
        elif predicate == model.BROADER:
            relations.broader(subject, value)
            pillar = "Skill" if model.OF_SKILL.fullmatch(subject) else "Occ"
            graph.count(f"broaderRelations{pillar}Pillar", (subject, value))
        elif predicate == model.HAS_TOP_CONCEPT:
            relations.top(subject, value)
        elif predicate == model.TOP_CONCEPT_OF:
            relations.top(value, subject)
        elif predicate == model.IN_SCHEME:
            graph.link(subject, predicate, value)
            if value in _COLLECTIONS:
                graph.count(_COLLECTIONS[value], subject)
        elif predicate != model.HAS_ASSOCIATION and not subject.startswith(model.LABELS):
            graph.link(subject, predicate, value)

    def _type(self, subject: str, kind: str) -> None:
        if kind in (model.NODE_LITERAL, model.LABEL, model.ASSOCIATION):
            return
        self._graph.link(subject, model.TYPE, kind)
        if kind == model.CONCEPT and model.OF_CONCEPT.fullmatch(subject):
            self.concepts.add(subject)
        elif kind in _MEMBERS:
            self._members.add(subject)
            self._graph.count(_MEMBERS[kind], subject)
        elif kind == model.CONCEPT_SCHEME:
            self._graph.count("conceptSchemes", subject)

    def _text(self, subject: str, predicate: str, node: str) -> None:
        said = self._nodes.get(node, {})
        text, language = said.get(model.NODE_TEXT), said.get(model.LANGUAGE)
        if text and language and self._speaks(language.value):
            self.read.languages.add(language.value)
            self._graph.link(subject, predicate, node)
            self._graph.node(node, clean_text(text.value), language.value)

    def _xl_label(self, subject: str, predicate: str, node: str) -> None:
        form = self._nodes.get(node, {}).get(model.LITERAL_FORM)
        if self._skos_xl and form and form.language and self._speaks(form.language):
            self._graph.link(subject, predicate, node)
            self._graph.link(node, model.TYPE, model.LABEL)
            text = clean_label(form.value)
            self._graph.title(node, model.LITERAL_FORM, text, form.language)

    def _speaks(self, language: str) -> bool:
        return not self._languages or language.lower() in self._languages


def _quads(source: SourceFile) -> Iterator[Quad]:
    try:
        yield from read_quads(source.open(), source.path, source.rdf_format)
    except UnreadableInput as error:
        line = error.position.line if error.position else None
        raise NotEsco(source.path, error.reason, line) from error
