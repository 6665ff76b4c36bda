"""Faults of what is to be written."""

from __future__ import annotations

from symbiograph.errors.error import SymbiographError


class UpdateRefused(SymbiographError):
    """An update sent to a service that does not take it."""

    status = 403
    title = "Updates are refused"


class WritingOff(SymbiographError):
    """A write to a service for which no token has been made."""

    status = 403
    title = "Writing is not turned on"


class TokenRequired(SymbiographError):
    """A write without a bearer token that is in force."""

    status = 401
    title = "A token is required"


class ReadOnlyGraph(SymbiographError):
    """A write to a graph that is made elsewhere; the message names the file to change."""

    status = 403
    title = "This graph is read-only here"


class NotYours(SymbiographError):
    """A write to the contribution of somebody else; ``graph`` and ``contributor`` say whose."""

    status = 403
    title = "This contribution is another's"


class ContributionRefused(SymbiographError):
    """A contribution with something to mend in it; nothing of it is stored.

    ``findings`` say where, what and how; ``report`` is the same as a person reads it.
    """

    status = 422
    title = "Something in the contribution is to mend"


class Conflict(SymbiographError):
    """A write that does not fit the state it meets."""

    status = 409
    title = "The write conflicts with the state of the graphs"


class PreconditionFailed(SymbiographError):
    """A write to a graph that is not in the state which ``If-Match`` or ``If-None-Match`` asks for.

    Nothing was changed. Another has written since, or the graph is there already.
    """

    status = 412
    title = "The graph is not in the state asked for"


class ShapesViolated(SymbiographError):
    """A write that would leave a published graph against the shapes; nothing of it is stored.

    ``report`` is the report as a person reads it, ``results`` the same as data, ``turtle`` the
    SHACL validation report.
    """

    status = 422
    title = "The shapes do not allow this"

    def __init__(self, message: str, report: str, results: list[object], turtle: str) -> None:
        super().__init__(message, report=report, results=results)
        self.report = report
        self.results = results
        self.turtle = turtle


class WriterUnavailable(SymbiographError):
    """The process that writes cannot be reached at the moment; trying again is right."""

    status = 503
    title = "The writer cannot be reached"


class StorageFull(SymbiographError):
    """A commit that the disk did not take; nothing of it is stored."""

    status = 507
    title = "The disk did not take the commit"
