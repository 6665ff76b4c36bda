"""The form of a file: padding, values that SSSOM does not list, order, comments in the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import yaml

from symbiograph.errors import PrefixMissing
from symbiograph.mappings.checks.finding import Change, Examined, Finding, finding
from symbiograph.mappings.row import Mapping
from symbiograph.mappings.slots import NO_TERM_FOUND, SKOS
from symbiograph.mappings.writing import sort_keys, write_mapping_set

_ENTITY_TYPES: Final = (
    "composed entity expression", "owl annotation property", "owl class", "owl data property",
    "owl named individual", "owl object property", "rdf property", "rdfs class", "rdfs datatype",
    "rdfs literal", "rdfs resource", "skos concept",
)  # fmt: skip
# The values that the schema lists, https://w3id.org/sssom/schema/.
ENUMERATIONS: Final[dict[str, tuple[str, ...]]] = {
    "sssom_version": ("1.0", "1.1"),
    "subject_type": _ENTITY_TYPES,
    "object_type": _ENTITY_TYPES,
    "predicate_type": _ENTITY_TYPES,
    "predicate_modifier": ("Not",),
    "mapping_cardinality": ("1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0"),
}
PREDICATES: Final = tuple(
    f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
)


def form_findings(examined: Examined) -> list[Finding]:
    """Return what is wrong with the form of a file; its unreadable rows are not among it."""
    found = [*_comments(examined), *_values(examined)]
    for row in examined.mappings.mappings:
        padded = _padded(examined, row)
        if padded:
            names = ", ".join(name for name, _ in padded)
            fault = f"blanks too many, or no-break spaces, in {names}"
            todo = "write one blank between words and none around them"
            change = Change(tuple(padded))
            found.append(finding(examined.mappings.source, row, "padding", fault, todo, change))
    try:
        canonical = write_mapping_set(examined.mappings)
    except PrefixMissing as error:
        source = examined.mappings.source
        reason = error.message.removeprefix(f"{source}: ")
        todo = "SSSOM/TSV takes no identifiers in full: the official tool drops such rows"
        return [*found, Finding(source, 1, "value", "", reason, todo)]
    if canonical != examined.text:
        found += _order(examined, canonical)
    return found


def comment_in(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the comments in the lines of a head, with the number of each line.

    They are no data, so that programs which read the head lose them.
    """
    text = "\n".join(line[1:] for line in lines)
    ends: dict[int, int] = {}
    for token in yaml.scan(text):
        at = token.end_mark
        ends[at.line] = max(ends.get(at.line, 0), at.column)
        # A text that goes on over lines leaves no room for a comment in them.
        for line in range(token.start_mark.line, at.line):
            ends[line] = len(lines[line])
    rests = ((n, line[1:][ends.get(n - 1, 0) :].strip()) for n, line in enumerate(lines, 1))
    return [(n, rest.lstrip("# ")) for n, rest in rests if rest.startswith("#")]


def head_of(text: str) -> list[str]:
    """Return the lines of the head."""
    lines = text.split("\n")
    length = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:length]


def _comments(examined: Examined) -> Iterator[Finding]:
    for line, comment in comment_in(head_of(examined.text)):
        fault = f"the head has a comment that is no data: {comment}"
        todo = "move it to the slot comment, where other programs keep it"
        yield Finding(examined.mappings.source, line, "form", "", fault, todo)


def _values(examined: Examined) -> Iterator[Finding]:
    source = examined.mappings.source
    for name, allowed in ENUMERATIONS.items():
        said = examined.mappings.one(name)
        if said is not None and said not in allowed:
            todo = f"write one of: {', '.join(allowed)}"
            yield Finding(source, 1, "value", "", f"{name} in the head is {str(said)!r}", todo)
    for row in examined.mappings.mappings:
        for name, allowed in ENUMERATIONS.items():
            if name in row.values and row.text(name) not in allowed:
                todo = f"write one of: {', '.join(allowed)}"
                yield finding(source, row, "value", f"{name} is {row.text(name)!r}", todo)
        if row.key[1] not in PREDICATES:
            todo = "write one of skos:exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch"
            yield finding(source, row, "value", f"the predicate is <{row.key[1]}>", todo)
        for found, scheme in ((row.key[0], "subject_source"), (row.key[2], "object_source")):
            if found == NO_TERM_FOUND and scheme not in row.values:
                todo = f"fill {scheme} with the scheme that was searched"
                yield finding(source, row, "value", "no term was found, but where?", todo)


def _padded(examined: Examined, row: Mapping) -> list[tuple[str, tuple[str, ...]]]:
    slots = examined.mappings.slots
    return [
        (name, trimmed)
        for name, values in row.values.items()
        if slots[name].kind == "text" and name not in examined.mappings.extensions
        if (trimmed := tuple(_trimmed(str(value)) for value in values)) != values
    ]


def _trimmed(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _order(examined: Examined, canonical: str) -> Iterable[Finding]:
    """Yield what is not in its place, or one finding that the file is written otherwise."""
    source, rows = examined.mappings.source, examined.mappings.mappings
    keys = sort_keys(examined.mappings)
    pairs = pairwise(zip(keys, rows, strict=True))
    late = [(before, row) for (first, before), (second, row) in pairs if second < first]
    for before, row in late:
        fault = f"the row stands after line {before.line} and belongs before it"
        todo = "sort the rows by their cells, from the left"
        yield finding(source, row, "order", fault, todo)
    head, wanted = len(head_of(examined.text)), len(head_of(canonical))
    columns = _line(examined.text, head).split("\t")
    right = _line(canonical, wanted).split("\t")
    if columns != right:
        there = [name for name in columns if name in right]
        kept = [name for name in right if name in there]
        if there != kept:
            fault = f"the columns stand in another order than SSSOM's: {', '.join(columns)}"
            todo = f"put them in the order of the schema: {', '.join(right)}"
            yield Finding(source, head + 1, "order", "", fault, todo)
    if not late and columns == right and head_of(examined.text) == head_of(canonical):
        return (yield from _otherwise(examined, canonical))
    if head_of(examined.text) != head_of(canonical):
        fault = "the head is not in SSSOM's canonical form"
        todo = "slots in the schema's order, used prefixes only, what all rows state said once"
        yield Finding(source, 1, "form", "", fault, todo)


def _otherwise(examined: Examined, canonical: str) -> Iterator[Finding]:
    pairs = zip(examined.text.split("\n"), canonical.split("\n"), strict=False)
    line = next((n for n, (is_so, wanted) in enumerate(pairs, 1) if is_so != wanted), 1)
    fault = "this line is not in SSSOM's canonical form"
    todo = "quotes only where needed, numbers without idle zeros, no empty lines, line feeds only"
    yield Finding(examined.mappings.source, line, "form", "", fault, todo)


def _line(text: str, index: int) -> str:
    lines = text.split("\n", index + 1)
    return lines[index].rstrip("\r") if index < len(lines) else ""
