"""From the results of a validation to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pyoxigraph import Triple

from symbiograph.validation.documents import Document
from symbiograph.validation.findings.fault import Change
from symbiograph.validation.findings.finding import Finding, Findings
from symbiograph.validation.findings.known import Known, among
from symbiograph.validation.findings.telling import Teller
from symbiograph.validation.judgement import validate_in_graph
from symbiograph.validation.report import Severity, ValidationReport, ValidationResult
from symbiograph.validation.shapes import Shapes
from symbiograph.validation.surroundings import Find

Judge: TypeAlias = Callable[[frozenset[Triple]], ValidationReport]

# A mended fault may uncover another, and that one a third.
_MOST_ROUNDS: Final = 3
# Triples of data in which edits are tried: that is judging it again, up to three times.
_MOST_TRIED: Final = 20_000
# Nobody reads more; of a document with more faults the first ones are told.
MOST_TOLD: Final = 1_000


def findings_in(
    documents: Sequence[Document],
    find: Find,
    *,
    shapes: Shapes | None = None,
    languages: Sequence[str] = (),
) -> tuple[Findings, ValidationReport]:
    """Judge documents together, in the graph that ``find`` looks into; return findings and report.

    What goes away by mending something else is told apart, as consequences, unless there are more
    than 20,000 triples.
    """
    data = frozenset(triple for document in documents for triple in document.triples)

    def judge(triples: frozenset[Triple]) -> ValidationReport:
        return validate_in_graph(triples, among(triples, find), shapes=shapes)

    report = judge(data)
    tried = judge if len(data) <= _MOST_TRIED else None
    found = findings_of(report, data, find, documents, languages=languages, judge=tried)
    return found, report


def findings_of(
    report: ValidationReport,
    data: Iterable[Triple],
    find: Find,
    documents: Sequence[Document] = (),
    *,
    languages: Sequence[str] = (),
    judge: Judge | None = None,
) -> Findings:
    """Return what ``report`` says of ``data``, triples beside the graph that ``find`` looks into.

    ``documents`` are where the triples were read, for their lines; ``languages`` are the reader's,
    best first. With ``judge`` the certain edits are tried: one that does not mend its fault is not
    certain, and a fault that goes away by mending another is a consequence of it.
    """
    triples = frozenset(data)
    told = _told(report, triples, find, documents, languages)
    left_out = len(report.results) - len(told)
    if judge is not None and not left_out and any(one.is_tried for one in told):
        return _tried(told, triples, report, find, documents, languages, judge)
    return Findings(_in_order(one.finding for one in told), report.triples, left_out=left_out)


@dataclass(frozen=True)
class _Told:
    """A result told in words, and the change that its edit stands for."""

    result: ValidationResult
    finding: Finding
    change: Change | None

    @property
    def is_tried(self) -> bool:
        return self.change is not None and self.change.certain

    @property
    def key(self) -> tuple[str, ...]:
        return _key(self.result)


def _told(
    report: ValidationReport,
    data: frozenset[Triple],
    find: Find,
    documents: Sequence[Document],
    languages: Sequence[str],
) -> list[_Told]:
    known = Known(among(data, find), languages)
    teller = Teller(report.shapes, data, known, documents)
    return [_Told(result, *teller.tell(result)) for result in report.results[:MOST_TOLD]]


def _tried(
    told: list[_Told],
    data: frozenset[Triple],
    report: ValidationReport,
    find: Find,
    documents: Sequence[Document],
    languages: Sequence[str],
    judge: Judge,
) -> Findings:
    """Mend what can be mended; what only then comes to light, such as behind a class that was
    misspelt, is told, too.
    """
    known = {one.key for one in told}
    mended, new, after = data, told, report
    for _ in range(_MOST_ROUNDS):
        mended = _mended(mended, new)
        after = judge(mended)
        new = [
            one for one in _told(after, mended, find, documents, languages) if one.key not in known
        ]
        if not new:
            break
        told += new
        known.update(one.key for one in new)
    left = {_key(result) for result in after.results}
    items: list[Finding] = []
    consequences: list[Finding] = []
    for one in told:
        finding = one.finding
        if one.is_tried and one.key in left and finding.edit is not None:
            finding = replace(finding, edit=replace(finding.edit, certain=False))
        is_left = one.is_tried or one.key in left
        (items if is_left else consequences).append(finding)
    return Findings(_in_order(items), report.triples, _in_order(consequences))


def _mended(data: frozenset[Triple], told: Iterable[_Told]) -> frozenset[Triple]:
    changes = [one.change for one in told if one.change and one.change.certain]
    removed = {triple for change in changes for triple in change.removed}
    return (data - removed).union(triple for change in changes for triple in change.added)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by weight, then as one reads the documents."""

    def place(finding: Finding) -> tuple[int, str, int]:
        weight = list(Severity).index(finding.severity)
        return weight, finding.where.source or "", finding.where.line or 0

    return tuple(sorted(findings, key=place))


def _key(result: ValidationResult) -> tuple[str, ...]:
    return str(result.focus), result.constraint, result.path or "", str(result.value)
