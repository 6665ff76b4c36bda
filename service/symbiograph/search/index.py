"""Searching the labels of a release."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from symbiograph.errors import BadArgument, SearchUnavailable
from symbiograph.search.comparing import Comparing, marks
from symbiograph.search.completion import EXACT, Completion, Completions
from symbiograph.search.expansion import unfinished
from symbiograph.search.folding import words
from symbiograph.search.hits import MOST_HITS, Hit, Hits
from symbiograph.search.meaning import Meanings
from symbiograph.search.naming import Naming
from symbiograph.search.ranking import EXACT_OTHER, EXACT_PREFERRED, LabelRow, Match, Query
from symbiograph.search.schema import FORMAT, kind_term, scheme_term

INDEX_FILE: Final = "labels.sqlite"
# More words than a label has; the rest of a longer text is not looked at.
MOST_WORDS: Final = 16
_LONGEST_WORD: Final = 40
_LONGEST_TEXT: Final = 600
# So many labels that begin as typed need no others beside them.
_ENOUGH: Final = 12
# A shorter word is taken for the start of one, although it may be one too.
_WORD: Final = 3
# Of so many of the reader's languages labels are found that have some of the words only.
_THOROUGH: Final = 3
# Further ones of those nearest in meaning would hardly be seen.
_NEAREST: Final = 20
# Where kind or scheme leave too few of them, so many more are looked at, and at last so many.
_FURTHER: Final = (180, 1800)


class _Wanted(NamedTuple):
    """The numbers of the kinds and of the schemes of which a hit must have one; of none, any."""

    kinds: list[int]
    schemes: list[int]


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
    def folder(self) -> Path:
        """The folder of the release that it belongs to."""
        return self._path.parent

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
        meanings: Meanings | None = None,
    ) -> Hits:
        """Return the concepts whose labels fit ``text``, the best first.

        The last word may be unfinished. ``languages`` are the reader's, best first; labels of all
        languages are searched. Found is what is of one of ``kinds``, where there are any, and in
        one of ``schemes``, each a short name or an IRI. With ``meanings`` a text of whole words, in
        their language if it is the reader's first, is compared by what it means, too. Raises
        :class:`BadArgument` for an unknown kind or scheme, and for a page outside of the first 100
        hits.
        """
        if not 1 <= limit <= MOST_HITS:
            raise BadArgument(f"limit={limit} is not between 1 and {MOST_HITS}.", "limit")
        if not 0 <= offset <= MOST_HITS - limit:
            most = MOST_HITS - limit
            raise BadArgument(f"offset={offset} is not between 0 and {most}.", "offset")
        wanted = self._wanted(kinds, schemes)
        typed = [word[:_LONGEST_WORD] for word in words(text[:_LONGEST_TEXT])][:MOST_WORDS]
        if not typed:
            return Hits((), "", 0, more=False, beyond=False)
        readers = self._readers(languages)
        end = offset + limit
        near: Callable[[], list[int]] = list
        if meanings and readers and self._tags[readers[0]].partition("-")[0] == meanings.language:
            near = partial(self._near, meanings, text[:_LONGEST_TEXT], readers[0], wanted)
        ordered, page = self._found(typed, readers[:_THOROUGH], _facets(wanted), near, offset, end)
        hits = Naming(self._connection, self._tags, readers).hits(page)
        total = min(ordered, MOST_HITS)
        more = ordered > end and end < MOST_HITS
        return Hits(hits, " ".join(typed), total, more, ordered > MOST_HITS)

    def named(
        self, text: str, languages: Sequence[str] = (), *, kinds: Sequence[str] = ()
    ) -> tuple[Hit, ...]:
        """Return the concepts of one of ``kinds`` that have a label of just these words.

        It looks them up and searches for nothing near. Raises :class:`BadArgument` for an unknown
        kind.
        """
        typed = words(text[:_LONGEST_TEXT])
        if not typed:
            return ()
        facets = _facets(self._wanted(kinds, ()))
        found = Completions(self._connection, typed, (), facets, MOST_HITS)
        found.be()
        page = self._completed(typed, [(0, one) for one in found.ordered()])
        hits = Naming(self._connection, self._tags, self._readers(languages)).hits(page)
        return tuple(hit for hit in hits if words(hit.matched.text) == typed)

    def _found(
        self,
        typed: list[str],
        readers: list[int],
        facets: str,
        near: Callable[[], list[int]],
        start: int,
        end: int,
    ) -> tuple[int, list[tuple[int, int, Match]]]:
        """Return how many concepts fit, more than can be shown at most, and those of a page."""
        completions = Completions(self._connection, typed, readers, facets, MOST_HITS + 1)
        are_enough = self._are_enough(completions, typed, readers)
        completed = completions.ordered()
        if are_enough:
            number = len(completed)
            page = [(number - place, one) for place, one in enumerate(completed)][start:end]
            return number, self._completed(typed, page)
        compared = Comparing(self._connection, self._sizes, typed, readers, facets, completed, near)
        return compared.number, compared.ordered(end)[start:end]

    def _are_enough(self, completions: Completions, typed: list[str], readers: list[int]) -> bool:
        """Look for labels that complete what was typed; tell whether no others need be looked for.

        So it is where many labels begin like it, and where some do, or have all words, and not
        every word is one of the reader's: the last is unfinished, or the text in another language.
        """
        completions.begin()
        enough = len(completions.of_concept) >= _ENOUGH
        if enough:
            completions.begin_elsewhere()
            completions.have()
        else:
            completions.have()
            completions.begin_elsewhere()
            number = len(completions.of_concept)
            enough = number >= _ENOUGH or (number > 0 and not self._are_words(typed, readers))
        if enough:
            completions.have_elsewhere()
        return enough

    def _are_words(self, typed: list[str], languages: Sequence[int]) -> bool:
        """Tell whether all are words of these languages, the last not short for another."""
        rows = self._connection.execute(
            f"SELECT DISTINCT word FROM word WHERE word IN ({marks(typed)}) "  # noqa: S608
            f"AND language IN ({marks(languages)})",
            (*typed, *languages),
        )
        return len(typed[-1]) >= _WORD and {word for (word,) in rows} == {*typed}

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

    def _wanted(self, kinds: Sequence[str], schemes: Sequence[str]) -> _Wanted:
        numbers = {name: number for name, (number, _) in self.schemes.items()}
        numbers |= {iri: number for number, iri in self.schemes.values()}
        return _Wanted(
            sorted({_known("kind", kind, self.kinds, self.kinds) for kind in kinds}),
            sorted({_known("scheme", one, numbers, self.schemes) for one in schemes}),
        )

    def _readers(self, languages: Sequence[str]) -> list[int]:
        """Return the numbers of the languages to name things in, best first, English after all."""
        wanted = [tag.lower() for tag in languages if tag != "*"]
        chosen: dict[int, None] = {}
        for tag in [*wanted, "en", ""]:
            for number, known in self._tags.items():
                if known == tag or (tag and (known + "-").startswith(tag.partition("-")[0] + "-")):
                    chosen[number] = None
        return list(chosen)

    def _near(self, meanings: Meanings, text: str, language: int, wanted: _Wanted) -> list[int]:
        """Return the concepts that are nearest to ``text``, of those wanted with a label."""
        nearest = iter(meanings.nearest(text))
        found: list[int] = []
        for number in (_NEAREST, *(_FURTHER if any(wanted) else ())):
            found += self._suitable([*islice(nearest, number)], language, wanted)
            if len(found) >= _NEAREST:
                break
        return found[:_NEAREST]

    def _suitable(self, iris: list[str], language: int, wanted: _Wanted) -> list[int]:
        """Return those wanted of the concepts with these IRIs that have a label in a language."""
        of_kind = f"AND kind IN ({marks(wanted.kinds)}) " if wanted.kinds else ""
        # With the sign, as a number that needs no conversion, so that the index is used.
        in_scheme = (
            "AND EXISTS (SELECT 1 FROM concept_scheme WHERE concept = +id "  # noqa: S608
            f"AND scheme IN ({marks(wanted.schemes)}))"
            if wanted.schemes
            else ""
        )
        rows = self._connection.execute(
            f"SELECT iri, id FROM concept WHERE iri IN ({marks(iris)}) "  # noqa: S608
            "AND id IN (SELECT concept FROM label WHERE language = ? AND concept = id) "
            + of_kind
            + in_scheme,
            (*iris, language, *wanted.kinds, *wanted.schemes),
        )
        numbers = dict(rows)
        return [numbers[iri] for iri in iris if iri in numbers]

    def _completed(
        self, typed: list[str], page: Sequence[tuple[int, Completion]]
    ) -> list[tuple[int, int, Match]]:
        """Return completions with their labels; each comes with its place from the end."""
        query = Query(unfinished(typed))
        found = []
        for place, one in page:
            row = self._connection.execute(
                "SELECT rank, weight, text FROM label "
                "WHERE concept = ? AND language = ? AND rank = ? AND place = ?",
                (one.concept, one.language, one.rank, one.place),
            ).fetchone()
            score = place / MOST_HITS
            if one.stage == EXACT:
                score += EXACT_OTHER if one.rank else EXACT_PREFERRED
            found.append((one.concept, one.language, Match(score, LabelRow(*row), query)))
        return found


def _facets(wanted: _Wanted) -> str:
    """Return what a full-text query must match besides, so that it finds what is wanted."""
    terms = [map(kind_term, wanted.kinds)] if wanted.kinds else []
    terms += [map(scheme_term, wanted.schemes)] if wanted.schemes else []
    return "".join(f" AND ({' OR '.join(each)})" for each in terms)


def _known(parameter: str, value: str, numbers: Mapping[str, int], allowed: Iterable[str]) -> int:
    """Return the number of a kind or scheme; raises :class:`BadArgument` where there is none."""
    if value not in numbers:
        names = list(allowed)
        message = f"{parameter}={value!r} is none of {', '.join(names)}."
        raise BadArgument(message, parameter, names)
    return numbers[value]
