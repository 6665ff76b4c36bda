"""The tables of a label index: one file of SQLite, with a full-text table for each language."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

FORMAT: Final = 4

# Concepts are numbered so that of equal matches the one to show first has the lower number.
# ``every`` has a row for each label of all languages, numbered by how much the label is worth: its
# words, the whole as one term after ``_``, and one letter each for language, kind and schemes.
_TABLES: Final = """
PRAGMA page_size = 4096;
PRAGMA application_id = 1937334626;
CREATE TABLE language (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, concepts INTEGER NOT NULL);
CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE scheme (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE concept (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind INTEGER NOT NULL);
CREATE INDEX concept_of_iri ON concept (iri);
CREATE TABLE concept_scheme (concept, scheme, PRIMARY KEY (concept, scheme)) WITHOUT ROWID;
CREATE TABLE label (
    concept INTEGER, language INTEGER, rank INTEGER, place INTEGER, weight REAL, text TEXT,
    PRIMARY KEY (concept, language, rank, place)
) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, concept INTEGER, language INTEGER, rank INTEGER, place INTEGER
);
CREATE TABLE definition (
    concept INTEGER, language INTEGER, text TEXT, licence TEXT, PRIMARY KEY (concept, language)
) WITHOUT ROWID;
CREATE TABLE word (
    word TEXT, language INTEGER, concepts INTEGER, PRIMARY KEY (word, language)
) WITHOUT ROWID;
CREATE INDEX word_of_language ON word (language, word, concepts);
CREATE TABLE substitute (
    language INTEGER, word TEXT, other TEXT, likeness REAL, PRIMARY KEY (language, word, other)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE every USING fts5(
    terms, content='', detail='none', columnsize=0, prefix='1 2 3 4 5 6 7 8 9',
    tokenize="ascii tokenchars '_'"
);
CREATE VIRTUAL TABLE spelling USING fts5(
    word, content='', detail='none', columnsize=0, tokenize='trigram'
);
CREATE TABLE spelt (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE spelt_length (letters INTEGER PRIMARY KEY, first INTEGER, last INTEGER);
CREATE TABLE shortened (form INTEGER, id INTEGER, PRIMARY KEY (form, id)) WITHOUT ROWID;
"""
# ``terms`` are the words of all labels of a concept and its kind and schemes.
_OF_LANGUAGE: Final = """
CREATE VIRTUAL TABLE labels_{0} USING fts5(
    terms, content='', detail='none', columnsize=0, tokenize="ascii tokenchars '_'"
);
CREATE VIRTUAL TABLE texts_{0} USING fts5(
    text, content='', detail='none', columnsize=0, tokenize='ascii'
);
"""
# All of a table is gathered before it is written, so that it has one segment. In bytes.
_GATHERED: Final = 1 << 30
# A term need not be longer to find the labels that begin like it.
LONGEST_START: Final = 60
# Letters that no text has: private use areas of Unicode. A term of one letter has no other prefix.
_LANGUAGES, _KINDS, _SCHEMES = 0xE000, 0xF0000, 0x100000


def create(connection: sqlite3.Connection, languages: list[str]) -> None:
    """Create the tables; a language's number is its place in ``languages``, from one."""
    connection.executescript(_TABLES)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for number in range(1, len(languages) + 1):
        connection.executescript(_OF_LANGUAGE.format(number))
    for name in full_text_tables(len(languages)):
        connection.execute(
            f"INSERT INTO {name}({name}, rank) VALUES ('hashsize', ?)",  # noqa: S608
            (_GATHERED,),
        )


def full_text_tables(languages: int) -> list[str]:
    """Return the names of all full-text tables of so many languages."""
    numbers = range(1, languages + 1)
    return ["every", "spelling", *(f"{kind}_{n}" for n in numbers for kind in ("labels", "texts"))]


def start_term(folded: Sequence[str]) -> str:
    """Return the term that stands for a whole label, or for the start of one."""
    return "_" + "_".join(folded)[:LONGEST_START]


def language_term(number: int) -> str:
    """Return the term of the labels in a language."""
    return chr(_LANGUAGES + number)


def kind_term(number: int) -> str:
    """Return the term of the concepts of a kind."""
    return chr(_KINDS + number)


def scheme_term(number: int) -> str:
    """Return the term of the concepts in a scheme."""
    return chr(_SCHEMES + number)
