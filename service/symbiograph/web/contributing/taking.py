"""A contribution from the file that was sent to the commit that holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symbiograph.contributing import Brought, Contribution, read_contribution
from symbiograph.contributing.describing import Sending, description
from symbiograph.contributing.reading import as_lines
from symbiograph.errors import ContributionRefused, SymbiographError
from symbiograph.validation.aside import Sent
from symbiograph.validation.findings import (
    Finding,
    Findings,
    findings_as_json,
    findings_as_text,
    without_edit,
)
from symbiograph.validation.findings.explaining import MOST_TOLD
from symbiograph.validation.report import Severity
from symbiograph.validation.surroundings import Find
from symbiograph.web import authority
from symbiograph.web.contributing.sent import SentFile
from symbiograph.web.validating.turn import judged, served
from symbiograph.writing import Done, Forwarded
from symbiograph.writing.tokens import now


@dataclass(frozen=True)
class Outcome:
    """What was found, and what was done; nothing where it was a check or something is to mend."""

    of: Contribution
    findings: Findings
    kind: str | None
    done: Done | Forwarded | None = None
    is_check: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether it should have been stored, and was not."""
        return self.done is None and not self.is_check

    def refusal(self) -> SymbiographError:
        """Return the error that says what is to mend."""
        count = self.findings.count(Severity.VIOLATION)
        things = "One thing is" if count == 1 else f"{count} things are"
        document = findings_as_json(self.findings)
        return ContributionRefused(
            f"{things} to mend; nothing was stored.",
            report=findings_as_text(self.findings),
            **document,
        )


def take(of: Contribution, sent: SentFile) -> Outcome:
    """Check what was sent as the contribution ``of``, and store it unless something is to mend.

    Raises like :func:`read_contribution`, :func:`judged` and :func:`authority.hand_in`.
    """
    moment = now()
    find = served(without=of.graph)
    brought = read_contribution(
        sent.content, sent.name, sent.media_type, of, find, kind=sent.kind, day=moment[:10]
    )
    findings = _findings(brought, sent, find)
    if sent.is_check or not findings.accepted:
        return Outcome(of, findings, brought.kind, is_check=sent.is_check)
    sending = Sending(moment, brought.source, sent.content, sent.title, sent.licence)
    triples = {**dict.fromkeys(brought.triples), **dict.fromkeys(description(of, sending))}
    done = authority.hand_in("put", of.graph.value, as_lines(triples), (None, None))
    return Outcome(of, findings, brought.kind, done)


def _findings(brought: Brought, sent: SentFile, find: Find) -> Findings:
    """Return what is wrong with the file itself, or else what the shapes say of it."""
    if brought.kind and any(one.severity is Severity.VIOLATION for one in brought.findings):
        # Of a table that was read in part the shapes would say what is not so.
        return Findings(brought.findings, 0)
    document = Sent(brought.source, sent.content, sent.media_type)
    if brought.kind:
        document = Sent(brought.source, as_lines(brought.triples), "application/n-triples")
    said = judged([document], find).findings
    if brought.kind:
        kept = (one for one in said.items if one.constraint != brought.left_open)
        said = replace(
            said,
            items=tuple(_in_row(one, brought) for one in kept),
            consequences=tuple(_in_row(one, brought) for one in said.consequences),
        )
    own = brought.findings[:MOST_TOLD]
    left_out = said.left_out + len(brought.findings) - len(own)
    return replace(said, items=(*own, *said.items), left_out=left_out)


def _in_row(finding: Finding, brought: Brought) -> Finding:
    """Say in which row of a table a thing is described, whose line nobody has written."""
    row = brought.rows.get(finding.where.subject or "")
    return replace(without_edit(finding), where=replace(finding.where, line=None, row=row))
