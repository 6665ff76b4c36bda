"""What a reader is told of the concepts that were found, read for a whole page at once."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from symbiograph.search.hits import Hit, LanguageText, Matched
from symbiograph.search.ranking import Match

_RANKS: Final = ("preferred", "alternative", "hidden", "meaning")


class Naming:
    """Tells of concepts by their numbers; ``tags`` are those of the languages by number.

    Concepts are named in the first of ``readers``, numbers of languages, in which they have a name.
    """

    def __init__(
        self, connection: sqlite3.Connection, tags: Mapping[int, str], readers: Sequence[int]
    ) -> None:
        self._connection = connection
        self._tags = tags
        self._readers = readers

    def hits(self, page: Sequence[tuple[int, int, Match]]) -> tuple[Hit, ...]:
        """Return hits for concepts, each with the language and the label it was found by."""
        marks = ",".join("?" * len(page))
        numbers = [concept for concept, _, _ in page]
        things = {
            number: (iri, kind)
            for number, iri, kind in self._connection.execute(
                "SELECT concept.id, iri, name FROM concept JOIN kind ON kind.id = kind "  # noqa: S608
                f"WHERE concept.id IN ({marks})",
                numbers,
            )
        }
        schemes: dict[int, list[str]] = defaultdict(list)
        for number, iri in self._connection.execute(
            "SELECT concept, iri FROM concept_scheme JOIN scheme ON scheme.id = scheme "  # noqa: S608
            f"WHERE concept IN ({marks}) ORDER BY iri",
            numbers,
        ):
            schemes[number].append(iri)
        names: dict[int, dict[int, str]] = defaultdict(dict)
        for number, language, text in self._connection.execute(
            "SELECT concept, language, text FROM label "  # noqa: S608
            f"WHERE concept IN ({marks}) AND rank = 0 ORDER BY place DESC",
            numbers,
        ):
            names[number][language] = text
        definitions: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        for number, language, text, licence in self._connection.execute(
            "SELECT concept, language, text, licence FROM definition "  # noqa: S608
            f"WHERE concept IN ({marks})",
            numbers,
        ):
            definitions[number][language] = (text, licence)
        return tuple(
            self._hit(
                *things[number],
                schemes[number],
                names[number],
                definitions[number],
                language,
                match,
            )
            for number, language, match in page
        )

    def _hit(
        self,
        iri: str,
        kind: str,
        schemes: Sequence[str],
        names: Mapping[int, str],
        definitions: Mapping[int, tuple[str, str]],
        language: int,
        match: Match,
    ) -> Hit:
        row = match.label
        named = self._for_reader(names)
        label = LanguageText(row.text, self._tags[language])
        if named is not None:
            label = LanguageText(names[named], self._tags[named])
        definition, licence = None, None
        defined = self._for_reader(definitions)
        if defined is not None:
            text, licence = definitions[defined]
            definition = LanguageText(text, self._tags[defined])
        matched = Matched(row.text, self._tags[language], _RANKS[row.rank], match.spans())
        return Hit(iri, label, kind, tuple(schemes), definition, licence, matched, match.score)

    def _for_reader(self, texts: Mapping[int, object]) -> int | None:
        return next((n for n in (*self._readers, *sorted(texts)) if n in texts), None)
