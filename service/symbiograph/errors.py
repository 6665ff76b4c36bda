"""Every error the project raises on purpose, each with the HTTP status a client sees for it.

The tree is flat where it can be: a class per fault a caller may want to treat apart. Whatever is
not in this tree is a defect, is answered with status 500 and is logged with its traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class SymbiographError(Exception):
    """A fault that has a name, an HTTP status and a message that says what to change.

    ``members`` holds further members of the problem document (RFC 9457, section 3.2),
    ``retry_after`` the seconds after which the same request may fare better, where it may.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    retry_after: int | None = None

    def __init__(self, message: str, **members: object) -> None:
        super().__init__(message)
        self.message = message
        self.members = members


@dataclass(frozen=True)
class Position:
    """A place in a text: line and column count from one."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class BadRequest(SymbiographError):
    """A request that does not follow its protocol."""

    status = 400
    title = "Bad request"


class QuerySyntaxError(BadRequest):
    """A query that the SPARQL grammar does not allow."""

    title = "The query is not valid SPARQL 1.1"

    def __init__(self, message: str, position: Position | None = None) -> None:
        members = {} if position is None else {"line": position.line, "column": position.column}
        super().__init__(message, **members)
        self.position = position


class UpdateSyntaxError(QuerySyntaxError):
    """An update that the SPARQL grammar does not allow."""

    title = "The update is not valid SPARQL 1.1"


class BadArgument(BadRequest):
    """A value that a parameter does not take; ``allowed`` lists those it takes, or close ones."""

    title = "A parameter's value cannot be used"

    def __init__(self, message: str, parameter: str, allowed: list[str] | None = None) -> None:
        super().__init__(message, parameter=parameter, allowed=allowed or [])
        self.parameter = parameter
        self.allowed = allowed or []


class RemoteAccessRefused(BadRequest):
    """A query that would make this service fetch from another host."""

    title = "Remote access is refused"


class QueryTooComplex(BadRequest):
    """A query that is longer or nested deeper than this service reads."""

    title = "The query is too long or too deep"


class ResultTooLarge(BadRequest):
    """A query whose result is larger than this service sends."""

    title = "The result is too large"


class UpdateRefused(SymbiographError):
    """An update sent to a service that does not take it."""

    status = 403
    title = "Updates are refused"


class NotFound(SymbiographError):
    """A thing nobody here describes; ``suggestions`` are IRIs or paths close to the wanted one."""

    status = 404
    title = "Not found"

    def __init__(self, message: str, suggestions: list[str] | None = None) -> None:
        super().__init__(message, suggestions=suggestions or [])
        self.suggestions = suggestions or []


class CursorExpired(SymbiographError):
    """A cursor into an answer that is not the present one; ask again without it."""

    status = 410
    title = "The cursor is out of date"


class MethodNotAllowed(SymbiographError):
    """A method that an address does not take; the header ``Allow`` lists those it does."""

    status = 405
    title = "The method is not allowed here"


class NotAcceptable(SymbiographError):
    """None of the formats asked for can be written; ``available`` lists those that can."""

    status = 406
    title = "No acceptable format"

    def __init__(self, message: str, available: list[str]) -> None:
        super().__init__(message, available=available)
        self.available = available


class PayloadTooLarge(SymbiographError):
    """A request body above the limit."""

    status = 413
    title = "The request is too large"


class UnsupportedMediaType(SymbiographError):
    """A request body in a format this service does not read."""

    status = 415
    title = "Unsupported media type"


class UnreadableInput(SymbiographError):
    """A file or stream that is not what it says; names the file and, where known, the place."""

    status = 422
    title = "The input cannot be read"

    def __init__(self, source: str, reason: str, position: Position | None = None) -> None:
        place = source if position is None else f"{source}, {position}"
        super().__init__(f"{place}: {reason}")
        self.source = source
        self.reason = reason
        self.position = position


class PrefixMissing(SymbiographError):
    """An identifier that no prefix shortens, in a format that takes shortened ones only."""

    status = 422
    title = "A prefix is missing"

    def __init__(self, source: str, iri: str) -> None:
        super().__init__(
            f"{source}: no prefix fits <{iri}>. Add one for its namespace to the curie_map."
        )


class TooManyRequests(SymbiographError):
    """A client that asks for more than its share; ``retry_after`` says when to go on."""

    status = 429
    title = "More than a fair share"

    def __init__(self, message: str, retry_after: int, **members: object) -> None:
        super().__init__(message, **members)
        self.retry_after = retry_after


class DeadlineExceeded(SymbiographError):
    """A query that took longer than this service allows; it has been ended."""

    status = 504
    title = "The query took too long"


class MemoryExceeded(SymbiographError):
    """A query that needed more memory than this service allows; it has been ended."""

    status = 503
    title = "The query needed too much memory"


class RemoteServiceFailed(SymbiographError):
    """An endpoint that a query asked by ``SERVICE`` has given no result; ``endpoint`` is its IRI.

    ``SERVICE SILENT`` goes on without it. ``sources`` tells of all endpoints that were asked.
    """

    status = 502
    title = "Another endpoint gave no result"

    def __init__(self, message: str, *, endpoint: str, sources: list[dict[str, object]]) -> None:
        super().__init__(message, endpoint=endpoint, sources=sources)
        self.sources = sources


class EngineFailed(SymbiographError):
    """A query that ended the process it ran in; other queries were not touched."""

    status = 503
    title = "The query could not be finished"


class Overloaded(SymbiographError):
    """A query that found no free worker in time."""

    status = 503
    title = "Too many queries at the moment"
    retry_after = 5


class SettingError(SymbiographError):
    """A setting whose value cannot be used."""

    title = "A setting cannot be used"


class ResourceMissing(SymbiographError):
    """A data folder that the package needs and cannot find."""

    title = "A data folder is missing"


class ReleaseError(SymbiographError):
    """A release that is absent, incomplete or altered."""

    status = 503
    title = "No usable release"


class NotEsco(UnreadableInput):
    """A file that is not what the ESCO distribution has under its name.

    ``row`` counts from one, the row of column names being the first; ``column`` is a name.
    """

    title = "This is not ESCO's"

    def __init__(
        self, file: str, reason: str, row: int | None = None, column: str | None = None
    ) -> None:
        place = file if row is None else f"{file}, row {row}"
        super().__init__(place if column is None else f"{place}, column {column}", reason)
        self.file = file
        self.row = row
        self.column = column


class EscoReleaseUnclear(SymbiographError):
    """ESCO files that do not tell of which one release they are."""

    title = "The ESCO release is not clear"


class EscoReleaseMissing(SymbiographError):
    """A release of ESCO that was asked for and has not been imported."""

    title = "That ESCO release is not here"


class SearchUnavailable(SymbiographError):
    """A search where there is no index of labels; the message says how to get one."""

    status = 503
    title = "There are no labels to search"


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


class AlignmentUnavailable(SymbiographError):
    """Concepts to align with that this release does not hold; the message says how to get them."""

    status = 503
    title = "There is nothing to align with"


class TargetMissing(AlignmentUnavailable):
    """A set of concepts that this release has none of, such as ESCO's where it is not imported."""

    status = 404


class EmbeddingsUnavailable(SymbiographError):
    """A text that cannot be made a vector; the message says what to install or to mend."""

    status = 503
    title = "Texts cannot be compared by meaning"


class BuildError(SymbiographError):
    """Sources from which no release can be made."""

    title = "The build stopped"


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


class CircularUnits(BadRequest):
    """Training units whose parts or prerequisites run in a circle; ``units`` are the IRIs in it."""

    title = "The training units cannot be ordered"


class ProblemTooLarge(BadRequest):
    """A problem with more units or skills than this service solves."""

    title = "The problem is too large"


class VersionRefused(SymbiographError):
    """A version of the ontology that its content does not allow."""

    status = 409
    title = "The ontology cannot have this version"
