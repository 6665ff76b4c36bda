"""What a curator decided of a candidate, or of a thing for which no candidate fits."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from symbiograph.errors import BadRequest
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.prefixes import PREFIXES

PREDICATES: Final = tuple(
    f"{PREFIXES['skos']}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
)
# With these a thing has its counterpart, so nobody can say beside them that it has none.
CLOSEST: Final = frozenset(PREDICATES[:2])
LONGEST_COMMENT: Final = 2_000
_LONGEST: Final = 500
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\\x00-\x20]+")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Verdict(StrEnum):
    """How a decision went."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NO_MATCH = "no match"


@dataclass(frozen=True)
class Decision:
    """A judgement on one subject and object; IRIs throughout.

    ``object`` is ``sssom:NoTermFound`` where nothing in ``object_source`` fits. ``predicate`` is
    what was accepted, or what was proposed and rejected. ``decided`` is the moment by the
    curator's clock, in UTC with milliseconds: it tells one decision from a later one.
    """

    subject: str
    object: str
    verdict: Verdict
    predicate: str
    confidence: Decimal
    decided: str
    comment: str = ""
    curator: str = ""
    subject_label: str = ""
    object_label: str = ""
    object_category: str = ""
    subject_source: str = ""
    object_source: str = ""
    object_source_version: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Subject and object: a curator has one decision for each."""
        return self.subject, self.object

    @property
    def date(self) -> datetime.date:
        """The day of the decision."""
        return datetime.date.fromisoformat(self.decided[:10])

    def as_json(self) -> dict[str, Any]:
        """Return the decision as the page and other programs get it."""
        return {
            "subject": self.subject,
            "object": self.object,
            "verdict": self.verdict,
            "predicate": self.predicate,
            "confidence": float(self.confidence),
            "decided": self.decided,
            "comment": self.comment,
            "curator": self.curator,
            "subject_label": self.subject_label,
            "object_label": self.object_label,
            "object_category": self.object_category,
            "subject_source": self.subject_source,
            "object_source": self.object_source,
            "object_source_version": self.object_source_version,
        }


def read_decision(members: Mapping[str, Any]) -> Decision:
    """Return the decision in a JSON object; raises :class:`BadRequest` with what to change."""
    verdict = _text(members, "verdict")
    if verdict not in set(Verdict):
        raise BadRequest(f"verdict is {verdict!r}, not one of {', '.join(Verdict)}.")
    nothing = verdict == Verdict.NO_MATCH
    target = NO_TERM_FOUND if nothing else _iri(members, "object")
    if (target == NO_TERM_FOUND) != nothing:
        raise BadRequest("sssom:NoTermFound is the object of the verdict 'no match' alone.")
    predicate = PREDICATES[0] if nothing else _text(members, "predicate")
    if predicate not in PREDICATES:
        raise BadRequest(f"predicate is {predicate!r}, not one of {', '.join(PREDICATES)}.")
    comment = _text(members, "comment", "", LONGEST_COMMENT)
    return Decision(
        _iri(members, "subject"),
        target,
        Verdict(verdict),
        predicate,
        _confidence(members.get("confidence")),
        read_moment(members),
        " ".join(comment.split()),
        *(
            _text(members, name, "")
            for name in (
                "curator",
                "subject_label",
                "object_label",
                "object_category",
                "subject_source",
                "object_source",
                "object_source_version",
            )
        ),
    )


def read_moment(members: Mapping[str, Any], name: str = "decided") -> str:
    """Return the moment of a JSON object; raises :class:`BadRequest`."""
    text = _text(members, name)
    try:
        if _MOMENT.fullmatch(text):
            datetime.datetime.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise BadRequest(f"{name} is {text!r}, not a moment in UTC such as 2026-01-31T09:30:00.000Z.")


def read_key(members: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and object of a JSON object; raises :class:`BadRequest`."""
    return _iri(members, "subject"), _iri(members, "object")


def _confidence(value: object) -> Decimal:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= 1:  # type: ignore[operator]
        raise BadRequest(f"confidence is {value!r}, not a number from 0 to 1.")
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _iri(members: Mapping[str, Any], name: str) -> str:
    text = _text(members, name)
    if not _IRI.fullmatch(text):
        raise BadRequest(f"{name} is {text!r}, which is no IRI.")
    return text


def _text(
    members: Mapping[str, Any], name: str, default: str | None = None, most: int = _LONGEST
) -> str:
    value = members.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"A decision needs {name}, a text.")
    if len(value) > most:
        raise BadRequest(f"{name} has {len(value):,} characters; {most:,} are taken.")
    return value
