"""An update request as the operations it consists of (SPARQL 1.1 Update, section 3).

The engine's parser has taken the text before it is split here. The parts go back to the engine one
by one, as data and as queries, never as an update on the store that is written; so where this
reading and the engine's differed, no graph could be changed behind the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import Store

from symbiograph.engine.complexity import refuse_complexity
from symbiograph.engine.syntax import syntax_error
from symbiograph.engine.tokens import Kind, Token, position, tokenize
from symbiograph.errors import Position, QuerySyntaxError, RemoteAccessRefused, UpdateSyntaxError
from symbiograph.prefixes import PREFIXES

# Fails before anything is done, and after all of the request has been parsed.
_STOP: Final = "CLEAR GRAPH <urn:symbiograph:no-such-graph> ;\n"


@dataclass(frozen=True)
class Data:
    """``INSERT DATA`` or ``DELETE DATA``; ``block`` is the text with its braces."""

    prologue: str
    inserts: bool
    block: str


@dataclass(frozen=True)
class Modify:
    """``DELETE``, ``INSERT`` or both, ``WHERE``: texts of blocks and IRIs as they are written.

    ``start`` is where it begins in the request.
    """

    prologue: str
    start: int
    with_: str | None
    delete: str | None
    insert: str | None
    using: tuple[str, ...]
    using_named: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Clear:
    """``CLEAR`` or ``DROP``: ``graph`` is an IRI as written, or DEFAULT, NAMED or ALL."""

    prologue: str
    graph: str


@dataclass(frozen=True)
class Create:
    """``CREATE GRAPH``."""

    prologue: str
    graph: str
    silent: bool


@dataclass(frozen=True)
class Transfer:
    """``ADD``, ``COPY`` or ``MOVE`` from one graph to another: an IRI as written, or DEFAULT."""

    prologue: str
    kind: str
    silent: bool
    source: str
    target: str


Operation: TypeAlias = Data | Modify | Clear | Create | Transfer


def operations(text: str, base_iri: str) -> list[Operation]:
    """Return the operations of an update request, in order.

    Raises :class:`UpdateSyntaxError`, :class:`RemoteAccessRefused` for ``LOAD``, and
    :class:`QueryTooComplex`.
    """
    try:
        return list(_Reader(text, base_iri).read())
    except UpdateSyntaxError:
        raise
    except QuerySyntaxError as error:
        raise UpdateSyntaxError(error.message, error.position) from error


class _Reader:
    """Walks the tokens of a request once."""

    def __init__(self, text: str, base_iri: str) -> None:
        self.text = text
        self.base_iri = base_iri
        self.tokens = list(tokenize(text))
        self.next = 0
        self.prologue = ""
        self.prefixes: set[str] = set()

    def read(self) -> Iterator[Operation]:
        while True:
            self._prologue()
            if self._done():
                return
            first = self.next
            operation = self._operation()
            if isinstance(operation, Modify):
                # Chains in patterns end the parser; data have none.
                refuse_complexity(operation.where, len(self.text), len(self.text))
            self._check(self.tokens[first : self.next])
            yield operation
            if self._done():
                return
            self._take(";")

    def _check(self, tokens: list[Token]) -> None:
        """Raise :class:`UpdateSyntaxError` where the engine's parser does not take an operation.

        It is asked for one at a time, because it takes no prologue after the first.
        """
        start, end = tokens[0].start, tokens[-1].start + len(tokens[-1].text)
        head = self.prologue + _STOP
        try:
            Store().update(head + self.text[start:end], base_iri=self.base_iri)
        except SyntaxError as error:
            self._require_prefixes(tokens)
            found = syntax_error(error)
            reason = found.message.partition(": ")[2] or found.message
            line = found.position.line - head.count("\n") if found.position else 0
            if found.position is None or line < 1:
                raise UpdateSyntaxError(f"The prologue is not valid: {reason}") from error
            begin = position(self.text, start)
            column = found.position.column + (begin.column - 1 if line == 1 else 0)
            place = Position(begin.line + line - 1, column)
            raise UpdateSyntaxError(f"{place}: {reason}", place) from error
        except RuntimeError:
            return

    def _require_prefixes(self, tokens: list[Token]) -> None:
        for token in tokens:
            prefix = token.text.partition(":")[0]
            if token.kind is Kind.PREFIXED_NAME and prefix not in self.prefixes:
                place = position(self.text, token.start)
                known = PREFIXES.get(prefix)
                hint = f"; add PREFIX {prefix}: <{known}>" if known else ""
                raise UpdateSyntaxError(
                    f"{place}: the prefix {prefix}: is not declared{hint}", place
                )

    def _prologue(self) -> None:
        while not self._done() and self._peek().is_word("BASE", "PREFIX", "VERSION"):
            start = self._peek().start
            length = 3 if self._peek().is_word("PREFIX") else 2
            for _ in range(length):
                token = self._token()
                if token.kind is Kind.PREFIXED_NAME:
                    self.prefixes.add(token.text.partition(":")[0])
            self.prologue += self.text[start : token.start + len(token.text)] + "\n"

    def _operation(self) -> Operation:
        first = self._token()
        word = first.text.upper()
        if word in ("INSERT", "DELETE") and self._accept("DATA"):
            return Data(self.prologue, word == "INSERT", self._block())
        if word == "DELETE" and self._accept("WHERE"):
            block = self._block()
            return Modify(self.prologue, first.start, None, block, None, (), (), block)
        if word in ("INSERT", "DELETE", "WITH"):
            return self._modify(first)
        if word in ("CLEAR", "DROP"):
            self._accept("SILENT")
            return Clear(self.prologue, self._graph())
        if word == "CREATE":
            silent = self._accept("SILENT")
            return Create(self.prologue, self._graph(), silent)
        if word in ("ADD", "COPY", "MOVE"):
            silent = self._accept("SILENT")
            source = self._graph()
            self._take("TO")
            return Transfer(self.prologue, word, silent, source, self._graph())
        if word == "LOAD":
            raise RemoteAccessRefused(
                f"{position(self.text, first.start)}: this service does not fetch from other "
                "hosts; send the triples themselves, by INSERT DATA or to /graphs."
            )
        raise self._unexpected(first)

    def _modify(self, first: Token) -> Modify:
        with_ = self._token().text if first.is_word("WITH") else None
        deletes = first.is_word("DELETE") or (with_ is not None and self._accept("DELETE"))
        delete = self._block() if deletes else None
        inserts = first.is_word("INSERT") or self._accept("INSERT")
        insert = self._block() if inserts else None
        using: list[str] = []
        using_named: list[str] = []
        while self._accept("USING"):
            (using_named if self._accept("NAMED") else using).append(self._token().text)
        self._take("WHERE")
        where = self._block()
        return Modify(
            self.prologue,
            first.start,
            with_,
            delete,
            insert,
            tuple(using),
            tuple(using_named),
            where,
        )

    def _graph(self) -> str:
        """Read a reference to a graph: ``GRAPH`` is noise before an IRI."""
        self._accept("GRAPH")
        token = self._token()
        return token.text.upper() if token.kind is Kind.WORD else token.text

    def _block(self) -> str:
        """Read a block in braces."""
        start = self._take("{").start
        depth = 1
        while depth:
            token = self._token()
            depth += (token.text == "{") - (token.text == "}")
        return self.text[start : token.start + 1]

    def _done(self) -> bool:
        return self.next == len(self.tokens)

    def _peek(self) -> Token:
        return self.tokens[self.next]

    def _token(self) -> Token:
        if self._done():
            raise UpdateSyntaxError("The update ends where more is expected.")
        token = self.tokens[self.next]
        self.next += 1
        return token

    def _accept(self, word: str) -> bool:
        if self._done() or not self._peek().is_word(word):
            return False
        self.next += 1
        return True

    def _take(self, text: str) -> Token:
        token = self._token()
        if token.text.upper() != text:
            raise self._unexpected(token)
        return token

    def _unexpected(self, token: Token) -> UpdateSyntaxError:
        place = position(self.text, token.start)
        return UpdateSyntaxError(f"{place}: {token.text} is not expected here", place)
