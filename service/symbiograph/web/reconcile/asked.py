"""Which service a request is for, in which language and version of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, request

from symbiograph.alignment import Aligner, aligner
from symbiograph.errors import (
    NotFound,
    PayloadTooLarge,
    SearchUnavailable,
    UnsupportedMediaType,
)
from symbiograph.negotiation import choose
from symbiograph.reconciliation import SERVICES, Entities, Matching
from symbiograph.reconciliation.manifest import BATCH, DRAFT
from symbiograph.reconciliation.members import parsed
from symbiograph.search import LabelIndex
from symbiograph.web.reader import image, is_tag, languages

# What clients of the draft send and get where they share an address with those of 0.2:
# https://github.com/reconciliation-api/specs/pull/200
DRAFT_TYPE: Final = "application/reconciliation.v1+json"
JSON: Final = "application/json"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Asked:
    """A reconciliation service as the client of this request meets it.

    ``edition`` is the part of the address before its name: a language, the draft, or nothing.
    """

    entities: Entities
    edition: str
    aligner: Aligner

    @property
    def address(self) -> str:
        """The address of the service, in the client's edition."""
        return self.address_of(self.entities.service.name)

    def address_of(self, name: str) -> str:
        """Return the address of another service in the same edition."""
        edition = f"{self.edition}/" if self.edition else ""
        return f"{root()}/reconcile/{edition}{name}"

    @property
    def language(self) -> str:
        """The language in which texts are taken to be where they do not say."""
        return next(iter(self.entities.languages), "en")

    @property
    def wants_draft(self) -> bool:
        """Whether the manifest of the draft is wanted: by the address, or by the Accept header."""
        if self.edition == DRAFT:
            return True
        wanted = request.headers.get("Accept", "")
        return "reconciliation.v1" in wanted and choose(wanted, (JSON, DRAFT_TYPE)) == DRAFT_TYPE

    def matching(self) -> Matching:
        """Return what matches queries with the entities."""
        return Matching(image(), self.entities, self.aligner)


def asked(name: str, edition: str = "") -> Asked:
    """Return what is asked for; raises :class:`NotFound` for an unknown service or edition.

    Raises :class:`AlignmentUnavailable` where the release has none of its entities.
    """
    service = SERVICES.get(name)
    if service is None:
        known = [f"/reconcile/{one}" for one in SERVICES]
        raise NotFound(f"There is no reconciliation service {name!r}.", known)
    wanted = [tag for tag in languages() if tag != "*"]
    if edition and edition != DRAFT:
        if not is_tag(edition):
            known = [f"/reconcile/{name}", f"/reconcile/de/{name}", f"/reconcile/{DRAFT}/{name}"]
            raise NotFound(f"{edition!r} is neither a language tag nor {DRAFT!r}.", known)
        wanted = [edition, *wanted]
    entities = Entities(image().store, service, wanted)
    return Asked(entities, edition, aligner(index().folder, name, by_words=True))


def root() -> str:
    """Return the address of the whole service, without a slash at its end."""
    return request.url_root.rstrip("/")


def index() -> LabelIndex:
    """Return the labels of the release; raises :class:`SearchUnavailable` where there are none."""
    found: LabelIndex | None = current_app.extensions["symbiograph.index"]
    if found is None:
        raise SearchUnavailable(
            "This server has no labels to reconcile with: it serves no release. "
            "Build one and start anew: symbiograph build"
        )
    return found


def form_member(name: str) -> Any:
    """Return the JSON of a parameter of version 0.2, from a form or the address; ``None`` for none.

    Raises :class:`BadRequest`, and :class:`UnsupportedMediaType` for a body that is no form.
    """
    if request.method == "POST" and request.mimetype not in _FORMS:
        raise UnsupportedMediaType(
            f"Version 0.2 sends forms ({_FORMS[0]}) with queries=… or extend=…; "
            "the draft of 1.0 sends JSON to …/match and …/extend."
        )
    text = request.values.get(name)
    return None if text is None else parsed(text, name)


def body() -> Any:
    """Return the JSON of the body; raises :class:`BadRequest` or :class:`UnsupportedMediaType`."""
    if not (request.mimetype == JSON or request.mimetype.endswith("+json")):
        raise UnsupportedMediaType(f"Send JSON with Content-Type: {JSON}.")
    return parsed(request.get_data(), "The body")


def within_batch(number: int) -> None:
    """Raise :class:`PayloadTooLarge` for a batch of more queries than the manifest names."""
    if number > BATCH:
        raise PayloadTooLarge(
            f"A batch has at most {BATCH} queries, as batchSize in the manifest says; "
            f"this one has {number}."
        )
