"""``symbiograph mappings apply``: what curators decided becomes a change of the mapping files."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Any, Final

import click
import requests

from symbiograph.cli.options import data_dir_option, mappings_option
from symbiograph.errors import BadRequest, NotFound, UnreadableInput
from symbiograph.resources import folder
from symbiograph.review import Decision, Verdict
from symbiograph.review.applying import Refused, Revision, by_curator, revise
from symbiograph.review.decision import read_decision
from symbiograph.review.decision_graph import reviewed_sets
from symbiograph.settings import Settings
from symbiograph.writing import Ledger

_SECONDS: Final = 30


@click.command("apply")
@click.option(
    "--from",
    "source",
    metavar="URL|FOLDER",
    help="A running service, or the data folder of one; default: the data folder.",
)
@click.option("--set", "only", metavar="SET", help="Only this mapping set, such as skills-esco.")
@click.option("--curator", metavar="NAME", help="Only what this curator decided.")
@click.option("--write", is_flag=True, help="Write the files; without it the change is shown.")
@mappings_option
@data_dir_option
def apply(
    source: str | None,
    only: str | None,
    curator: str | None,
    write: bool,
    place: Path | None,
    data_dir: Path | None,
) -> None:
    """Turn decisions of the page /review into a change of the mapping files.

    The change is shown as a unified diff, to be read before --write. Accepted rows and statements
    that nothing fits go to SET.sssom.tsv, rejected ones to SET.rejected.sssom.tsv, and both leave
    SET.candidates.sssom.tsv. What is in the files already is left as it is, so that applying twice
    changes nothing more. What two curators judged differently is refused until one is chosen.

    Exit codes: 0 all is applied, 1 some decisions are refused, 2 something cannot be read.
    """
    found = _decisions(source, data_dir)
    if only is not None and only not in found:
        raise NotFound(f"Nobody has decided anything of {only!r}. Decided was of: {_listed(found)}")
    place = place or folder("mappings")
    refused = 0
    for name, decisions in found.items():
        if only not in (None, name):
            continue
        chosen = by_curator(decisions, curator)
        if not chosen:
            continue
        revision = revise(place, name, chosen)
        _show(revision)
        if write:
            for file, (_, text) in revision.texts.items():
                (place / file).write_text(text, encoding="utf-8", newline="\n")
        _tell(name, chosen, revision, written=write)
        refused += len(revision.refused)
    if not any(by_curator(decisions, curator) for decisions in found.values()):
        click.echo("There are no decisions.", err=True)
    sys.exit(1 if refused else 0)


def _decisions(source: str | None, data_dir: Path | None) -> dict[str, list[Decision]]:
    """Return the decisions by mapping set; raises :class:`UnreadableInput`."""
    if source is not None and source.startswith(("http://", "https://")):
        return _from_service(source)
    place = Path(source) if source else data_dir or Settings.from_environment().data_dir
    if not place.is_dir():
        raise UnreadableInput(str(place), "there is no such data folder")
    return reviewed_sets(Ledger(place).state().present)


def _from_service(address: str) -> dict[str, list[Decision]]:
    where = address.rstrip("/") + "/review/decisions"
    try:
        response = requests.get(where, timeout=_SECONDS)
        response.raise_for_status()
        document: dict[str, Any] = response.json()
        sets = document["sets"]
        found = {each["set"]: [read_decision(one) for one in each["decisions"]] for each in sets}
    except requests.RequestException as error:
        raise UnreadableInput(where, f"the service cannot be asked: {error}") from error
    except (KeyError, TypeError, AttributeError, BadRequest) as error:
        raise UnreadableInput(where, f"these are no decisions: {error}") from error
    return {name: decisions for name, decisions in found.items() if decisions}


def _show(revision: Revision) -> None:
    for file, (before, after) in revision.texts.items():
        lines = difflib.unified_diff(
            (before or "").splitlines(keepends=True),
            after.splitlines(keepends=True),
            f"a/mappings/{file}" if before is not None else "/dev/null",
            f"b/mappings/{file}",
        )
        click.echo("".join(lines), nl=False)


def _tell(name: str, chosen: list[Decision], revision: Revision, *, written: bool) -> None:
    counts = ", ".join(
        f"{sum(one.verdict == verdict for one in chosen)} {verdict}" for verdict in Verdict
    )
    how = "written" if written else "shown; --write writes it"
    changes = f"changed by {revision.done}, {how}" if revision.texts else "nothing changes"
    many = "1 decision" if len(chosen) == 1 else f"{len(chosen)} decisions"
    click.echo(f"{name}: {many} ({counts}); {changes}.", err=True)
    for refusal in revision.refused:
        click.echo(f"  refused: {_said(refusal)}", err=True)


def _said(refusal: Refused) -> str:
    first = refusal.decisions[0]
    words = "; ".join(
        f"{one.curator}: "
        + (one.predicate.rpartition("#")[2] if one.verdict == Verdict.ACCEPTED else one.verdict)
        + (f" {one.object_label!r}" if one.object_label else "")
        for one in refusal.decisions
    )
    return f"{first.subject_label or first.subject} ({words}): {refusal.reason}"


def _listed(found: dict[str, list[Decision]]) -> str:
    return ", ".join(found) or "no set"
