"""One harvest of one partner: fetched, read, judged, and written as one commit or not at all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from symbiograph.errors import SourceFailed
from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.judging import judge
from symbiograph.harvesting.leaving_out import LeftOut, conforming
from symbiograph.harvesting.likeness import called_as_before
from symbiograph.harvesting.mapping import mapped
from symbiograph.harvesting.partners import Partner
from symbiograph.harvesting.places import Place
from symbiograph.harvesting.placing import placed
from symbiograph.harvesting.provenance import described, is_about, lasting
from symbiograph.harvesting.reporting import forget, told, write
from symbiograph.harvesting.sources import gather
from symbiograph.validation import ValidationReport
from symbiograph.validation.findings import Findings
from symbiograph.writing import Done

FOLDER: Final = "harvests"


@dataclass(frozen=True)
class Outcome:
    """What became of a harvest: a commit, nothing new, or a report of what is wrong.

    ``triples`` counts what the partner's graphs are to hold. ``done`` is the commit, ``report`` the
    file for the partner to read, ``findings`` what is in it.
    """

    partner: Partner
    triples: int
    graphs: int
    accepted: bool = True
    done: Done | None = None
    findings: Findings | None = None
    report: Path | None = None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


def harvest(
    partner: Partner,
    place: Place,
    data_dir: Path,
    conversation: Conversation,
    *,
    partial: bool = False,
) -> Outcome:
    """Bring in what the partner's source gives, and return what became of that.

    With ``partial`` what the shapes do not allow is left out. Raises :class:`SourceFailed`,
    :class:`SourceRefused`, :class:`UnreadableInput`, and what the writer raises; then nothing is
    changed.
    """
    begun = datetime.now(UTC)
    folder = data_dir / FOLDER / partner.name
    gathered = mapped(partner, gather(partner, conversation, folder / "fetched"), folder)
    target = placed(partner, gathered.quads(), partner.source)
    if not target.size:
        raise SourceFailed(
            f"{partner.source} holds no statement. To take the partner's graphs away: "
            f"symbiograph partner remove {partner.name}."
        )
    present = place.present(partner)
    before = {quad for quad in present if not is_about(partner, quad)}
    after = called_as_before(target.quads(), before)

    def description(kept: set[Quad]) -> set[Quad]:
        now = datetime.now(UTC)
        return described(partner, target.holding(kept), gathered.origins, begun, now)

    about = description(after)
    with place.without(present) as find:
        report = judge(after | about, find)
        report, findings = told(report, after | about, find, gathered.pieces, partner)
        left_out: list[LeftOut] = []
        if partial and not report.accepted:
            after, left_out, rest = conforming(after, about, find)
            about = description(after)
            accepted = rest.accepted and bool(after)
        else:
            accepted = report.accepted
    file = _report(folder, partner, report, findings, left_out)
    outcome = Outcome(
        partner,
        len(after),
        len({quad.graph_name for quad in after}),
        accepted,
        None,
        findings,
        file,
        tuple(left_out),
        tuple(gathered.notes),
    )
    if not accepted or (after == before and lasting(about) == lasting(present - before)):
        return outcome
    done = place.change(f"(harvest {partner.name})", present, after | about)
    return replace(outcome, done=done)


def _report(
    folder: Path,
    partner: Partner,
    report: ValidationReport,
    findings: Findings,
    left_out: list[LeftOut],
) -> Path | None:
    """Write what there is to tell the partner; return where, ``None`` where there is nothing."""
    forget(folder)
    return write(folder, partner, report, findings, left_out) if report.results else None


def withdraw(partner: Partner, place: Place, data_dir: Path) -> Done | None:
    """Take all graphs of a partner away, with what was kept of it; return the commit, if any."""
    present = place.present(partner)
    done: Done | None = None
    if present:
        done = place.change(f"(partner {partner.name})", present, set())
    shutil.rmtree(data_dir / FOLDER / partner.name, ignore_errors=True)
    return done
