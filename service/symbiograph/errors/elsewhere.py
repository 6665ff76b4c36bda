"""Faults of what stands elsewhere: another store, partners, a source that is followed."""

from __future__ import annotations

from symbiograph.errors.error import SymbiographError
from symbiograph.errors.requests import BadRequest


class ChangesUnavailable(SymbiographError):
    """A stream of changes that cannot be told here at the moment; the message says why."""

    status = 503
    title = "The changes cannot be told"


class SourceFailed(SymbiographError):
    """Another service that gave no changes to follow; the message says what it answered."""

    status = 502
    title = "The source of a mirror failed"


class NotFollowable(SourceFailed):
    """An address that answers, but with nothing that can be followed, or with what is not so."""

    title = "This is no stream of changes that can be followed"


class StoreUnavailable(SymbiographError):
    """A request that needs the store behind this service, which does not answer or is busy."""

    status = 503
    title = "The store behind this service is not available"
    retry_after = 5


class StoreFailed(SymbiographError):
    """A request that the store behind this service did not carry out as it should have."""

    status = 502
    title = "The store behind this service failed"


class ResultCut(StoreFailed):
    """A result that the store behind this service did not give whole; no part of it is passed on.

    ``rows`` is the limit of the store, where it told one.
    """

    title = "The store behind this service cut the result"


class RefusedByStore(BadRequest):
    """A request that the store behind this service does not take, though this service would."""

    title = "The store behind this service refuses this"


class PartnerRefused(SymbiographError):
    """A partner's address that leads where this service does not go, such as a private network."""

    status = 403
    title = "The partner's address is not fetched from"


class PartnerFailed(SymbiographError):
    """A partner's source that gave nothing to use; the message says what it did instead."""

    status = 502
    title = "The partner's data could not be read"


class PartnerTooBusy(PartnerFailed):
    """A source that gives less at a time than it was asked for."""
