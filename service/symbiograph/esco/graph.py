"""An ESCO graph as it comes together: lines of canonical N-Triples, each once, and what they hold.

A release makes close to a million triples. They are written as text at once, which is what the
store reads, because as objects they would take several times the memory.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable
from typing import Final

from symbiograph.esco import model

# What canonical N-Triples writes as an escape (https://www.w3.org/TR/rdf12-n-triples/).
_TO_ESCAPE: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES: Final = {
    **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    "\b": r"\b",
    "\t": r"\t",
    "\n": r"\n",
    "\f": r"\f",
    "\r": r"\r",
    '"': r"\"",
    "\\": r"\\",
}
_MEANT: Final = {escape: character for character, escape in _ESCAPES.items()}
_ESCAPED: Final = re.compile(r"\\(?:u[0-9A-F]{4}|.)")


class Graph:
    """The statements of one release, and how many distinct things of each kind they are about."""

    def __init__(self, *, skos_xl: bool = False) -> None:
        self._about: dict[str, set[str]] = defaultdict(set)
        self._things: dict[str, set[Hashable]] = defaultdict(set)
        self._numbers: Counter[str] = Counter()
        self._skos_xl = skos_xl

    def count(self, kind: str, thing: Hashable) -> None:
        """Note that there is this ``thing`` of a kind; another time it is not counted again."""
        self._things[kind].add(thing)

    def count_one(self, kind: str) -> None:
        """Note that there is one more thing of a kind."""
        self._numbers[kind] += 1

    @property
    def counts(self) -> dict[str, int]:
        """How many distinct things of each kind there are."""
        numbers = {kind: len(things) for kind, things in self._things.items()}
        return dict(sorted((numbers | self._numbers).items()))

    def undescribed(self) -> list[str]:
        """Return the concepts that others are related to and that nothing describes, sorted."""
        typed = f"<{model.TYPE}> <{model.CONCEPT}> ."
        return sorted(
            subject
            for subject, statements in self._about.items()
            if typed not in statements and model.OF_CONCEPT.fullmatch(subject)
        )

    def link(self, subject: str, predicate: str, value: str) -> bool:
        """State that ``subject`` is related to the thing ``value``; return whether that is new."""
        return self._add(subject, f"<{predicate}> <{value}> .")

    def state(self, subject: str, predicate: str, text: str, datatype: str | None = None) -> None:
        """State a value of ``subject``: a plain string, or a literal of a datatype."""
        suffix = "" if datatype is None else f"^^<{datatype}>"
        self._add(subject, f'<{predicate}> "{escaped(text)}"{suffix} .')

    def title(self, subject: str, predicate: str, text: str, language: str) -> bool:
        """State a text in a language; return whether that is new."""
        return self._add(subject, f'<{predicate}> "{escaped(text)}"@{language} .')

    def plain_label(self, subject: str, predicate: str, text: str, language: str) -> bool:
        """Give ``subject`` a label; return whether that is new."""
        new = self.title(subject, predicate, text, language)
        if new:
            self.count_one(f"{predicate.rpartition('#')[2]} {language}")
        return new

    def label(self, subject: str, predicate: str, text: str, language: str) -> None:
        """Give ``subject`` a label; with SKOS-XL also as a thing, whose IRI is a UUID of ours."""
        if self.plain_label(subject, predicate, text, language) and self._skos_xl:
            node = _name(subject, predicate, language, text)
            self.link(subject, model.XL_LABEL_PROPERTIES[predicate], node)
            self.link(node, model.TYPE, model.LABEL)
            self.title(node, model.LITERAL_FORM, text, language)

    def text(self, subject: str, predicate: str, text: str, language: str) -> None:
        """Give ``subject`` a text the way ESCO does: a node with the text and its language.

        The CSV files do not give the nodes' IRIs. Ours are UUIDs made of what the node says.
        """
        node = _name(subject, predicate, language, text)
        self.link(subject, predicate, node)
        self.node(node, text, language)

    def node(self, node: str, text: str, language: str) -> None:
        """State the text of a node, and the text's language."""
        self.link(node, model.TYPE, model.NODE_LITERAL)
        self.state(node, model.LANGUAGE, language, model.LANGUAGE_TYPE)
        self.state(node, model.NODE_TEXT, text)

    def written(self) -> bytes:
        """Return the statements as one N-Triples document, by subject, equal for equal graphs."""
        parts = []
        for subject, statements in sorted(self._about.items()):
            start = f"<{subject}> "
            lines = f"\n{start}".join(sorted(statements))
            parts.append(f"{start}{lines}\n".encode())
        return b"".join(parts)

    def _add(self, subject: str, rest: str) -> bool:
        about = self._about[subject]
        before = len(about)
        about.add(rest)
        return len(about) > before


def escaped(text: str) -> str:
    """Return ``text`` as it stands between the quotes of canonical N-Triples."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], text)


def unescaped(text: str) -> str:
    """Return what stands between the quotes of canonical N-Triples as it is meant."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _MEANT.get(match[0]) or chr(int(match[0][2:], 16)), text)


def _name(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).urn
