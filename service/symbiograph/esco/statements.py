"""What the rows of each table state, in the published model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from symbiograph.esco import model
from symbiograph.esco.graph import Graph
from symbiograph.esco.relations import Relations
from symbiograph.esco.rows import Row
from symbiograph.esco.tables import Table

_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?")
_LONGEST: Final = len("0.") + 18
_SHARE: Final = re.compile(r"0(?:\.\d+)?|1(?:\.0+)?")
_ISCO_CODE: Final = re.compile(r"\d{1,4}")
_LEVELS: Final = range(4)
_KINDS: Final[dict[str, dict[str, str | None]]] = {
    "skills": {"KnowledgeSkillCompetence": model.SKILL},
    "occupations": {"Occupation": model.OCCUPATION},
    "ISCOGroups": {"ISCOGroup": None},
    "skillGroups": {"SkillGroup": None},
}
# Each concept's own file comes first; what repeats it adds nothing but membership.
_TEXTS: Final = {
    "description": model.DESCRIPTION,
    "definition": model.DEFINITION,
    "scopeNote": model.SCOPE_NOTE,
}


class Statements:
    """Adds the rows of the tables to a graph; the tables come in their own order."""

    def __init__(self, graph: Graph, tables: Iterable[str]) -> None:
        self._graph = graph
        self._tables = frozenset(tables)
        self._labelled: set[tuple[str, str]] = set()
        self._described: set[tuple[str, str]] = set()
        self._modified: dict[str, str] = {}
        self._relations = Relations(graph)

    def add(self, table: Table, rows: Iterable[Row], language: str) -> int:
        """Add what the rows of a file state, its texts being in ``language``; return their number.

        Raises :class:`~symbiograph.errors.NotEsco` for a value that ESCO does not have there.
        """
        read = self._reader(table)
        number = 0
        for row in rows:
            read(table, row, language)
            number += 1
        return number

    def finish(self) -> None:
        """Add what the rows state only together: the latest change, and everything above."""
        for concept, moment in self._modified.items():
            self._graph.state(concept, model.MODIFIED, moment, model.DATE_TIME)
        self._relations.finish()

    @property
    def last_change(self) -> str | None:
        """The day of the latest change, where a file tells any."""
        return max((moment[:10] for moment in self._modified.values()), default=None)

    def _reader(self, table: Table) -> Callable[[Table, Row, str], None]:
        if table.scheme:
            return self._member
        return {
            "skillsHierarchy": self._hierarchy,
            "conceptSchemes": self._scheme,
            "broaderRelationsSkillPillar": self._broader,
            "broaderRelationsOccPillar": self._broader,
            "occupationSkillRelations": self._needs,
            "skillSkillRelations": self._related,
            "greenShareOcc": self._green_share,
        }.get(table.name, self._concept)

    def _concept(self, table: Table, row: Row, language: str) -> None:
        kinds = _KINDS[table.name]
        kind = row.choice("conceptType", kinds)
        if not row.get("conceptType"):
            raise row.fault("conceptType", f"it must be {', '.join(kinds)}")
        form = {
            model.SKILL: model.OF_SKILL,
            model.OCCUPATION: model.OF_OCCUPATION,
        }.get(kind or "", model.OF_CONCEPT)
        concept = row.iri("conceptUri", form)
        self._graph.count(table.name, concept)
        self._describe(concept, kind, row, language)

    def _member(self, table: Table, row: Row, language: str) -> None:
        concept = row.iri("conceptUri", model.OF_CONCEPT)
        scheme = table.scheme or ""
        self._graph.link(concept, model.IN_SCHEME, scheme)
        self._graph.count(table.name, concept)
        if (concept, language) in self._labelled:
            return
        # A download that is not whole: the collection is what there is of the concept.
        kind = model.OCCUPATION if model.OF_OCCUPATION.fullmatch(concept) else model.SKILL
        self._describe(concept, kind, row, language)
        pillar = "Occ" if kind == model.OCCUPATION else "Skill"
        self._graph.count("occupations" if pillar == "Occ" else "skills", concept)
        if f"broaderRelations{pillar}Pillar" not in self._tables:
            for upper in row.iris("broaderConceptUri", model.OF_CONCEPT):
                self._relations.broader(concept, upper)

    def _describe(self, concept: str, kind: str | None, row: Row, language: str) -> None:
        graph = self._graph
        graph.link(concept, model.TYPE, model.CONCEPT)
        if kind:
            graph.link(concept, model.TYPE, model.MEMBER_CONCEPT)
            graph.link(concept, model.TYPE, kind)
        self._label(concept, row, language)
        if (concept, language) not in self._described:
            for column, predicate in _TEXTS.items():
                text = row.text(column)
                if text:
                    graph.text(concept, predicate, text, language)
                    if predicate == model.DESCRIPTION:
                        self._described.add((concept, language))
        for scheme in row.iris("inScheme", model.OF_SCHEME):
            graph.link(concept, model.IN_SCHEME, scheme)
        for column, predicate in (("status", model.STATUS), ("code", model.NOTATION)):
            if row.get(column):
                graph.state(concept, predicate, row.get(column))
        moment = row.matching("modifiedDate", _DATE_TIME, "a date and time")
        if moment:
            self._modified[concept] = max(moment, self._modified.get(concept, ""))
        if kind == model.SKILL:
            self._link(concept, model.SKILL_TYPE, row.choice("skillType", model.SKILL_TYPES))
            self._link(concept, model.REUSE_LEVEL, row.choice("reuseLevel", model.REUSE_LEVELS))
        if kind == model.OCCUPATION:
            self._describe_occupation(concept, row)

    def _describe_occupation(self, occupation: str, row: Row) -> None:
        code = row.matching("iscoGroup", _ISCO_CODE, "the code of an ISCO group")
        self._link(occupation, model.ISCO_GROUP, code and model.ISCO + code)
        for iri in row.iris("regulatedProfessionNote", model.OF_REGULATION):
            self._graph.link(occupation, model.REGULATED, iri)
        for iri in row.iris("naceCode", model.OF_NACE):
            self._graph.link(occupation, model.NACE_CODE, iri)
            self._graph.count("naceCode", (occupation, iri))

    def _label(self, concept: str, row: Row, language: str) -> None:
        """Give a concept the labels of a row, once in a language; no label is of two kinds."""
        if (concept, language) in self._labelled:
            return
        preferred = row.label("preferredLabel")
        given = {preferred} if preferred else set()
        if preferred:
            self._graph.label(concept, model.PREF_LABEL, preferred, language)
            self._labelled.add((concept, language))
        columns = (("altLabels", model.ALT_LABEL), ("hiddenLabels", model.HIDDEN_LABEL))
        for column, predicate in columns:
            for label in row.labels(column):
                if label not in given:
                    given.add(label)
                    self._graph.label(concept, predicate, label, language)

    def _hierarchy(self, table: Table, row: Row, language: str) -> None:
        """Read one line of the hierarchy: a group with all above it, whatever else tells them."""
        upper = None
        for level in _LEVELS:
            column = f"Level {level} URI"
            if not row.get(column):
                break
            group = row.iri(column, model.OF_SKILL)
            self._graph.link(group, model.TYPE, model.CONCEPT)
            code = row.get(f"Level {level} code")
            if code:
                self._graph.state(group, model.NOTATION, code)
            label = row.label(f"Level {level} preferred term")
            if label and (group, language) not in self._labelled:
                self._graph.label(group, model.PREF_LABEL, label, language)
                self._labelled.add((group, language))
            if upper:
                self._relations.broader(group, upper)
            upper = group
        if upper is None:
            raise row.fault("Level 0 URI", "a line of the hierarchy begins with a group")
        self._graph.count(table.name, upper)
        if (upper, language) not in self._described:
            columns = {"Description": model.DESCRIPTION, "Scope note": model.SCOPE_NOTE}
            for column, predicate in columns.items():
                if row.text(column):
                    self._graph.text(upper, predicate, row.text(column), language)

    def _scheme(self, table: Table, row: Row, language: str) -> None:
        graph = self._graph
        scheme = row.iri("conceptSchemeUri", model.OF_SCHEME)
        graph.count(table.name, scheme)
        graph.link(scheme, model.TYPE, model.CONCEPT_SCHEME)
        graph.link(scheme, model.TYPE, model.ESCO_SCHEME)
        self._label(scheme, row, language)
        if row.label("title"):
            graph.title(scheme, model.TITLE, row.label("title"), language)
        if row.text("description"):
            graph.text(scheme, model.DESCRIPTION, row.text("description"), language)
        if row.get("status"):
            graph.state(scheme, model.STATUS, row.get("status"))
        for concept in row.iris("hasTopConcept", model.OF_ANYTHING):
            self._relations.top(scheme, concept)

    def _broader(self, table: Table, row: Row, _: str) -> None:
        lower = row.iri("conceptUri", model.OF_CONCEPT)
        upper = row.iri("broaderUri", model.OF_CONCEPT)
        self._relations.broader(lower, upper)
        self._graph.count(table.name, (lower, upper))

    def _needs(self, table: Table, row: Row, _: str) -> None:
        needs = row.iri("occupationUri", model.OF_OCCUPATION)
        self._relate(table, needs, row.iri("skillUri", model.OF_SKILL), row)

    def _related(self, table: Table, row: Row, _: str) -> None:
        # originalSkillType repeats the other skill's type in releases before 1.2.1; not read.
        original = row.iri("originalSkillUri", model.OF_SKILL)
        self._relate(table, original, row.iri("relatedSkillUri", model.OF_SKILL), row)

    def _relate(self, table: Table, subject: str, skill: str, row: Row) -> None:
        relation = row.choice("relationType", model.RELATION_TYPES)
        if relation is None:
            raise row.fault("relationType", "it must be essential or optional")
        self._relations.skill(table.name, subject, relation, skill)

    def _green_share(self, table: Table, row: Row, _: str) -> None:
        concept = row.iri("conceptUri", model.OF_CONCEPT)
        share = row.matching("greenShare", _SHARE, "a share from 0 to 1")
        if share:
            # 1.2.1 has shares with more digits than the engine's decimals, which end at 18.
            written = f"{round(Decimal(share), 18):f}" if len(share) > _LONGEST else share
            self._graph.state(concept, model.GREEN_SHARE, written, model.DECIMAL)
            self._graph.count(table.name, concept)

    def _link(self, subject: str, predicate: str, value: str | None) -> None:
        if value:
            self._graph.link(subject, predicate, value)
