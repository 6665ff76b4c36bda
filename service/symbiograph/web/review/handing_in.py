"""Decisions that a page hands in: compared with what is stored, and written in one commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import pyoxigraph
from flask import request
from pyoxigraph import RdfFormat

from symbiograph.errors import BadRequest
from symbiograph.prefixes import BASE
from symbiograph.review import Decision, decisions_in, graph_name
from symbiograph.review.completion import completed
from symbiograph.review.decision import read_decision, read_key, read_moment
from symbiograph.review.decision_graph import node_of, quads_of
from symbiograph.review.mapping_set import ReviewedSet
from symbiograph.web import authority
from symbiograph.web.esco_api.releases import current_number
from symbiograph.web.reader import image

MOST: Final = 100
Key = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """What a page wants of the decision on a subject and object: this one, or none any more.

    ``replaces`` is when the decision was made that the page knew before, ``None`` for none.
    """

    key: Key
    decision: Decision | None
    replaces: str | None


@dataclass(frozen=True)
class Outcome:
    """What became of decisions: those stored or withdrawn, and those that met another one.

    A conflict has the decision that is stored, ``None`` where it has been withdrawn meanwhile.
    """

    stored: tuple[Key, ...]
    conflicts: tuple[tuple[Key, Decision | None], ...]

    def as_json(self) -> dict[str, object]:
        """Return the outcome as the page gets it."""
        return {
            "stored": [{"subject": s, "object": o} for s, o in self.stored],
            "conflicts": [
                {"subject": s, "object": o, "decision": held.as_json() if held else None}
                for (s, o), held in self.conflicts
            ],
        }


def hand_in(of: ReviewedSet) -> Outcome:
    """Store the decisions in the request in the name of its token; all that can be, or none.

    A decision that is stored already is left as it is, so that a page may send it twice. Raises
    :class:`BadRequest` for what is no decision, and like :func:`authority.hand_in`.
    """
    curator = authority.author()
    wanted = _read()
    stored = {d.key: d for d in decisions_in(image().store, of.name) if d.curator == curator}
    esco = current_number(image())
    done: list[Key] = []
    conflicts: list[tuple[Key, Decision | None]] = []
    operations: list[str] = []
    for sent in wanted:
        held = stored.get(sent.key)
        new = sent.decision
        if new is not None:
            new = completed(replace(new, curator=curator), of, image().store, esco)
        if _moment(held) not in (sent.replaces, _moment(new)):
            conflicts.append((sent.key, held))
            continue
        done.append(sent.key)
        if new != held:
            operations += _operations(of.name, curator, sent.key, new)
    if operations:
        authority.hand_in("update", ";\n".join(operations), BASE, None, None)
    return Outcome(tuple(done), tuple(conflicts))


def _operations(name: str, curator: str, key: Key, new: Decision | None) -> Iterator[str]:
    """Yield the operations of an update that put ``new`` in the place of what is there."""
    graph = graph_name(name, curator)
    node = node_of(graph, *key)
    yield f"DELETE WHERE {{ GRAPH <{graph}> {{ {node} ?p ?o }} }}"
    yield f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p {node} }} }}"
    if new is not None:
        triples = (quad.triple for quad in quads_of(new, name))
        lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
        yield f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines.decode()}}} }}"


def _read() -> list[Sent]:
    document = request.get_json(silent=True)
    given = document.get("decisions") if isinstance(document, dict) else None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadRequest('Send a JSON object {"decisions": […]} of objects.')
    if len(given) > MOST:
        raise BadRequest(f"There are {len(given)} decisions; send at most {MOST} at a time.")
    found = [_sent(one) for one in given]
    keys = [sent.key for sent in found]
    if len(set(keys)) != len(keys):
        raise BadRequest("Two decisions are about the same subject and object; send the last one.")
    return sorted(found, key=_last_what_is_new)


def _sent(members: dict[str, Any]) -> Sent:
    replaces = read_moment(members, "replaces") if members.get("replaces") is not None else None
    if members.get("withdrawn") is True:
        return Sent(read_key(members), None, replaces)
    decision = read_decision(members)
    return Sent(decision.key, decision, replaces)


def _last_what_is_new(sent: Sent) -> tuple[bool, str]:
    return sent.decision is not None, sent.decision.decided if sent.decision else ""


def _moment(decision: Decision | None) -> str | None:
    return decision.decided if decision else None
