"""Searching the labels of a release."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from pathlib import Path
from typing import Final

from symbiograph.errors import BadArgument, SearchUnavailable
from symbiograph.search.candidates import candidates, whole_candidates
from symbiograph.search.expansion import Expansion, Meaning
from symbiograph.search.folding import words
from symbiograph.search.hits import Hit, Hits, LanguageText, Matched
from symbiograph.search.ranking import LabelRow, Match, Query
from symbiograph.search.schema import FORMAT

INDEX_FILE: Final = "labels.sqlite"
MOST_HITS: Final = 100
# More words than a label has; the rest of a longer text is not looked at.
MOST_WORDS: Final = 16
_LONGEST_WORD: Final = 40
_LONGEST_TEXT: Final = 600
# What is compared label by label, in each of the reader's languages and in all others.
_MANY, _FEW = 30, 20
# Of so many of the reader's languages labels are found that have some of the words only.
_THOROUGH: Final = 3
_RANKS: Final = ("preferred", "alternative", "hidden")
# Of equal matches the one in a language of the reader comes first.
_STRANGE: Final = 2.0


class LabelIndex:
    """An index on disk, which never changes; threads and forked processes may share the object."""

    def __init__(self, path: Path) -> None:
        """Open the index; raises :class:`SearchUnavailable` for a file that is none."""
        self._path = path
        self._local = threading.local()
        try:
            (format_,) = self._connection.execute("PRAGMA user_version").fetchone()
            rows = self._connection.execute("SELECT id, tag, concepts FROM language").fetchall()
        except sqlite3.Error as error:
            raise SearchUnavailable(f"{path} is no label index: {error}") from error
        if format_ != FORMAT:
            raise SearchUnavailable(
                f"{path} is a label index of format {format_}, this program reads {FORMAT}; "
                "build again: symbiograph build"
            )
        self._tags: dict[int, str] = {number: tag for number, tag, _ in rows}
        self._sizes: dict[int, int] = {number: size for number, _, size in rows}

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages that labels are in; the empty one stands for none."""
        return tuple(self._tags.values())

    @cached_property
    def kinds(self) -> dict[str, int]:
        """The kinds that can be asked for, with their numbers."""
        return dict(self._connection.execute("SELECT name, id FROM kind ORDER BY name"))

    @cached_property
    def schemes(self) -> dict[str, tuple[int, str]]:
        """The schemes that can be asked for by short name, with their numbers and IRIs."""
        rows = self._connection.execute("SELECT name, id, iri FROM scheme ORDER BY name, iri DESC")
        return {name: (number, iri) for name, number, iri in rows}

    def search(
        self,
        text: str,
        languages: Sequence[str] = (),
        *,
        kinds: Sequence[str] = (),
        schemes: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
    ) -> Hits:
        """Return the concepts whose labels fit ``text``, the best first.

        The last word may be unfinished. ``languages`` are the reader's, best first; labels of all
        languages are searched. Found is what is of one of ``kinds``, where there are any, and in
        one of ``schemes``, each a short name or an IRI. Raises :class:`BadArgument` for an unknown
        kind or scheme, and for a page outside of the first 100 hits.
        """
        if not 1 <= limit <= MOST_HITS:
            raise BadArgument(f"limit={limit} is not between 1 and {MOST_HITS}.", "limit")
        if not 0 <= offset <= MOST_HITS - limit:
            most = MOST_HITS - limit
            raise BadArgument(f"offset={offset} is not between 0 and {most}.", "offset")
        facets = self._facets(kinds, schemes)
        typed = [word[:_LONGEST_WORD] for word in words(text[:_LONGEST_TEXT])][:MOST_WORDS]
        if not typed:
            return Hits((), "", 0, more=False, beyond=False)
        readers = self._readers(languages)
        matches, cut = self._matches(typed, readers, facets, offset + limit + 1)
        ranked = nsmallest(
            offset + limit + 1, matches.items(), key=lambda item: (item[1][1].order, item[0])
        )
        page = ranked[offset : offset + limit]
        hits = tuple(self._hit(n, tag, match, readers) for n, (tag, match) in page)
        more = len(ranked) > offset + limit and offset + limit < MOST_HITS
        total = min(len(matches), MOST_HITS)
        return Hits(hits, " ".join(typed), total, more, cut or len(matches) > MOST_HITS)

    def close(self) -> None:
        """Close the connection of this thread."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held and held[0] == os.getpid():
            held[1].close()
            del self._local.held

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread in this process: SQLite's must not cross a fork."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True)
            connection.execute("PRAGMA mmap_size = 1073741824")
            held = self._local.held = (os.getpid(), connection)
        return held[1]

    def _facets(self, kinds: Sequence[str], schemes: Sequence[str]) -> str:
        numbers = {name: number for name, (number, _) in self.schemes.items()}
        numbers |= {iri: number for number, iri in self.schemes.values()}
        wanted = [sorted({f"k{_known('kind', kind, self.kinds, self.kinds)}" for kind in kinds})]
        wanted += [
            sorted({f"s{_known('scheme', scheme, numbers, self.schemes)}" for scheme in schemes})
        ]
        return "".join(f" AND facet:({' OR '.join(terms)})" for terms in wanted if terms)

    def _readers(self, languages: Sequence[str]) -> list[int]:
        """Return the numbers of the languages to name things in, best first, English after all."""
        wanted = [tag.lower() for tag in languages if tag != "*"]
        chosen: dict[int, None] = {}
        for tag in [*wanted, "en", ""]:
            for number, known in self._tags.items():
                if known == tag or (tag and (known + "-").startswith(tag.partition("-")[0] + "-")):
                    chosen[number] = None
        return list(chosen)

    def _matches(
        self, typed: list[str], readers: list[int], facets: str, enough: int
    ) -> tuple[dict[int, tuple[int, Match]], bool]:
        """Return by concept its best language and match, and whether candidates were left out."""
        thorough = readers[:_THOROUGH]
        expansion = Expansion(self._connection, self._sizes, thorough)
        meant = expansion.meanings(typed)
        best: dict[int, tuple[int, Match]] = {}
        most = max(_MANY, enough)
        any_cut = False
        for language in thorough:
            expansion.take_kin(language, meant[language])
            found, cut = candidates(self._connection, language, meant[language], facets, most)
            any_cut |= cut
            self._take(best, language, meant[language], found, most, 0.0)
        strange = {
            language: meanings
            for language, meanings in meant.items()
            if language not in thorough and all(m.likeness or m.is_start for m in meanings)
        }
        most = max(_FEW, enough)
        chosen, cut = whole_candidates(self._connection, strange, facets, most)
        any_cut |= cut
        for language, numbers in chosen.items():
            found = dict.fromkeys(numbers, 0.0)
            self._take(best, language, meant[language], found, most, _STRANGE)
        return best, any_cut

    def _take(
        self,
        best: dict[int, tuple[int, Match]],
        language: int,
        meanings: list[Meaning],
        found: dict[int, float],
        most: int,
        penalty: float,
    ) -> None:
        """Take into ``best`` what fits better in this language than in those before."""
        for number, match in self._compared(language, meanings, found, most):
            tier, merit = match.order
            ordered = match._replace(order=(tier, merit + penalty))
            if number not in best or ordered.order < best[number][1].order:
                best[number] = (language, ordered)

    def _compared(
        self, language: int, meanings: list[Meaning], found: dict[int, float], most: int
    ) -> Iterator[tuple[int, Match]]:
        marks = ",".join("?" * len(found))
        rows = self._connection.execute(
            f"SELECT concept, rank, weight, text FROM label "  # noqa: S608
            f"WHERE concept IN ({marks}) AND language = ? ORDER BY concept, rank, place",
            (*found, language),
        )
        labels: dict[int, list[LabelRow]] = {}
        for concept, rank, weight, text in rows:
            labels.setdefault(concept, []).append(LabelRow(rank, weight, text))
        return Query(meanings).matches(labels, found, most)

    def _hit(self, number: int, language: int, match: Match, readers: list[int]) -> Hit:
        iri, kind = self._connection.execute(
            "SELECT iri, name FROM concept JOIN kind ON kind.id = kind WHERE concept.id = ?",
            (number,),
        ).fetchone()
        schemes = self._connection.execute(
            "SELECT iri FROM concept_scheme JOIN scheme ON scheme.id = scheme "
            "WHERE concept = ? ORDER BY iri",
            (number,),
        )
        names = self._connection.execute(
            "SELECT language, text FROM label WHERE concept = ? AND rank = 0", (number,)
        )
        label = self._for_reader(dict(reversed(names.fetchall())), readers)
        rows = self._connection.execute(
            "SELECT language, text, licence FROM definition WHERE concept = ?", (number,)
        ).fetchall()
        definition = self._for_reader({n: text for n, text, _ in rows}, readers)
        licences = {self._tags[n]: licence for n, _, licence in rows}
        row = match.label
        matched = Matched(row.text, self._tags[language], _RANKS[row.rank], match.spans())
        licence = licences[definition.language] if definition else None
        return Hit(
            iri,
            label or LanguageText(row.text, self._tags[language]),
            kind,
            tuple(iri for (iri,) in schemes),
            definition,
            licence,
            matched,
            match.score,
        )

    def _for_reader(self, texts: dict[int, str], readers: list[int]) -> LanguageText | None:
        for number in [*readers, *sorted(texts)]:
            if number in texts:
                return LanguageText(texts[number], self._tags[number])
        return None


def _known(parameter: str, value: str, numbers: Mapping[str, int], allowed: Iterable[str]) -> int:
    """Return the number of a kind or scheme; raises :class:`BadArgument` where there is none."""
    if value not in numbers:
        names = list(allowed)
        message = f"{parameter}={value!r} is none of {', '.join(names)}."
        raise BadArgument(message, parameter, names)
    return numbers[value]
