"""Decisions that a browser holds, sent to be written as SSSOM; nothing of them is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask import request

from symbiograph.errors import BadRequest
from symbiograph.mappings import write_mapping_set
from symbiograph.prefixes import REVIEW_GRAPH
from symbiograph.review import Decision, Verdict
from symbiograph.review.completion import completed, completed_own
from symbiograph.review.decision import read_decision
from symbiograph.review.download import mapping_set_of
from symbiograph.review.mapping_set import read_set
from symbiograph.review.own_list import OWN, slug_of
from symbiograph.web.esco_api.releases import current_number
from symbiograph.web.reader import image

_MOST: Final = 10_000
_LONGEST: Final = 200


def exported() -> tuple[str, str]:
    """Return a name and the SSSOM/TSV of the decisions in the request.

    Its members are ``decisions``, ``set`` or else ``target``, and as far as wanted ``title``,
    ``curator`` and ``rejected``. Raises :class:`BadRequest` for what is no decision.
    """
    document = request.get_json(silent=True)
    if not isinstance(document, dict) or not isinstance(document.get("decisions"), list):
        raise BadRequest('Send a JSON object {"decisions": […], "set" or "target": …}.')
    given = document["decisions"]
    if len(given) > _MOST or not all(isinstance(one, dict) for one in given):
        raise BadRequest(f"decisions is a list of at most {_MOST:,} objects.")
    decisions = [read_decision(one) for one in given]
    if document.get("rejected") is not True:
        decisions = [one for one in decisions if one.verdict != Verdict.REJECTED]
    curator, title = _text(document, "curator"), _text(document, "title")
    store, esco = image().store, current_number(image())
    named = [replace(one, curator=one.curator or curator) for one in decisions]
    if "set" in document:
        of = read_set(image().store, _text(document, "set"))
        done = [completed(one, of, store, esco) for one in named]
        name = f"{of.name}-decisions"
        return name, _written(done, REVIEW_GRAPH + of.name, title or of.title)
    target = _text(document, "target")
    done = [completed_own(one, target, store, esco) for one in named]
    name = f"{slug_of(title) or 'list'}-{target}"
    return name, _written(done, OWN + name, title or name)


def _written(decisions: list[Decision], iri: str, title: str) -> str:
    return write_mapping_set(mapping_set_of(decisions, iri, title))


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise BadRequest(f"{name} is a text of at most {_LONGEST} characters.")
    return value
