"""The files of named queries, each read and held against its head."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from symbiograph.errors import BadArgument, NotFound, UnreadableInput
from symbiograph.queries.binding import Argument, bind
from symbiograph.queries.fit import examples
from symbiograph.queries.head import Head, Parameter, read_head
from symbiograph.resources import folder


@dataclass(frozen=True)
class NamedQuery:
    """A query with its head; ``examples`` are the terms that stand in the body, by parameter."""

    name: str
    text: str
    head: Head
    examples: Mapping[str, tuple[Argument, ...]]

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of this name; raises :class:`BadArgument` with those there are."""
        known = {parameter.name: parameter for parameter in self.head.parameters}
        if name not in known:
            has = ", ".join(known) or "none"
            reason = f"{self.name} has no parameter {name!r}; its parameters: {has}."
            raise BadArgument(reason, name, list(known))
        return known[name]

    def bound(self, arguments: Mapping[str, Sequence[Argument]]) -> str:
        """Return the SPARQL that asks with these arguments.

        A parameter without argument takes its default or, where it is optional, restricts nothing;
        one of several choices stands for nothing. Raises :class:`BadArgument` for a name the query
        does not have, for several terms where one is meant, and for a parameter that may not be
        left out.
        """
        for name in arguments:
            self.parameter(name)
        choices = self.head.any_of
        needed = any(not self.parameter(name).optional for name in choices)
        if needed and not any(arguments.get(name) for name in choices):
            reason = f"{self.name} needs a value for one of {', '.join(choices)}."
            raise BadArgument(reason, choices[0], list(choices))
        terms = {p.name: self._terms(p, arguments.get(p.name, ())) for p in self.head.parameters}
        return bind(self.text, terms)

    def _terms(self, parameter: Parameter, given: Sequence[Argument]) -> Sequence[Argument] | None:
        if len(given) > 1 and not parameter.many:
            raise BadArgument(f"{parameter.name} takes one value.", parameter.name)
        if given or parameter.name in self.head.any_of:
            return given
        if parameter.optional:
            return None
        if parameter.default is None:
            raise BadArgument(f"{self.name} needs a value for {parameter.name}.", parameter.name)
        return self.examples[parameter.name]


def catalogue(root: Path | None = None) -> dict[str, NamedQuery]:
    """Return every named query under ``root``, by default the project's, by its name.

    The file ``coverage/profile-gap.rq`` holds the query ``coverage/profile-gap``. Raises like
    :func:`read_query`.
    """
    return {name: _read(path, name) for name, path in _files(root).items()}


def find(name: str, root: Path | None = None) -> NamedQuery:
    """Return the query of this name; raises :class:`NotFound` with those of a similar name."""
    files = _files(root)
    if name not in files:
        near = difflib.get_close_matches(name, files)
        hint = f" Close to it: {', '.join(near)}." if near else ""
        raise NotFound(f"There is no query {name!r}.{hint}", near)
    return _read(files[name], name)


def read_query(text: str, name: str, source: str | None = None) -> NamedQuery:
    """Return the query that ``text`` holds; errors call it ``source``, by default its name.

    Raises :class:`UnreadableInput`, with the place where one is known, for a head or a body that
    cannot be read, and where the two do not fit.
    """
    source = source or name
    head = read_head(text, source)
    return NamedQuery(name, text, head, examples(head, text, source))


def _files(root: Path | None) -> dict[str, Path]:
    paths = sorted((root or folder("queries")).glob("*/*.rq"))
    return {f"{path.parent.name}/{path.stem}": path for path in paths}


def _read(path: Path, name: str) -> NamedQuery:
    """Return the query in a file, which is read again only once it has changed."""
    state = path.stat()
    return _read_once(path, name, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=512)
def _read_once(path: Path, name: str, _: tuple[int, int]) -> NamedQuery:
    source = f"queries/{name}.rq"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(source, "this is not UTF-8") from error
    return read_query(text, name, source)
