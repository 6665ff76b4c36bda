"""The tables of a label index: one file of SQLite, with a full-text table for each language."""

from __future__ import annotations

import sqlite3
from typing import Final

FORMAT: Final = 2

# Concepts are numbered so that of equal matches the one to show first has the lower number.
_TABLES: Final = """
PRAGMA page_size = 4096;
PRAGMA application_id = 1937334626;
CREATE TABLE language (id INTEGER PRIMARY KEY, tag TEXT NOT NULL, concepts INTEGER NOT NULL);
CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE scheme (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE concept (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind INTEGER NOT NULL);
CREATE TABLE concept_scheme (concept, scheme, PRIMARY KEY (concept, scheme)) WITHOUT ROWID;
CREATE TABLE label (
    concept INTEGER, language INTEGER, rank INTEGER, place INTEGER, weight REAL, text TEXT,
    PRIMARY KEY (concept, language, rank, place)
) WITHOUT ROWID;
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
CREATE VIRTUAL TABLE spelling USING fts5(
    word, content='', detail='none', columnsize=0, tokenize='trigram'
);
CREATE TABLE spelt (id INTEGER PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE spelt_length (letters INTEGER PRIMARY KEY, first INTEGER, last INTEGER);
"""
# ``preferred`` and ``other`` hold whole labels, each as one term, so that a prefix of the term is
# the start of the label; ``word`` the words of all labels, ``facet`` kind and schemes.
_OF_LANGUAGE: Final = """
CREATE VIRTUAL TABLE labels_{0} USING fts5(
    preferred, other, word, facet, content='', detail='column', columnsize=0,
    prefix='1 2 3 4', tokenize="ascii tokenchars '_'"
);
CREATE VIRTUAL TABLE texts_{0} USING fts5(
    text, content='', detail='none', columnsize=0, tokenize='ascii'
);
"""
# A term need not be longer to find the labels that begin like it.
LONGEST_START: Final = 60


def create(connection: sqlite3.Connection, languages: list[str]) -> None:
    """Create the tables; a language's number is its place in ``languages``, from one."""
    connection.executescript(_TABLES)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for number in range(1, len(languages) + 1):
        connection.executescript(_OF_LANGUAGE.format(number))


def start_term(folded: list[str]) -> str:
    """Return the term that stands for a whole label, or for the start of one."""
    return "_".join(folded)[:LONGEST_START]
