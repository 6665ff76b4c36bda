"""Faults of settings, of what a release is made of, and of what it lacks."""

from __future__ import annotations

from symbiograph.errors.error import SymbiographError
from symbiograph.errors.requests import UnreadableInput


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


class VersionRefused(SymbiographError):
    """A version of the ontology that its content does not allow."""

    status = 409
    title = "The ontology cannot have this version"
