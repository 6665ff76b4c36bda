"""Mending what takes no judgement; every comment and every other value stays."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from symbiograph.mappings.checks.finding import Change, Examined, Finding
from symbiograph.mappings.checks.form import comment_in, head_of
from symbiograph.mappings.row import MappingSet
from symbiograph.mappings.writing import write_mapping_set


def mended(examined: Examined, findings: Iterable[Finding]) -> str:
    """Return the text of a file with the safe ones of ``findings`` mended, in canonical form.

    A file with rows that cannot be read comes back as it is: writing it would lose them.
    """
    if examined.unreadable:
        return examined.text
    source = examined.mappings.source
    changes: dict[int, list[Change]] = defaultdict(list)
    safe = [f for f in findings if f.source == source and f.safe]
    for finding in safe:
        if finding.change is not None:
            changes[finding.line].append(finding.change)
    if not safe:
        return examined.text
    rows = []
    for row in examined.mappings.mappings:
        here = changes[row.line]
        if not any(change.removes for change in here):
            slots = {name: values for change in here for name, values in change.slots}
            rows.append(row.but(**slots))
    kept = dataclasses.replace(examined.mappings, mappings=rows)
    return write_mapping_set(_with_comments(kept, examined.text))


def _with_comments(mappings: MappingSet, text: str) -> MappingSet:
    """Return the set with the comments of its head, which are no data, in the slot comment."""
    comments = [comment for _, comment in comment_in(head_of(text)) if comment]
    if not comments:
        return mappings
    said = " ".join((*map(str, mappings.head.get("comment", ())), *comments))
    return dataclasses.replace(mappings, head={**mappings.head, "comment": (said,)})
