"""The addresses of the change stream."""

from __future__ import annotations

from typing import Final

from symbiograph.web.changes.answering import DATASET, GRAPH
from symbiograph.web.openapi.parts import (
    COUNT,
    PAGE,
    TEXT,
    Object,
    Paths,
    get,
    parameter,
    responses,
    shared,
    written_in,
)

_NAME: Final = parameter(
    "stream",
    {**TEXT, "minLength": 1},
    "The name of the stream, as the root has it, or current.",
    place="path",
    example="current",
)
_NUMBER: Final = parameter(
    "number",
    {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "Counted from 1.",
    place="path",
    example="1",
)
_UNTIL: Final = parameter("until", COUNT, "The number of the latest commit to tell of.")
_QUADS: Final = written_in(DATASET)
_TRIPLES: Final = written_in(GRAPH)


def _part(name: str, summary: str, description: str, content: Object) -> Object:
    return get(
        name,
        "changes",
        summary,
        description,
        responses("The document.", content, 302, 304, 404, 406, 308, 503, headers=["ETag"]),
        [_NAME, _NUMBER],
    )


PATHS: Final[Paths] = {
    "/changes": get(
        "changes",
        "changes",
        "What has changed: the root of a Linked Data Event Stream",
        "Leads to all pages of the stream, in the words of LDES and TREE; or the last changes, as "
        "a page.",
        responses("The root.", {**PAGE, **_TRIPLES}, 304, 400, 406, 503, headers=["ETag"]),
        [_UNTIL, shared("lang")],
    ),
    "/changes/feed": get(
        "feed",
        "changes",
        "The last changes as a feed",
        "Atom 1.0, an entry for each commit and each release; `next` leads to older ones.",
        responses(
            "The feed.", {"application/atom+xml": {"schema": TEXT}}, 304, 400, 503, headers=["ETag"]
        ),
        [_UNTIL],
    ),
    "/changes/{stream}": get(
        "stream",
        "changes",
        "The stream itself",
        "Leads to its root.",
        responses("The root.", {**PAGE, **_TRIPLES}, 302, 404, 308, 503),
        [_NAME],
    ),
    "/changes/{stream}/pages/{number}": _part(
        "page_of_changes",
        "A page of the stream",
        "Versions of descriptions: what is said of one subject in one graph. A full page never "
        "changes.",
        _QUADS,
    ),
    "/changes/{stream}/index/{number}": _part(
        "index_of_changes",
        "Links to full pages of the stream",
        "There are none until the stream is long.",
        _TRIPLES,
    ),
    "/changes/{stream}/members/{number}": _part(
        "member",
        "A version of a description",
        "What it holds is in the graph that it is the name of.",
        _QUADS,
    ),
    "/changes/{stream}/descriptions/{number}": _part(
        "description_of_changes",
        "The latest version of a description",
        "Leads to a member of the stream.",
        _QUADS,
    ),
    "/changes/{stream}/commits/{number}": _part(
        "commit",
        "A commit, or what a release changed",
        "As an activity of PROV: when, by whom, and how much in which graph.",
        {**PAGE, **_TRIPLES},
    ),
}
