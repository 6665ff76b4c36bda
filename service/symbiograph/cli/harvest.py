"""``symbiograph harvest``: the partners' graphs, brought in from where they are kept."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from symbiograph.cli.harvest_place import place_of, service_options
from symbiograph.cli.harvest_progress import shown
from symbiograph.cli.options import data_dir_option
from symbiograph.errors import SettingError, ShapesViolated, SymbiographError
from symbiograph.harvesting import Conversation, Limits, Partner, Place, Reach, failed, partners
from symbiograph.harvesting import harvest as harvested
from symbiograph.harvesting import partner as known_partner
from symbiograph.settings import Settings


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option(
    "--partial",
    is_flag=True,
    help="Leave out each thing that breaks the shapes, with what hangs on it, and take the rest.",
)
@service_options
@data_dir_option
def harvest(
    names: tuple[str, ...],
    partial: bool,
    service: str | None,
    token_from: str,
    data_dir: Path | None,
) -> None:
    """Bring in the graphs of the partners NAME, by default of all.

    Each partner is one commit, visible at once in a service that runs on the data folder. What the
    shapes do not allow changes nothing, and leaves a report in harvests/NAME. One partner that
    fails does not stop the others.

    Exit codes: 0 all well, 1 a partner's data breaks the shapes, 2 a source cannot be read.
    """
    settings = Settings.from_environment()
    folder = data_dir or settings.data_dir
    chosen = [known_partner(folder, name) for name in names] or [*partners(folder).values()]
    if not chosen:
        raise SettingError("There are no partners yet: symbiograph partner add NAME --source URL")
    place = place_of(settings, folder, service, token_from)
    sys.exit(max(_one(each, place, folder, settings, partial=partial) for each in chosen))


def _one(partner: Partner, place: Place, folder: Path, settings: Settings, *, partial: bool) -> int:
    """Harvest one partner, say what became of it, and return the exit code for that."""
    reach = Reach([*settings.harvest_allowed.split(","), *partner.allowed])
    try:
        with shown(partner.name) as show:
            conversation = Conversation(reach, Limits.of(settings), partner.login, show=show)
            with closing(conversation):
                outcome = harvested(partner, place, folder, conversation, partial=partial)
    except SymbiographError as error:
        click.echo(f"{partner.name}: {error.message}", err=True)
        failed(partner, folder, error)
        if isinstance(error, ShapesViolated):
            click.echo(error.report, err=True, nl=False)
            return 1
        return 2
    for text in outcome.notes:
        click.echo(f"{partner.name}: note: {text}", err=True)
    click.echo(f"{partner.name}: {outcome.told}")
    return 0 if outcome.accepted else 1
