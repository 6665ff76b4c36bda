"""One harvest of one partner: fetched, read, judged, and written as one commit or not at all."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import Quad

from symbiograph.errors import Conflict, PartnerFailed, SymbiographError
from symbiograph.harvesting.conversation import Conversation
from symbiograph.harvesting.gathered import Gathered
from symbiograph.harvesting.judging import judge
from symbiograph.harvesting.kept import forget_others
from symbiograph.harvesting.leaving_out import LeftOut, conforming
from symbiograph.harvesting.likeness import called_as_before
from symbiograph.harvesting.mapping import mapped
from symbiograph.harvesting.memory import Became, Last, key_of
from symbiograph.harvesting.partners import Partner
from symbiograph.harvesting.places import Place
from symbiograph.harvesting.placing import placed
from symbiograph.harvesting.provenance import described, is_about, lasting
from symbiograph.harvesting.reporting import TEXT, forget, told, write
from symbiograph.harvesting.sources import gather
from symbiograph.validation import ValidationReport
from symbiograph.validation.findings import Findings
from symbiograph.writing import Done

FOLDER: Final = "harvests"
FETCHED: Final = "fetched"
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Outcome:
    """What became of a harvest: a commit, nothing new, or a report of what is wrong.

    ``triples`` counts what the partner's graphs are to hold. ``done`` is the commit, ``violations``
    counts what speaks against one, ``report`` is the file for the partner to read.
    """

    partner: Partner
    triples: int
    graphs: int
    accepted: bool = True
    done: Done | None = None
    violations: int = 0
    report: Path | None = None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What became of it in one line."""
        held = f"{_counted(self.triples, 'triple')} in {_counted(self.graphs, 'graph')}"
        to_read = f" To read for the partner: {self.report}" if self.report else ""
        if not self.accepted:
            told = f"the shapes do not allow it, {_counted(self.violations, 'violation')}"
            return f"{told}; nothing was changed.{to_read}"
        if self.left_out:
            held += f"; left out: {_counted(len(self.left_out), 'thing')}"
        if self.done is None:
            return f"nothing has changed; {held}.{to_read}"
        counts = f"+{self.done.added:,} -{self.done.removed:,}"
        return f"commit {self.done.sequence}: {counts}; {held}.{to_read}"


def harvest(
    partner: Partner,
    place: Place,
    data_dir: Path,
    conversation: Conversation,
    *,
    partial: bool = False,
) -> Outcome:
    """Bring in what the partner's source gives, and return what became of that.

    With ``partial`` what the shapes do not allow is left out. Raises :class:`PartnerFailed`,
    :class:`PartnerRefused`, :class:`UnreadableInput`, :class:`Conflict` and what the writer raises;
    then nothing is changed.
    """
    folder = data_dir / FOLDER / partner.name
    with _alone(folder):
        return _harvested(partner, place, folder, conversation, partial=partial)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let nobody else harvest a partner meanwhile; raises :class:`Conflict` if one does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("A harvest of this partner is under way.") from error
        yield


def _harvested(
    partner: Partner, place: Place, folder: Path, conversation: Conversation, *, partial: bool
) -> Outcome:
    begun = datetime.now(UTC)
    gathered = gather(partner, conversation, folder / FETCHED)
    forget_others(folder / FETCHED, conversation.asked)
    last = Last.read(folder)
    key = key_of(partner, gathered.origins, place.state(), partial=partial)
    if last is not None and key and last.key == key:
        report = folder / TEXT
        found = report if report.exists() else None
        return Outcome(partner, last.triples, last.graphs, report=found)
    outcome = _brought_in(partner, place, folder, gathered, begun, partial=partial)
    became: Became = "committed" if outcome.done else "unchanged"
    key = key_of(partner, gathered.origins, place.state(), partial=partial)
    if not outcome.accepted:
        became, key = "refused", ""
    elif outcome.left_out:
        key = ""
    moment = datetime.now(UTC).strftime(_MOMENT)
    Last(moment, became, outcome.told, key, outcome.triples, outcome.graphs).write(folder)
    return outcome


def _brought_in(
    partner: Partner,
    place: Place,
    folder: Path,
    gathered: Gathered,
    begun: datetime,
    *,
    partial: bool,
) -> Outcome:
    """Map, judge and write what was gathered."""
    gathered = mapped(partner, gathered, folder)
    target = placed(partner, gathered.quads(), partner.source)
    if not target.size:
        raise PartnerFailed(
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
    find = place.without(present)
    report = judge(after | about, find)
    report, findings = told(report, after | about, find, gathered.pieces, partner)
    accepted = report.accepted
    left_out: list[LeftOut] = []
    if partial and not accepted:
        after, left_out, rest = conforming(after, about, find)
        about = description(after)
        accepted = rest.accepted and bool(after)
    file = _report(folder, partner, report, findings, left_out)
    outcome = Outcome(
        partner,
        len(after),
        len({quad.graph_name for quad in after}),
        accepted,
        None,
        report.violations,
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


def failed(partner: Partner, data_dir: Path, error: SymbiographError) -> None:
    """Remember that a harvest did not come to its end, unless another is under way."""
    moment = datetime.now(UTC).strftime(_MOMENT)
    folder = data_dir / FOLDER / partner.name
    with suppress(Conflict), _alone(folder):
        Last(moment, "failed", error.message).write(folder)


def last_harvest(partner: Partner, data_dir: Path) -> Last | None:
    """Return what is remembered of the last harvest."""
    return Last.read(data_dir / FOLDER / partner.name)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def withdraw(partner: Partner, place: Place, data_dir: Path) -> Done | None:
    """Take all graphs of a partner away, with what was kept of it; return the commit, if any.

    Raises :class:`Conflict` while the partner is being harvested, and what the writer raises.
    """
    folder = data_dir / FOLDER / partner.name
    with _alone(folder):
        present = place.present(partner)
        done = place.change(f"(partner {partner.name})", present, set()) if present else None
        shutil.rmtree(folder, ignore_errors=True)
    return done
