"""The line on which a triple stands, where it can be told: near the thing, by how the value looks.

It is no second parser: where the value is not seen below the thing's first line, that line is told.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

_PREFIX: Final = re.compile(r"(?im)^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>")


class Lines:
    """The lines of a document, with those on which its things begin."""

    def __init__(self, text: str, subjects: Mapping[str, int]) -> None:
        self._lines = text.split("\n")
        self._subjects = subjects
        self._starts = sorted(set(subjects.values()))
        self.prefixes = {match[1]: match[2] for match in _PREFIX.finditer(text)}

    def of(self, triple: Triple) -> int | None:
        """Return the line (from one) on which a triple stands, as far as it can be told."""
        subject = triple.subject
        if isinstance(subject, Triple):
            return None
        start = self.of_thing(subject.value)
        if start is None:
            return self._only(triple)
        after = bisect.bisect_right(self._starts, start)
        end = self._starts[after] if after < len(self._starts) else len(self._lines) + 1
        predicates = list(self._spellings(triple.predicate))
        values = list(self._spellings(triple.object))
        below = range(start, end)
        both = (n for n in below if self._has(n, values) and self._has(n, predicates))
        one = (n for n in below if self._has(n, values))
        return next(both, None) or next(one, None) or start

    def of_thing(self, iri: str) -> int | None:
        """Return the line on which the description of a thing begins."""
        return self._subjects.get(iri)

    def _only(self, triple: Triple) -> int | None:
        """Return the one line that has predicate and value of a thing whose line is unknown."""
        values = list(self._spellings(triple.object))
        predicates = list(self._spellings(triple.predicate))
        lines = range(1, len(self._lines) + 1)
        found = [n for n in lines if self._has(n, values) and self._has(n, predicates)]
        return found[0] if len(found) == 1 else None

    def _has(self, number: int, spellings: list[str]) -> bool:
        return any(each in self._lines[number - 1] for each in spellings)

    def _spellings(self, term: object) -> Iterator[str]:
        if isinstance(term, NamedNode):
            yield f"<{term.value}>"
            yield f'"{term.value}"'
            for prefix, namespace in self.prefixes.items():
                if term.value.startswith(namespace):
                    yield f"{prefix}:{term.value[len(namespace) :]}"
            last = re.split(r"[/#:]", term.value)[-1]
            if last:
                yield f":{last}"
                yield f'"{last}"'
        elif isinstance(term, Literal):
            yield json.dumps(term.value, ensure_ascii=False)
            yield f"'{term.value}'"
            yield f">{term.value}<"
            if re.fullmatch(r"[\w.+-]+", term.value):
                yield f" {term.value}"
        elif isinstance(term, BlankNode):
            yield "["
