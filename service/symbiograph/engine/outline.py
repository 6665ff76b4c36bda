"""The outline of a query, read from its tokens: which form it has, and of which graphs it asks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pyoxigraph

from symbiograph.engine.tokens import CLOSING, OPENING, Kind, Token, position, tokenize
from symbiograph.errors import QuerySyntaxError

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORMS: Final[dict[str, Form]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_NAME_ESCAPE: Final = re.compile(r"\\(.)")
_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True, slots=True)
class Outline:
    """What a query says before its pattern starts.

    ``form`` is ``None`` where the text is no query (an update, say). ``default_graphs`` and
    ``named_graphs`` are the IRIs after ``FROM`` and ``FROM NAMED``, resolved, each once, in their
    order.
    """

    form: Form | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def outline(text: str, base_iri: str | None = None) -> Outline:
    """Return the outline of ``text``; relative IRIs are resolved against ``base_iri``.

    Raises :class:`QuerySyntaxError` where ``text`` cannot be split into tokens, or where it names
    a graph by an undeclared prefix or by an IRI that stays relative.
    """
    return _Reader(text, base_iri).read()


class _Reader:
    """Walks the tokens once; prefixes and base are those declared so far."""

    def __init__(self, text: str, base_iri: str | None) -> None:
        self.text = text
        self.base = base_iri
        self.prefixes: dict[str, str] = {}
        self.form: Form | None = None
        self.default: dict[str, None] = {}
        self.named: dict[str, None] = {}

    def read(self) -> Outline:
        tokens = list(_outside_brackets(self.text))
        for index, token in enumerate(tokens):
            if token.kind is Kind.WORD:
                self._clause(token.text.upper(), tokens[index + 1 : index + 3])
        return Outline(self.form, tuple(self.default), tuple(self.named))

    def _clause(self, word: str, following: list[Token]) -> None:
        if word in _FORMS:
            self.form = _FORMS[word]
        elif not following:
            return
        elif word == "BASE":
            self.base = self._iri(following[0]) or self.base
        elif word == "PREFIX" and following[0].kind is Kind.PREFIXED_NAME:
            namespace = self._iri(following[-1])
            if namespace is not None:
                self.prefixes[following[0].text] = namespace
        elif word == "FROM":
            named = following[0].is_word("NAMED")
            graph = following[-1] if named else following[0]
            if graph.kind in (Kind.IRI, Kind.PREFIXED_NAME):
                (self.named if named else self.default)[self._graph(graph)] = None

    def _graph(self, token: Token) -> str:
        iri = self._iri(token)
        if iri is None:
            place = position(self.text, token.start)
            raise QuerySyntaxError(f"{place}: {token.text} does not stand for an IRI", place)
        return iri

    def _iri(self, token: Token) -> str | None:
        """Return the absolute IRI that ``token`` stands for, if it does."""
        if token.kind is Kind.IRI:
            return _resolved(_CODE_POINT.sub(_character, token.text[1:-1]), self.base)
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(prefix + ":")
        if namespace is None:
            return None
        return _resolved(namespace + _NAME_ESCAPE.sub(r"\1", local), self.base)


def _outside_brackets(text: str) -> Iterator[Token]:
    """Yield the words and terms that stand outside of all brackets, as far as ``WHERE``."""
    depth = 0
    for token in tokenize(text):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth -= 1
        elif depth == 0 and token.is_word("WHERE"):
            break
        elif depth == 0:
            yield token


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= sys.maxunicode else escape[0]


def _resolved(reference: str, base: str | None) -> str | None:
    """Resolve as the engine does, by letting it read the reference from a line of Turtle."""
    if _NOT_IN_IRI.search(reference):
        return None
    try:
        [quad] = pyoxigraph.parse(
            f"<{reference}> <urn:p> <urn:o> .", pyoxigraph.RdfFormat.TURTLE, base_iri=base
        )
    except (SyntaxError, ValueError):
        return None
    return quad.subject.value if isinstance(quad.subject, pyoxigraph.NamedNode) else None
