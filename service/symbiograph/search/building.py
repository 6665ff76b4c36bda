"""Making the label index of a release; equal triples give equal bytes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from typing import NamedTuple, TypeAlias

from symbiograph.cycles import cycles_left_alone
from symbiograph.search.concepts import (
    PREFERRED,
    Concept,
    Part,
    gather,
    kind_of,
    scheme_name,
)
from symbiograph.search.folding import words
from symbiograph.search.schema import (
    create,
    full_text_tables,
    kind_term,
    language_term,
    scheme_term,
    start_term,
)
from symbiograph.search.spelling import write_spelling
from symbiograph.search.substitution import substitutes
from symbiograph.search.weight import weight


class BuiltIndex(NamedTuple):
    """A label index as the content of its file, and what is in it."""

    content: bytes
    concepts: int
    labels: int
    languages: int


class _Label(NamedTuple):
    """``words`` are all there are, in their order; in ``terms`` each stands once."""

    rank: int
    text: str
    words: list[str]
    terms: str
    start: str


# A label of any language, to be put in the order of its worth: whether it is not preferred, the
# length of its start, the start, concept, language, rank, place, terms. A million are sorted.
_Row: TypeAlias = tuple[bool, int, str, int, int, int, int, str]


@cycles_left_alone()
def build_index(parts: Iterable[Part]) -> BuiltIndex:
    """Return the index of the labels that ``parts`` state."""
    concepts = gather(parts)
    tags = sorted({tag for concept in concepts.values() for tag in concept.labels})
    with closing(sqlite3.connect(":memory:")) as connection:
        create(connection, tags)
        numbered = _write_concepts(connection, concepts)
        spelt: set[str] = set()
        rows: list[_Row] = []
        for number, tag in enumerate(tags, 1):
            spelt |= _write_language(connection, number, tag, numbered, rows)
        _write_every(connection, rows)
        write_spelling(connection, spelt)
        connection.commit()
        # One segment for each full-text table, and no page unused.
        for name in full_text_tables(len(tags)):
            connection.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608
        connection.commit()
        connection.execute("VACUUM")
        count = connection.execute("SELECT COUNT(*) FROM label").fetchone()[0]
        return BuiltIndex(connection.serialize(), len(numbered), count, len(tags))


def _write_concepts(
    connection: sqlite3.Connection, concepts: dict[str, Concept]
) -> list[tuple[int, Concept, str]]:
    """Number the concepts; return each with its number and the terms of its kind and schemes."""
    kinds = {name: n for n, name in enumerate(sorted({kind_of(*i) for i in concepts.items()}), 1)}
    iris = sorted({iri for concept in concepts.values() for iri in concept.schemes})
    schemes = {iri: number for number, iri in enumerate(iris, 1)}
    connection.executemany("INSERT INTO kind VALUES (?, ?)", ((n, k) for k, n in kinds.items()))
    connection.executemany(
        "INSERT INTO scheme VALUES (?, ?, ?)", ((n, i, scheme_name(i)) for i, n in schemes.items())
    )
    numbered = []
    things = []
    memberships: list[tuple[int, int]] = []
    in_order = sorted(concepts.items(), key=lambda item: (_shortest(item[1]), item[0]))
    for number, (iri, concept) in enumerate(in_order, 1):
        kind = kinds[kind_of(iri, concept)]
        mine = sorted(schemes[scheme] for scheme in concept.schemes)
        things.append((number, iri, kind))
        memberships += ((number, scheme) for scheme in mine)
        facets = " ".join([kind_term(kind), *map(scheme_term, mine)])
        numbered.append((number, concept, facets))
    connection.executemany("INSERT INTO concept VALUES (?, ?, ?)", things)
    connection.executemany("INSERT INTO concept_scheme VALUES (?, ?)", memberships)
    return numbered


def _shortest(concept: Concept) -> int:
    """Return the length of the shortest preferred label: short names are for general things."""
    return min(
        len(text)
        for labels in concept.labels.values()
        for rank, text in labels
        if rank == PREFERRED
    )


def _write_language(
    connection: sqlite3.Connection,
    language: int,
    tag: str,
    numbered: list[tuple[int, Concept, str]],
    rows: list[_Row],
) -> set[str]:
    """Write the labels of one language, add them to ``rows`` and return their words."""
    labels = {n: _labels(c.labels[tag]) for n, c, _ in numbered if tag in c.labels}
    vocabulary = {
        number: dict.fromkeys(word for label in mine for word in label.words)
        for number, mine in labels.items()
    }
    counts = Counter(chain.from_iterable(vocabulary.values()))
    connection.execute("INSERT INTO language VALUES (?, ?, ?)", (language, tag, len(labels)))
    connection.executemany(
        "INSERT INTO word VALUES (?, ?, ?)", ((w, language, n) for w, n in sorted(counts.items()))
    )
    weights = {word: weight(count, len(labels)) for word, count in counts.items()}
    connection.executemany(
        "INSERT INTO label VALUES (?, ?, ?, ?, ?, ?)",
        (
            (number, language, label.rank, place, _sum(label, weights), label.text)
            for number, mine in labels.items()
            for place, label in enumerate(mine)
        ),
    )
    connection.executemany(
        f"INSERT INTO labels_{language}(rowid, terms) VALUES (?, ?)",  # noqa: S608
        ((n, f"{' '.join(vocabulary[n])} {facets}") for n, _, facets in numbered if n in labels),
    )
    for number, _, facets in numbered:
        common = f"{language_term(language)} {facets}"
        for place, (rank, _, _, terms, start) in enumerate(labels.get(number, ())):
            terms = f"{start} {terms} {common}"
            worth = rank != PREFERRED, len(start)
            rows.append((*worth, start, number, language, rank, place, terms))
    connection.executemany(
        "INSERT INTO substitute VALUES (?, ?, ?, ?)",
        (
            (language, *substitute)
            for substitute in substitutes(
                ([label.words for label in mine] for mine in labels.values()), counts
            )
        ),
    )
    _write_definitions(connection, language, tag, numbered)
    return set(counts)


def _labels(stated: set[tuple[int, str]]) -> list[_Label]:
    """Return labels by rank and text; what differs in case alone is there once, at its best."""
    found: dict[str, _Label] = {}
    for rank, text in sorted(stated):
        folded = words(text)
        name = " ".join(folded) or text
        if name not in found:
            terms = " ".join(dict.fromkeys(folded))
            found[name] = _Label(rank, text, folded, terms, start_term(folded))
    return list(found.values())


def _sum(label: _Label, weights: dict[str, float]) -> float:
    return round(sum(map(weights.__getitem__, dict.fromkeys(label.words))), 3)


def _write_every(connection: sqlite3.Connection, rows: list[_Row]) -> None:
    """Write the labels of all languages, numbered by their worth."""
    rows.sort()
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?)",
        ((number, *row[3:7]) for number, row in enumerate(rows, 1)),
    )
    connection.executemany(
        "INSERT INTO every(rowid, terms) VALUES (?, ?)",
        ((number, row[7]) for number, row in enumerate(rows, 1)),
    )


def _write_definitions(
    connection: sqlite3.Connection,
    language: int,
    tag: str,
    numbered: list[tuple[int, Concept, str]],
) -> None:
    found = [(n, c.definitions[tag][1]) for n, c, _ in numbered if tag in c.definitions]
    connection.executemany(
        f"INSERT INTO texts_{language}(rowid, text) VALUES (?, ?)",  # noqa: S608
        ((number, " ".join(words(definition.text))) for number, definition in found),
    )
    connection.executemany(
        "INSERT INTO definition VALUES (?, ?, ?, ?)",
        ((number, language, *definition) for number, definition in found if definition.licence),
    )
