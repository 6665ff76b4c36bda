"""What a request to ``/align`` asks, within limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from flask import current_app, request

from symbiograph.alignment import TARGETS, Aligner, Asked, aligner, targets
from symbiograph.errors import (
    AlignmentUnavailable,
    BadArgument,
    BadRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from symbiograph.search import LabelIndex
from symbiograph.web.reader import is_tag, language, whole_number

# More would keep a web process from others for longer than a second.
MOST_TEXTS: Final = 50
MOST_CANDIDATES: Final = 50
CANDIDATES: Final = 10
# The most characters of each part of what is asked.
LONGEST: Final = {"text": 1_000, "definition": 2_000, "context": 2_000, "language": 35}
_JSON: Final = "application/json"


class Question(NamedTuple):
    """Texts, whose candidates to look for, and how many."""

    asked: list[Asked]
    target: str
    limit: int

    @property
    def aligner(self) -> Aligner:
        """What finds them; raises what :func:`~symbiograph.alignment.aligner` does."""
        return aligner(folder(), self.target)


def available() -> list[str]:
    """Return the targets of the release that is served; none where there is no release."""
    return targets(folder()) if _index() else []


def folder() -> Path:
    """Return the folder of the release that is served."""
    index = _index()
    if index is None:
        raise AlignmentUnavailable(
            "This server has nothing to align with: it serves no release. "
            "Build one and start anew: symbiograph build"
        )
    return index.folder


def _index() -> LabelIndex | None:
    index: LabelIndex | None = current_app.extensions["symbiograph.index"]
    return index


def _usual_target() -> str:
    """Return where to look where nobody says it: in ESCO's skills, or in ours without ESCO."""
    return next((name for name in TARGETS if name in available()), next(iter(TARGETS)))


def of_address() -> Question:
    """Return the question of a GET; raises :class:`BadArgument` for a value out of range."""
    values = {name: request.args.get(name, "") for name in LONGEST}
    values["language"] = values["language"] or language()
    return Question(
        [_asked(values, "")],
        request.args.get("target") or _usual_target(),
        _limited(whole_number("limit", CANDIDATES)),
    )


def of_body() -> Question:
    """Return the questions of a POST, a JSON object; raises :class:`BadRequest` for another."""
    if request.mimetype != _JSON:
        raise UnsupportedMediaType(f"Send the questions as {_JSON}.")
    document = request.get_json(silent=True)
    if not isinstance(document, dict) or not isinstance(document.get("queries"), list):
        raise BadRequest('Send a JSON object {"target": …, "queries": [{"text": …}]}.')
    queries = document["queries"]
    if len(queries) > MOST_TEXTS:
        reason = f"There are {len(queries):,} queries; send at most {MOST_TEXTS} at a time."
        raise PayloadTooLarge(reason)
    target, limit = document.get("target", _usual_target()), document.get("limit", CANDIDATES)
    if not isinstance(target, str):
        raise BadArgument("target is a text.", "target")
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise BadArgument("limit is a whole number.", "limit")
    asked = [_query(query, f"queries[{place}].") for place, query in enumerate(queries)]
    return Question(asked, target, _limited(limit))


def _query(query: Any, place: str) -> Asked:
    if not isinstance(query, dict) or not isinstance(query.get("text"), str):
        raise BadArgument(f"{place}text is a text that must be there.", f"{place}text")
    values = {name: query.get(name, "") for name in LONGEST}
    for name, value in values.items():
        if not isinstance(value, str):
            raise BadArgument(f"{place}{name} is a text.", place + name)
    return _asked({**values, "language": values["language"] or "en"}, place)


def _asked(values: dict[str, str], place: str) -> Asked:
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            reason = (
                f"{place}{name} has {len(values[name]):,} characters; at most {most:,} are read."
            )
            raise BadArgument(reason, place + name)
    if not is_tag(values["language"]):
        reason = f"{place}language={values['language']!r} is no language tag such as de."
        raise BadArgument(reason, f"{place}language")
    return Asked(values["text"], values["definition"], values["context"], values["language"])


def _limited(limit: int) -> int:
    if not 1 <= limit <= MOST_CANDIDATES:
        raise BadArgument(f"limit={limit} is not between 1 and {MOST_CANDIDATES}.", "limit")
    return limit
