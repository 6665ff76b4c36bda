"""Vocabularies that others use, mapped into ours on the way in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from symbiograph.harvesting.gathered import Gathered
from symbiograph.harvesting.partners import AS_THEY_ARE, Partner
from symbiograph.vocabularies import Origin, detect, into_ours

_SEEN: Final = "seen.json"
_MOST_SHOWN: Final = 3


def mapped(partner: Partner, gathered: Gathered, folder: Path) -> Gathered:
    """Return what was gathered in terms of ours, with notes of what no rule could take.

    The partner's vocabulary is the one noted of it, or else what its data is found to be written
    in. Terms of ours may stand beside. Raises :class:`BadArgument` for a vocabulary without rules.
    """
    if partner.vocabulary == AS_THEY_ARE:
        return gathered
    quads: list[Quad] = []
    notes: list[str] = []
    day: date | None = None
    for graph, triples in _by_graph(gathered.statements).items():
        names = (partner.vocabulary,) if partner.vocabulary else detect(triples)
        if names and day is None:
            day = _first_seen(folder, gathered.statements)
        for name in names:
            iri = _iri(partner, gathered, graph)
            origin = Origin(iri, day or date.min, partner.label, partner.language)
            converted = into_ours(triples, name, origin)
            notes += _told(name, len(triples), converted.left_over, chosen=bool(partner.vocabulary))
            triples = set(converted.triples)
        quads += [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    return replace(gathered, statements=quads, notes=gathered.notes + notes)


def _by_graph(
    quads: Iterable[Quad],
) -> dict[NamedNode | BlankNode | DefaultGraph, set[Triple]]:
    found: dict[NamedNode | BlankNode | DefaultGraph, set[Triple]] = {}
    for quad in quads:
        found.setdefault(quad.graph_name, set()).add(quad.triple)
    return found


def _iri(partner: Partner, gathered: Gathered, graph: object) -> str:
    """Return the IRI that what has none is named below."""
    addresses = {origin.address for origin in gathered.origins if origin.is_address}
    if isinstance(graph, NamedNode):
        return graph.value
    return addresses.pop() if len(addresses) == 1 else partner.graph


def _first_seen(folder: Path, quads: Iterable[Quad]) -> date:
    """Return the day on which these statements were first read; later readings keep it."""
    lines = sorted(
        " ".join("_" if isinstance(term, BlankNode) else str(term) for term in quad)
        for quad in quads
    )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    path = folder / _SEEN
    known = _noted(path)
    if known.get("digest") == digest:
        return date.fromisoformat(known["day"])
    today = datetime.now(UTC).date()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"digest": digest, "day": today.isoformat()}), encoding="utf-8")
    return today


def _noted(path: Path) -> dict[str, str]:
    """Return what was noted; nothing where that cannot be read, such as what was broken off."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _told(name: str, read: int, left_over: tuple[Triple, ...], *, chosen: bool) -> list[str]:
    how = "mapped from" if chosen else "mapped from what was found to be"
    notes = [f"{read:,} triples {how} {name}"]
    if left_over:
        shown = " ".join(f"{triple} ." for triple in left_over[:_MOST_SHOWN])
        rest = len(left_over) - _MOST_SHOWN
        more = f" … and {rest:,} more" if rest > 0 else ""
        notes.append(f"no rule for {name} took {len(left_over):,} of them: {shown}{more}")
    return notes
